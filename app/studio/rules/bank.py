"""The bank: every item of every set, what it tells about, and how often each misconception is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.comprehension.rules import Verdict
from app.materials.rules import DocumentKind, DocumentState, Question
from app.studio.rules import MARKS, AnalysedItem

KIND_WORDS = {DocumentKind.KUIS: "Kuis", DocumentKind.TES: "Tes", DocumentKind.LATIHAN: "Latihan"}
WISHED_CORE, WISHED_OTHER = 9, 6
MARK_CODES = {word: verdict for verdict, (word, _) in MARKS.items()}


FACILITIES = {
    "sulit": ("Di bawah 40 persen benar", 0.0, 0.4),
    "sedang": ("40 sampai 80 persen benar", 0.4, 0.8),
    "mudah": ("80 persen benar atau lebih", 0.8, 1.01),
}
"""Bands of the share of right first answers: their words, from, until before."""


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item of a published set; `analysed` is None where nobody is analysed (practice)."""

    state: DocumentState
    question: Question
    beliefs: tuple[tuple[str, str], ...]
    analysed: AnalysedItem | None = None

    @property
    def place(self) -> str:
        """soal 4, bentuk A."""
        form = self.question.group.form if self.question.group else None
        return f"soal {self.question.position}" + (f", bentuk {form}" if form else "")

    @property
    def facility(self) -> float | None:
        """Share of right first answers, 0 to 1."""
        return self.analysed.findings.facility if self.analysed else None

    @property
    def verdict(self) -> Verdict | None:
        """What item analysis says, where it says anything."""
        return self.analysed.findings.verdict if self.analysed else None

    def lies_in(self, band: str) -> bool:
        """Whether its facility is known and in that band."""
        _, least, most = FACILITIES[band]
        return self.facility is not None and least <= self.facility < most

    def holds(self, words: str) -> bool:
        """Whether every word asked for stands somewhere in the item or its key."""
        parts = [self.question.key, self.question.stem_text, *(c.text for c in self.question.choices)]
        text = " ".join(parts).casefold()
        return all(word in text for word in words.casefold().split())

    def measures(self, code: str) -> bool:
        """Whether the item diagnoses that misconception or offers it as an option."""
        return any(code == mine for mine, _ in self.beliefs)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the trainer looks for; empty means everything."""

    words: str = ""
    belief: str = ""
    path: str = ""
    verdict: Verdict | None = None
    facility: str = ""
    hardest_first: bool = False

    @property
    def mark(self) -> str:
        """The words of the wanted verdict."""
        return MARKS[self.verdict][0] if self.verdict is not None else ""

    @property
    def needs_analysis(self) -> bool:
        """Whether every item's figures are needed to answer it."""
        return self.verdict is not None or bool(self.facility) or self.hardest_first

    def selects(self, item: BankItem) -> bool:
        """Whether the item is wanted, as far as its text tells."""
        return (
            (not self.words or item.holds(self.words))
            and (not self.belief or item.measures(self.belief))
            and (not self.path or item.state.path == self.path)
        )

    def arranged(self, items: Iterable[BankItem]) -> list[BankItem]:
        """Those with the wanted figures, in the order asked for; items without figures last."""
        wanted = [
            item
            for item in items
            if (self.verdict is None or item.verdict is self.verdict)
            and (not self.facility or item.lies_in(self.facility))
        ]
        if self.hardest_first:
            wanted.sort(key=lambda item: (item.facility is None, item.facility or 0.0))
        return wanted


@dataclass(frozen=True, slots=True)
class Cell:
    """How many items surely measure a misconception in one form, of how many a diagnosis needs."""

    test: str
    form: str | None
    count: int
    fewest: int
    asked_for: bool

    @property
    def is_thin(self) -> bool:
        """Asked for, and too seldom to diagnose."""
        return self.asked_for and self.count < self.fewest


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A misconception over all forms of the tests, with its items in the bank, in quizzes and in practice."""

    code: str
    title: str
    core: bool
    cells: tuple[Cell, ...]
    in_bank: int
    in_quizzes: int
    in_practice: int

    @property
    def wished(self) -> int:
        """How many parallel items the bank should hold."""
        return WISHED_CORE if self.core else WISHED_OTHER

    def of(self, test: str) -> tuple[Cell, ...]:
        """The forms of that test that ask for it."""
        return tuple(cell for cell in self.cells if cell.test == test and cell.asked_for)

    @property
    def is_measured(self) -> bool:
        """Whether any form asks for it."""
        return any(cell.count for cell in self.cells)

    @property
    def is_thin(self) -> bool:
        """Whether some form asks for it too seldom."""
        return any(cell.is_thin for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole table: tests as columns, misconceptions as rows, those that need work first."""

    tests: tuple[str, ...]
    rows: tuple[CoverageRow, ...]

    @property
    def thin(self) -> int:
        """How many misconceptions are asked for too seldom somewhere."""
        return sum(row.is_thin for row in self.rows)

    @property
    def asked(self) -> tuple[CoverageRow, ...]:
        """Those that some test asks for, or should."""
        return tuple(row for row in self.rows if row.is_measured or row.is_thin)

    @property
    def unasked(self) -> tuple[CoverageRow, ...]:
        """Those that no test asks for: quizzes and practice alone."""
        return tuple(row for row in self.rows if not (row.is_measured or row.is_thin))
