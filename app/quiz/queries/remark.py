"""What marking again would change, what it has changed, and by which key each result stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.clock import local_day
from app.db import session
from app.learning import queries as learning
from app.materials import queries as materials
from app.materials.rules import Question, QuestionSet, SetKind
from app.people import queries as people
from app.quiz.models import (
    Answer,
    Attempt,
    AttemptItem,
    ItemResult,
    LateDecision,
    Remark,
    RemarkQuestion,
    RemarkResult,
    Result,
)
from app.quiz.queries.figures import counted
from app.quiz.queries.marks import item_key
from app.quiz.queries.remarked import bases
from app.quiz.rules import (
    AttemptState,
    GivenAnswer,
    Hindrance,
    Impact,
    ItemState,
    MarkChange,
    Marking,
    OfficeImpact,
    ResultChange,
    ResultMarks,
    by_office,
    digest_of,
    hindrance,
    impact_of,
    mark,
    translated,
    truth,
    weighted_share,
)

CHUNK = 500
Basis = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Correction:
    """A question whose key changed: the versions in which it was sat, and the published one."""

    now: Question
    sat: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A question of older versions whose results stay as they are, and why."""

    key: str
    stem: str
    why: Hindrance


@dataclass(frozen=True, slots=True)
class RemarkPlan:
    """Everything that marking the older results of a set by its present keys would do; nothing is done."""

    question_set: QuestionSet
    corrections: tuple[Correction, ...]
    left: tuple[Left, ...]
    changes: tuple[ResultChange, ...]
    open_attempts: int

    @property
    def impact(self) -> Impact:
        """How many results, up, down."""
        return impact_of(self.changes)

    @property
    def digest(self) -> str:
        """The name of what would change."""
        return digest_of(self.question_set.version_id, self.changes)

    @property
    def targets(self) -> dict[int, int]:
        """From each question as it was sat to the published one."""
        return {sat.id: each.now.id for each in self.corrections for sat in each.sat}


def remark_plan(slug: str) -> RemarkPlan | None:
    """What would change if every result of older versions were marked by the present keys."""
    question_set = materials.question_set(slug)
    if question_set is None:
        return None
    corrections, left = _compared(question_set)
    changes, asked = _changes({sat.id: (sat, each.now) for each in corrections for sat in each.sat})
    wanted = (Correction(c.now, tuple(sat for sat in c.sat if sat.id in asked)) for c in corrections)
    due = tuple(each for each in wanted if each.sat)
    return RemarkPlan(question_set, due, left, changes, _open_elsewhere(question_set))


def remark_basis(slug: str) -> tuple[object, ...]:
    """What a plan rests upon, in a few numbers: as long as they stay, planning again gives the same."""
    question_set = materials.question_set(slug)
    results = session.execute(
        select(func.count(), func.sum(Attempt.id))
        .join(Result, Result.attempt_id == Attempt.id)
        .where(Attempt.slug == slug, counted())
    ).one()
    remarks = session.execute(
        select(func.count(), func.count(Remark.undone_at)).where(Remark.slug == slug)
    ).one()
    late = session.scalar(
        select(func.count())
        .select_from(LateDecision)
        .join(AttemptItem, AttemptItem.id == LateDecision.attempt_item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.slug == slug)
    )
    return (question_set and question_set.version_id, *results, *remarks, late)


def _compared(question_set: QuestionSet) -> tuple[tuple[Correction, ...], tuple[Left, ...]]:
    """The questions of older versions with results, beside the published ones."""
    now = {each.key: each for each in materials.questions(question_set.version_id)}
    remarked = _remarked_questions(question_set.slug)
    sat: dict[str, list[Question]] = {}
    left: dict[tuple[str, Hindrance], Left] = {}
    for version_id in _versions_sat(question_set):
        for question in materials.questions(version_id):
            published = now.get(question.key)
            why = hindrance(question, published)
            if why is not None:
                left[question.key, why] = Left(question.key, question.stem_text, why)
            elif published is not None and _differs(question, published, remarked.get(question.id, ())):
                sat.setdefault(question.key, []).append(question)
    corrections = tuple(Correction(now[key], tuple(sat[key])) for key in now if key in sat)
    return corrections, tuple(left.values())


def _versions_sat(question_set: QuestionSet) -> list[int]:
    version = Attempt.question_set_version_id
    rows = session.scalars(
        select(version)
        .join(Result, Result.attempt_id == Attempt.id)
        .where(Attempt.slug == question_set.slug, version != question_set.version_id, counted())
        .distinct()
        .order_by(version)
    )
    return list(rows)


