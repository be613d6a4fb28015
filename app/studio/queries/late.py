"""Late answers as a trainer decides about them: question, answer and seconds, never a score."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.materials import queries as materials
from app.people import queries as people
from app.quiz import queries as quiz


@dataclass(frozen=True, slots=True)
class LateAttemptLine:
    """An attempt in the list."""

    attempt: quiz.LateAttempt
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class LateAnswerView:
    """One late answer beside what stands."""

    line: quiz.LateLine
    late_words: str
    late: quiz.ShownQuestion
    standing: quiz.ShownQuestion


@dataclass(frozen=True, slots=True)
class LatePage:
    """An attempt with its late answers."""

    sitting: quiz.Sitting
    name: str
    title: str
    answers: tuple[LateAnswerView, ...]

    @property
    def waiting(self) -> int:
        """How many wait for a decision."""
        return sum(each.line.waits for each in self.answers)


def late_attempt_lines(*, limit: int, offset: int) -> tuple[list[LateAttemptLine], int]:
    """A page of the attempts that wait, with names, and how many there are."""
    attempts, total = quiz.late_attempts(limit=limit, offset=offset)
    names = people.names_of({each.person_id for each in attempts})
    titles = {each.version_id: _title(each.version_id) for each in attempts}
    return [
        LateAttemptLine(each, names.get(each.person_id, ""), titles[each.version_id]) for each in attempts
    ], total


def late_page(attempt_id: int) -> LatePage | None:
    """The late answers of one attempt; None where there are none."""
    sitting, lines = quiz.sitting_by_id(attempt_id), quiz.late_answers(attempt_id)
    if sitting is None or not lines:
        return None
    stored = {item.item_id: item for item in quiz.items(attempt_id)}
    stands = [stored[line.item_id] for line in lines]
    came = [
        replace(item, response=line.response, confidence=line.confidence)
        for item, line in zip(stands, lines, strict=True)
    ]
    shown = zip(
        lines, quiz.shown_questions(sitting, came), quiz.shown_questions(sitting, stands), strict=True
    )
    return LatePage(
        sitting=sitting,
        name=people.names_of({sitting.person_id}).get(sitting.person_id, ""),
        title=_title(sitting.version_id),
        answers=tuple(
            LateAnswerView(line, late_words(sitting.deadline_at, line.received_at), late, standing)
            for line, late, standing in shown
        ),
    )


def late_words(deadline_at: datetime | None, received_at: datetime) -> str:
    """12 detik; 3 menit 20 detik; 2 jam 5 menit."""
    seconds = int((received_at - deadline_at).total_seconds()) if deadline_at else 0
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60:
        return f"{minutes // 60} jam {minutes % 60} menit"
    return f"{minutes} menit {rest} detik" if minutes else f"{rest} detik"


def _title(version_id: int) -> str:
    found = materials.question_set_version(version_id)
    return found.title if found else ""
