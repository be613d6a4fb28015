"""The block structure of Markdown with line numbers, without looking inside the lines.

Inline parsing is off: it is quadratic on brackets, and the parsers need only lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark").enable("table")
_markdown.core.ruler.enableOnly(["normalize", "block"])
HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|\Z)")
CLOSING = re.compile(r"(?:\A|[ \t])#+[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A block at the outermost level: lines of the file from `start` until before `end`."""

    type: str
    tag: str
    markup: str
    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def level(self) -> int:
        """1 to 6 for a heading, else 0."""
        return int(self.tag[1]) if self.type == "heading_open" else 0

    @property
    def underlined(self) -> bool:
        """Whether this is a heading made by a line of `===` or `---` below it."""
        return self.type == "heading_open" and not self.markup.startswith("#")


def blocks_of(text: str, *, first_line: int) -> list[Block]:
    """The outermost blocks of a text whose first line has that number in the file."""
    found: list[Block] = []
    group: list[Token] = []
    for token in _markdown.parse(text):
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            opening = group[0]
            start, end = opening.map or (0, 0)
            found.append(
                Block(
                    opening.type,
                    opening.tag,
                    opening.markup,
                    first_line + start,
                    first_line + end,
                    tuple(group),
                )
            )
            group = []
    return found


def inline_texts(text: str, *, first_line: int) -> Iterator[tuple[str, int]]:
    """Each run of text outside code, with the line where it begins."""
    line = first_line
    for token in _markdown.parse(text):
        if token.map:
            line = first_line + token.map[0]
        if token.type == "inline":
            yield token.content, line


def heading_text(source_line: str) -> str:
    """The words of a `#` heading line."""
    return CLOSING.sub("", HEADING.sub("", source_line, count=1)).strip()
