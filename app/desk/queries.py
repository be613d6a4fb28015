"""What the start pages show, composed from the rooms below."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.clock import local_day
from app.learning import queries as learning
from app.learning.rules import ModuleState, Progress, RosterStatus
from app.materials import queries as materials
from app.materials.rules import ModuleCard, ModulePage, SectionLine, Standard
from app.people import queries as people
from app.people.rules import OpdRow, Scope
from app.quiz import queries as quiz


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligatory module and how far the person is with it."""

    card: ModuleCard
    progress: Progress

    @property
    def state(self) -> ModuleState:
        """Belum, berjalan or selesai."""
        return self.progress.state


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now: a section of a module, or its quiz."""

    page: ModulePage
    section: SectionLine | None
    read_count: int


def duties(person_id: int, standard: Standard) -> list[Duty]:
    """The obligatory modules in their order."""
    progress = learning.progress_by_module(person_id)
    cards = {card.slug: card for card in materials.modules()}
    return [
        Duty(cards[slug], progress.get(slug, learning.nothing_read()))
        for slug in standard.module_slugs
        if slug in cards
    ]


def next_step(duties: list[Duty]) -> NextStep | None:
    """The module begun last in order, else the first not begun; None when all are completed."""
    open_ones = [duty for duty in duties if duty.state is not ModuleState.SELESAI]
    begun = [duty for duty in open_ones if duty.state is ModuleState.BERJALAN]
    for duty in (*begun, *open_ones):
        page = materials.module_version(duty.progress.version_id or duty.card.version_id)
        if page is None:
            continue
        anchors = tuple(line.anchor for line in page.sections)
        anchor = duty.progress.next_anchor(anchors)
        section = next((line for line in page.sections if line.anchor == anchor), None)
        return NextStep(page, section, duty.progress.read_count(anchors))
    return None


class StaffState(StrEnum):
    """Completion as an admin OPD may know it; failed, waiting and reading all look like *berjalan*."""

    BELUM_MULAI = "belum mulai"
    BERJALAN = "berjalan"
    SELESAI = "selesai"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of the roster on the admin's page: completion, never answers or scores."""

    person_id: int
    name: str
    unit: str
    state: StaffState
    completed: int
    measured: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpdPage:
    """The OPD's page for its admin, as of now."""

    opd: OpdRow
    rows: tuple[StaffRow, ...]
    module_count: int
    in_grace: int
    exempt: int

    @property
    def unfinished(self) -> tuple[StaffRow, ...]:
        """Who has not completed every obligatory module."""
        return tuple(row for row in self.rows if row.state is not StaffState.SELESAI)

    @property
    def unmeasured(self) -> tuple[StaffRow, ...]:
        """Who has no valid test."""
        return tuple(row for row in self.rows if not row.measured)

    def count(self, state: StaffState) -> int:
        """How many of the roster are in that state."""
        return sum(row.state == state for row in self.rows)


def opd_page(opd: OpdRow, standard: Standard, at: datetime) -> OpdPage:
    """Everybody of the OPD's roster with completion and whether measured."""
    ids = frozenset({opd.id})
    roster = learning.roster(standard, at, Scope(ids))
    obliged = {row.person_id for row in roster if row.status is RosterStatus.WAJIB}
    started = {person for person, _ in learning.started_pairs(standard.module_slugs)}
    completed: dict[int, int] = {}
    for person, _slug in learning.completed_pairs(standard.module_slugs):
        completed[person] = completed.get(person, 0) + 1
    begun = started | quiz.starters(standard.code)
    measured = quiz.measured_persons(standard, at)
    total = len(standard.module_slugs)
    rows = tuple(
        StaffRow(
            person_id=person.person_id,
            name=person.name,
            unit=person.unit,
            state=_state(completed.get(person.person_id, 0), total, person.person_id in begun),
            completed=completed.get(person.person_id, 0),
            measured=person.person_id in measured,
            last_seen_at=person.last_seen_at,
        )
        for person in people.staff(ids, local_day(at))
        if person.person_id in obliged
    )
    return OpdPage(
        opd=opd,
        rows=rows,
        module_count=total,
        in_grace=sum(row.status is RosterStatus.MASA_TENGGANG for row in roster),
        exempt=sum(row.status is RosterStatus.DIKECUALIKAN for row in roster),
    )


def _state(completed: int, total: int, begun: bool) -> StaffState:
    if total and completed == total:
        return StaffState.SELESAI
    return StaffState.BERJALAN if begun or completed else StaffState.BELUM_MULAI
