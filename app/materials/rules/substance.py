"""What a new version of a module adds to the one before: section by section, for those who have read that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.materials.rules.difference import ALIKE, likeness
from app.materials.rules.draft import ModuleDraft, SectionDraft
from app.materials.rules.version import ChangeKind


class PartKind(StrEnum):
    """A section that is new, that says something else, or that only has another address."""

    BARU = "baru"
    DIUBAH = "diubah"
    PINDAH = "pindah"


@dataclass(frozen=True, slots=True)
class PartChange:
    """A section that a version changed; `was` is its address before, where that changed."""

    anchor: str
    kind: PartKind
    was: str | None = None


@dataclass(frozen=True, slots=True)
class VersionChange:
    """The same as a fact of a published version."""

    version_id: int
    change: PartChange


@dataclass(frozen=True, slots=True)
class NewPart:
    """A section of the present version with something new; `sources` are the changes that it sums up."""

    anchor: str
    title: str
    is_new: bool
    sources: tuple[tuple[int, str], ...]


def part_changes(before: ModuleDraft, after: ModuleDraft, kind: ChangeKind) -> tuple[PartChange, ...]:
    """What a version changes for a reader of the one before.

    A correction only moves addresses: nobody must read again. New substance names every section that is new
    or says something else; that may be a single word, since its author calls it substance.
    """
    old = {section.anchor: section for section in before.sections}
    homes = _homes(before.sections, after.sections)
    return tuple(_changes(old, after.sections, homes, kind))


def new_parts(
    changes: Iterable[VersionChange], seen: frozenset[tuple[int, str]], titles: Mapping[str, str]
) -> tuple[NewPart, ...]:
    """What is still to be read of these changes, the oldest first, in the order of the present version.

    `seen` holds (version, address) of the changes that were read; `titles` the sections of the present
    version by address, in order. A section that has gone since asks nothing.
    """
    waiting: dict[str, tuple[bool, tuple[tuple[int, str], ...]]] = {}
    for fact in changes:
        change, source = fact.change, (fact.version_id, fact.change.anchor)
        held = waiting.pop(change.was or change.anchor, None)
        if change.kind is PartKind.PINDAH:
            if held is not None:
                waiting[change.anchor] = held
        elif source not in seen:
            was_new, sources = held or (False, ())
            waiting[change.anchor] = (was_new or change.kind is PartKind.BARU, (*sources, source))
    return tuple(NewPart(anchor, titles[anchor], *waiting[anchor]) for anchor in titles if anchor in waiting)


def moved(changes: Iterable[VersionChange], anchors: Iterable[str]) -> dict[str, str]:
    """The present address of each of these sections that has another one since, from old to new."""
    place = {anchor: anchor for anchor in anchors}
    for fact in changes:
        if fact.change.was is not None:
            for anchor, now in place.items():
                if now == fact.change.was:
                    place[anchor] = fact.change.anchor
    return {anchor: now for anchor, now in place.items() if anchor != now}


def _changes(
    old: Mapping[str, SectionDraft],
    sections: Iterable[SectionDraft],
    homes: Mapping[str, str],
    kind: ChangeKind,
) -> Iterator[PartChange]:
    for section in sections:
        was = homes.get(section.anchor)
        before = old.get(was or section.anchor)
        if kind is ChangeKind.SUBSTANSI and (before is None or not _says_the_same(before, section)):
            yield PartChange(section.anchor, PartKind.DIUBAH if before else PartKind.BARU, was)
        elif was is not None:
            yield PartChange(section.anchor, PartKind.PINDAH, was)


def _says_the_same(before: SectionDraft, after: SectionDraft) -> bool:
    return (before.title, before.body.text.split()) == (after.title, after.body.text.split())


def _homes(before: Iterable[SectionDraft], after: Iterable[SectionDraft]) -> dict[str, str]:
    """For each new address the vanished one whose text it bears; every vanished one serves once."""
    now, then = {s.anchor for s in after}, {s.anchor for s in before}
    gone = [section for section in before if section.anchor not in now]
    homes: dict[str, str] = {}
    for section in after:
        if section.anchor in then or not gone:
            continue
        best = max(gone, key=lambda each: likeness(each.body.text, section.body.text))
        if likeness(best.body.text, section.body.text) > ALIKE:
            homes[section.anchor] = best.anchor
            gone.remove(best)
    return homes
