"""What the studio shows: documents in groups, problems by line, a preview apart from the page around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.comprehension.rules import ItemFindings, Verdict, interval_text, percent_text
from app.materials.rules import DocumentKind, DocumentState, Level, Problem, Question, QuestionType
from app.quiz.rules import Unused
from app.studio.rules.learned import Learned, concentration_words
from app.studio.rules.papers import Paper

QUESTIONS = frozenset({DocumentKind.KUIS, DocumentKind.LATIHAN, DocumentKind.TES})
MODULES = frozenset({DocumentKind.MODUL})
GROUPS = (
    ("Modul", MODULES),
    ("Kuis dan tes", QUESTIONS),
    ("Daftar dan standar", frozenset(DocumentKind) - MODULES - QUESTIONS),
)
TAG = re.compile(r"<[a-z][^>]*>")
NAMED = re.compile(r'( (?:id|for|aria-labelledby|aria-describedby)="| href="#(?!i-))')
LONGEST_SEARCH = 120
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


CALM = frozenset({Verdict.CATCHES_BELIEF, Verdict.TOO_EASY, Verdict.GOOD, Verdict.TOO_FEW})
"""The verdicts that ask nothing of the question itself."""
MARKS = {
    Verdict.KEY_SUSPECTED: ("Periksa kunci", "bad"),
    Verdict.MISLEADING: ("Menyesatkan", "bad"),
    Verdict.GUESSED: ("Seperti ditebak", "warn"),
    Verdict.WEAK: ("Kurang membedakan", "warn"),
    Verdict.EMPTY_OPTION: ("Pilihan kosong", "warn"),
    Verdict.CATCHES_BELIEF: ("Menangkap salah kaprah", "paham"),
    Verdict.TOO_EASY: ("Terlalu mudah", "muted"),
    Verdict.GOOD: ("Bekerja baik", "done"),
    Verdict.TOO_FEW: ("Belum cukup jawaban", "due"),
}


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """A question of the published version with what first attempts say about it."""

    question: Question
    findings: ItemFindings

    @property
    def mark(self) -> tuple[str, str]:
        """The verdict in two words, and the look of its tag."""
        return MARKS[self.findings.verdict]

    @property
    def gathered(self) -> str:
        """How far the answers gather on one option; said of questions with one right option alone."""
        if self.question.type is not QuestionType.TUNGGAL:
            return ""
        return concentration_words([each.chosen for each in self.findings.options])

    @property
    def needs_a_look(self) -> bool:
        """Whether the question itself should be mended."""
        return self.findings.verdict not in CALM


@dataclass(frozen=True, slots=True)
class AnalysedSet:
    """A quiz or test with its items, those that need attention first; `people` have sent it."""

    state: DocumentState
    items: tuple[AnalysedItem, ...]
    people: int
    beliefs: dict[str, str]
    retention: tuple[str, ...] = ()
    learned: Learned | None = None
    papers: tuple[Paper, ...] = ()

    @property
    def to_look_at(self) -> int:
        """How many items should be mended."""
        return sum(item.needs_a_look for item in self.items)

    @property
    def judged(self) -> int:
        """How many items have enough answers for a verdict."""
        return sum(item.findings.verdict is not Verdict.TOO_FEW for item in self.items)


def few_took(took: int, least: int) -> str:
    """Why nothing is said of retention yet."""
    return (
        f"Belum cukup untuk menilai apa yang bertahan: {took} orang yang semula paham sudah ikut, "
        f"sedikitnya {least} diperlukan."
    )


def kept_sentence(kept: int, took: int, interval: tuple[float, float] | None) -> str:
    """How many of those who had understood understand still."""
    share = f"{percent_text(kept, took)}, rentang 95%: {interval_text(interval)}"
    return f"Dari {took} orang yang paham sesudah belajar, {kept} masih paham pada tes tunda ({share})."


def relapsed_sentence(relapsed: int, free: int, interval: tuple[float, float] | None) -> str:
    """How many of those who were free of the core misconception hold it again."""
    share = f"{percent_text(relapsed, free)}, rentang 95%: {interval_text(interval)}"
    return f"Dari {free} orang yang bebas salah kaprah inti, {relapsed} memegangnya lagi ({share})."


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
class ShownChoice:
    """An option with what only its author may see beside it."""

    html: str
    correct: bool
    belief_code: str | None
    belief: str | None
    feedback_html: str
    left_html: str | None = None


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with key and explanation; `type` is "" where none is known yet."""

    line: int
    type: str
    tolerance: str
    stem_html: str
    body_html: str
    choices: tuple[ShownChoice, ...]
    explanation_html: str


@dataclass(frozen=True, slots=True)
class ShownPractice:
    """The place of a practice in a section; `question` is None while it stands in no text that is known."""

    question: ShownQuestion | None


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A page of a module: its HTML in parts, with its practices between them."""

    title: str
    parts: tuple[str | ShownPractice, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview: one of the three is filled, by the kind of document."""

    sections: tuple[ShownSection, ...] = ()
    questions: tuple[ShownQuestion, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LearnerQuiz:
    """A quiz and one person's attempts of it, as far as a trainer may know: no answer and no score."""

    slug: str
    title: str
    used: int
    left: int | None
    is_open: bool
    seconds: int | None
    unused: Unused

    @property
    def attempts_words(self) -> str:
        """2 dimulai, sisa 1."""
        begun = f"{self.used} dimulai" if self.used else "Belum dimulai"
        return f"{begun}, tidak dibatasi" if self.left is None else f"{begun}, sisa {self.left}"

    @property
    def open_words(self) -> str:
        """Sedang dikerjakan, sisa 12.40."""
        if not self.is_open:
            return "Tidak ada yang terbuka"
        if self.seconds is None:
            return "Sedang dikerjakan, tanpa batas waktu"
        return f"Sedang dikerjakan, sisa {self.seconds // 60}.{self.seconds % 60:02}"

    @property
    def unused_words(self) -> str | None:
        """1 percobaan, 10 menit; None when nothing waits."""
        parts = [f"{len(self.unused.attempts)} percobaan"] if self.unused.attempts else []
        parts += [f"{self.unused.minutes} menit"] if self.unused.minutes else []
        return ", ".join(parts) or None


def search_words(text: str) -> str:
    """What was typed into a search, without control characters and doubled spaces."""
    return " ".join(CONTROL.sub(" ", text).split())[:LONGEST_SEARCH]


SUGGESTED = re.compile(r'"([^"]+)".* Maksud Anda "([^"]+)"\?$')


def suggestion(problem: Problem) -> tuple[str, str] | None:
    """The word of that line that is not known, and the known one that its author probably meant."""
    found = SUGGESTED.search(problem.sentence)
    return (found[1], found[2]) if found else None
