"""Texts that an admin OPD pastes into WhatsApp."""

from app.desk.queries import OpdPage, StaffRow
from app.materials.rules import Standard


def reminder(page: OpdPage, standard: Standard, address: str) -> str:
    """A reminder that names who has not finished and how far each is, ready to be pasted."""
    lines = [f"Pengingat belajar {standard.title}, {page.opd.name}", ""]
    if page.unfinished:
        lines.append(f"Belum selesai ({len(page.unfinished)} orang):")
        lines += [
            f"{number}. {row.name} ({row.completed} dari {page.module_count} modul)"
            for number, row in enumerate(page.unfinished, start=1)
        ]
    else:
        lines.append("Semua pegawai wajib sudah menyelesaikan modul. Terima kasih.")
    waiting = [row for row in page.rows if not row.measured and row not in page.unfinished]
    if waiting:
        lines += ["", f"Modul selesai, tes belum ({len(waiting)} orang):", *_numbered(waiting)]
    lines += ["", "Modul dapat dibaca lewat ponsel. Masuk di sini:", address]
    return "\n".join(lines)


def _numbered(rows: list[StaffRow]) -> list[str]:
    return [f"{number}. {row.name}" for number, row in enumerate(rows, start=1)]
