"""What learning changed in the same persons, for the trainers of a standard's test."""

from datetime import datetime, timedelta

from app.comprehension.queries import census_of
from app.comprehension.rules.transitions import Transition
from app.learning import queries as learning
from app.learning.rules import RosterStatus
from app.materials import queries as materials
from app.materials.rules import QuestionSet
from app.people.rules import EVERYTHING
from app.quiz import queries as quiz
from app.studio.rules.learned import Learned, belief_line, gain_sentence


def learned(question_set: QuestionSet, *, at: datetime) -> Learned | None:
    """The roster of the province together, no OPD and no person; None for a set that proves no standard."""
    standard = materials.current_standard()
    if standard is None or standard.test_slug != question_set.slug:
        return None
    since = at - timedelta(days=standard.validity_days)
    marks = quiz.matched_marks(standard, since=since, until=at)
    roster = learning.roster(standard, at, EVERYTHING)
    counted = [
        marks[row.person_id] for row in roster if row.status is RosterStatus.WAJIB and row.person_id in marks
    ]
    counts = census_of(standard, at)
    lines = [
        belief_line(entry.code, entry.title, sum(counts.changes_of(entry.code).values(), start=Transition()))
        for entry in materials.salah_kaprah_catalogue()
    ]
    return Learned(gain_sentence(counted, least=standard.min_measured), tuple(line for line in lines if line))
