"""Publishing: check everything together, render before the write begins, write only what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import local_day
from app.db import begin_write, refuse_while_writing, session, transaction
from app.errors import Invalid
from app.materials.checks import folder_problems, problems_in
from app.materials.checks.links import dead_references
from app.materials.parsing import parse_document
from app.materials.queries.desk import loose_pictures
from app.materials.queries.documents import (
    StoredVersion,
    is_ready,
    pictures,
    stored_versions,
    withdrawn_digests,
)
from app.materials.queries.documents import pictures_of as pictures_of_version
from app.materials.rules.address import QUESTION_KINDS, DocumentKind
from app.materials.rules.catalogue import spoken_list
from app.materials.rules.draft import Draft, ModuleDraft, Reference, Target
from app.materials.rules.library import Library, library_of
from app.materials.rules.picture import Picture
from app.materials.rules.problem import Code, Problem, galat, in_order, peringatan, stops
from app.materials.rules.substance import PartChange, part_changes
from app.materials.rules.version import ChangeKind, EditConflict, Origin, Outcome, Result
from app.materials.services.folder import Folder, Manuscript, read_source, used_pictures
from app.materials.services.preparing import Prepared, context_of, prepare, ran_out
from app.materials.services.writing import (
    Signature,
    current_versions,
    mark_as_filed,
    rewrite_html,
    write_version,
)

Key = tuple[DocumentKind, str]
HOLDERS: dict[Target, Key] = {
    Target.BELIEF: (DocumentKind.SALAH_KAPRAH, "salah-kaprah.yml"),
    Target.LEGAL: (DocumentKind.DASAR_HUKUM, "dasar-hukum.yml"),
    Target.TERM: (DocumentKind.ISTILAH, "istilah.yml"),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is published now, with the drafts that its texts parse to."""

    versions: Mapping[Key, StoredVersion]
    drafts: Mapping[Key, Draft]
    pictures: Mapping[tuple[str, str], Picture]
    withdrawn: Mapping[Key, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would be published; `prepared` is None when it cannot be rendered at all.

    `beside` holds the problems of the texts that would be published with it, by their places; `practice`
    is the practice that a module shows, as it would stand then.
    """

    draft: Draft
    problems: tuple[Problem, ...]
    prepared: Prepared | None
    beside: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    practice: Prepared | None = None

    @property
    def stopped(self) -> bool:
        """Whether a GALAT keeps it, or one of those beside it, back."""
        return stops([*self.problems, *(problem for some in self.beside.values() for problem in some)])


@dataclass(frozen=True, slots=True)
class Handed:
    """A text to publish, and the version that its author knew as the one that stands."""

    path: str
    text: str
    expected_current: int | None


@dataclass(slots=True)
class Plan:
    """What publishing will do: `fresh` is new text, `filed` is known text, `stale` is old text shown anew."""

    shelf: Shelf
    manuscripts: dict[Key, Manuscript]
    pictures: Mapping[tuple[str, str], Picture]
    problems: dict[Key, list[Problem]] = field(default_factory=dict)
    fresh: set[Key] = field(default_factory=set)
    filed: dict[int, str] = field(default_factory=dict)
    conflicts: set[Key] = field(default_factory=set)
    prepared: dict[Key, Prepared] = field(default_factory=dict)
    stale: dict[int, Prepared] = field(default_factory=dict)
    somebody_waits: bool = False
    """In a browser: after one text that took too long no other is begun."""

    def refuse(self, key: Key, problems: list[Problem]) -> None:
        """Keep a document back."""
        self.problems[key] = in_order(self.problems[key] + problems)
        self.fresh.discard(key)
        self.prepared.pop(key, None)

    def together(self) -> Library:
        """The library with every manuscript as it lies there, whatever is wrong with it."""
        coming = {key: manuscript.draft for key, manuscript in self.manuscripts.items()}
        return library_of({**self.shelf.drafts, **coming}.values(), self.pictures)

    def library(self) -> Library:
        """The library as it will stand: refused documents count as they are published, or not at all."""
        standing = {key: draft for key, draft in self.shelf.drafts.items() if key not in self.fresh}
        coming = {key: self.manuscripts[key].draft for key in self.fresh}
        kept = {name: picture for name, picture in self.pictures.items() if not picture.fault}
        return library_of({**standing, **coming}.values(), kept)


def check_folder(folder: Path, *, at: datetime) -> list[Problem]:
    """Every problem of the folder, rendering included; nothing is written."""
    found = read_source(folder)
    plan = _plan(found, at, overwrite=frozenset(), everything=True)
    library = plan.together()
    for key in sorted(plan.fresh):
        plan.problems[key] += _prepare(plan, key, library)
    return in_order([*found.problems, *(problem for some in plan.problems.values() for problem in some)])


def publish_folder(
    folder: Path,
    *,
    by: int | None,
    at: datetime,
    change_kind: ChangeKind = ChangeKind.KOREKSI,
    note: str = "",
    overwrite: frozenset[str] = frozenset(),
) -> list[Outcome]:
    """Publish what changed since the files were last published; the rest, and broken files, stay as they are.

    `overwrite` names slugs whose file wins over a version of the studio. Raises EditConflict when somebody
    publishes meanwhile. Flushes; the caller commits.
    """
    refuse_while_writing("publishing")
    found = read_source(folder)
    plan = _plan(found, at, overwrite=overwrite)
    _settle(plan)
    _refresh(plan)
    numbers = _write(plan, Signature(by, at, Origin.BERKAS, change_kind, note), found.files)
    unread = [Outcome(p.path, Result.DITOLAK, None, (p,)) for p in found.problems]
    gone = [stored for key, stored in plan.shelf.versions.items() if key not in plan.manuscripts]
    vanished = [_vanished(stored) for stored in gone if _came_from_a_file_that_left(stored, folder)]
    return [*unread, *(_outcome(plan, key, numbers) for key in plan.manuscripts), *vanished]


def _came_from_a_file_that_left(stored: StoredVersion, folder: Path) -> bool:
    """What the studio alone wrote has no file; a file that cannot be read has a problem of its own."""
    return stored.file_digest is not None and not (folder / stored.path).exists()


def _vanished(stored: StoredVersion) -> Outcome:
    sentence = (
        f"Berkas ini tidak ada lagi, tetapi versi {stored.number} masih terbit. "
        f"Kembalikan berkasnya, atau jalankan flask content withdraw {stored.path}."
    )
    warning = peringatan(stored.path, 1, Code.BERKAS, sentence)
    return Outcome(stored.path, Result.TETAP, stored.number, (warning,))


def publish_source(
    path: str,
    text: str,
    *,
    by: int | None,
    at: datetime,
    expected_current: int | None,
    change_kind: ChangeKind = ChangeKind.KOREKSI,
    note: str = "",
    pictures_of: int | None = None,
) -> Outcome:
    """Publish one text of the studio; raises EditConflict unless `expected_current` still stands.

    `pictures_of` names an older version whose pictures the text may show besides those that stand. Nothing
    is written when the text has a GALAT, or is the text that stands. Flushes; the request commits.
    """
    handed = Handed(path, text, expected_current)
    signature = Signature(by, at, Origin.STUDIO, change_kind, note)
    return publish_together([handed], signature, pictures_of=pictures_of)[0]


def publish_together(
    handed: Sequence[Handed], signature: Signature, *, pictures_of: int | None = None
) -> list[Outcome]:
    """Publish texts that lean on each other, all of them or, when one has a GALAT, none; in their order.

    Raises EditConflict unless each version that its author knew still stands. Flushes; the request commits.
    """
    keys, plan = plan_of_texts({each.path: each.text for each in handed}, signature.at, pictures_of)
    for key, each in zip(keys, handed, strict=True):
        standing = plan.shelf.versions.get(key)
        if (standing.version_id if standing else None) != each.expected_current:
            raise EditConflict
    numbers: dict[Key, int] = {}
    if not any(stops(problems) for problems in plan.problems.values()):
        _refresh(plan)
        numbers = _write(plan, signature, {})
    return [_outcome(plan, key, numbers) for key in keys]


def plan_found(found: Folder, *, at: datetime) -> Plan:
    """What publishing these files in the studio would do: all that differs from what stands is fresh."""
    refuse_while_writing("publishing")
    standing_pictures = {**_shelf().pictures, **found.pictures}
    found.manuscripts = [
        replace(each, pictures=used_pictures(each.draft, standing_pictures)) for each in found.manuscripts
    ]
    plan = _plan(found, at, overwrite=frozenset(), everything=True)
    plan.somebody_waits = True
    for key, manuscript in plan.manuscripts.items():
        standing = plan.shelf.versions.get(key)
        if standing is not None and standing.digest == manuscript.digest:
            plan.fresh.discard(key)
    _settle(plan)
    return plan


def publish_plan(
    plan: Plan, files: Mapping[str, bytes], *, by: int, at: datetime, change_kind: ChangeKind, note: str
) -> list[Outcome]:
    """Publish all that is fresh in a plan of files, or nothing when a GALAT stops one of them.

    Raises EditConflict when somebody publishes meanwhile. Flushes; the request commits.
    """
    numbers: dict[Key, int] = {}
    if not any(stops(problems) for problems in plan.problems.values()):
        _refresh(plan)
        numbers = _write(plan, Signature(by, at, Origin.STUDIO, change_kind, note), files)
    return [_outcome(plan, key, numbers) for key in plan.manuscripts]


def preview_source(
    path: str,
    text: str,
    *,
    at: datetime,
    pictures_of: int | None = None,
    beside: Mapping[str, str] | None = None,
) -> Preview:
    """What publishing this text, with those `beside` it by their places, would say and show."""
    (key, *others), plan = plan_of_texts({path: text, **(beside or {})}, at, pictures_of)
    draft, problems = plan.manuscripts[key].draft, plan.problems[key]
    answer = _shown(plan, key)
    if isinstance(answer, list):  # what stops the renderer is told beside what stopped the text before it
        problems = in_order([*problems, *(each for each in answer if each not in problems)])
    told = {plan.manuscripts[other].place: tuple(plan.problems[other]) for other in others}
    uses_practice = any(each.target is Target.PRACTICE for each in draft.references)
    practice = _shown(plan, (DocumentKind.LATIHAN, key[1])) if uses_practice else None
    return Preview(draft, tuple(problems), _if_ready(answer), told, _if_ready(practice))


def _shown(plan: Plan, key: Key) -> Prepared | list[Problem] | None:
    """A document as it would stand once all of this is published, whatever keeps it back; None of none."""
    if key in plan.prepared:
        return plan.prepared[key]
    coming = plan.manuscripts.get(key)
    draft = coming.draft if coming else plan.shelf.drafts.get(key)
    return prepare(draft, plan.together(), used_pictures(draft, plan.pictures)) if draft else None


def _if_ready(answer: Prepared | list[Problem] | None) -> Prepared | None:
    return answer if isinstance(answer, Prepared) else None


def standing_problems(*, at: datetime) -> dict[str, tuple[Problem, ...]]:
    """The problems that each published text has today, by path: sources grow old while texts stand."""
    shelf = _shelf()
    library = library_of(shelf.drafts.values(), shelf.pictures)
    return {
        shelf.versions[key].path: tuple(problems_in(draft, library, today=local_day(at)))
        for key, draft in shelf.drafts.items()
    }


def standing_drafts() -> list[Draft]:
    """The drafts that the published texts parse to, by path."""
    return [draft for _, draft in sorted(_shelf().drafts.items(), key=lambda each: each[1].path)]


def plan_of_texts(
    texts: Mapping[str, str], at: datetime, pictures_of: int | None = None
) -> tuple[list[Key], Plan]:
    """Texts by their places against everything that is published: checked, and rendered unless stopped."""
    refuse_while_writing("publishing")
    shelf = _shelf()
    known = {**shelf.pictures, **(pictures_of_version(pictures_of) if pictures_of is not None else {})}
    plan = Plan(shelf, {}, known, somebody_waits=True)
    for path, text in texts.items():
        draft = parse_document(text, path)
        if draft is None:
            raise Invalid("Alamat dokumen ini tidak dikenal.")
        key = (draft.address.kind, draft.address.slug)
        plan.manuscripts[key] = Manuscript(path, path, text, draft, used_pictures(draft, known))
        standing = shelf.versions.get(key)
        if standing is None or standing.digest != plan.manuscripts[key].digest:
            plan.fresh.add(key)
    _check(plan, at)
    _settle(plan)
    return list(plan.manuscripts), plan


def publish_all(folder: Path, *, by: int | None, at: datetime) -> list[Problem]:
    """Publish a folder in a transaction of its own; the problems that stopped something."""
    with transaction():
        outcomes = publish_folder(folder, by=by, at=at)
    return [problem for outcome in outcomes for problem in outcome.faults]


def _shelf() -> Shelf:
    if not is_ready():
        return Shelf({}, {}, {})
    versions = {(stored.kind, stored.slug): stored for stored in stored_versions()}
    parsed = {key: _standing_draft(stored.source, stored.path) for key, stored in versions.items()}
    drafts = {key: draft for key, draft in parsed.items() if draft is not None}
    return Shelf(versions, drafts, {**loose_pictures(), **pictures()}, withdrawn_digests())


@lru_cache(maxsize=512)
def _standing_draft(source: str, path: str) -> Draft | None:
    """What a published text parses to: it never changes, and somebody who types asks for it every second."""
    return parse_document(source, path)


def _plan(folder: Folder, at: datetime, *, overwrite: frozenset[str], everything: bool = False) -> Plan:
    """What is new among the manuscripts; with `everything` all of them, as if nothing were published."""
    manuscripts: dict[Key, Manuscript] = {}
    doubled = folder_problems([manuscript.draft for manuscript in folder.manuscripts])
    paths = {problem.path for problem in doubled}
    for manuscript in folder.manuscripts:
        if manuscript.path not in paths:
            manuscripts[manuscript.draft.address.kind, manuscript.draft.address.slug] = manuscript
    folder.problems += doubled
    shelf = _shelf()
    plan = Plan(shelf, manuscripts, {**shelf.pictures, **folder.pictures})
    for key, manuscript in manuscripts.items():
        _place(plan, key, manuscript, overwrite, everything=everything)
    _check(plan, at)
    return plan


def _place(
    plan: Plan, key: Key, manuscript: Manuscript, overwrite: frozenset[str], *, everything: bool
) -> None:
    stored = plan.shelf.versions.get(key)
    digest = manuscript.digest
    if everything:
        plan.fresh.add(key)
    elif stored is None:
        if plan.shelf.withdrawn.get(key) != digest or manuscript.draft.address.slug in overwrite:
            plan.fresh.add(key)
    elif digest == stored.file_digest:
        return
    elif digest == stored.digest:
        plan.filed[stored.document_id] = digest
    elif stored.digest != stored.file_digest and manuscript.draft.address.slug not in overwrite:
        plan.conflicts.add(key)
    else:
        plan.fresh.add(key)


def _check(plan: Plan, at: datetime) -> None:
    """Every document against all others as they stand in this folder, then the conflicts of two doors."""
    library = plan.together()
    for key, manuscript in plan.manuscripts.items():
        published = plan.shelf.drafts.get(key)
        plan.problems[key] = problems_in(manuscript.draft, library, today=local_day(at), published=published)
        if key in plan.conflicts:
            plan.problems[key].append(_conflict(manuscript, plan.shelf.versions[key]))
        if stops(plan.problems[key]):
            plan.fresh.discard(key)


def _conflict(manuscript: Manuscript, stored: StoredVersion) -> Problem:
    slug = manuscript.draft.address.slug
    sentence = (
        f"Berkas ini berubah, dan studio sudah menerbitkan versi {stored.number}. "
        f"Pilih berkas dengan --timpa {slug}, atau ekspor versi studio."
    )
    return galat(manuscript.path, 1, Code.BENTROK, sentence)


def _settle(plan: Plan) -> None:
    """Render what is fresh; hold back what leans on something held back, until nothing changes."""
    settled = False
    while not settled:
        settled = True
        library = plan.library()
        missed = _missed(plan, library)
        for key in sorted(plan.fresh):
            problems = missed.get(key) or _held_back(plan, key, library) or _prepare(plan, key, library)
            if problems:
                plan.refuse(key, problems)
                settled = False


def _held_back(plan: Plan, key: Key, library: Library) -> list[Problem]:
    """One GALAT that names the files that this one waits for."""
    manuscript = plan.manuscripts[key]
    dead = dead_references(manuscript.draft, library)
    owners = {_holder(manuscript.draft, reference) for reference in dead}
    if key[0] in QUESTION_KINDS - {DocumentKind.TES} and key[1] not in library.modules:
        owners.add((DocumentKind.MODUL, key[1]))
    if not owners:
        return []
    names = sorted(plan.manuscripts[owner].path for owner in owners if owner in plan.manuscripts)
    line = dead[0].line if dead else 1
    sentence = f"Berkas ini menunggu perbaikan {spoken_list(names)}."
    return [galat(manuscript.path, line, Code.MENUNGGU, sentence)]


def _holder(draft: Draft, reference: Reference) -> Key:
    """The document that a reference of this draft needs."""
    if reference.target is Target.PRACTICE:
        return DocumentKind.LATIHAN, draft.address.slug
    single = HOLDERS.get(reference.target)
    if single is not None:
        return single
    kind = DocumentKind.TES if reference.target is Target.TEST else DocumentKind.MODUL
    return kind, reference.code


def _missed(plan: Plan, library: Library) -> dict[Key, list[Problem]]:
    """What fresh documents no longer hold, although documents that stay as they are point at it."""
    found: dict[Key, list[Problem]] = {}
    for key, draft in plan.shelf.drafts.items():
        if key in plan.fresh:
            continue
        for reference in dead_references(draft, library):
            owner = _holder(draft, reference)
            if owner in plan.fresh:
                name = reference.fragment or reference.code
                sentence = f'"{name}" masih dipakai {draft.path} baris {reference.line}. Kembalikan dulu.'
                problem = galat(plan.manuscripts[owner].path, 1, Code.TAUTAN, sentence)
                found.setdefault(owner, []).append(problem)
    return found


def _prepare(plan: Plan, key: Key, library: Library) -> list[Problem]:
    manuscript = plan.manuscripts[key]
    before = plan.prepared.get(key)
    digest = context_of(manuscript.draft, library, manuscript.pictures).digest()
    if before is not None and before.rendered_with == digest:
        return []
    slow = next((each.path for some in plan.problems.values() for each in some if ran_out(each)), None)
    if plan.somebody_waits and slow is not None:
        sentence = f"Berkas ini menunggu perbaikan {slow}, yang terlalu lama diolah."
        return [galat(manuscript.path, 1, Code.MENUNGGU, sentence)]
    answer = prepare(manuscript.draft, library, manuscript.pictures)
    if isinstance(answer, list):
        return answer
    plan.prepared[key] = answer
    return []


def _refresh(plan: Plan) -> None:
    """Render anew what is published and shows something that has changed: catalogue, register, renderer."""
    library = plan.library()
    for key, stored in plan.shelf.versions.items():
        draft = plan.shelf.drafts.get(key)
        if key in plan.fresh or draft is None:
            continue
        shown = used_pictures(draft, plan.shelf.pictures)
        if context_of(draft, library, shown).digest() != stored.rendered_with:
            answer = prepare(draft, library, shown)
            if isinstance(answer, Prepared):
                plan.stale[stored.version_id] = answer


def _write(plan: Plan, signature: Signature, files: Mapping[str, bytes]) -> dict[Key, int]:
    if not (plan.fresh or plan.filed or plan.stale):
        return {}
    changes = {key: _part_changes(plan, key, signature.change_kind) for key in plan.fresh}
    begin_write()
    _refuse_overtaken(plan)
    numbers: dict[Key, int] = {}
    try:
        with session.begin_nested():  # so that the page of a conflict can still ask the database
            for key in sorted(plan.fresh):
                manuscript = plan.manuscripts[key]
                numbers[key] = write_version(
                    manuscript, plan.prepared[key], signature, files=files, changes=changes[key]
                )
                audit.record(
                    actor=signature.by,
                    action="publish document",
                    subject=manuscript.place,
                    details=f"versi {numbers[key]}",
                )
    except IntegrityError as error:
        raise EditConflict from error
    for document_id, digest in plan.filed.items():
        mark_as_filed(document_id, digest)
    for version_id, prepared in plan.stale.items():
        rewrite_html(version_id, prepared)
    session.flush()
    return numbers


def _part_changes(plan: Plan, key: Key, kind: ChangeKind) -> tuple[PartChange, ...]:
    """What a module's new version changes for those who have read the one before."""
    before, after = plan.shelf.drafts.get(key), plan.manuscripts[key].draft
    if isinstance(before, ModuleDraft) and isinstance(after, ModuleDraft):
        return part_changes(before, after, kind)
    return ()


def _refuse_overtaken(plan: Plan) -> None:
    """Compare with what stands now that the write lock is ours."""
    for key, version_id in current_versions(plan.fresh).items():
        stored = plan.shelf.versions.get(key)
        if version_id != (stored.version_id if stored else None):
            raise EditConflict


def _outcome(plan: Plan, key: Key, numbers: Mapping[Key, int]) -> Outcome:
    problems = plan.problems[key]
    stored = plan.shelf.versions.get(key)
    number = numbers.get(key, stored.number if stored else None)
    if key in plan.conflicts:
        result = Result.BENTROK
    elif stops(problems):
        result = Result.DITOLAK
    else:
        result = Result.TERBIT if key in numbers else Result.TETAP
    return Outcome(plan.manuscripts[key].path, result, number, tuple(problems))
