"""What can be counted about the material; `python -m tests.materials.review` writes it into its document."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeVar

from app.materials.parsing import parse_document
from app.materials.rules.draft import (
    BeliefDraft,
    Draft,
    ListDraft,
    ModuleDraft,
    QuestionDraft,
    QuestionsDraft,
    StandardDraft,
)
from app.materials.rules.paper import papers
from app.materials.rules.quiz import QuestionType

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
DOCUMENT = ROOT / "docs" / "material-review.md"
BEGIN, END = "<!-- counted: begin -->", "<!-- counted: end -->"

LESSON_WORDS = re.compile(
    r"proses|alur|langkah|layanan|pengguna|pemohon|bersama|data|diskominfosantik|konsul", re.IGNORECASE
)
SUSPECT_WORDS = re.compile(
    r"aplikasi|baru|sendiri|server|penyedia|tautan|media sosial|dana|anggar|dpa", re.IGNORECASE
)
ABSOLUTE_WORDS = re.compile(
    r"\b(?:semua\w*|seluruh\w*|setiap|tiap|hanya|pasti|selalu|saja|tidak boleh|dilarang)\b", re.IGNORECASE
)
HEDGES = re.compile(
    r"\b(?:dulu|dahulu|lalu|kemudian|bila|jika|agar|sesuai|seperlunya|mungkin|belum|biasanya|walau|selama|selagi"
    r"|sebelum|sesudah|setelah)\b",
    re.IGNORECASE,
)
SPECIFIC = re.compile(r"\d|\b[A-Z]\w*")
WORD = re.compile(r"[\w-]{4,}")
ANY_WORD = re.compile(r"\w[\w/.,%!-]*")

Kind = TypeVar("Kind")
Cue = Callable[[QuestionDraft, str], float]


def _start(text: str) -> str:
    return text.split()[0].lower()


def _alike(question: QuestionDraft, option: str) -> int:
    return sum(_start(choice.text) == _start(option) for choice in question.choices)


def _place(question: QuestionDraft, option: str) -> int:
    return [choice.text for choice in question.choices].index(option)


def _stem_echo(question: QuestionDraft, option: str) -> int:
    return len(set(WORD.findall(option.lower())) & set(WORD.findall(question.stem.lower())))


# What a person who knows nothing of SPBE would take: the option that scores highest.
CUES: dict[str, Cue] = {
    "the longest": lambda _, option: len(option),
    "the shortest": lambda _, option: -len(option),
    "most words": lambda _, option: len(option.split()),
    "the first in the file": lambda question, option: -_place(question, option),
    "the last in the file": _place,
    "most hedged": lambda _, option: len(HEDGES.findall(option)),
    "most specific (numbers, names)": lambda _, option: len(SPECIFIC.findall(option[1:])),
    "begins like the others": _alike,
    "begins unlike the others": lambda question, option: -_alike(question, option),
    "most words of the lessons": lambda _, option: len(LESSON_WORDS.findall(option)),
    "fewest suspect words": lambda _, option: -len(SUSPECT_WORDS.findall(option)),
    "fewest absolute words": lambda _, option: -len(ABSOLUTE_WORDS.findall(option)),
    "most words of the stem": _stem_echo,
}


def hit(question: QuestionDraft, cue: Cue) -> Fraction:
    """The chance that a guesser by this cue is right; among equals the guess is at random."""
    scores = [cue(question, choice.text) for choice in question.choices]
    picked = [choice for choice, score in zip(question.choices, scores, strict=True) if score == max(scores)]
    return Fraction(sum(choice.correct for choice in picked), len(picked))


def share(questions: Iterable[QuestionDraft], cue: Cue) -> Fraction:
    """The share of questions that the guesser gets right."""
    hits = [hit(question, cue) for question in questions]
    return sum(hits, Fraction(0)) / len(hits)


@dataclass(frozen=True, slots=True)
class Items:
    """The questions of one quiz or of one form of a test that have one right option."""

    name: str
    questions: tuple[QuestionDraft, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything of the folder that is counted."""

    modules: tuple[ModuleDraft, ...]
    sets: tuple[QuestionsDraft, ...]
    beliefs: tuple[BeliefDraft, ...]
    standard: StandardDraft

    @property
    def test(self) -> QuestionsDraft:
        """The test of the standard."""
        return next(each for each in self.sets if each.address.slug == self.standard.test)

    @property
    def items(self) -> tuple[Items, ...]:
        """By quiz and by form."""
        return tuple(part for each in self.sets for part in _items(each))

    @property
    def single(self) -> tuple[QuestionDraft, ...]:
        """All questions with one right option."""
        return tuple(question for each in self.sets for question in _single(each.questions))

    def refuting(self, code: str) -> list[str]:
        """The modules that refute this misconception."""
        return [module.address.slug for module in self.modules if code in module.salah_kaprah]


