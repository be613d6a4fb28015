"""The last gate: nh3 lets through what the house makes and nothing else."""

import html
import re

import nh3

TAGS = {
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "b",
    "i",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "a",
    "img",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "h2",
    "h3",
    "h4",
    "h5",
    "div",
    "span",
    "sup",
    "del",
}
ATTRIBUTES = {
    "a": {"href", "title", "rel", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "th": {"scope", "align"},
    "td": {"align"},
    "div": {"id", "tabindex", "role", "aria-label"},
    "span": {"aria-hidden"},
    "ol": {"start"},
    "li": {"id"},
    "sup": {"id"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
}
CLASSES = {
    "a": {"anchor", "footnote-ref", "footnote-backref"},
    "div": {"sk", "case", "law", "notice", "practice", "scroll", "footnote"},
    "p": {"sk-label", "voice", "kicker", "sub"},
    "span": {"sign"},
}
LABEL = '<p class="sk-label">'
LABEL_ICON = LABEL + '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-neq"/></svg> '
BREAKS = re.compile(r"</?(?:p|li|dt|dd|div|tr|th|td|h\d|figcaption|br|hr|blockquote|pre)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
ALT = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')


def sanitise(markup: str) -> str:
    """Only known tags, attributes, classes and web addresses; then the icon of the salah kaprah label."""
    clean = nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    return clean.replace(LABEL, LABEL_ICON)


def plain_text(markup: str) -> str:
    """The words of sanitised HTML in one line; pictures by their alternative text."""
    words = TAG.sub("", BREAKS.sub(" ", ALT.sub(r"\1", markup)))
    return " ".join(html.unescape(words).split())
