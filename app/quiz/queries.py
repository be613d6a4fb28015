"""Questions about sittings: an attempt and its items, a person's attempts, what a standard's figures need."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.clock import now
from app.db import session
from app.materials import queries as materials
from app.materials.rules import Question, Standard
from app.quiz.models import Answer, Attempt, AttemptItem, ItemResult, Result, Standing, StandingBelief
from app.quiz.rules import (
    COUNTED,
    AttemptState,
    GivenAnswer,
    ItemKey,
    ItemState,
    Marked,
    Marking,
    PastAttempt,
    Round,
    is_over,
    mark,
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt without its items; `seed` is a secret of the server."""

    id: int
    public_id: str
    person_id: int
    version_id: int
    slug: str
    standard_code: str | None
    number: int
    round: Round
    state: AttemptState
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    seed: str
    writer: str | None

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be answered: past its deadline it counts as sent, whoever has noticed."""
        return self.state is AttemptState.IN_PROGRESS and not is_over(self.deadline_at, at)

    @property
    def ended_at(self) -> datetime | None:
        """When it was sent, by the person or by the clock."""
        return self.submitted_at or self.deadline_at


def sitting_columns() -> tuple[ColumnElement[Any], ...]:
    """The columns of a Sitting, in its order."""
    return (  # type: ignore[return-value]
        Attempt.id,
        Attempt.public_id,
        Attempt.person_id,
        Attempt.question_set_version_id,
        Attempt.slug,
        Attempt.standard_code,
        Attempt.number,
        Attempt.round,
        Attempt.state,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        Attempt.seed,
        Attempt.writer,
    )


def sitting(public_id: str, person_id: int) -> Sitting | None:
    """This person's attempt of that address; another person's is as unknown as none."""
    row = session.execute(
        select(*sitting_columns()).where(Attempt.public_id == public_id, Attempt.person_id == person_id)
    ).first()
    return Sitting(*row) if row else None


def open_sitting(person_id: int, slug: str) -> Sitting | None:
    """The attempt of this set that the person has not sent, past its deadline or not."""
    row = session.execute(
        select(*sitting_columns()).where(
            Attempt.person_id == person_id,
            Attempt.slug == slug,
            Attempt.state == AttemptState.IN_PROGRESS,
        )
    ).first()
    return Sitting(*row) if row else None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of an attempt with what is stored for it."""

    item_id: int
    position: int
    question_id: int
    token: str
    marking: Marking
    options: int
    asks_confidence: bool
    revision: int | None
    response: str
    confidence: int | None
    saved_at: datetime | None

    @property
    def answered(self) -> bool:
        """Whether an option is chosen; a tap of confidence alone is no answer."""
        return self.response != ""

    @property
    def lacks_confidence(self) -> bool:
        """Whether the question was answered and the tap that it asks for is missing."""
        return self.answered and self.asks_confidence and self.confidence is None


def items(attempt_id: int) -> list[ItemLine]:
    """The items of an attempt in the order of the sitting, with their answers."""
    rows = session.execute(
        select(
            AttemptItem.id,
            AttemptItem.position,
            AttemptItem.question_id,
            AttemptItem.token,
            AttemptItem.marking,
            AttemptItem.options,
            AttemptItem.asks_confidence,
            Answer.revision,
            func.coalesce(Answer.response, ""),
            Answer.confidence,
            Answer.saved_at,
        )
        .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    )
    return [ItemLine(*row) for row in rows]


def item_key(question: Question) -> ItemKey:
    """What marking must know of a published question."""
    right = frozenset(choice.position for choice in question.choices if choice.correct)
    return ItemKey(
        marking=Marking(question.type.value),
        right=right,
        wrong=frozenset(choice.position for choice in question.choices) - right,
        weight=question.weight,
        diagnostic=question.diagnostic,
        beliefs=tuple(
            (choice.position, choice.salah_kaprah) for choice in question.choices if choice.salah_kaprah
        ),
    )


def item_keys(version_id: int) -> dict[int, ItemKey]:
    """The keys of a version's questions by question id: for marking alone, never for a page."""
    return {question.id: item_key(question) for question in materials.questions(version_id)}