@cache
def load(folder: Path = CONTENT) -> Material:
    """The folder as it stands, read once."""
    drafts = [
        parse_document(path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".md", ".yml"}
    ]
    return Material(
        modules=tuple(_of(drafts, ModuleDraft)),
        sets=tuple(_of(drafts, QuestionsDraft)),
        beliefs=tuple(belief for each in _of(drafts, ListDraft) for belief in each.beliefs),
        standard=_of(drafts, StandardDraft)[0],
    )


def _of(drafts: Iterable[Draft | None], kind: type[Kind]) -> list[Kind]:
    return [draft for draft in drafts if isinstance(draft, kind)]


def _single(questions: Iterable[QuestionDraft]) -> tuple[QuestionDraft, ...]:
    return tuple(question for question in questions if question.type is QuestionType.TUNGGAL)


def _items(draft: QuestionsDraft) -> Iterator[Items]:
    for paper in papers(draft):
        name = f"{draft.address.kind.value} {draft.address.slug}" + (f" {paper.form}" if paper.form else "")
        yield Items(name, _single(question for part in paper.parts for question in part.questions))


REGULATION = re.compile(
    r"\b(?:Perpres|Permen\w*|Kepmen\w*|UU|PP|Peraturan BSSN|Peraturan BRIN|Pasal) ?\d|!!! dasar"
)
INSTRUMENT = re.compile(r"\b(?:instrumen|indikator)\b[^.]{0,60}\b20(?:20|26)\b", re.IGNORECASE)
DATED = re.compile(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d\b")
LESSON = re.compile(r"\(modul:([\w-]+)#([\w-]+)\)")


def names_a_source(text: str) -> bool:
    """Whether a regulation, an instrument with its year, or news with its date is named."""
    return any(pattern.search(text) for pattern in (REGULATION, INSTRUMENT, DATED))


def source_of(question: QuestionDraft, material: Material) -> str | None:
    """Where the claims of an item can be checked: in itself, in the lesson that it names, or nowhere."""
    told = question.explanation.text if question.explanation else ""
    said = " ".join([told, *(choice.feedback.text for choice in question.choices if choice.feedback)])
    if names_a_source(said):
        return "itself"
    lessons = {
        (module.address.slug, section.anchor): section.body.text
        for module in material.modules
        for section in module.sections
    }
    found = (lessons.get((slug, anchor), "") for slug, anchor in LESSON.findall(told))
    return "its lesson" if any(names_a_source(text) for text in found) else None


NOT_PROSE = re.compile(r"^\s*(?:\||!!!|!\[|```).*$|\{#[^}]*\}", re.MULTILINE)
MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_>#]|^\s*(?:[-:]|\d+\.)\s+", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.?!])[\"”)]*\s+|\n\s*\n|\n(?=\s*(?:[-:]|\d+\.)\s)")
LONG = 25


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads; tables count as words, not as sentences."""

    words: int
    sentences: int
    mean: Fraction
    long: Fraction


def reading(text: str) -> Reading:
    """The figures of a text in Markdown."""
    prose = NOT_PROSE.sub("", text)
    counts = [len(ANY_WORD.findall(MARKUP.sub(r"\1", part) or "")) for part in SENTENCE_END.split(prose)]
    counts = [count for count in counts if count > 1]
    total = len(ANY_WORD.findall(MARKUP.sub(r"\1", text)))
    return Reading(
        words=total,
        sentences=len(counts),
        mean=Fraction(sum(counts), len(counts)),
        long=Fraction(sum(count > LONG for count in counts), len(counts)),
    )


def texts(material: Material) -> dict[str, str]:
    """Every module, and the questions of every set, as running text."""
    found = {
        f"modul {module.address.slug}": "\n\n".join(section.body.text for section in module.sections)
        for module in material.modules
    }
    for each in material.sets:
        parts = [part for question in each.questions for part in _told(question)]
        found[f"{each.address.kind.value} {each.address.slug}"] = "\n\n".join(parts)
    return found


def _told(question: QuestionDraft) -> Iterator[str]:
    yield question.stem
    yield question.body.text
    for choice in question.choices:
        yield choice.text
        yield choice.feedback.text if choice.feedback else ""
    yield question.explanation.text if question.explanation else ""


def _percent(value: Fraction) -> str:
    return f"{round(value * 100)} %"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cue_table(material: Material) -> str:
    """What each guesser gets right, over all items and over the forms of the test."""
    forms = [part for part in material.items if part.name.startswith(f"tes {material.standard.test} ")]
    head = ["Guesser", f"All ({len(material.single)} items)", *(part.name for part in forms)]
    groups = [material.single, *(part.questions for part in forms)]
    return _table(head, ([name, *(_percent(share(g, cue)) for g in groups)] for name, cue in CUES.items()))


def coverage_table(material: Material) -> str:
    """For each misconception: where it is refuted, measured in each form, and offered as a wrong option."""
    forms = papers(material.test)
    head = ["Salah kaprah", "Refuted in module", *(f"Form {form.form}" for form in forms), "In quizzes"]
    quizzes = [each for each in material.sets if each is not material.test]
    return _table(
        head,
        (
            [
                f"`{belief.code}`",
                ", ".join(material.refuting(belief.code)) or "**none yet**",
                *(
                    _in_form(belief.code, [q for part in form.parts for q in part.questions])
                    for form in forms
                ),
                sum(_tagged(belief.code, each.questions) for each in quizzes),
            ]
            for belief in material.beliefs
        ),
    )


def _tagged(code: str, questions: Iterable[QuestionDraft]) -> int:
    return sum(any(choice.salah_kaprah == code for choice in each.choices) for each in questions)


def _in_form(code: str, questions: list[QuestionDraft]) -> str:
    measured = sum(question.diagnostic == code for question in questions)
    return (
        f"{measured} measure, {_tagged(code, questions)} tempt" if measured else str(_tagged(code, questions))
    )


def source_table(material: Material) -> str:
    """How many items name their source, and which name none."""
    rows = []
    for each in material.sets:
        found = {question.key: source_of(question, material) for question in each.questions}
        without = ", ".join(f"`{key}`" for key, where in found.items() if where is None)
        counts = [sum(where == kind for where in found.values()) for kind in ("itself", "its lesson")]
        rows.append([f"{each.address.kind.value} {each.address.slug}", *counts, without or "none"])
    return _table(["Set", "Names its source", "Its lesson names it", "Neither"], rows)


def reading_table(material: Material) -> str:
    """How every module and set reads."""
    figures = {name: reading(text) for name, text in texts(material).items()}
    return _table(
        ["Text", "Words", "Sentences", "Words a sentence", f"Over {LONG} words"],
        (
            [n, f"{r.words:,}", r.sentences, f"{float(r.mean):.1f}", _percent(r.long)]
            for n, r in figures.items()
        ),
    )


def report(material: Material) -> str:
    """The counted part of the document."""
    return "\n\n".join(
        [
            "### Guessing by looks",
            "Items with one right option. Chance is 25 %; at most 35 % is allowed in all and in a form.",
            cue_table(material),
            "### Misconception by form and module",
            "A number without a word says in how many items the belief is offered as a wrong option.",
            coverage_table(material),
            "### Sources of items",
            source_table(material),
            "### Length of sentences",
            "Words include tables; sentences do not.",
            reading_table(material),
        ]
    )


def write(document: Path = DOCUMENT, folder: Path = CONTENT) -> None:
    """Put the counted part between the two marks of the document."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = f"{before}{BEGIN}\n\n{report(load(folder))}\n\n{END}{after}"
    document.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