def _remarked_questions(slug: str) -> dict[int, list[Question]]:
    """By question as it was sat, the published ones by which some of its results stand."""
    rows = session.execute(
        select(RemarkQuestion.question_id, RemarkQuestion.target_question_id)
        .join(Remark, Remark.id == RemarkQuestion.remark_id)
        .where(Remark.slug == slug, Remark.undone_at.is_(None))
        .distinct()
    )
    found: dict[int, list[Question]] = {}
    for question_id, target_id in rows:
        target = materials.question(target_id)
        if target is not None:
            found.setdefault(question_id, []).append(target)
    return found


def _differs(sat: Question, now: Question, remarked: Iterable[Question]) -> bool:
    return any(truth(each) != truth(now) for each in (sat, *remarked))


def _open_elsewhere(question_set: QuestionSet) -> int:
    """How many attempts are open on older versions."""
    return (
        session.scalar(
            select(func.count(Attempt.id)).where(
                Attempt.slug == question_set.slug,
                Attempt.state == AttemptState.IN_PROGRESS,
                Attempt.question_set_version_id != question_set.version_id,
            )
        )
        or 0
    )


_share = lru_cache(maxsize=1000)(Fraction)
_score = lru_cache(maxsize=10_000)(weighted_share)  # thousands of results, few different ones


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """One answer of a sent attempt with the mark that stands."""

    attempt_id: int
    item_id: int
    question_id: int
    response: str
    confidence: int | None
    points: Fraction
    answered: bool
    outcome: ItemState | None


def answers_marked(condition: ColumnElement[bool]) -> Iterator[MarkedAnswer]:
    """The marked answers under that condition, by attempt and position."""
    rows = session.execute(
        select(
            AttemptItem.attempt_id,
            AttemptItem.id,
            AttemptItem.question_id,
            func.coalesce(Answer.response, ""),
            Answer.confidence,
            ItemResult.points_numerator,
            ItemResult.points_denominator,
            ItemResult.answered,
            ItemResult.outcome,
        )
        .join(ItemResult, ItemResult.attempt_item_id == AttemptItem.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
        .where(condition)
        .order_by(AttemptItem.attempt_id, AttemptItem.position)
    )
    for row in rows:
        attempt_id, item_id, question_id, response, confidence, over, under, answered, outcome = row
        points = _share(over, under)
        yield MarkedAnswer(attempt_id, item_id, question_id, response, confidence, points, answered, outcome)


def _changes(
    pairs: Mapping[int, tuple[Question, Question]],
) -> tuple[tuple[ResultChange, ...], frozenset[int]]:
    """Every result with one of these questions that does not stand by the published key yet, and which."""
    if not pairs:
        return (), frozenset()
    asked: set[int] = set()
    examined: dict[int, list[MarkChange]] = {}
    kept, again = bases(RemarkQuestion.question_id.in_(pairs)), MarkingAgain()
    truths = {each.id: truth(each) for pair in pairs.values() for each in pair}
    for answer in answers_marked(and_(counted(), AttemptItem.question_id.in_(pairs))):
        sat, now = pairs[answer.question_id]
        basis = kept.get((answer.attempt_id, sat.id), sat.id)
        if basis not in truths:
            truths[basis] = truth(again.question(basis))
        if truths[basis] == truths[now.id]:
            continue
        asked.add(sat.id)
        changes = examined.setdefault(answer.attempt_id, [])
        changes += again.change(answer, sat, now)
    return tuple(_results_changed(examined, again)), frozenset(asked)


class MarkingAgain:
    """Marks answers by the key of another version; equal answers to one question are marked once."""

    def __init__(self) -> None:
        self._questions: dict[int, Question] = {}
        self._pass_marks: dict[int, Fraction] = {}
        self._marks: dict[tuple[int, int, str, int | None], tuple[Fraction, bool, ItemState | None]] = {}

    def question(self, question_id: int) -> Question:
        """A question of any version."""
        if question_id not in self._questions:
            found = materials.question(question_id)
            if found is None:
                raise LookupError(f"question {question_id} is gone")
            self._questions[question_id] = found
        return self._questions[question_id]

    def pass_mark(self, version_id: int) -> Fraction:
        """The pass mark of a version."""
        if version_id not in self._pass_marks:
            found = materials.question_set_version(version_id)
            if found is None:
                raise LookupError(f"question set version {version_id} is gone")
            self._pass_marks[version_id] = found.pass_mark
        return self._pass_marks[version_id]

    def change(self, answer: MarkedAnswer, sat: Question, now: Question) -> list[MarkChange]:
        """What becomes of this mark by the key of `now`; empty when it stays."""
        name = (sat.id, now.id, answer.response, answer.confidence)
        if name not in self._marks:
            self._marks[name] = _mark_of(answer, sat, now)
        before = (answer.points, answer.answered, answer.outcome)
        after = self._marks[name]
        return [] if before == after else [MarkChange(answer.item_id, before, after)]


def _mark_of(answer: MarkedAnswer, sat: Question, now: Question) -> tuple[Fraction, bool, ItemState | None]:
    """The way of answering and the weight are those of the version that was sat; only the key is new."""
    key = replace(item_key(now), marking=Marking(sat.type.value), weight=sat.weight)
    response = translated(answer.response, sat, now)
    (item,) = mark([GivenAnswer(answer.item_id, key, response, answer.confidence)]).items
    return item.points, item.answered, item.state


def _results_changed(examined: Mapping[int, list[MarkChange]], again: MarkingAgain) -> Iterator[ResultChange]:
    """The results around these changed marks, added up anew where a mark changed."""
    for ids in chunks(sorted(examined)):
        items: dict[int, list[MarkedAnswer]] = {}
        for answer in answers_marked(Attempt.id.in_([each for each in ids if examined[each]])):
            items.setdefault(answer.attempt_id, []).append(answer)
        for row in session.execute(_stored(Attempt.id.in_(ids))):
            yield _result_changed(row, items.get(row[0], []), examined[row[0]], again)


def _result_changed(
    row: Any, items: list[MarkedAnswer], changes: list[MarkChange], again: MarkingAgain
) -> ResultChange:
    attempt_id, person_id, version_id, size = row[:4]
    before = ResultMarks(row[4], row[5], Fraction(row[6], row[7]), row[8])
    after = _summed(items, changes, again) if changes else before
    reached = after.score >= again.pass_mark(version_id)
    after = replace(after, passed=before.passed or (bool(changes) and reached))
    return ResultChange(attempt_id, person_id, size, before, after, reached, tuple(changes))


def _stored(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.question_set_version_id,
            Result.items,
            Result.correct,
            Result.answered,
            Result.score_numerator,
            Result.score_denominator,
            Result.passed,
        )
        .join(Result, Result.attempt_id == Attempt.id)
        .where(condition)
        .order_by(Attempt.id)
    )


