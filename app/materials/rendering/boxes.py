"""The boxes of our own, as Python-Markdown reads them: built at their head, finished at the end."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from app.materials.rendering.pieces import Context

HEAD = re.compile(r'!!! ?([\w-]+)((?:[ \t]+"[^"\n]*")+)[ \t]*(?:\n|\Z)')
WORD = re.compile(r'"([^"]*)"')
KIND = "data-kotak"
CODE = "data-kode"


class BoxProcessor(BlockProcessor):
    """Reads `!!! kind "word"` and the indented blocks behind it."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self._open: tuple[Element, Element] | None = None
        self.context = Context()

    def test(self, parent: Element, block: str) -> bool:
        return bool(HEAD.match(block)) or self._continued(parent, block)

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        head = HEAD.match(block)
        if head:
            self._open = self._begin(parent, head[1], WORD.findall(head[2]))
            block = block[head.end() :]
        if self._open is None:
            return
        inner, after = self.detab(block)
        if inner.strip():
            self.parser.parseChunk(self._open[1], inner)
        if after:
            blocks.insert(0, after)

    def _continued(self, parent: Element, block: str) -> bool:
        return (
            self._open is not None
            and len(parent) > 0
            and parent[-1] is self._open[0]
            and block.startswith(" " * self.tab_length)
        )

    def _begin(self, parent: Element, kind: str, words: list[str]) -> tuple[Element, Element]:
        builders = {
            "salah-kaprah": self._belief,
            "dasar": self._law,
            "kasus": self._case,
            "latihan": self._practice,
        }
        box = SubElement(parent, "div")
        return box, builders.get(kind, self._notice)(box, words)

    def _belief(self, box: Element, words: list[str]) -> Element:
        box.set("class", "sk")
        box.set(KIND, "sk")
        box.set(CODE, words[0])
        _say(box, "p", "Salah kaprah", "sk-label")
        known = self.context.beliefs.get(words[0])
        _say(box, "p", known.belief if known else words[0], "voice")
        return box

    def _law(self, box: Element, words: list[str]) -> Element:
        box.set("class", "law")
        sign = _say(box, "span", "§", "sign")
        sign.set("aria-hidden", "true")
        body = SubElement(box, "div")
        body.set(KIND, "law")
        body.set(CODE, words[0])
        law = self.context.laws.get(words[0])
        name = law.name if law else words[0]
        shows_article = len(words) > 1 and law is not None and law.certain
        _say(body, "b", f"{name}, {words[1]}" if shows_article else name)
        return body

    def _case(self, box: Element, words: list[str]) -> Element:
        box.set("class", "case")
        _say(box, "p", "Kasus", "kicker")
        _say(box, "h3", words[0])
        return box

    def _practice(self, box: Element, words: list[str]) -> Element:
        box.set("class", "practice")
        box.set(KIND, "practice")
        box.set(CODE, words[0])
        _say(box, "p", "Latihan, tidak dinilai", "kicker")
        return box

    def _notice(self, box: Element, words: list[str]) -> Element:
        box.set("class", "notice")
        _say(box, "h3", words[0])
        return box


class BoxFinisher(Treeprocessor):
    """Completes the boxes once their bodies are read: what the catalogue adds, and where the name stands."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.context = Context()

    def run(self, root: Element) -> None:
        for element in list(root.iter("div")):
            kind = element.attrib.pop(KIND, None)
            code = element.attrib.pop(CODE, "")
            if kind == "sk":
                self._finish_belief(element, code)
            elif kind == "law":
                self._finish_law(element, code)
            elif kind == "practice":
                SubElement(element, "div", {"id": f"latihan-{code}"})

    def _finish_belief(self, box: Element, code: str) -> None:
        known = self.context.beliefs.get(code)
        if known is None or box.find("dl") is not None:
            return
        body = list(box)[2:]
        for element in body:
            box.remove(element)
        listing = SubElement(box, "dl")
        _say(listing, "dt", "Mengapa menggoda")
        _say(listing, "dd", known.temptation)
        _say(listing, "dt", "Mengapa keliru")
        if body:
            SubElement(listing, "dd").extend(body)
        else:
            _say(listing, "dd", known.refutation)
        _say(listing, "dt", "Yang benar")
        _say(listing, "dd", known.truth)

    def _finish_law(self, body: Element, code: str) -> None:
        name = body[0]
        if len(body) > 1 and body[1].tag == "p":
            body.remove(name)
            name.tail = " " + (body[0].text or "")
            body[0].text = ""
            body[0].insert(0, name)
        law = self.context.laws.get(code)
        if law is not None:
            _say(body, "p", law.state, "sub")


def _say(parent: Element, tag: str, words: str, name: str | None = None) -> Element:
    """A child with these words as they are: never read as Markdown."""
    child = SubElement(parent, tag)
    child.text = AtomicString(words)
    if name:
        child.set("class", name)
    return child
