"""Links, images and stray HTML in running Markdown, found by line with patterns that cannot backtrack far."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from app.materials.parsing.blocks import inline_texts
from app.materials.parsing.boxes import unfold
from app.materials.rules.draft import Passage, Reference, Target
from app.materials.rules.problem import Code, Problem, galat, peringatan

CODE_SPAN = re.compile(r"`[^`\n]*`")
ADDRESS = r"\(\s{0,9}<?([^\s()<>\[\]]*(?:\([^\s()<>\[\]]{0,200}\)[^\s()<>\[\]]*)?)>?"
IMAGE = re.compile(r"!\[([^\[\]]*)\]" + ADDRESS)
LINK = re.compile(r"\]" + ADDRESS)
DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]\n]+\]:\s{0,9}<?([^\s<>]+)")
HTML = re.compile(r"<(?:!--|/?[A-Za-z][A-Za-z0-9-]*(?=[\s/>]))[^<>]*>")
WEB = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)[^\s]*\Z", re.IGNORECASE)
INNER = re.compile(r"(modul|istilah|tes):([a-z0-9-]+)(?:#([a-z0-9-]+))?\Z")
PICTURE = re.compile(r"gambar/([A-Za-z0-9][A-Za-z0-9._-]*)\Z")
INNER_TARGETS = {"modul": Target.MODULE, "istilah": Target.TERM, "tes": Target.TEST}


@dataclass(slots=True)
class Found:
    """What a passage points at, and what is wrong with how it does."""

    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def scan(passage: Passage, path: str) -> Found:
    """Every reference of a passage, boxes included."""
    opened = unfold(passage.text, path=path, first_line=passage.line)
    found = Found(opened.references, opened.problems)
    for text, line in inline_texts(opened.text, first_line=passage.line):
        _scan_text(CODE_SPAN.sub(_blank, text), line, path, found)
    for offset, line_text in enumerate(opened.text.split("\n")):
        definition = DEFINITION.match(line_text)
        if definition:
            _link(definition[1], passage.line + offset, path, found)
    return found


def scan_line(text: str, line: int, path: str) -> Found:
    """Every reference of a text that stands in a heading or an option."""
    found = Found()
    _scan_text(CODE_SPAN.sub(_blank, text), line, path, found)
    return found


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _scan_text(text: str, line: int, path: str, found: Found) -> None:
    breaks = [match.start() for match in re.finditer("\n", text)]

    def line_at(place: int) -> int:
        return line + bisect_left(breaks, place)

    images = {match.end(1): match for match in IMAGE.finditer(text)}
    for match in images.values():
        _image(match[1], match[2], line_at(match.start()), path, found)
    for match in LINK.finditer(text):
        if match.start() not in images:
            _link(match[1], line_at(match.start()), path, found)
    html = HTML.search(text)
    if html:
        sentence = "HTML tidak diteruskan dan akan tampak sebagai teks. Pakai Markdown."
        found.problems.append(peringatan(path, line_at(html.start()), Code.HTML, sentence))


def _image(alt: str, address: str, line: int, path: str, found: Found) -> None:
    if not alt.strip():
        sentence = "Gambar ini belum punya teks pengganti. Tulis isinya di antara [ dan ]."
        found.problems.append(galat(path, line, Code.ALT, sentence))
    match = PICTURE.match(address)
    if match is None:
        sentence = "Gambar harus ada di folder gambar di samping berkas ini, misalnya gambar/alur.png."
        found.problems.append(galat(path, line, Code.GAMBAR, sentence))
        return
    found.references.append(Reference(Target.IMAGE, match[1], line))


def _link(address: str, line: int, path: str, found: Found) -> None:
    inner = INNER.match(address)
    if inner:
        found.references.append(Reference(INNER_TARGETS[inner[1]], inner[2], line, inner[3] or ""))
    elif address.startswith("#"):
        found.references.append(Reference(Target.LOCAL, address[1:], line))
    elif not WEB.match(address):
        sentence = f'Tautan "{address[:60]}" tidak dikenal. Pakai modul:, istilah:, tes:, atau https://.'
        found.problems.append(galat(path, line, Code.TAUTAN, sentence))