def marked(lines: list[ItemLine], keys: Mapping[int, ItemKey]) -> Marked:
    """The sitting marked from what is stored for it now."""
    return mark(
        GivenAnswer(line.item_id, keys[line.question_id], line.response, line.confidence) for line in lines
    )


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The stored marks of an attempt."""

    correct: int
    items: int
    answered: int
    score: Fraction
    passed: bool


def result(attempt_id: int) -> ResultRow | None:
    """The stored marks, or None while there are none."""
    row = session.execute(
        select(
            Result.correct,
            Result.items,
            Result.answered,
            Result.score_numerator,
            Result.score_denominator,
            Result.passed,
        ).where(Result.attempt_id == attempt_id)
    ).first()
    if row is None:
        return None
    return ResultRow(row[0], row[1], row[2], Fraction(row[3], row[4]), row[5])


@dataclass(frozen=True, slots=True)
class ItemMark:
    """The stored mark of one item."""

    points: Fraction
    outcome: ItemState | None
    belief: str | None


def item_marks(attempt_id: int) -> dict[int, ItemMark]:
    """The stored marks of an attempt's items by item id; empty while there are none."""
    rows = session.execute(
        select(
            ItemResult.attempt_item_id,
            ItemResult.points_numerator,
            ItemResult.points_denominator,
            ItemResult.outcome,
            ItemResult.belief,
        )
        .join(AttemptItem, AttemptItem.id == ItemResult.attempt_item_id)
        .where(AttemptItem.attempt_id == attempt_id)
    )
    return {row[0]: ItemMark(Fraction(row[1], row[2]), row[3], row[4]) for row in rows}


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt in a list of the person's own; `correct` and `passed` stand only once they are stored."""

    version_id: int
    public_id: str
    slug: str
    number: int
    round: Round
    state: AttemptState
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    invalidated: bool
    items: int
    answered: int
    correct: int | None
    passed: bool | None
    title: str = ""

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be answered."""
        return self.state is AttemptState.IN_PROGRESS and not is_over(self.deadline_at, at)


def _lines(condition: ColumnElement[bool]) -> list[AttemptLine]:
    """The attempts under that condition, newest first, each with the title of its version."""
    answered = func.count(case((Answer.response != "", 1)))
    query: Select[*tuple[Any, ...]] = select(
        Attempt.question_set_version_id,
        Attempt.public_id,
        Attempt.slug,
        Attempt.number,
        Attempt.round,
        Attempt.state,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        Attempt.invalidated_at.is_not(None),
        func.count(AttemptItem.id),
        answered,
        Result.correct,
        Result.passed,
    ).join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    query = query.outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
    query = query.outerjoin(Result, Result.attempt_id == Attempt.id).where(condition)
    query = query.group_by(Attempt.id, Result.attempt_id).order_by(
        Attempt.started_at.desc(), Attempt.id.desc()
    )
    lines = [AttemptLine(*row) for row in session.execute(query)]
    titles = {version_id: _title(version_id) for version_id in {line.version_id for line in lines}}
    return [replace(line, title=titles[line.version_id]) for line in lines]


def _title(version_id: int) -> str:
    question_set = materials.question_set_version(version_id)
    return question_set.title if question_set else ""


def attempts_of(person_id: int, slug: str | None = None) -> list[AttemptLine]:
    """The person's attempts, newest first; of one set when a slug is given."""
    own = Attempt.person_id == person_id
    return _lines(own if slug is None else and_(own, Attempt.slug == slug))


def open_attempts(person_id: int, at: datetime | None = None) -> list[AttemptLine]:
    """What the person has begun and can still answer at that instant (default: now), newest first."""
    begun = _lines(and_(Attempt.person_id == person_id, Attempt.state == AttemptState.IN_PROGRESS))
    return [line for line in begun if line.is_open(at or now())]


def results_of(person_id: int) -> list[AttemptLine]:
    """The attempts that the person, or the clock, has sent and that are marked, newest first."""
    return [line for line in _lines(Attempt.person_id == person_id) if line.correct is not None]


def past_attempts(person_id: int, slug: str, round_: Round, at: datetime) -> list[PastAttempt]:
    """The attempts that count against limit and pause: those of this round that are over."""
    rows = session.execute(
        select(Attempt.state, Attempt.started_at, Attempt.submitted_at, Attempt.deadline_at).where(
            Attempt.person_id == person_id, Attempt.slug == slug, Attempt.round == round_
        )
    )
    return [
        PastAttempt(started_at, submitted_at or deadline_at or started_at)
        for state, started_at, submitted_at, deadline_at in rows
        if state is not AttemptState.IN_PROGRESS or is_over(deadline_at, at)
    ]


def last_number(person_id: int, slug: str) -> int:
    """The number of the person's latest attempt of this set; 0 for none."""
    number = session.scalar(
        select(func.max(Attempt.number)).where(Attempt.person_id == person_id, Attempt.slug == slug)
    )
    return number or 0


# What the figures of a standard are made of.


def core_code() -> str | None:
    """The core misconception of the catalogue."""
    return next((entry.code for entry in materials.salah_kaprah_catalogue() if entry.core), None)


def minimums_answered() -> dict[str, Fraction]:
    """By standard, the share of items that must be answered for an attempt to measure anything."""
    return {standard.code: standard.min_answered for standard in materials.standards()}


