"""Foreign text as Markdown: plain text escaped where it would turn into markup, HTML converted."""

import re

from bs4 import BeautifulSoup, Comment
from bs4.element import Tag
from markdownify import MarkdownConverter

from app.materials.exchange.understood import Understood

HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]+|#\d+);")
ACTIVE = (
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "svg",
    "math",
    "link",
    "meta",
)
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
FORMULA = re.compile(r"\$\$.+?\$\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
IN_MARKDOWN = re.compile(r"(?<!\\)\$[^$\n]+\$")
MEDIA = ("img", "video", "audio", "source")
SPECIAL = re.compile(r"(?<!\\)([*_`])(?=.*\1)|(?<!\\)\[(?=[^\]]*\]\()|<(?=[a-zA-Z/!])", re.DOTALL)
AT_START = re.compile(r"(?m)^(\s*)(#{1,6}\s|>|[-+*]\s|!{3}\s|~{3}|={3,}\s*$|-{3,}\s*$)")
NUMBERED = re.compile(r"(?m)^(\s*\d+)([.)]\s)")
BRACES = re.compile(r"\{(?=[^{}\n]*\}[ \t]*$)", re.MULTILINE)


def from_plain(text: str) -> str:
    """The same words, so escaped that Markdown shows them as they stand."""
    return protect(SPECIAL.sub(lambda found: "\\" + found[0], text)).strip()


def protect(text: str) -> str:
    """What would begin a heading, a list or an attribute block is escaped; emphasis stays."""
    text = AT_START.sub(r"\1\\\2", text)
    return BRACES.sub("&#123;", NUMBERED.sub(r"\1\\\2", text))


def from_html(text: str, line: int, found: Understood) -> str:
    """Markdown of an HTML fragment; whatever cannot come along is named as a loss."""
    soup = BeautifulSoup(text, "html.parser")
    for remark in soup.find_all(string=lambda each: isinstance(each, Comment)):
        remark.extract()
    for tag in soup.find_all(ACTIVE):
        if tag.decomposed:
            continue
        found.lose(line, f"<{tag.name}>", "Dibuang: tidak ada yang dijalankan dari berkas asal.")
        tag.decompose()
    for tag in soup.find_all(MEDIA):
        _media(tag, line, found)
    for tag in soup.find_all(True):
        _attributes(tag, line, found)
    converted = _Converter(heading_style="ATX", bullets="-", escape_misc=False).convert_soup(soup)
    return re.sub(r"\n{3,}", "\n\n", str(converted)).replace("\u00a0", " ").strip()


def _media(tag: Tag, line: int, found: Understood) -> None:
    if tag.decomposed:
        return
    name, told = str(tag.get("alt") or ""), str(tag.get("src") or "")[:80]
    found.lose(
        line, "gambar" if tag.name == "img" else tag.name, f"Tidak ikut: {told or 'berkas'}. Pasang sendiri."
    )
    tag.replace_with(f"[{name}]" if name else "")


def _attributes(tag: Tag, line: int, found: Understood) -> None:
    if tag.name in {"u", "sub", "sup", "font", "mark"}:
        found.lose(line, f"<{tag.name}>", "Bentuk huruf ini tidak ada pada format kami; tulisannya tetap.")
    if tag.name == "a" and not re.match(r"(?:https?:|mailto:)", str(tag.get("href") or "")):
        found.lose(line, "tautan", f"Alamat {str(tag.get('href') or '')[:80]!r} dibuang; tulisannya tetap.")
        tag.unwrap()
    if any(name.startswith("on") for name in tag.attrs):
        found.lose(line, "skrip", "Perintah pada tulisan dibuang.")


class _Converter(MarkdownConverter):
    """Markdown without what our renderer would not show."""

    def convert_sub(self, _: Tag, text: str, *__: object) -> str:
        """The words alone."""
        return text

    convert_sup = convert_u = convert_font = convert_sub


def from_either(text: str, line: int, found: Understood) -> str:
    """Text whose kind nobody names: HTML when it holds a tag or an entity, else plain."""
    return from_html(text.replace("\n", "<br>\n"), line, found) if HTML.search(text) else from_plain(text)


def from_markdown(text: str, line: int, found: Understood) -> str:
    """Markdown of elsewhere: its pictures and the HTML in it do not come along as they are."""
    for match in IMAGE.finditer(text):
        found.lose(line, "gambar", f"Tidak ikut: {match[2][:80] or 'berkas'}. Pasang sendiri.")
    text = IMAGE.sub(lambda match: f"[{match[1]}]" if match[1] else "", text)
    if IN_MARKDOWN.search(text) or FORMULA.search(text):
        _name_formula(line, found)
    return from_html(text, line, found) if HTML.search(text) else text


def name_formulas(text: str, line: int, found: Understood) -> None:
    """Say of LaTeX that it stays as it is written."""
    if FORMULA.search(text):
        _name_formula(line, found)


def _name_formula(line: int, found: Understood) -> None:
    found.lose(line, "rumus", "Rumus LaTeX tidak digambar; tulisannya tetap.")
