"""What decides whether another attempt may begin, and as which."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from app.db import session
from app.learning import queries as learning
from app.materials import queries as materials
from app.materials.rules import QuestionSet
from app.people import queries as people
from app.quiz.models import Attempt
from app.quiz.queries.allowances import unused_allowances, used_for
from app.quiz.queries.delayed import invitation, standard_delayed_by
from app.quiz.rules import (
    AllowanceKind,
    AttemptState,
    NotInvited,
    PastAttempt,
    Round,
    StartRefused,
    StartRules,
    is_over,
    round_of,
    start_refusal,
)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An attempt as far as another start depends on it."""

    number: int
    round: Round
    state: AttemptState
    started_at: datetime
    submitted_at: datetime | None
    deadline_at: datetime | None
    form: str | None
    extra: bool


@dataclass(frozen=True, slots=True)
class History:
    """All attempts of a person at one set, read at once: what another start is decided from.

    One read, because a start is safe only when its number and its limit come from the same instant: whatever
    happens after it collides with the number in the database.
    """

    lines: tuple[HistoryLine, ...]

    @property
    def next_number(self) -> int:
        """The number of an attempt begun now."""
        return max((line.number for line in self.lines), default=0) + 1

    @property
    def has_open(self) -> bool:
        """Whether one has not been sent, past its time or not."""
        return any(line.state is AttemptState.IN_PROGRESS for line in self.lines)

    @property
    def forms(self) -> list[str]:
        """The parallel forms that the person has sat, oldest first."""
        return [line.form for line in self.lines if line.form]

    def past(self, round_: Round, at: datetime) -> list[PastAttempt]:
        """The attempts that count against limit and pause: those of this round that are over."""
        over = (
            line
            for line in self.lines
            if line.state is not AttemptState.IN_PROGRESS or is_over(line.deadline_at, at)
        )
        return [
            PastAttempt(
                line.started_at, line.submitted_at or line.deadline_at or line.started_at, extra=line.extra
            )
            for line in over
            if line.round is round_
        ]


def history(person_id: int, slug: str) -> History:
    """The person's attempts at this set."""
    rows = session.execute(
        select(
            Attempt.number,
            Attempt.round,
            Attempt.state,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.deadline_at,
            Attempt.form,
            used_for(Attempt.id, AllowanceKind.PERCOBAAN).exists(),
        )
        .where(Attempt.person_id == person_id, Attempt.slug == slug)
        .order_by(Attempt.number)
    )
    return History(tuple(HistoryLine(*row) for row in rows))


def forms_used(slug: str, opd_id: int, day: date) -> dict[str, int]:
    """How often each parallel form of this set was given to the people who now belong to that OPD."""
    rows = session.execute(
        select(Attempt.form, func.count(Attempt.id))
        .where(
            Attempt.slug == slug,
            Attempt.form.is_not(None),
            Attempt.person_id.in_(people.members_of(opd_id, day)),
        )
        .group_by(Attempt.form)
    )
    return {form: count for form, count in rows if form}


def start_rules(question_set: QuestionSet) -> StartRules:
    """What the set says about beginning an attempt."""
    return StartRules(
        attempts_allowed=question_set.attempts_allowed,
        window_days=question_set.attempts_window_days,
        pause_minutes=question_set.pause_minutes,
        opens_at=question_set.opens_at,
        closes_at=question_set.closes_at,
    )


def rules_for(person_id: int, question_set: QuestionSet) -> StartRules:
    """What decides about another attempt of this person: a delayed test opens once, for whom it invites.

    Raises NotInvited.
    """
    rules = start_rules(question_set)
    standard = standard_delayed_by(question_set)
    if standard is None:
        return rules
    invited = invitation(person_id, standard)
    if invited is None:
        raise NotInvited(None)
    return replace(
        rules, opens_at=invited.opens_at, closes_at=invited.closes_at, attempts_allowed=1, window_days=0
    )


def standard_proven_by(slug: str) -> str | None:
    """The code of the standard whose test this is, or None."""
    proven = [standard.code for standard in materials.standards() if standard.test_slug == slug]
    return proven[-1] if proven else None


def round_now(*, person_id: int, question_set: QuestionSet, standard_code: str | None, at: datetime) -> Round:
    """The round that an attempt begun now would belong to."""
    if standard_code is None and standard_delayed_by(question_set) is not None:
        return Round.TUNDA
    proves = standard_code is not None
    first = learning.first_lesson_at(person_id) if proves else None
    return round_of(proves_standard=proves, first_lesson_at=first, at=at)


def refusal_now(*, person_id: int, question_set: QuestionSet, at: datetime) -> StartRefused | None:
    """What stands in the way of another attempt of this set by this person, or None."""
    standard_code = standard_proven_by(question_set.slug)
    round_ = round_now(person_id=person_id, question_set=question_set, standard_code=standard_code, at=at)
    past = history(person_id, question_set.slug).past(round_, at)
    extra = len(unused_allowances(person_id, question_set.slug).attempts)
    try:
        rules = rules_for(person_id, question_set)
    except NotInvited as refusal:
        return refusal
    return start_refusal(rules, past, at, extra_attempts=extra)
