"""What the studio shows: documents in groups, problems by line, a preview apart from the page around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.materials.rules import DocumentKind, DocumentState, Level, Problem

QUESTIONS = frozenset({DocumentKind.KUIS, DocumentKind.LATIHAN, DocumentKind.TES})
MODULES = frozenset({DocumentKind.MODUL})
GROUPS = (
    ("Modul", MODULES),
    ("Kuis dan tes", QUESTIONS),
    ("Daftar dan standar", frozenset(DocumentKind) - MODULES - QUESTIONS),
)
TAG = re.compile(r"<[a-z][^>]*>")
NAMED = re.compile(r'( (?:id|for|aria-labelledby|aria-describedby)="| href="#(?!i-))')
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A document in the list, with the problems that its published text has today."""

    state: DocumentState
    author: str | None
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> int:
        """How many GALAT: they hold the next publishing, not what stands."""
        return count_of(self.problems, Level.GALAT)

    @property
    def warnings(self) -> int:
        """How many PERINGATAN."""
        return count_of(self.problems, Level.PERINGATAN)


def count_of(problems: Iterable[Problem], level: Level) -> int:
    """How many of these problems are of that level."""
    return sum(problem.level is level for problem in problems)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the text with its number, and its gravest problem."""

    number: int
    text: str
    level: Level | None


def source_lines(text: str, problems: Iterable[Problem]) -> list[SourceLine]:
    """The lines of the text as the box numbers them, with an empty one at the end to go on writing."""
    levels: dict[int, Level] = {}
    for problem in problems:
        if levels.get(problem.line) is not Level.GALAT:
            levels[problem.line] = problem.level
    lines = [*text.split("\n"), ""]
    return [SourceLine(number, line, levels.get(number)) for number, line in enumerate(lines, 1)]


def typed_text(text: str) -> str:
    """What was typed, with the line ends of a file: a browser sends CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown_text(text: str) -> str:
    """The same for a text box: characters that no page may hold become visible."""
    return CONTROL.sub("\ufffd", text)


def apart(html: str, prefix: str) -> str:
    """Rendered HTML whose names carry a prefix: a preview shares its page with another document's names."""
    return TAG.sub(lambda tag: NAMED.sub(rf"\g<1>{prefix}-", tag[0]), html)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A page of a module."""

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """An option with what only its author may see beside it."""

    html: str
    correct: bool
    belief_code: str | None
    belief: str | None
    feedback_html: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with key and explanation."""

    line: int
    stem_html: str
    body_html: str
    choices: tuple[ShownChoice, ...]
    explanation_html: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview: one of the three is filled, by the kind of document."""

    sections: tuple[ShownSection, ...] = ()
    questions: tuple[ShownQuestion, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
