"""The people of a plan as accounts, memberships and roles, through the services."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from app.demo.invented import DAY, REGISTERED_DAYS
from app.demo.people import Staff, World
from app.people import queries, services
from app.people.parsing import read_register
from app.people.rules import OpdDraft, PersonDraft

REGISTER = Path(__file__).resolve().parents[2] / "content" / "opd.csv"


@dataclass(frozen=True, slots=True)
class Accounts:
    """What a new account needs: the ids of the OPD by code, the one hash of the password, the instant."""

    opd_ids: dict[str, int]
    password_hash: str
    instant: datetime

    def hash_for(self, person: Staff) -> str | None:
        """Only who has an address has a password."""
        return self.password_hash if person.surel else None


def register_codes(on: date) -> list[str]:
    """The OPD of the province that have not ended by that day."""
    return [draft.code for draft in _register() if draft.valid_to is None or on < draft.valid_to]


def register_opd(world: World) -> dict[str, int]:
    """The ids of all OPD by code, once the two of the demo stand beside the province's register."""
    since = world.at - REGISTERED_DAYS * DAY
    services.load_register([*_register(), *world.offices], day=since)
    services.backdate_register(since)
    return {row.code: row.id for row in queries.register()}


def _register() -> list[OpdDraft]:
    drafts, _ = read_register(REGISTER.read_text(encoding="utf-8"), REGISTER.name)
    return drafts


def enrol(person: Staff, accounts: Accounts) -> int:
    """Add somebody with memberships, exemptions, roles and, for an account, the password; the id."""
    draft = PersonDraft(person.name, person.nip, person.surel, person.job_level, roles=person.roles)
    if person.spells:
        first = person.spells[0]
        draft = replace(
            draft, opd_id=accounts.opd_ids[first.opd_code], unit=first.unit, start_on=first.start_on
        )
    person_id = services.add_person(draft, by=None, at=accounts.instant, demo=True)
    _move_about(person_id, person, accounts.opd_ids)
    for leave in person.leaves:
        services.exempt(person_id, from_on=leave.from_on, to_on=leave.to_on, reason=leave.reason, by=None)
    if password_hash := accounts.hash_for(person):
        services.set_password_hash(person_id, password_hash, at=accounts.instant)
    return person_id


def _move_about(person_id: int, person: Staff, opd_ids: dict[str, int]) -> None:
    """The transfers after the first membership, and leaving."""
    for spell in person.spells[1:]:
        services.move(
            person_id, to_opd_id=opd_ids[spell.opd_code], on=spell.start_on, unit=spell.unit, by=None
        )
    if person.spells and (left_on := person.spells[-1].end_on):
        services.leave(person_id, on=left_on, by=None)
