"""A question asked outside of a sitting: answered, judged and explained at once, and kept nowhere."""

from dataclasses import dataclass

from flask import current_app

from app.materials import queries as materials
from app.materials.rules import Question
from app.quiz import queries
from app.quiz.queries import ShownAnswer
from app.quiz.rules import (
    AnswerToCorrect,
    Marking,
    Names,
    NothingToCheck,
    lefts_by_token,
    places_by_token,
    response_to,
    seed_from,
)
from app.quiz.views.verdict import Verdict, verdict


@dataclass(frozen=True)
class Trial:
    """A question with its fields; `verdict` once it was answered, `problem` when it was unreadable."""

    question: Question
    answer: ShownAnswer
    verdict: Verdict | None = None
    problem: str | None = None

    @property
    def status(self) -> int:
        """The number of the reply."""
        return 422 if self.problem else 200


def practice_seed(*parts: str | int) -> str:
    """The seed of names and order outside of a sitting: from the server's secret, it tells nothing."""
    return seed_from(str(current_app.secret_key).encode(), *parts)


def asked(question: Question, seed: str, *, shuffled: bool) -> Trial:
    """The question, untouched."""
    return Trial(question, queries.shown_answer(seed, question, "", shuffled=shuffled))


def answered(question: Question, seed: str, sent: list[str], *, shuffled: bool) -> Trial:
    """The question with what was sent: judged, or asked again with a sentence. Raises InvalidAnswer."""
    untouched = queries.shown_answer(seed, question, "", shuffled=shuffled)
    try:
        response = response_to(Marking(question.type.value), sent, _names(question, seed))
    except AnswerToCorrect as refusal:
        return Trial(question, untouched.retyped(sent), problem=refusal.message)
    if not response:
        return Trial(question, untouched, problem=NothingToCheck.message)
    beliefs = {entry.code: entry for entry in materials.salah_kaprah_catalogue()}
    shown = queries.shown_answer(seed, question, response, shuffled=shuffled)
    return Trial(question, shown, verdict=verdict(question, response, beliefs))


def _names(question: Question, seed: str) -> Names:
    of = (seed, question.id, len(question.choices))
    return Names(places_by_token(*of), lefts_by_token(*of))
