"""One learner as a trainer may know the person: attempts, time and gifts, never an answer or a score."""

from dataclasses import dataclass
from datetime import datetime

from app.materials import queries as materials
from app.materials.rules import DocumentKind, QuestionSet
from app.people import queries as people
from app.quiz import queries as quiz
from app.quiz.rules import attempts_left, seconds_left
from app.studio.rules import LearnerQuiz

GIVEN_FOR = (DocumentKind.TES, DocumentKind.KUIS)


def learner_quizzes(person_id: int, *, at: datetime) -> list[LearnerQuiz]:
    """Where this person stands with each test and quiz that was begun, or has a limit: never a score."""
    slugs = [each.slug for each in materials.document_state() if each.kind in GIVEN_FOR]
    sets = [found for found in map(materials.question_set, slugs) if found is not None]
    stands = [(each, _learner_quiz(person_id, each, at)) for each in sets]
    return [found for each, found in stands if found.used or found.left is not None or each.limit_minutes]


def _learner_quiz(person_id: int, question_set: QuestionSet, at: datetime) -> LearnerQuiz:
    slug = question_set.slug
    rules = quiz.start_rules(question_set)
    code = quiz.standard_proven_by(slug)
    past = quiz.history(person_id, slug).past(
        quiz.round_now(person_id=person_id, question_set=question_set, standard_code=code, at=at), at
    )
    sitting = quiz.open_sitting(person_id, slug)
    is_open = sitting is not None and sitting.is_open(at)
    left = attempts_left(rules, past, at)
    return LearnerQuiz(
        slug=slug,
        title=question_set.title,
        used=len(past) + is_open,
        left=None if left is None else max(0, left - is_open),
        is_open=is_open,
        seconds=seconds_left(sitting.deadline_at, at) if sitting and is_open else None,
        unused=quiz.unused_allowances(person_id, slug),
    )


@dataclass(frozen=True, slots=True)
class GiftLine:
    """Something that was given, with names."""

    gift: quiz.AllowanceLine
    title: str
    giver: str
    taker: str | None

    @property
    def what(self) -> str:
        """+10 menit, or one attempt more."""
        return f"+{self.gift.minutes} menit" if self.gift.minutes else "+1 percobaan"


def gift_lines(person_id: int) -> list[GiftLine]:
    """Everything that this person was given, with the names of those who gave or took it back."""
    lines = quiz.allowances_of(person_id)
    names = people.names_of({line.given_by for line in lines} | {line.withdrawn_by or 0 for line in lines})
    titles = {each.slug: each.title for each in materials.document_state() if each.kind in GIVEN_FOR}
    return [
        GiftLine(
            line,
            titles.get(line.slug, line.slug),
            names.get(line.given_by, ""),
            names.get(line.withdrawn_by or 0),
        )
        for line in lines
    ]