def starters(standard_code: str) -> frozenset[int]:
    """Everybody who has begun an attempt at the standard's test, whatever became of it."""
    rows = session.scalars(select(Attempt.person_id).where(Attempt.standard_code == standard_code).distinct())
    return frozenset(rows)


def measured_persons(standard: Standard, at: datetime) -> frozenset[int]:
    """Everybody with a valid attempt at the standard's test at that instant: never what came of it."""
    rows = session.scalars(
        select(Standing.person_id)
        .where(
            Standing.standard_code == standard.code,
            Standing.submitted_at > at - timedelta(days=standard.validity_days),
            Standing.submitted_at <= at,
        )
        .distinct()
    )
    return frozenset(rows)


def _latest(standard_code: str, since: datetime, until: datetime) -> Any:
    """Per person the instant of the latest standing in (since, until]; an instant has one day, so one row."""
    return (
        select(Standing.person_id, func.max(Standing.submitted_at).label("submitted_at"))
        .where(
            Standing.standard_code == standard_code,
            Standing.submitted_at > since,
            Standing.submitted_at <= until,
        )
        .group_by(Standing.person_id)
        .subquery("latest")
    )


def _is_latest(latest: Any, standard_code: str) -> ColumnElement[bool]:
    return and_(
        Standing.person_id == latest.c.person_id,
        Standing.submitted_at == latest.c.submitted_at,
        Standing.standard_code == standard_code,
    )


def standing_rows(standard_code: str, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Selectable for other rooms: a row a person, the latest standing in (since, until].

    Columns: person_id, day, submitted_at, correct, items, answered, core_answered, core_confirmed,
    core_known.
    """
    latest = _latest(standard_code, since, until)
    core = StandingBelief
    return (
        select(
            Standing.person_id,
            Standing.day,
            Standing.submitted_at,
            Standing.correct,
            Standing.items,
            Standing.answered,
            func.coalesce(core.answered, 0).label("core_answered"),
            func.coalesce(core.confirmed, 0).label("core_confirmed"),
            func.coalesce(core.known, 0).label("core_known"),
        )
        .join(latest, _is_latest(latest, standard_code))
        .outerjoin(core, and_(_same_standing(), core.code == (core_code() or "")))
    )


def standing_beliefs(standard_code: str, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Selectable for other rooms: each person's latest standing in (since, until], a row a misconception.

    Columns: person_id, code, items, answered, confirmed, known.
    """
    latest = _latest(standard_code, since, until)
    return (
        select(
            StandingBelief.person_id,
            StandingBelief.code,
            StandingBelief.items,
            StandingBelief.answered,
            StandingBelief.confirmed,
            StandingBelief.known,
        )
        .join(Standing, _same_standing())
        .join(latest, _is_latest(latest, standard_code))
    )


def _same_standing() -> ColumnElement[bool]:
    return and_(
        StandingBelief.person_id == Standing.person_id,
        StandingBelief.standard_code == Standing.standard_code,
        StandingBelief.day == Standing.day,
    )


@dataclass(frozen=True, slots=True)
class AttemptFact:
    """An attempt at a standard's test as an auditor needs it; figures are None while it is open."""

    id: int
    person_id: int
    started_at: datetime
    submitted_at: datetime | None
    state: AttemptState
    items: int | None
    answered: int | None
    correct: int | None
    core_confirmed: int | None
    core_answered: int | None
    invalidated: bool


def attempt_facts(standard_code: str) -> list[AttemptFact]:
    """Every attempt at the standard's test, by id."""
    core = core_code() or ""
    counts = (
        select(
            AttemptItem.attempt_id,
            func.sum(case((ItemResult.outcome == ItemState.SALAH_KAPRAH, 1), else_=0)).label("confirmed"),
            func.sum(case((ItemResult.answered, 1), else_=0)).label("answered"),
        )
        .join(ItemResult, ItemResult.attempt_item_id == AttemptItem.id)
        .where(ItemResult.belief == core)
        .group_by(AttemptItem.attempt_id)
        .subquery("core")
    )
    none = case((Result.attempt_id.is_not(None), 0))
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.state,
            Result.items,
            Result.answered,
            Result.correct,
            func.coalesce(counts.c.confirmed, none),
            func.coalesce(counts.c.answered, none),
            Attempt.invalidated_at.is_not(None),
        )
        .outerjoin(Result, Result.attempt_id == Attempt.id)
        .outerjoin(counts, counts.c.attempt_id == Attempt.id)
        .where(Attempt.standard_code == standard_code)
        .order_by(Attempt.id)
    )
    return [AttemptFact(*row) for row in rows]


def counted() -> ColumnElement[bool]:
    """The condition that an attempt has been sent, by the person or by the clock, and stands."""
    return and_(Attempt.state.in_(COUNTED), Attempt.invalidated_at.is_(None))
