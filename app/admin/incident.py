"""What the office writes down of an incident, its clock, and the texts that leave the register."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from app.errors import Invalid

DUE = timedelta(hours=72)
"""3×24 hours to tell the persons and the authority, UU 27/2022 art. 46."""
FIELD_LABELS = {
    "title": "Judul",
    "noticed_at": "Diketahui pada",
    "reporter": "Kontak pelapor",
    "description": "Deskripsi",
    "data_kinds": "Data yang terdampak",
    "chronology": "Kronologi",
    "impact": "Dampak",
    "measures": "Penanganan dan pemulihan",
}


class BadInstant(Invalid):
    """The day or the hour is none."""

    message = "Tanggal atau jam diketahui belum benar. Periksa keduanya."


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """Everything that may be typed and corrected."""

    title: str
    noticed_at: datetime
    reporter: str
    description: str
    data_kinds: str
    chronology: str
    impact: str
    measures: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as pages show it, with how many accounts it touches."""

    id: int
    draft: IncidentDraft
    persons_told_at: datetime | None
    authority_told_at: datetime | None
    made_at: datetime
    closed_at: datetime | None
    affected: int = 0

    @property
    def due_at(self) -> datetime:
        """When 3×24 hours after noticing are over."""
        return self.draft.noticed_at + DUE

    def hours_left(self, at: datetime) -> int:
        """Whole hours until then, negative when late."""
        return int((self.due_at - at).total_seconds() // 3600)

    @property
    def is_told(self) -> bool:
        """Whether both persons and authority know."""
        return self.persons_told_at is not None and self.authority_told_at is not None


REPORT_FIELDS = ("Kontak pelapor", "Deskripsi insiden", "Kronologi", "Dampak")


def differences(before: IncidentDraft, after: IncidentDraft) -> list[tuple[str, str, str]]:
    """What differs, as label, before and after."""
    found = []
    for each in fields(IncidentDraft):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if old != new:
            found.append((FIELD_LABELS[each.name], _text(old), _text(new)))
    return found


def _text(value: object) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)


def report_text(incident: IncidentRow, *, noticed: str, told: str, addressee: str) -> str:
    """The four fields that a response team asks for: contact, description, chronology, impact."""
    fields = zip(REPORT_FIELDS, report_fields(incident, noticed=noticed, told=told), strict=True)
    parts = [
        ("Kepada", addressee or "(isi penerima di Pengaturan)"),
        ("Perihal", f"Laporan insiden: {incident.draft.title}"),
        *((f"{number}. {title}", text) for number, (title, text) in enumerate(fields, start=1)),
    ]
    return "\n\n".join(f"{title}\n{text}" for title, text in parts)


def report_fields(incident: IncidentRow, *, noticed: str, told: str) -> tuple[str, str, str, str]:
    """The four fields that the cyber agency asks for, in the order of `REPORT_FIELDS`."""
    draft = incident.draft
    return (
        draft.reporter,
        f"{draft.description}\nData yang terdampak: {draft.data_kinds}",
        f"Diketahui: {noticed}\n{draft.chronology}",
        f"{draft.impact}\nAkun terdampak: {incident.affected}\nPenanganan: {draft.measures}\n{told}",
    )


def notice_text(incident: IncidentRow, *, noticed: str, controller: str, contact: str) -> str:
    """What the persons concerned are told: which data, when and how, what is done (art. 46)."""
    draft = incident.draft
    return (
        "Yth. Bapak/Ibu,\n\n"
        "kami memberitahukan kegagalan pelindungan data pribadi di Paham SPBE"
        " yang menyangkut data Anda.\n\n"
        f"Data yang terungkap: {draft.data_kinds or '(isi di catatan insiden)'}\n"
        f"Kapan dan bagaimana: diketahui {noticed}. {draft.chronology}\n"
        f"Yang sudah dan akan kami lakukan: {draft.measures or '(isi di catatan insiden)'}\n\n"
        f"Pertanyaan: {contact or '(isi kontak di Pengaturan)'}\n"
        f"{controller or '(isi penanggung jawab data di Pengaturan)'}"
    )
