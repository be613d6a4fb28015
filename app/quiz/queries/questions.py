"""The questions of an attempt as the person sees them: whatever could tell the key is left out here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from app.materials import queries as materials
from app.materials.rules import Question
from app.quiz.queries.sitting import ItemLine, Sitting
from app.quiz.rules import (
    JOIN,
    LONGEST_WORDS,
    NUMBER,
    Marking,
    draw_lefts,
    draw_options,
    pairs_in,
    places_in,
    right_places,
)


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option as the sitting shows it: an opaque name and its words; `rank` is its place in an order."""

    token: str
    html: str
    text: str
    chosen: bool
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class ShownLeft:
    """The left of a pair, with the right that it was given."""

    token: str
    html: str
    text: str
    right: ShownOption | None

    @property
    def pick(self) -> str:
        """What is sent for the right that stands; an empty text for none."""
        return f"{self.token}{JOIN}{self.right.token}" if self.right else ""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """How a question is answered, and what stands as answered: options, lefts of pairs, or words.

    `typed` is what was sent and could not be stored, for the page that says so.
    """

    marking: Marking
    options: tuple[ShownOption, ...] = ()
    lefts: tuple[ShownLeft, ...] = ()
    words: str = ""
    typed: tuple[str, ...] | None = None
    longest: ClassVar[int] = LONGEST_WORDS
    number: ClassVar[str] = NUMBER

    @property
    def chosen(self) -> tuple[ShownOption, ...]:
        """The options that stand as answered."""
        return tuple(option for option in self.options if option.chosen)

    @property
    def paired(self) -> tuple[ShownLeft, ...]:
        """The lefts that were given a right."""
        return tuple(left for left in self.lefts if left.right)

    @property
    def given(self) -> bool:
        """Whether anything stands as answered."""
        return bool(self.chosen or self.words or self.paired)

    @property
    def filled(self) -> tuple[int, int] | None:
        """How many of the steps or pairs stand, of how many; None for the other types."""
        if self.marking is Marking.URUTAN:
            return len(self.chosen), len(self.options)
        return (len(self.paired), len(self.lefts)) if self.marking is Marking.JODOH else None

    @property
    def is_partial(self) -> bool:
        """Whether an order or pairs were begun and not finished."""
        return self.filled is not None and 0 < self.filled[0] < self.filled[1]

    @property
    def picks(self) -> tuple[str, ...]:
        """For each place of an order the step that stands there, an empty text where none does."""
        picked = self.typed if self.typed is not None else tuple(step.token for step in self.chosen)
        return (*picked, *[""] * len(self.options))[: len(self.options)]

    def retyped(self, sent: Sequence[str]) -> "ShownAnswer":
        """The fields with what was sent in them, though it could not be stored."""
        named = {option.token: option for option in self.options}
        rights = dict(each.split(JOIN, 1) for each in sent if JOIN in each)
        return replace(
            self,
            words="".join(sent[:1]) if self.marking.is_written else "",
            typed=tuple(sent),
            options=tuple(replace(option, chosen=option.token in sent) for option in self.options),
            lefts=tuple(replace(left, right=named.get(rights.get(left.token, ""))) for left in self.lefts),
        )

    @property
    def first_field(self) -> str:
        """The id of the field where a correction begins."""
        return "jawaban-tulis" if self.marking.is_written else "jawaban-1"

    @property
    def steps(self) -> list[tuple[str, str]]:
        """What may be picked for a place of an order: what is sent, and its words."""
        return [(step.token, step.text) for step in self.options]

    def rights(self, left: ShownLeft) -> list[tuple[str, str]]:
        """What may be given to a left: what is sent, and its words."""
        return [(f"{left.token}{JOIN}{right.token}", right.text) for right in self.options]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as the sitting shows it. Whatever could tell the key is left out here, not in a template."""

    line: ItemLine
    stem_html: str
    stem_text: str
    body_html: str
    answer: ShownAnswer

    @property
    def options(self) -> tuple[ShownOption, ...]:
        """The options in the order in which they are shown."""
        return self.answer.options

    def retyped(self, sent: Sequence[str]) -> "ShownQuestion":
        """The question with what was sent in its fields, though it could not be stored."""
        return replace(self, answer=self.answer.retyped(sent))


def shown_questions(sitting: Sitting, lines: list[ItemLine]) -> list[ShownQuestion]:
    """These items of the attempt as the person sees them, options in the order of this attempt."""
    question_set = materials.question_set_version(sitting.version_id)
    questions = {question.id: question for question in materials.questions(sitting.version_id)}
    shuffled = question_set is not None and question_set.shuffle_choices
    return [_shown(sitting.seed, line, questions[line.question_id], shuffled=shuffled) for line in lines]


def shown_question(sitting: Sitting, line: ItemLine) -> ShownQuestion:
    """One item as the person sees it."""
    return shown_questions(sitting, [line])[0]


def _shown(seed: str, line: ItemLine, question: Question, *, shuffled: bool) -> ShownQuestion:
    answer = shown_answer(seed, question, line.response, shuffled=shuffled)
    return ShownQuestion(line, question.stem_html, question.stem_text, question.body_html, answer)


def shown_answer(seed: str, question: Question, response: str, *, shuffled: bool) -> ShownAnswer:
    """The fields of an answer under the names of this seed, filled with what stands."""
    marking = Marking(question.type.value)
    if marking.is_written:
        return ShownAnswer(marking, words=response)
    if marking is Marking.JODOH:
        return _pairs(
            seed, question, dict(pairs_in(response)), shuffled=shuffled and not question.fixed_order
        )
    places = places_in(response)
    if marking is Marking.URUTAN:
        return ShownAnswer(marking, _steps(seed, question, places))
    options = _options(seed, question, places, shuffled=shuffled and not question.fixed_order)
    return ShownAnswer(marking, options)


def _options(
    seed: str, question: Question, chosen: tuple[int, ...], *, shuffled: bool
) -> tuple[ShownOption, ...]:
    choices = {choice.position: choice for choice in question.choices}
    ranks = {place: rank for rank, place in enumerate(chosen, start=1)}
    return tuple(
        ShownOption(
            each.token,
            choices[each.place].html,
            choices[each.place].text,
            each.place in ranks,
            ranks.get(each.place),
        )
        for each in draw_options(seed, question.id, len(question.choices), shuffled=shuffled)
    )


def _steps(seed: str, question: Question, order: tuple[int, ...]) -> tuple[ShownOption, ...]:
    """The steps as the person ordered them, then the others by chance: the source has the right order."""
    steps = _options(seed, question, order, shuffled=True)
    return tuple(sorted(steps, key=lambda step: step.rank or len(steps) + 1))


def _pairs(seed: str, question: Question, given: dict[int, int], *, shuffled: bool) -> ShownAnswer:
    """The rights always by chance: in the source each stands beside its left."""
    distinct = {place for each, place in right_places(question).items() if each == place}
    rights = {
        each.place: option
        for each, option in zip(
            draw_options(seed, question.id, len(question.choices), shuffled=True),
            _options(seed, question, tuple(given.values()), shuffled=True),
            strict=True,
        )
        if each.place in distinct
    }
    choices = {each.position: each for each in question.choices if each.left_html is not None}
    lefts = tuple(
        ShownLeft(
            each.token,
            choices[each.place].left_html or "",
            choices[each.place].left_text or "",
            rights.get(given.get(each.place, -1)),
        )
        for each in draw_lefts(seed, question.id, list(choices), shuffled=shuffled)
    )
    return ShownAnswer(Marking.JODOH, tuple(rights.values()), lefts)
