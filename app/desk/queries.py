"""What the start pages show, composed from the rooms below."""

from dataclasses import dataclass

from app.learning import queries as learning
from app.learning.rules import ModuleState, Progress, parts_words
from app.materials import queries as materials
from app.materials.rules import ModuleCard, ModulePage, SectionLine, Standard


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


@dataclass(frozen=True, slots=True)
class NewTask:
    """A module that the person has completed, and what was added to it since."""

    card: ModuleCard
    words: str
    anchor: str


def new_tasks(person_id: int) -> list[NewTask]:
    """What to read of modules completed before something new was published in them, by the catalogue."""
    parts = learning.parts_to_read(person_id)
    cards = materials.modules() if parts else []
    return [
        NewTask(card, parts_words(parts[card.slug]), parts[card.slug][0].anchor)
        for card in cards
        if card.slug in parts
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
