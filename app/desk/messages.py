"""What the OPD's page says in a sentence, and the text that its admin pastes into WhatsApp."""

from app.desk.staff import TEST, OpdPage, StaffList, StaffRow
from app.materials.rules import Standard


def reminder(page: OpdPage, shown: StaffList, standard: Standard, address: str) -> str:
    """A reminder that names who is missing on the list that is shown, ready to be pasted."""
    lines = [f"Pengingat belajar {standard.title}, {page.opd.name}", ""]
    if shown.key == TEST:
        lines += _named("Tes belum", shown.missing, "Semua pegawai wajib sudah mengerjakan tes.")
    elif shown.card:
        lines += [f"{shown.title}: {shown.card.title}", f"Waktu baca {shown.card.minutes} menit.", ""]
        lines += _named("Belum selesai", shown.missing, "Semua pegawai wajib sudah menyelesaikan modul ini.")
    else:
        lines += _everything(page)
    lines += ["", "Modul dapat dibaca lewat ponsel. Masuk di sini:", address]
    return "\n".join(lines)


def _everything(page: OpdPage) -> list[str]:
    done = [f"{row.name} ({row.completed} dari {page.module_count} modul)" for row in page.unfinished]
    lines = _list("Belum selesai", done, "Semua pegawai wajib sudah menyelesaikan modul.")
    waiting = [row.name for row in page.unmeasured if row not in page.unfinished]
    return [*lines, "", *_list("Modul selesai, tes belum", waiting, "")] if waiting else lines


def _named(what: str, rows: tuple[StaffRow, ...], nobody: str) -> list[str]:
    return _list(what, [row.name for row in rows], nobody)


def _list(what: str, names: list[str], nobody: str) -> list[str]:
    if not names:
        return [f"{nobody} Terima kasih."]
    return [
        f"{what} ({len(names)} orang):",
        *(f"{place}. {name}" for place, name in enumerate(names, start=1)),
    ]


def opd_headline(page: OpdPage, shown: StaffList, standard: str) -> str:
    """The finding of the page: how many are missing on the list that is shown."""
    missing, everybody = len(shown.missing), len(page.rows)
    if shown.key == TEST:
        return (
            f"{missing} dari {everybody} pegawai belum diukur dengan tes {standard}."
            if missing
            else f"Semua {everybody} pegawai wajib sudah diukur."
        )
    what = f"modul “{shown.card.title}”" if shown.card else f"{page.module_count} modul wajib"
    if not missing:
        return f"Semua {everybody} pegawai wajib sudah menyelesaikan {what}."
    return f"{missing} dari {everybody} pegawai belum menyelesaikan {what}."
