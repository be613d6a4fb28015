"""Taking a document out of the catalogue: versions, completions and results stay, and it may come back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from app import audit
from app.db import begin_write, session
from app.errors import NotFound
from app.materials.checks.links import dead_references
from app.materials.models import Document
from app.materials.rules.address import QUESTION_KINDS, DocumentKind
from app.materials.rules.draft import Draft
from app.materials.rules.library import library_of
from app.materials.rules.version import Outcome, StillUsed
from app.materials.services.publishing import publish_source, standing_drafts

WITHDRAWN_KINDS = QUESTION_KINDS | {DocumentKind.MODUL}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What leaves together, by path, and the places (path, line) of other texts that lean on it."""

    paths: tuple[str, ...]
    leaning: tuple[tuple[str, int], ...]


def withdrawal_of(path: str) -> Withdrawal | None:
    """What withdrawing this document takes along; None when it does not stand, or is a list or standard."""
    drafts = standing_drafts()
    going = _going(drafts, path)
    if not going:
        return None
    staying = [draft for draft in drafts if draft not in going]
    whole, left = library_of(drafts, {}), library_of(staying, {})
    leaning = [
        (draft.path, reference.line)
        for draft in staying
        for reference in dead_references(draft, left)
        if reference not in dead_references(draft, whole)
    ]
    return Withdrawal(tuple(draft.path for draft in going), tuple(leaning))


def withdraw(path: str, *, by: int | None) -> tuple[str, ...]:
    """Take it out of the catalogue with its quiz and practice; the paths. Raises NotFound and StillUsed.

    Flushes; the caller commits. The file of a withdrawn document is skipped until it changes.
    """
    found = withdrawal_of(path)
    if found is None:
        raise NotFound
    if found.leaning:
        raise StillUsed(used_words(found))
    begin_write()
    for draft in _going(standing_drafts(), path):
        here = (Document.kind == draft.address.kind, Document.slug == draft.address.slug)
        session.execute(update(Document).where(*here).values(current_version_id=None))
        audit.record(actor=by, action="withdraw document", subject=draft.path)
    return found.paths


def bring_back(path: str, text: str, *, by: int, at: datetime, version_id: int) -> Outcome:
    """Publish the last text of a withdrawn document again, with the pictures that it had."""
    return publish_source(
        path, text, by=by, at=at, expected_current=None, note="Diterbitkan lagi", pictures_of=version_id
    )


def used_words(found: Withdrawal) -> str:
    """Where it is still used, as far as a sentence holds."""
    places = [f"{path} baris {line}" for path, line in found.leaning]
    rest = f", dan {len(places) - 3} tempat lain" if len(places) > 3 else ""
    return f"Dokumen ini masih dipakai {', '.join(places[:3])}{rest}. Ubah tempat itu lebih dahulu."


def _going(drafts: list[Draft], path: str) -> list[Draft]:
    """The document itself first; a module takes its quiz and practice along."""
    chosen = next((d for d in drafts if d.path == path and d.address.kind in WITHDRAWN_KINDS), None)
    if chosen is None:
        return []
    if chosen.address.kind is not DocumentKind.MODUL:
        return [chosen]
    own = {DocumentKind.KUIS, DocumentKind.LATIHAN}
    return [
        chosen,
        *(d for d in drafts if d.address.slug == chosen.address.slug and d.address.kind in own),
    ]
