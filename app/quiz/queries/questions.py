"""The questions of an attempt as the person sees them: whatever could tell the key is left out here."""

from dataclasses import dataclass

from app.materials import queries as materials
from app.materials.rules import Question
from app.quiz.queries.sitting import ItemLine, Sitting
from app.quiz.rules import Marking, draw_options, places_in


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option as the sitting shows it: an opaque name and its words, nothing else."""

    token: str
    html: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as the sitting shows it. Whatever could tell the key is left out here, not in a template."""

    line: ItemLine
    stem_html: str
    stem_text: str
    body_html: str
    options: tuple[ShownOption, ...]

    @property
    def several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.line.marking is Marking.GANDA

    @property
    def chosen(self) -> tuple[ShownOption, ...]:
        """The options that stand as answered."""
        return tuple(option for option in self.options if option.chosen)


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
    chosen = frozenset(places_in(line.response))
    drawn = draw_options(
        seed, question.id, len(question.choices), shuffled=shuffled and not question.fixed_order
    )
    choices = {choice.position: choice for choice in question.choices}
    options = tuple(
        ShownOption(each.token, choices[each.place].html, choices[each.place].text, each.place in chosen)
        for each in drawn
    )
    return ShownQuestion(line, question.stem_html, question.stem_text, question.body_html, options)