def _summed(items: list[MarkedAnswer], changes: list[MarkChange], again: MarkingAgain) -> ResultMarks:
    changed = {change.item_id: change.after for change in changes}
    marks = [(item, *changed.get(item.item_id, (item.points, item.answered, None))[:2]) for item in items]
    return ResultMarks(
        correct=sum(points == 1 for _, points, _ in marks),
        answered=sum(answered for _, _, answered in marks),
        score=_score(tuple((points, again.question(item.question_id).weight) for item, points, _ in marks)),
        passed=False,
    )


def chunks(ids: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    """The ids in lists that a statement can hold."""
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some


def remark_of_attempt(attempt_id: int) -> ResultChange | None:
    """What marking one attempt again from its stored answers, by the keys it stands by, would change."""
    rows = session.execute(_stored(Attempt.id == attempt_id)).all()
    if not rows:
        return None
    again, changes = MarkingAgain(), list[MarkChange]()
    kept = bases(RemarkResult.attempt_id == attempt_id)
    for answer in answers_marked(Attempt.id == attempt_id):
        sat = again.question(answer.question_id)
        now = again.question(kept.get((attempt_id, sat.id), sat.id))
        changes += again.change(answer, sat, now)
    return next(_results_changed({attempt_id: changes}, again))


def offices_of(changes: Iterable[ResultChange], at: datetime) -> tuple[OfficeImpact, ...]:
    """What becomes of the results per office, small offices together."""
    rows = list(changes)
    names = {opd.id: opd.name for opd in people.register()}
    homes = people.home_opd_ids(local_day(at)) if rows else {}
    return by_office(rows, {person: names[opd] for person, opd in homes.items()})


def would_complete(plan: RemarkPlan) -> frozenset[int]:
    """The persons whose module is completed by the pass that the plan gives them."""
    question_set = plan.question_set
    gained = [row.person_id for row in plan.changes if row.gains_pass]
    if question_set.kind is not SetKind.KUIS or question_set.module_slug is None:
        return frozenset()
    return learning.completed_by_a_pass(gained, question_set.module_slug)
