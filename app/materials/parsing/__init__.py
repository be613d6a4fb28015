"""From the text of a document to a draft with line numbers; never raises on bad content."""

from collections.abc import Callable
from dataclasses import replace

from app.materials.parsing.lists import parse_beliefs, parse_legal, parse_standard, parse_terms
from app.materials.parsing.module import parse_module
from app.materials.parsing.questions import parse_questions
from app.materials.parsing.text import clean, decode
from app.materials.rules.address import DocumentKind, address_of
from app.materials.rules.draft import Draft

PARSERS: dict[DocumentKind, Callable[[str, str], Draft]] = {
    DocumentKind.MODUL: parse_module,
    DocumentKind.KUIS: parse_questions,
    DocumentKind.LATIHAN: parse_questions,
    DocumentKind.TES: parse_questions,
    DocumentKind.SALAH_KAPRAH: parse_beliefs,
    DocumentKind.DASAR_HUKUM: parse_legal,
    DocumentKind.ISTILAH: parse_terms,
    DocumentKind.STANDAR: parse_standard,
}
"""What each takes has passed `clean`: line feeds alone, nothing that cannot be read."""


def parse_document(text: str, path: str) -> Draft | None:
    """The draft of a file by where it lives; None when that is no place for a document.

    Of a text that cannot be read at all nothing else is said: nobody knows what it lacks.
    """
    address = address_of(path)
    if address is None:
        return None
    cleaned, unreadable = clean(text, path)
    draft = PARSERS[address.kind](cleaned, path)
    return replace(draft, problems=tuple(unreadable)) if unreadable else draft


__all__ = ["decode", "parse_document", "parse_module", "parse_questions"]
