"""One question with its key and what was answered: for whoever may see the key."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from app.materials.rules import Choice, Question, SalahKaprah
from app.quiz import queries
from app.quiz.rules import ALL, ItemKey, Marking, pairs_in, places_in, points, recognised


@dataclass(frozen=True)
class Line:
    """A piece of an answer; `right` is None where only the whole is right or wrong."""

    html: str
    right: bool | None = None


@dataclass(frozen=True)
class Verdict:
    """What an answer to a question is worth, and what is right; `response` is the answer as it is stored."""

    question: Question
    key: ItemKey
    response: str
    points: Fraction
    belief: SalahKaprah | None

    @property
    def marking(self) -> Marking:
        """How the question is marked."""
        return self.key.marking

    @property
    def answered(self) -> bool:
        """Whether anything was answered."""
        return self.response != ""

    @property
    def right(self) -> bool:
        """Whether all of it is right."""
        return self.points == ALL

    @property
    def given(self) -> list[Line]:
        """What was answered, piece by piece."""
        if self.marking.is_written:
            return [Line(Markup("“{}”").format(self.response))] if self.answered else []
        if self.marking is Marking.JODOH:
            return [self._pair(left, right) for left, right in pairs_in(self.response)]
        chosen = [self._choices[place] for place in places_in(self.response)]
        several = self.marking is Marking.GANDA
        return [Line(each.html, each.correct if several else None) for each in chosen]

    @property
    def expected(self) -> list[Line]:
        """What is right, piece by piece; of words the first one, the others stand in `also`."""
        if self.marking is Marking.JODOH:
            return [Line(_together(each, each)) for each in self.question.choices if each.left_html]
        correct = [Line(each.html) for each in self.question.choices if each.correct]
        return correct[:1] if self.marking.is_written else correct

    @property
    def also(self) -> list[str]:
        """Further words or numbers that are accepted."""
        accepted = [each.text for each in self.question.choices if each.correct]
        return accepted[1:] if self.marking.is_written else []

    @property
    def tolerance(self) -> str | None:
        """How far from the right number an answer may be."""
        allowed = self.question.tolerance
        return (
            f"{allowed.normalize():f}".replace(".", ",")
            if self.marking is Marking.ANGKA and allowed
            else None
        )

    @property
    def feedback(self) -> list[str]:
        """What the author says about the answers that were given."""
        meant = recognised(self.key, self.response)
        return [self._choices[place].feedback_html or "" for place in sorted(meant) if self._says(place)]

    @property
    def share(self) -> str | None:
        """How much of it is right, in words, for the types that give a part of the points."""
        if not self.answered:
            return None
        if self.marking is Marking.JODOH:
            return _of(self.points, len(self.key.pairs), "pasangan tepat")
        if self.marking is Marking.URUTAN:
            return _of(self.points, len(self.key.right) - 1, "langkah berdekatan sudah berurutan")
        return self._several if self.marking is Marking.GANDA else None

    @property
    def _several(self) -> str:
        chosen = frozenset(places_in(self.response))
        words = f"{len(chosen & self.key.right)} dari {len(self.key.right)} pilihan tepat"
        wrong = len(chosen & self.key.wrong)
        also = f", {wrong} pilihan keliru ikut terpilih" if wrong else ""
        return f"{words}{also}. Nilai soal ini {self.points}."

    @property
    def _choices(self) -> dict[int, Choice]:
        return {each.position: each for each in self.question.choices}

    def _says(self, place: int) -> bool:
        return self._choices[place].feedback_html is not None

    def _pair(self, left: int, right: int) -> Line:
        return Line(_together(self._choices[left], self._choices[right]), (left, right) in self.key.pairs)


def verdict(
    question: Question, response: str, beliefs: Mapping[str, SalahKaprah], earned: Fraction | None = None
) -> Verdict:
    """The answer with the belief behind it; marked here and now unless it has its marks already."""
    key = queries.item_key(question)
    worth = points(key, response) if earned is None else earned
    code = None if worth == ALL else key.belief_of(recognised(key, response))
    return Verdict(question, key, response, worth, beliefs.get(code or ""))


def _together(left: Choice, right: Choice) -> Markup:
    return Markup("{}: {}").format(Markup(left.left_html or ""), Markup(right.html))  # noqa: S704  sanitised when published


def _of(points: Fraction, parts: int, what: str) -> str:
    return f"{points * parts} dari {parts} {what}."
