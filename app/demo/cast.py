"""Dinas A and Dinas B written out, and one person for each role; everybody in `cast.csv` is invented."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.demo.people import LEARNER, Story
from app.people.rules import JobLevel, OpdDraft, OpdKind, Role

PASSWORD = "PahamSPBE-demo-2026"  # noqa: S105 (the published password of the demo accounts)
FIRST_ACCOUNT = "peserta.a@contoh.test"
DINAS_A, DINAS_B = "DINAS-A", "DINAS-B"
FILE = Path(__file__).with_name("cast.csv")
ADMIN_OPD = frozenset({Role.PESERTA, Role.ADMIN_OPD})
ROLES = {
    "admin.a": ADMIN_OPD,
    "admin.b": ADMIN_OPD,
    "narasumber": frozenset({Role.NARASUMBER}),
    "sekda": frozenset({Role.PIMPINAN}),
    "administrator": frozenset({Role.ADMINISTRATOR}),
}
ACCOUNTS = (
    ("peserta Dinas A", "peserta.a@contoh.test (dan peserta.a02@ sampai peserta.a30@)"),
    ("peserta Dinas B", "peserta.b@contoh.test (dan peserta.b02@ sampai peserta.b30@)"),
    ("admin OPD", "admin.a@contoh.test, admin.b@contoh.test"),
    ("narasumber", "narasumber@contoh.test"),
    ("Sekda", "sekda@contoh.test"),
    ("administrator", "administrator@contoh.test"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One written person; `days` ago the membership began, `came_from` is the OPD before a transfer."""

    opd_code: str | None
    surel: str
    name: str
    nip: str
    job_level: JobLevel
    unit: str
    story: Story
    days: int | None
    came_from: str | None
    exempt: bool
    roles: frozenset[Role]


def offices(since: date) -> tuple[OpdDraft, ...]:
    """The two example OPD, in the register from that day on."""
    return (
        OpdDraft(DINAS_A, "Dinas A (contoh)", "Dinas A", OpdKind.DINAS, None, since, None),
        OpdDraft(DINAS_B, "Dinas B (contoh)", "Dinas B", OpdKind.DINAS, None, since, None),
    )


def parts() -> tuple[Part, ...]:
    """Everybody with an account, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_part(row) for row in csv.DictReader(file, delimiter=";"))


def _part(row: dict[str, str]) -> Part:
    return Part(
        opd_code=row["opd"] or None,
        surel=f"{row['surel']}@contoh.test",
        name=row["name"],
        nip=row["nip"],
        job_level=JobLevel(row["job_level"]),
        unit=row["unit"],
        story=Story(row["story"]),
        days=int(row["days"]) if row["days"] else None,
        came_from=row["came_from"] or None,
        exempt=row["exempt"] == "yes",
        roles=ROLES.get(row["surel"], LEARNER),
    )
