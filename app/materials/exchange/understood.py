"""What was understood of a file from elsewhere: questions, losses, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.materials.rules.address import slugify

TYPES = ("tunggal", "ganda", "urutan", "jodoh", "isian", "angka", "esai")
"""The types of `content-format.md`, and `esai` for what has no key that a machine could apply."""


@dataclass(frozen=True, slots=True)
class ForeignOption:
    """One entry of an answer; `fraction` of the points, from -1 to 1, that choosing it brings.

    `text`, `left` and `feedback` are Markdown. `left` is "" for a right side that belongs to nothing.
    """

    text: str
    fraction: float
    feedback: str = ""
    salah_kaprah: str = ""
    left: str | None = None
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class ForeignQuestion:
    """A question of the source; `stem` and `feedback` (for everybody) are Markdown, `line` its first."""

    key: str
    type: str
    stem: str
    options: tuple[ForeignOption, ...]
    feedback: str
    tags: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A `construct` of the source that our format does not hold; `text` says what becomes of it."""

    line: int
    construct: str
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, and what to do about it."""

    line: int
    text: str


@dataclass(slots=True)
class Understood:
    """The whole of it; filled by a reader, in the order of the source."""

    questions: list[ForeignQuestion] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)

    def lose(self, line: int, construct: str, text: str) -> None:
        """Name something that does not come along."""
        loss = Loss(line, construct, text)
        if loss not in self.losses:
            self.losses.append(loss)

    def fail(self, line: int, text: str) -> None:
        """Name something that could not be read."""
        self.errors.append(Fault(line, text))

    def add(
        self,
        kind: str,
        stem: str,
        options: "list[ForeignOption]",
        *,
        line: int,
        name: str = "",
        feedback: str = "",
        tags: "tuple[str, ...]" = (),
    ) -> None:
        """One more question; its key comes from its name, else from its words, and is never given twice."""
        key = slugify(name or stem)
        taken = {each.key for each in self.questions}
        number, base = 2, key
        while key in taken:
            key, number = f"{base[:56]}-{number}", number + 1
        self.questions.append(
            ForeignQuestion(key, kind, stem.strip(), tuple(options), feedback.strip(), tags, line)
        )

    def in_order(self) -> "Understood":
        """The same, with losses and errors by line."""
        self.losses.sort(key=lambda each: each.line)
        self.errors.sort(key=lambda each: each.line)
        return self


def as_json(understood: Understood) -> Mapping[str, object]:
    """The answer of `flask content import --json`."""
    return {
        "questions": [_question(each) for each in understood.questions],
        "losses": [{"line": e.line, "construct": e.construct, "text": e.text} for e in understood.losses],
        "errors": [{"line": each.line, "text": each.text} for each in understood.errors],
    }


def _question(question: ForeignQuestion) -> dict[str, object]:
    return {
        "key": question.key,
        "type": question.type,
        "stem": question.stem,
        "options": [_option(each) for each in question.options],
        "feedback": question.feedback,
        "tags": list(question.tags),
        "line": question.line,
    }


def _option(option: ForeignOption) -> dict[str, object]:
    found: dict[str, object] = {
        "text": option.text,
        "fraction": option.fraction,
        "feedback": option.feedback,
        "sk": option.salah_kaprah or None,
    }
    if option.left is not None:
        found["left"] = option.left
    if option.tolerance is not None:
        found["tolerance"] = option.tolerance
    return found


def choosing(options: "list[ForeignOption]") -> str:
    """`tunggal` when exactly one option is wholly right and no other brings points, else `ganda`."""
    right = [each for each in options if each.fraction > 0]
    return "tunggal" if len(right) == 1 and right[0].fraction == 1 else "ganda"


def fraction(per_cent: float) -> float:
    """A share of 1 from per cent, with Moodle's roundings (33.33333) kept to seven places."""
    return round(per_cent / 100, 7)
