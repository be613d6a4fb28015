"""The result: what was found, what to read again and why, then what was right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from app.clock import now
from app.errors import NotFound
from app.learning import queries as learning
from app.materials import queries as materials
from app.materials.rules import (
    ModuleCard,
    ModulePage,
    Question,
    QuestionSet,
    SalahKaprah,
    SetKind,
)
from app.people.guards import current_person, requires
from app.people.rules import Permission
from app.quiz import queries
from app.quiz.queries import ItemLine, Sitting
from app.quiz.rules import (
    AttemptState,
    BeliefState,
    Confidence,
    ItemState,
    Marked,
    MarkedItem,
    StartRefused,
)
from app.quiz.views.blueprint import blueprint
from app.quiz.views.verdict import Verdict, verdict
from app.quiz.views.words import attempt_words, needed_words, percent_text, remark_words
from app.web.filters import datetime_short, jp

SURE = {
    Confidence.RAGU: "Menebak atau ragu",
    Confidence.CUKUP: "Cukup yakin",
    Confidence.YAKIN: "Yakin sekali",
}
NO_TAP = "Keyakinan tidak diisi"


@dataclass(frozen=True, slots=True)
class ItemView:
    """One question of a result that may be shown with its key."""

    position: int
    line: ItemLine
    marked: MarkedItem
    verdict: Verdict
    refuted_at: int | None
    """The earlier question of this result under which the same belief is refuted in full."""

    @property
    def sure(self) -> str | None:
        """How sure the person was; None where it was not asked, or nothing was answered."""
        if not (self.line.asks_confidence and self.line.answered):
            return None
        return SURE[Confidence(self.line.confidence)] if self.line.confidence else NO_TAP

    @property
    def guessed(self) -> bool:
        """Right without being sure of it."""
        return self.marked.right and self.line.asks_confidence and (self.line.confidence or 1) < 2

    @property
    def texture(self) -> str:
        """Which of the textures its cell has."""
        if self.marked.state is ItemState.SALAH_KAPRAH:
            return "salah"
        if self.line.asks_confidence:
            return "paham" if self.marked.state is ItemState.PAHAM else "tahu"
        if self.marked.right:
            return "paham"
        return "salah" if self.verdict.belief else "tahu"

    @property
    def words(self) -> str:
        """The same in words, for those who do not see textures."""
        if not self.line.answered:
            return "tidak dijawab"
        if self.guessed:
            return "benar, tetapi menebak"
        if self.marked.right:
            return "benar"
        if self.marked.points:
            return "benar sebagian"
        return "salah kaprah" if self.texture == "salah" else "belum tepat"


@dataclass(frozen=True, slots=True)
class ResultView:
    """A sent attempt; `items` is empty while key and explanation may not be seen."""

    attempt: Sitting
    question_set: QuestionSet
    marked: Marked
    passed: bool
    items: tuple[ItemView, ...]
    held: tuple[SalahKaprah, ...]

    @property
    def by_clock(self) -> bool:
        """Whether the time ended it, not the person."""
        return self.attempt.state is not AttemptState.SUBMITTED

    @property
    def to_read(self) -> list[ItemView]:
        """What was not right."""
        return [item for item in self.items if not item.marked.right]

    @property
    def right(self) -> list[ItemView]:
        """What was right."""
        return [item for item in self.items if item.marked.right]

    @property
    def asks_confidence(self) -> bool:
        """Whether any question asked how sure the person was."""
        return any(item.line.asks_confidence for item in self.items)

    @property
    def may_repeat(self) -> bool:
        """Whether what was not right may be practised; see `queries.to_repeat` for the test of a standard."""
        return bool(self.to_read) and self.attempt.standard_code is None

    @property
    def has_blank(self) -> bool:
        """Whether any question was left without an answer."""
        return self.marked.answered < len(self.marked.items)

    def count(self, texture: str) -> int:
        """How many cells have that texture."""
        return sum(item.texture == texture for item in self.items)


@blueprint.get("/upaya/<public_id>/hasil")
@requires(Permission.LEARN)
def result(public_id: str) -> str:
    """The result of a sent attempt; before that it does not exist."""
    at = now()
    sitting = queries.sitting(public_id, current_person().id)
    if sitting is None or sitting.is_open(at):
        raise NotFound
    view = _view(sitting, at)
    question_set = view.question_set
    slug = question_set.module_slug
    module = materials.module(slug) if slug else None
    return render_template(
        "quiz/result.html",
        view=view,
        set=question_set,
        attempt=sitting,
        fact_items=_facts(view, materials.questions(sitting.version_id), module),
        remarks=[remark_words(note, question_set.pass_mark) for note in queries.remark_notes(sitting.id)],
        cell_items=[(item.position, item.texture, item.words, f"#s{item.position}") for item in view.items],
        module=module,
        progress=learning.progress(sitting.person_id, slug) if slug else None,
        following=_following(slug),
        refusal=_refusal(sitting, at),
        late=queries.late_answers(sitting.id),
    )


def _facts(
    view: ResultView, questions: Sequence[Question], module: ModulePage | None
) -> list[tuple[str, str]]:
    """What stands in a line under the finding."""
    sitting, question_set = view.attempt, view.question_set
    limit = f"batas {attempt_words(question_set)}" if question_set.attempts_allowed else "tidak dibatasi"
    needed = needed_words(question_set, questions)
    facts = [
        ("Batas lulus", f"{needed}, Anda {percent_text(view.marked.score)}" if "%" in needed else needed),
        ("Percobaan", f"Ke-{sitting.number}, {limit}"),
        ("Dikirim", datetime_short(sitting.ended_at)),
    ]
    if module is not None:
        facts.append(("JP modul ini", f"{jp(module.card.jp)} JP"))
    return facts


def _view(sitting: Sitting, at: datetime) -> ResultView:
    question_set = materials.question_set_version(sitting.version_id)
    if question_set is None:
        raise NotFound
    sat = {question.id: question for question in materials.questions(sitting.version_id)}
    lines, questions = queries.as_marked(sitting.id, queries.items(sitting.id), sat)
    keys = {each.id: queries.item_key(each) for each in questions.values()}
    marked = queries.outcome(sitting.id, lines, keys)
    catalogue = {entry.code: entry for entry in materials.salah_kaprah_catalogue()}
    held = [each.code for each in marked.beliefs if each.state is BeliefState.MEMEGANG]
    stored, explains = queries.result(sitting.id), queries.may_explain(sitting, at)
    return ResultView(
        attempt=sitting,
        question_set=question_set,
        marked=marked,
        passed=stored.passed if stored else marked.is_passed(question_set.pass_mark),
        items=_item_views(lines, questions, marked, catalogue) if explains else (),
        held=tuple(catalogue[code] for code in held if code in catalogue and explains),
    )


def _item_views(
    lines: list[ItemLine], questions: dict[int, Question], marked: Marked, catalogue: dict[str, SalahKaprah]
) -> tuple[ItemView, ...]:
    views: list[ItemView] = []
    refuted: dict[str, int] = {}
    for line, item in zip(lines, marked.items, strict=True):
        found = verdict(questions[line.question_id], line.response, catalogue, item.points)
        earlier = refuted.get(found.belief.code) if found.belief else None
        views.append(ItemView(line.position, line, item, found, earlier))
        if found.belief:
            refuted.setdefault(found.belief.code, line.position)
    return tuple(views)


def _following(slug: str | None) -> ModuleCard | None:
    """The module after this one in the catalogue."""
    cards = materials.modules()
    place = next((index for index, card in enumerate(cards) if card.slug == slug), len(cards))
    return cards[place + 1] if place + 1 < len(cards) else None


def _refusal(sitting: Sitting, at: datetime) -> StartRefused | None:
    """What stands in the way of another attempt of this set."""
    question_set = materials.question_set(sitting.slug)
    if question_set is None or question_set.kind is SetKind.LATIHAN:
        return None
    return queries.refusal_now(person_id=sitting.person_id, question_set=question_set, at=at)
