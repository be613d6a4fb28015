"""Policy that an office may change while the product runs: typed, checked, with who, when and why.

One append-only table is the value and its history at once: the newest row of a name is its value, no row is
its default. Every room reads it here, by one query. What must be known before the database can be asked stays
in the environment (`app/config.py`). Owns: setting_change. Depends on: audit, db.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app import audit
from app.db import Model, UtcDateTime, session
from app.errors import Conflict, Invalid, NotFound

LONGEST_LINE = 200
LONGEST_TEXT = 2_000
LONGEST_REASON = 400
BACKUPS_KEPT = 30


class SettingChange(Model):
    """A value from an instant on. Rows are inserted, never edited or removed."""

    __tablename__ = "setting_change"
    __table_args__ = (Index("ix_setting_change_name", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    changed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Kind(StrEnum):
    """What may be written."""

    LINE = "line"
    TEXT = "text"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Setting:
    """One policy value; `least` and `most` bound a number of days."""

    name: str
    label: str
    hint: str
    kind: Kind
    default: str = ""
    least: int = 1
    most: int = 3650


def _days(name: str, label: str, hint: str, default: int, least: int, most: int) -> Setting:
    return Setting(name, label, hint, Kind.DAYS, str(default), least, most)


CONTROLLER, CONTACT = "privacy_controller", "privacy_contact"
BREACH_ADDRESSEE, CSIRT = "breach_addressee", "csirt_contact"
LEGAL_BASIS, NOTE = "legal_basis", "privacy_note"
TRAINERS = "trainer_contact"
SESSION_DAYS, LINK_DAYS, CORRECTION_DAYS = "session_days", "entry_link_days", "correction_days"

PRIVACY = (
    Setting(CONTROLLER, "Penanggung jawab data", "Nama perangkat daerah yang bertanggung jawab.", Kind.LINE),
    Setting(
        CONTACT, "Kontak pelindungan data", "Nama atau jabatan, surel, telepon. Tampil untuk umum.", Kind.LINE
    ),
    Setting(
        LEGAL_BASIS,
        "Dasar pemrosesan",
        "Dasar hukum menurut Bagian Hukum. Tampil di halaman pelindungan data.",
        Kind.TEXT,
    ),
    Setting(NOTE, "Keterangan tambahan", "Tampil di halaman pelindungan data, setelah hak Anda.", Kind.TEXT),
)
LEARNING = (
    Setting(
        TRAINERS,
        "Kontak narasumber",
        "Unit atau jabatan, surel, telepon: siapa yang dapat diminta mengisi kelas. Tampil di halaman OPD "
        "untuk pimpinan dan dalam pesan untuk Kepala OPD.",
        Kind.LINE,
    ),
)
INCIDENTS = (
    Setting(
        BREACH_ADDRESSEE,
        "Penerima pemberitahuan kegagalan pelindungan data",
        "Lembaga yang diberi tahu, beserta alamatnya. Pastikan dengan Bagian Hukum.",
        Kind.LINE,
    ),
    Setting(CSIRT, "Tim tanggap insiden siber", "Nama dan kontak TTIS/CSIRT daerah.", Kind.LINE),
)
RETENTION = (
    _days(SESSION_DAYS, "Sesi masuk yang berakhir", "Hari sejak sesi berakhir sampai dihapus.", 90, 1, 730),
    _days(LINK_DAYS, "Tautan masuk lama", "Hari sejak dipakai atau kedaluwarsa sampai dihapus.", 30, 1, 365),
    _days(
        CORRECTION_DAYS,
        "Isi permintaan perbaikan",
        "Hari sejak diputuskan sampai isinya dikosongkan. Tanggal dan keputusannya tetap.",
        365,
        30,
        3650,
    ),
)
GROUPS = (
    ("Pelindungan data pribadi", PRIVACY),
    ("Pembelajaran", LEARNING),
    ("Insiden", INCIDENTS),
    ("Masa simpan", RETENTION),
)
SETTINGS: Mapping[str, Setting] = {one.name: one for _, group in GROUPS for one in group}


class BadValue(Invalid):
    """What was typed cannot be this setting."""


class ChangedMeanwhile(Conflict):
    """Somebody else changed the setting after the form was opened."""

    message = "Orang lain baru saja mengubah pengaturan ini. Nilai yang sekarang berlaku tampil di bawah."


def setting(name: str) -> Setting:
    """The setting of that name; raises NotFound."""
    found = SETTINGS.get(name)
    if found is None:
        raise NotFound
    return found


def checked(one: Setting, text: str) -> str:
    """The text as it is kept; raises BadValue with the sentence for the field."""
    text = text.replace("\r\n", "\n").strip()
    if one.kind is Kind.DAYS:
        if not (text.isascii() and text.isdigit() and one.least <= int(text[:9]) <= one.most):
            raise BadValue(f"Tulis jumlah hari, {one.least} sampai {one.most}.")
        return str(int(text))
    most = LONGEST_LINE if one.kind is Kind.LINE else LONGEST_TEXT
    if len(text) > most:
        raise BadValue(f"Paling panjang {most} huruf; sekarang {len(text)}.")
    return " ".join(text.split()) if one.kind is Kind.LINE else text


def values() -> dict[str, str]:
    """Every setting's value now: one query."""
    newest = select(func.max(SettingChange.id)).group_by(SettingChange.name)
    rows = session.execute(
        select(SettingChange.name, SettingChange.value).where(SettingChange.id.in_(newest))
    )
    stored = {row.name: row.value for row in rows}
    return {name: stored.get(name, one.default) for name, one in SETTINGS.items()}


@dataclass(frozen=True, slots=True)
class PastValue:
    """One change of a setting, with what stood before it."""

    name: str
    before: str
    after: str
    reason: str
    changed_by: int
    changed_at: datetime


def history(name: str | None = None) -> list[PastValue]:
    """The changes of one setting or of all, newest first."""
    query = select(SettingChange).order_by(SettingChange.id)
    if name is not None:
        query = query.where(SettingChange.name == name)
    before = {one.name: one.default for one in SETTINGS.values()}
    lines = []
    for row in session.scalars(query):
        lines.append(
            PastValue(
                row.name, before.get(row.name, ""), row.value, row.reason, row.changed_by, row.changed_at
            )
        )
        before[row.name] = row.value
    return lines[::-1]


def change(name: str, text: str, *, expected: str, reason: str, by: int, at: datetime) -> bool:
    """Give a setting a new value and say whether it is another one.

    Raises NotFound, BadValue, or ChangedMeanwhile when `expected` is no longer what stands.
    """
    one = setting(name)
    value = checked(one, text)
    before = values()[name]
    if before != expected:
        raise ChangedMeanwhile
    if value == before:
        return False
    session.execute(
        insert(SettingChange).values(
            name=name, value=value, reason=reason[:LONGEST_REASON], changed_by=by, changed_at=at
        )
    )
    audit.record(
        actor=by,
        action="change setting",
        subject=f"setting:{name}",
        details=reason[:LONGEST_REASON],
        changes=[audit.Change(one.label, before, value)],
    )
    return True
