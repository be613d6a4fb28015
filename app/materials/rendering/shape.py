"""What the house does with Markdown's elements: headings, figures, tables, task lists, links."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from app.materials.rendering.pieces import Context

ANCHOR = re.compile(r"[ \t]*\{#([a-z0-9-]+)\}[ \t]*\Z")
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h2", "h4": "h3", "h5": "h4", "h6": "h5"}
TASK = re.compile(r"\[([ xX])\][ \t]+")
WEB = re.compile(r"(?:https?://|mailto:)\S+\Z", re.IGNORECASE)
LARGE = "data-besar"
ITEM = re.compile(r"(?:[-*+]|1\.)[ \t]+\S")
NOT_TEXT = re.compile(r"[ \t]|[-*+>|#:!`~]|\d+\.[ \t]|\Z")
FENCE = re.compile(r" {0,3}(?:```|~~~)")


class ListsAfterText(Preprocessor):
    """A list right under a line of text is a list, as in every other Markdown viewer."""

    def run(self, lines: list[str]) -> list[str]:
        found: list[str] = []
        fenced = False
        for line in lines:
            fenced ^= bool(FENCE.match(line))
            if found and not fenced and ITEM.match(line) and not NOT_TEXT.match(found[-1]):
                found.append("")
            found.append(line)
        return found


class BeforeInline(Treeprocessor):
    """Takes the addresses off headings and the brackets off task lists, before words are read."""

    def __init__(self, md: Markdown, *, anchors: bool) -> None:
        super().__init__(md)
        self.anchors = anchors

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in HEADINGS and not element.get("class"):
                self._heading(element)
            elif element.tag == "li":
                _task(element)

    def _heading(self, element: Element) -> None:
        element.tag = HEADINGS[element.tag] if not _is_title(element) else element.tag
        match = ANCHOR.search(element.text or "")
        if match:
            element.text = (element.text or "")[: match.start()]
            if self.anchors:
                element.set("id", match[1])


def _is_title(element: Element) -> bool:
    """Whether a box of ours made it: those say what they mean already."""
    return element.tag == "h3" and type(element.text).__name__ == "AtomicString"


def _task(item: Element) -> None:
    holder = item if (item.text or "").strip() else next((child for child in item if child.tag == "p"), item)
    match = TASK.match((holder.text or "").lstrip())
    if match:
        sign = "☐" if match[1] == " " else "☑"
        holder.text = f"{sign} {(holder.text or '').lstrip()[match.end() :]}"


class AfterInline(Treeprocessor):
    """Figures, tables and links, once words are read; remembers addresses that nobody knows."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.context = Context()
        self.strange: list[str] = []

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag == "img":
                self._picture(element)
            elif element.tag == "a":
                self._link(element)
            elif element.tag == "table":
                _head_cells(element)
            elif element.tag in {"h2", "h3", "h4", "h5"} and element.get("id"):
                _anchor(element)
        for parent in list(root.iter()):
            _wrap(parent)

    def _picture(self, image: Element) -> None:
        address = image.get("src", "")
        picture = self.context.pictures.get(address)
        if picture is None:
            self.strange.append(address)
            image.attrib.pop("src", None)
            return
        image.set("src", picture.address)
        if picture.width and picture.height:
            image.set("width", str(picture.width))
            image.set("height", str(picture.height))
        if picture.large:
            image.set(LARGE, f"{picture.large} {picture.large_bytes}")
        image.set("loading", "lazy")
        image.set("decoding", "async")

    def _link(self, link: Element) -> None:
        address = link.get("href", "")
        if address in self.context.links:
            link.set("href", self.context.links[address])
        elif WEB.match(address):
            link.set("rel", "noopener noreferrer")
        elif not address.startswith("#"):
            self.strange.append(address)
            link.attrib.pop("href", None)


def _anchor(heading: Element) -> None:
    name = heading.get("id", "")
    if len(heading):
        heading[-1].tail = (heading[-1].tail or "") + " "
    else:
        heading.text = (heading.text or "") + " "
    link = SubElement(heading, "a", {"class": "anchor", "href": f"#{name}"})
    link.set("aria-label", "Tautan ke judul ini")
    link.text = "#"


def _head_cells(table: Element) -> None:
    for cell in table.iter("th"):
        cell.set("scope", "col")
    first = table.find("thead/tr/th")
    if first is None or not "".join(first.itertext()).strip():
        return
    for row in table.findall("tbody/tr"):
        name = row.find("td")
        if name is not None and "".join(name.itertext()).strip():
            name.tag = "th"
            name.set("scope", "row")


def _wrap(parent: Element) -> None:
    """Put tables into a box that scrolls by itself, and lone pictures into figures."""
    for index, child in enumerate(list(parent)):
        if child.tag == "table" and parent.get("class") != "scroll":
            box = Element("div", {"class": "scroll", "tabindex": "0", "role": "region"})
            box.set("aria-label", _table_name(child))
            box.tail, child.tail = child.tail, None
            box.append(child)
            parent[index] = box
        elif child.tag == "p" and _is_lone_picture(child):
            _figure(child)


def _table_name(table: Element) -> str:
    columns = [cell for cell in table.iter("th") if cell.get("scope") == "col"]
    names = ["".join(cell.itertext()).strip() for cell in columns]
    return "Tabel " + ", ".join(filter(None, names))


def _is_lone_picture(paragraph: Element) -> bool:
    if len(paragraph) != 1 or paragraph[0].tag != "img":
        return False
    return not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip()


def _figure(paragraph: Element) -> None:
    paragraph.tag = "figure"
    caption = paragraph[0].attrib.pop("title", "")
    large = paragraph[0].attrib.pop(LARGE, "")
    if not (caption or large):
        return
    words = SubElement(paragraph, "figcaption")
    words.text = f"{caption} " if caption and large else caption
    if large:
        address, _, size = large.partition(" ")
        SubElement(words, "a", {"href": address}).text = f"Lihat gambar besar ({_size_words(int(size))})"


def _size_words(size: int) -> str:
    """240 kB, or 1,4 MB."""
    return f"{size / 1e6:.1f} MB".replace(".", ",") if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
