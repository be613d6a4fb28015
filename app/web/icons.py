"""Icons and patterns: a page carries only the symbols that it uses, once, at its end."""

from functools import lru_cache

from flask import g
from markupsafe import Markup

SYMBOLS = {
    "alert": '<circle cx="10" cy="10" r="8"/><path d="M10 5.8v4.7M10 14v.1"/>',
    "check": '<path d="M3.5 10.5l4.5 4.5 8.5-10"/>',
    "clock": '<circle cx="10" cy="10" r="8"/><path d="M10 5.2V10l3.2 2"/>',
    "copy": '<rect x="7" y="7" width="10" height="10" rx="1.4"/><path d="M13 7V3.2H3V13h4"/>',
    "device": '<rect x="5.5" y="2" width="9" height="16" rx="1.6"/><path d="M9.4 14.8h1.2"/>',
    "down": '<path d="M10 3v10M5.5 9l4.5 4.5L14.5 9M4 17h12"/>',
    "grip": '<path d="M4 7h12M4 13h12"/>',
    "neq": '<path d="M3 7.2h14M3 12.8h14M13 3L7 17"/>',
    "next": '<path d="M4 10h12M11 5l5 5-5 5"/>',
    "off": '<path d="M3.5 9.2a9.4 9.4 0 0 1 13 0M6.8 12.6a4.8 4.8 0 0 1 6.4 0M10 16.2v.1M3 3l14 14"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "prev": '<path d="M16 10H4M9 5l-5 5 5 5"/>',
    "print": '<path d="M5.5 7.5V3h9v4.5M5.5 14H3V7.5h14V14h-2.5M6.2 11.5h7.6V17H6.2z"/>',
    "rise": '<path d="M10 16V4M5 9l5-5 5 5"/>',
    "search": '<circle cx="8.8" cy="8.8" r="5.6"/><path d="M13 13l4.2 4.2"/>',
    "sink": '<path d="M10 4v12M5 11l5 5 5-5"/>',
}
PATTERNS = {
    "hs": '<pattern id="hs" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="sk-f" width="6" height="6"/>'
    '<path class="sk-h" d="M0 0v6" stroke-width="2.6"/></pattern>',
    "hu": '<pattern id="hu" width="5" height="5" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="ukur-f" width="5" height="5"/>'
    '<path class="ukur-h" d="M0 0v5" stroke-width="1.4"/></pattern>',
}
ICONS = {
    name: Markup(  # noqa: S704  the names are the keys above
        f'<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-{name}"/></svg>'
    )
    for name in SYMBOLS
}


def icon(name: str) -> Markup:
    """An icon beside a word; remembers that the page needs its symbol. KeyError if unknown."""
    _needed().add(name)
    return ICONS[name]


def hatch(name: str) -> str:
    """The `fill` of a hatched state: `hs` salah kaprah, `hu` belum diukur."""
    sprite_needs(name)
    return f"url(#{name})"


def sprite_needs(*names: str) -> str:
    """Say that HTML which no macro drew uses these symbols or patterns; prints nothing."""
    unknown = set(names) - SYMBOLS.keys() - PATTERNS.keys()
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    _needed().update(names)
    return ""


def sprite_needed() -> frozenset[str]:
    """The symbols and patterns that this page has used so far."""
    return frozenset(_needed())


def sprite() -> Markup:
    """The symbols and patterns that this page used, in a drawing that nobody sees."""
    return _drawn(frozenset(_needed()))


@lru_cache(maxsize=256)
def _drawn(names: frozenset[str]) -> Markup:
    used = sorted(names)
    if not used:
        return Markup("")
    symbols = "".join(
        f'<symbol id="i-{n}" viewBox="0 0 20 20">{SYMBOLS[n]}</symbol>' for n in used if n in SYMBOLS
    )
    patterns = "".join(PATTERNS[n] for n in used if n in PATTERNS)
    defs = f"<defs>{patterns}</defs>" if patterns else ""
    return Markup(  # noqa: S704  constants of this file
        f'<svg class="hide" width="0" height="0" aria-hidden="true" focusable="false">{defs}{symbols}</svg>'
    )


def _needed() -> set[str]:
    if "sprite" not in g:
        g.sprite = set()
    needed: set[str] = g.sprite
    return needed
