"""Text copied from Word, a browser or another office: headings, lists, tables and emphasis as Markdown.

Word writes lists as paragraphs with a class and a style; they become lists before the conversion.
"""

import re

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag

from app.materials.exchange.markup import from_html
from app.materials.exchange.understood import Understood

CONDITIONAL = re.compile(r"<!\[if[^\]]*\]>|<!\[endif\]>|<!--.*?-->", re.DOTALL)
LIST_STYLE = re.compile(r"mso-list:\s*[^;\"']*?level(\d)")
NUMBERED = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s")
BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
ITALIC = re.compile(r"font-style:\s*italic")
HEADING = re.compile(r"(?:Mso)?Heading(\d)")
ITEM = re.compile(r"( *)(?:[-*+]|\d+\.) ")
TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "div", "span"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
    *("b", "strong", "i", "em", "a", "blockquote", "code", "pre", "hr"),
}
GONE = ("head", "style", "script", "title", "meta", "link", "xml", "o:p")


def from_word(html: str, *, top: int = 2) -> str:
    """Markdown of what the clipboard held; the highest heading becomes one of level `top`."""
    soup = BeautifulSoup(CONDITIONAL.sub("", html), "html.parser")
    for tag in soup.find_all(GONE):
        tag.decompose()
    for tag in soup.find_all(True):
        _plainly(tag)
    _lists(soup)
    _headings(soup, top)
    _tables(soup)
    clean = nh3.clean(str(soup), tags=TAGS, attributes={"a": {"href"}}, link_rel=None)
    text = from_html(clean, 1, Understood())
    return re.sub(r"\n{3,}", "\n\n", _deeper(text)).strip() + "\n"


def _deeper(text: str) -> str:
    """Our Markdown wants four spaces a level of a list."""
    levels: list[int] = []
    lines = []
    for line in text.split("\n"):
        item = ITEM.match(line)
        if item:
            width = len(item[1])
            levels = [each for each in levels if each < width]
            line = " " * 4 * len(levels) + line[width:]
            levels.append(width)
        elif line and not line[0].isspace():
            levels = []
        lines.append(line)
    return "\n".join(lines)


def _plainly(tag: Tag) -> None:
    """A heading or an emphasis that is only a class or a style becomes the element that it means."""
    style, name = str(tag.get("style") or ""), " ".join(map(str, tag.get_attribute_list("class")))
    heading = HEADING.search(name)
    if tag.name == "p" and heading:
        tag.name = f"h{heading[1]}"
    elif tag.name == "p" and "MsoTitle" in name:
        tag.name = "h1"
    elif tag.name == "span" and BOLD.search(style) and tag.get_text(strip=True):
        tag.name = "strong"
    elif tag.name == "span" and ITALIC.search(style) and tag.get_text(strip=True):
        tag.name = "em"
    elif tag.name in ("b", "strong") and re.search(r"font-weight:\s*normal", style):
        tag.name = "span"


def _lists(soup: BeautifulSoup) -> None:
    """Word's list paragraphs as lists, by their level."""
    open_lists: list[Tag] = []
    last: Tag | None = None
    for item in soup.find_all("p", style=LIST_STYLE):
        found = LIST_STYLE.search(str(item["style"]))
        level = int(found[1]) if found else 1
        if last is None or item.find_previous_sibling() is not (open_lists[0] if open_lists else None):
            open_lists = []
        numbered = bool(NUMBERED.match(item.get_text()))
        _drop_sign(item)
        del open_lists[level:]
        while len(open_lists) < level:
            fresh = soup.new_tag("ol" if numbered else "ul")
            if open_lists:
                home = open_lists[-1].find_all("li", recursive=False)
                (home[-1] if home else open_lists[-1]).append(fresh)
            else:
                item.insert_before(fresh)
            open_lists.append(fresh)
        item.name = "li"
        item.attrs = {}
        open_lists[-1].append(item.extract())
        last = item


def _drop_sign(item: Tag) -> None:
    """The bullet or number that Word wrote as text in front."""
    for span in item.find_all("span", style=re.compile("mso-list:\\s*Ignore")):
        span.decompose()
    first = item.find(string=True)
    if first is not None:
        cleaned = re.sub(r"^\s*(?:[·•▪o§\-–]|\d{1,3}[.)]|[a-zA-Z][.)])[\s\u00a0]+", "", str(first))
        first.replace_with(cleaned)


def _headings(soup: BeautifulSoup, top: int) -> None:
    found = soup.find_all(re.compile(r"h[1-6]\Z"))
    if not found:
        return
    rise = top - min(int(tag.name[1]) for tag in found)
    for tag in found:
        tag.name = f"h{min(6, max(top, int(tag.name[1]) + rise))}"
        for bold in tag.find_all(("b", "strong")):
            bold.unwrap()


def _tables(soup: BeautifulSoup) -> None:
    """A table of Markdown has a head row, and one line a cell."""
    for table in soup.find_all("table"):
        for paragraph in table.find_all("p"):
            paragraph.insert_after(" ")
            paragraph.unwrap()
        for words in table.find_all(string=re.compile(r"\|")):
            words.replace_with(str(words).replace("|", "\\|"))
        row = table.find("tr")
        if isinstance(row, Tag) and not table.find("th"):
            for cell in row.find_all("td"):
                cell.name = "th"
        for bold in table.find_all("th"):
            for each in bold.find_all(("b", "strong")):
                each.unwrap()
