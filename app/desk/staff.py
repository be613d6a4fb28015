"""The OPD's page for its admin: who has completed what and when, who is not measured; never results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.clock import local_day
from app.comprehension import queries as comprehension
from app.comprehension.rules.on_time import NOBODY_DUE, OnTime
from app.learning import queries as learning
from app.learning.queries.events import RecordedCompletion, begun_among, completions_among
from app.learning.rules import RosterRow, RosterStatus, counted_from
from app.materials import queries as materials
from app.materials.rules import ModuleCard, Standard
from app.people import queries as people
from app.people.queries import StaffName
from app.people.rules import OpdRow, Scope
from app.quiz import queries as quiz

TEST = "tes"
"""What the address calls the list of those who are not measured."""


class StaffState(StrEnum):
    """Completion as an admin OPD may know it; failed, waiting and reading all look like *berjalan*."""

    BELUM_MULAI = "belum mulai"
    BERJALAN = "berjalan"
    SELESAI = "selesai"


@dataclass(frozen=True, slots=True)
class ModuleMark:
    """One person and one module: the state, and of a completion its instant and version."""

    state: StaffState
    completed: RecordedCompletion | None = None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of the roster on the admin's page: completion, never answers or scores."""

    person_id: int
    name: str
    unit: str
    state: StaffState
    modules: Mapping[str, ModuleMark]
    measured: bool
    counted_from: date
    last_seen_at: datetime | None
    due_on: date | None = None

    @property
    def completed(self) -> int:
        """How many of the obligatory modules are completed."""
        return sum(mark.completed is not None for mark in self.modules.values())

    @property
    def completed_at(self) -> datetime | None:
        """When the last module was completed, once all are."""
        if self.state is not StaffState.SELESAI:
            return None
        return max(mark.completed.completed_at for mark in self.modules.values() if mark.completed)


@dataclass(frozen=True, slots=True)
class StaffList:
    """The page narrowed to everything, one module, or the test: a tab with the number of those missing."""

    key: str
    title: str
    card: ModuleCard | None
    rows: tuple[StaffRow, ...]

    def state_of(self, row: StaffRow) -> StaffState:
        """The state that this list is about."""
        return row.modules[self.card.slug].state if self.card else row.state

    def is_missing(self, row: StaffRow) -> bool:
        """Whether the person is among those to be reminded by this list."""
        return not row.measured if self.key == TEST else self.state_of(row) is not StaffState.SELESAI

    def completed_at(self, row: StaffRow) -> datetime | None:
        """When what this list asks for was completed; of the test only whether, never when."""
        if self.card is None:
            return row.completed_at
        found = row.modules[self.card.slug].completed
        return found.completed_at if found else None

    @property
    def missing(self) -> tuple[StaffRow, ...]:
        """Who is to be reminded, by due date and name."""
        missing = [row for row in self.rows if self.is_missing(row)]
        return tuple(sorted(missing, key=lambda row: row.due_on or date.max))

    @property
    def done(self) -> tuple[StaffRow, ...]:
        """The others."""
        return tuple(row for row in self.rows if not self.is_missing(row))

    def count(self, state: StaffState) -> int:
        """How many of the roster are in that state."""
        return sum(self.state_of(row) == state for row in self.rows)


@dataclass(frozen=True, slots=True)
class OpdPage:
    """The OPD's page for its admin, as of now."""

    opd: OpdRow
    rows: tuple[StaffRow, ...]
    cards: tuple[ModuleCard, ...]
    in_grace: int
    exempt: int
    on_time: OnTime

    @property
    def active(self) -> int:
        """Everybody of the OPD whose obligation has begun, counted or not."""
        return len(self.rows) + self.in_grace + self.exempt

    @property
    def module_count(self) -> int:
        """How many modules are obligatory."""
        return len(self.cards)

    @property
    def unfinished(self) -> tuple[StaffRow, ...]:
        """Who has not completed every obligatory module."""
        return tuple(row for row in self.rows if row.state is not StaffState.SELESAI)

    @property
    def unmeasured(self) -> tuple[StaffRow, ...]:
        """Who has no valid test."""
        return tuple(row for row in self.rows if not row.measured)

    def lists(self) -> list[StaffList]:
        """Everything together, each module, the test."""
        modules = [
            StaffList(card.slug, f"Modul {number}", card, self.rows)
            for number, card in enumerate(self.cards, start=1)
        ]
        everything = StaffList("", "Semua modul", None, self.rows)
        return [everything, *modules, StaffList(TEST, "Tes", None, self.rows)]

    def person(self, person_id: int) -> StaffRow | None:
        """One member of the roster of this OPD."""
        return next((row for row in self.rows if row.person_id == person_id), None)


def opd_page(opd: OpdRow, standard: Standard, at: datetime) -> OpdPage:
    """Everybody of the OPD's roster with completion and whether measured."""
    ids = frozenset({opd.id})
    roster = learning.roster(standard, at, Scope(ids))
    obliged = {row.person_id: row for row in roster if row.status is RosterStatus.WAJIB}
    known = {card.slug: card for card in materials.modules()}
    cards = tuple(known[slug] for slug in standard.module_slugs if slug in known)
    facts = _Facts.of(opd.id, standard, at)
    return OpdPage(
        opd=opd,
        rows=tuple(
            _row(person, obliged[person.person_id], facts, cards, standard)
            for person in people.staff(ids, local_day(at))
            if person.person_id in obliged
        ),
        cards=cards,
        in_grace=sum(row.status is RosterStatus.MASA_TENGGANG for row in roster),
        exempt=sum(row.status is RosterStatus.DIKECUALIKAN for row in roster),
        on_time=sum(comprehension.on_time_by_opd(roster, standard, at).values(), start=NOBODY_DUE),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the OPD's people: completions, what they have begun, who is measured."""

    completed: Mapping[int, list[RecordedCompletion]]
    begun: set[tuple[int, str]]
    started_test: frozenset[int]
    measured: frozenset[int]

    @classmethod
    def of(cls, opd_id: int, standard: Standard, at: datetime) -> "_Facts":
        here = people.members_of(opd_id, local_day(at))
        return cls(
            completed=completions_among(here, standard.module_slugs),
            begun=begun_among(here, standard.module_slugs),
            started_test=quiz.starters(standard.code),
            measured=quiz.measured_persons(standard, at),
        )


def _row(
    person: StaffName, place: RosterRow, facts: _Facts, cards: tuple[ModuleCard, ...], standard: Standard
) -> StaffRow:
    done = {fact.module_slug: fact for fact in facts.completed.get(person.person_id, [])}
    modules = {
        card.slug: _mark(done.get(card.slug), begun=(person.person_id, card.slug) in facts.begun)
        for card in cards
    }
    begun = person.person_id in facts.started_test or any(
        mark.state is not StaffState.BELUM_MULAI for mark in modules.values()
    )
    return StaffRow(
        person_id=person.person_id,
        name=person.name,
        unit=person.unit,
        state=_state(all_done=bool(cards) and len(done) == len(cards), begun=begun),
        modules=modules,
        measured=person.person_id in facts.measured,
        counted_from=counted_from(place.obliged_from, standard.grace_days),
        last_seen_at=person.last_seen_at,
        due_on=place.due_on,
    )


def _mark(fact: RecordedCompletion | None, *, begun: bool) -> ModuleMark:
    return ModuleMark(_state(all_done=fact is not None, begun=begun), fact)


def _state(*, all_done: bool, begun: bool) -> StaffState:
    if all_done:
        return StaffState.SELESAI
    return StaffState.BERJALAN if begun else StaffState.BELUM_MULAI
