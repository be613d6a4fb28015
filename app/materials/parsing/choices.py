"""The task list of a question: options or answers, their marks, attributes and feedback."""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.materials.parsing.attributes import Attributes, split_attributes
from app.materials.parsing.blocks import Block
from app.materials.parsing.references import Found, scan, scan_line
from app.materials.rules.draft import ChoiceDraft, Passage, Reference, Target
from app.materials.rules.problem import Code, Problem, galat

BRACKET = re.compile(r"\[([^\[\]]{0,3})\](?=\s|\Z)")
QUOTE = re.compile(r"\s*> ?")
MOST = 12


@dataclass(slots=True)
class Choices:
    """The options of one question with what they point at."""

    drafts: list[ChoiceDraft] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, found: Found) -> None:
        """Add what a text of an entry points at, and what is wrong with it."""
        self.references += found.references
        self.problems += found.problems


@dataclass(frozen=True, slots=True)
class _Page:
    path: str
    lines: list[str]
    first_line: int


def is_choice_list(block: Block) -> bool:
    """Whether a block is a list with a bracket in front of some item."""
    return block.type == "bullet_list_open" and any(
        token.type == "inline" and token.level == 3 and BRACKET.match(token.content) for token in block.tokens
    )


def choices_of(block: Block, lines: list[str], *, first_line: int, path: str) -> Choices:
    """Every option of the list, in the order of the source."""
    page, found = _Page(path, lines, first_line), Choices()
    shift = block.start - (block.tokens[0].map or [0, 0])[0]
    for item in items_of(block.tokens):
        _choice(item, shift, page, found)
    if len(found.drafts) > MOST:
        found.problems.append(
            galat(path, block.start, Code.PILIHAN, f"Paling banyak {MOST} pilihan untuk satu soal.")
        )
    return found


def items_of(tokens: tuple[Token, ...]) -> list[list[Token]]:
    """The tokens of each item of a list."""
    items: list[list[Token]] = []
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1:
            items.append([])
        if items:
            items[-1].append(token)
    return items


def _choice(item: list[Token], shift: int, page: _Page, found: Choices) -> None:
    line = shift + (item[0].map or [0, 0])[0]
    content = next((token.content for token in item if token.type == "inline" and token.level == 3), "")
    match = BRACKET.match(content)
    mark = match[1].strip().lower() if match else None
    if mark not in {"", "x"}:
        sentence = "Tulis [x] untuk pilihan benar dan [ ] untuk yang lain."
        found.problems.append(galat(page.path, line, Code.PILIHAN, sentence))
    text, attributes = _attributes(content[match.end() :] if match else content, page.path, line)
    if not text:
        found.problems.append(galat(page.path, line, Code.PILIHAN, "Pilihan ini belum berisi teks."))
    feedback = _feedback(item, shift, page, found)
    draft = ChoiceDraft(line, " ".join(text.split()), mark == "x", attributes.values.get("sk"), feedback)
    found.problems += attributes.problems
    found.take(scan_line(text, line, page.path))
    if draft.salah_kaprah:
        found.references.append(Reference(Target.BELIEF, draft.salah_kaprah, line))
    found.drafts.append(draft)


def _attributes(content: str, path: str, line: int) -> tuple[str, Attributes]:
    """The block stands at the end of the option, or of its first line when the text wraps."""
    text, attributes = split_attributes(content, path=path, line=line)
    first, newline, rest = text.partition("\n")
    if newline and not attributes.values:
        head, found = split_attributes(first, path=path, line=line)
        if found.values or found.anchor:
            text, attributes = f"{head}\n{rest}", found
    attributes.refuse_unknown(("sk",), anchor=False)
    return text, attributes


def _feedback(item: list[Token], shift: int, page: _Page, found: Choices) -> Passage | None:
    feedback: Passage | None = None
    for number, token in enumerate(item):
        if token.level != 2 or token.nesting < 0 or not token.map:
            continue
        line = shift + token.map[0]
        if token.type == "blockquote_open" and feedback is None:
            feedback = _unquoted(page, line, shift + token.map[1])
            found.take(scan(feedback, page.path))
        elif token.type != "paragraph_open" or number > 1:
            sentence = "Di bawah pilihan hanya boleh satu umpan balik yang diawali tanda >."
            found.problems.append(galat(page.path, line, Code.UMPAN_BALIK, sentence))
    return feedback


def _unquoted(page: _Page, start: int, end: int) -> Passage:
    lines = page.lines[start - page.first_line : end - page.first_line]
    return Passage("\n".join(QUOTE.sub("", line, count=1) for line in lines).rstrip(), start)
