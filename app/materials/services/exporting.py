"""A published question set on its way out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.materials import queries
from app.materials.exchange import WRITERS, Understood
from app.materials.exchange.understood import Loss
from app.materials.parsing import parse_questions
from app.materials.parsing.text import clean
from app.materials.rules.address import DocumentKind

ORDER = (DocumentKind.KUIS, DocumentKind.TES, DocumentKind.LATIHAN)


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of the file, and what the target format could not hold."""

    text: str
    losses: Sequence[Loss]


def exported(slug: str, target_format: str) -> Exported | None:
    """The current version of a quiz, else a test, else a practice of that slug; None when there is none.

    `md` gives the very text that was handed in.
    """
    standing = {state.kind: state for state in queries.document_state() if state.slug == slug}
    state = next((standing[kind] for kind in ORDER if kind in standing), None)
    source = queries.source(state.version_id) if state else None
    if source is None:
        return None
    if target_format == "md":
        return Exported(source.text, ())
    found = Understood()
    questions, _ = clean(source.text, source.state.path)
    text = WRITERS[target_format](parse_questions(questions, source.state.path), found)
    return Exported(text, found.in_order().losses)
