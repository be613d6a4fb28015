"""The questions of an attempt as the person sees them: whatever could tell the key is left out here."""

from dataclasses import dataclass

from app.materials import queries as materials
from app.materials.rules import Question
from app.quiz.queries.marks import right_places
from app.quiz.queries.sitting import ItemLine, Sitting
from app.quiz.rules import Marking, draw_lefts, draw_options, pairs_in, places_in


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


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """How a question is answered, and what stands as answered: options, lefts of pairs, or words."""

    marking: Marking
    options: tuple[ShownOption, ...] = ()
    lefts: tuple[ShownLeft, ...] = ()
    words: str = ""

    @property
    def chosen(self) -> tuple[ShownOption, ...]:
        """The options that stand as answered."""
        return tuple(option for option in self.options if option.chosen)

    @property
    def given(self) -> bool:
        """Whether anything stands as answered."""
        return bool(self.chosen or self.words or any(left.right for left in self.lefts))


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

    @property
    def several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.line.marking is Marking.GANDA

    @property
    def chosen(self) -> tuple[ShownOption, ...]:
        """The options that stand as answered."""
        return self.answer.chosen


def shown_questions(sitting: Sitting, lines: list[ItemLine]) -> list[ShownQuestion]:
    """These items of the attempt as the person sees them, options in the order of this attempt."""
    question_set = materials.question_set_version(sitting.version_id)
    questions = {question.id: question for question in materials.questions(sitting.version_id)}
    shuffled = question_set is not None and question_set.shuffle_choices
    return [_shown(sitting.seed, line, questions[line.question_id], shuffled=shuffled) for line in lines]


def shown_question(sitting: Sitting, line: ItemLine) -> ShownQuestion:
    """One item as the person sees it; reads that question alone, for the page that is opened most."""
    question_set = materials.question_set_version(sitting.version_id)
    question = materials.question(line.question_id)
    if question is None:
        raise LookupError(f"question {line.question_id} is gone")
    shuffled = question_set is not None and question_set.shuffle_choices
    return _shown(sitting.seed, line, question, shuffled=shuffled)


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
