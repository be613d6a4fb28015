"""A document on the desk of one trainer: what stands, and the draft that this person has begun."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.clock import local_day, to_local
from app.materials import queries as materials
from app.materials.rules import Address, DocumentState, SavedDraft, address_of
from app.studio.queries.documents import document

TITLE = re.compile(r"(?m)^judul:[ \t]*(\S.*)$")


@dataclass(frozen=True, slots=True)
class Edited:
    """A document under edit; one of `state` (what stands) and `draft` (what this person wrote) is there."""

    path: str
    address: Address
    state: DocumentState | None
    draft: SavedDraft | None
    standing_text: str

    @property
    def version_id(self) -> int | None:
        """The version that stands; None when nothing was ever published here."""
        return self.state.version_id if self.state else None

    @property
    def number(self) -> int:
        """Its number, 0 before the first."""
        return self.state.number if self.state else 0

    @property
    def base(self) -> int | None:
        """The version that the shown text was begun from."""
        return self.draft.base_version_id if self.draft else self.version_id

    @property
    def text(self) -> str:
        """What the box shows first: the own draft, else what stands."""
        return self.draft.text if self.draft else self.standing_text

    @property
    def overtaken(self) -> bool:
        """Whether another version was published since the draft was begun."""
        return self.draft is not None and self.draft.base_version_id != self.version_id


def edited(path: str, *, by: int) -> Edited | None:
    """The document at that place as this person finds it; None when there is nothing to edit.

    Of a document that was never published but planned, the planned text stands.
    """
    address = address_of(path)
    state = document(path)
    draft = materials.draft_of(path, by=by)
    planned = None if state or address is None else materials.planned_first(path)
    if address is None or not (state or draft or planned is not None):
        return None
    standing = materials.source(state.version_id) if state else None
    return Edited(path, address, state, draft, standing.text if standing else planned or "")


@dataclass(frozen=True, slots=True)
class Companion:
    """A draft of the same module that can be published together with the text under edit."""

    draft: SavedDraft
    title: str
    word: str
    standing_id: int | None
    chosen: bool

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever published at its place."""
        return self.standing_id is None

    @property
    def overtaken(self) -> bool:
        """Whether another version was published since the draft was begun."""
        return self.draft.base_version_id != self.standing_id


WORDS = {"modul.md": "Modul", "kuis.md": "Kuis", "latihan.md": "Latihan"}


def companions(found: Edited, *, by: int, chosen: Collection[str] | None) -> list[Companion]:
    """What this person has begun in the same module; `chosen` are paths, None the new ones."""
    folder, _, _ = found.path.rpartition("/")
    standing = {state.path: state for state in materials.document_state()}
    return [
        Companion(
            draft,
            standing[draft.path].title if draft.path in standing else draft_title(draft.text, draft.path),
            WORDS[name],
            standing[draft.path].version_id if draft.path in standing else None,
            draft.path in chosen if chosen is not None else draft.path not in standing,
        )
        for draft in sorted(materials.drafts_of(by), key=lambda each: each.path, reverse=True)
        if (name := draft.path.rpartition("/")[2]) in WORDS
        and draft.path.startswith(f"{folder}/")
        and draft.path != found.path
    ]


def title_of(found: Edited, text: str) -> str:
    """What stands is called so; a new text calls itself."""
    return found.state.title if found.state else draft_title(text, found.path)


def versions_of(found: Edited) -> frozenset[int]:
    """The versions that a draft of this document may have been begun from."""
    history = materials.history(found.address.kind, found.address.slug)
    return frozenset(state.version_id for state in history)


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft in the list of a trainer."""

    path: str
    title: str
    is_new: bool
    saved: str


def begun(*, by: int, at: datetime) -> list[Begun]:
    """What this person has begun and not yet published, the newest first."""
    titles = {state.path: state.title for state in materials.document_state()}
    return [
        Begun(
            draft.path,
            titles.get(draft.path) or draft_title(draft.text, draft.path),
            draft.path not in titles,
            moment_words(draft.saved_at, at),
        )
        for draft in materials.drafts_of(by)
    ]


def draft_title(text: str, path: str) -> str:
    """The title that stands in a text, else its place."""
    found = TITLE.search(text[:2000])
    return found[1].strip("\"' ") if found else path


def moment_words(moment: datetime, at: datetime) -> str:
    """09.14 today; 29 Nov, 09.14 on another day."""
    local = to_local(moment)
    same_day = local_day(moment) == local_day(at)
    return f"{local:%H.%M}" if same_day else f"{local.day}/{local.month}/{local.year}, {local:%H.%M}"
