"""Completion as a table of cells: counts and whole per cent per module, the sum, then what shaped the row."""

from datetime import datetime

from app.clock import to_local
from app.comprehension.rules import whole_percent
from app.materials.rules import Standard
from app.reports.formats.sheets import Cell, Sheet
from app.reports.rules.completion import GROUP_WORDS, CompletionRow, CompletionTable

MEANINGS = {
    "kode": "Kode OPD dalam register; kosong pada baris jumlah.",
    "nama": "Nama OPD, atau jumlah semua OPD pada baris terakhir.",
    "kelompok": "Dari bagian pegawai wajib yang menyelesaikan semua modul: separuh, dan empat perlima.",
    "wajib": "Pegawai aktif yang wajib pada saat keadaan, lewat masa tenggang, tidak dikecualikan: penyebut.",
    "…_mulai": "Pegawai wajib yang sudah mulai modul itu, termasuk yang selesai.",
    "…_selesai": "Pegawai wajib yang tercatat selesai: semua bagian dibaca, dan kuisnya mencapai batas.",
    "…_persen": "Selesai dibagi wajib, bilangan bulat persen dari jumlah yang tepat.",
    "semua_selesai": "Pegawai wajib yang tercatat selesai pada semua modul wajib.",
    "semua_persen": "Semua selesai dibagi wajib.",
    "bertenggat": "Pegawai wajib yang mempunyai tenggat tes: penyebut tepat waktu.",
    "tepat_waktu": "Dari yang bertenggat: tes sah pertamanya dikirim paling lambat pada hari tenggatnya.",
    "tepat_waktu_persen": "Tepat waktu dibagi bertenggat; kosong bila tidak ada tenggat.",
    "keadaan": "Saat yang dihitung: saat data dibaca, atau akhir bulan yang dipilih.",
    "standar": "Kode standar yang menentukan modul wajib.",
    "tenggang_hari": "Hari sejak kewajiban mulai yang belum dihitung.",
}


def as_sheet(table: CompletionTable, standard: Standard, at: datetime) -> Sheet:
    """The rows of the page with started, completed and per cent for each module."""
    header = ["kode", "nama", "kelompok", "wajib"]
    for column in table.columns:
        header += [f"{column.slug}_mulai", f"{column.slug}_selesai", f"{column.slug}_persen"]
    header += ["semua_selesai", "semua_persen", "bertenggat", "tepat_waktu", "tepat_waktu_persen"]
    header += ["keadaan", "standar", "tenggang_hari"]
    shaped: tuple[Cell, ...] = (
        to_local(at).isoformat(timespec="seconds"),
        standard.code,
        standard.grace_days,
    )
    lines = [(*_line(row, GROUP_WORDS[row.group][0]), *shaped) for row in table.rows]
    return Sheet("Penyelesaian", tuple(header), (*lines, (*_line(table.total, None), *shaped)))


def as_definitions(table: CompletionTable) -> Sheet:
    """What every column means; a module is named once, under the slug that its columns begin with."""
    modules = [(column.slug, f"Modul {column.order}: {column.title}") for column in table.columns]
    return Sheet("Definisi", ("kolom", "arti"), (*MEANINGS.items(), *modules))


def _line(row: CompletionRow, group: str | None) -> tuple[Cell, ...]:
    cells: list[Cell] = [row.code or None, row.name, group, row.obliged]
    for count in row.modules:
        cells += [count.started, count.completed, whole_percent(count.completed, row.obliged)]
    test = row.on_time
    cells += [row.everything, whole_percent(row.everything, row.obliged)]
    return (*cells, test.due, test.on_time, whole_percent(test.on_time, test.due))
