"""The catalogue and the reader."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.clock import now
from app.errors import NotFound
from app.learning import queries, services
from app.learning.rules import ModuleState, Progress, parts_mark, parts_words
from app.materials import queries as materials
from app.materials.rules import ModuleCard, ModulePage, NewPart, SectionLine
from app.people.guards import current_person, requires
from app.people.rules import Permission

blueprint = Blueprint("learning", __name__, template_folder="templates")
MOST_BODIES = 256
PRACTICE = '<div id="latihan-'
GAP = "tanda-formulir-orang-ini"  # where the form token of each person comes


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A module and how far this person is with it."""

    card: ModuleCard
    progress: Progress
    parts: tuple[NewPart, ...] = ()

    @property
    def mark(self) -> str:
        """2 bagian baru; empty when nothing is new."""
        return parts_mark(self.parts) if self.parts else ""

    @property
    def state(self) -> ModuleState:
        """Belum, berjalan or selesai."""
        return self.progress.state


@dataclass(frozen=True, slots=True)
class Reader:
    """The version of a module that this person reads, with the progress in it."""

    page: ModulePage
    progress: Progress
    current_version_id: int
    rendered_with: str
    parts: tuple[NewPart, ...] = ()

    @property
    def part_anchors(self) -> frozenset[str]:
        """The sections that hold something new for this person."""
        return frozenset(part.anchor for part in self.parts)

    @property
    def anchors(self) -> tuple[str, ...]:
        """The sections in order."""
        return tuple(line.anchor for line in self.page.sections)

    @property
    def read_count(self) -> int:
        """How many sections of this version are read."""
        return self.progress.read_count(self.anchors)

    @property
    def next_section(self) -> SectionLine | None:
        """Where "Lanjutkan" leads."""
        anchor = self.progress.next_anchor(self.anchors)
        return next((line for line in self.page.sections if line.anchor == anchor), None)

    @property
    def has_newer(self) -> bool:
        """Whether a newer version than the one being read is published."""
        return self.page.card.version_id != self.current_version_id

    def neighbour(self, line: SectionLine, step: int) -> SectionLine | None:
        """The section before (-1) or after (+1)."""
        index = line.position - 1 + step
        return self.page.sections[index] if 0 <= index < len(self.page.sections) else None


@blueprint.get("/modul/")
@requires(Permission.LEARN)
def catalogue() -> str:
    """All modules, the obligatory ones first; a search narrows them."""
    search = request.args.get("q", "").strip()
    progress = queries.progress_by_module(current_person().id)
    parts = queries.parts_to_read(current_person().id)
    lines = [
        CatalogueLine(card, progress.get(card.slug, queries.nothing_read()), parts.get(card.slug, ()))
        for card in materials.modules()
        if _matches(card, search)
    ]
    standard = materials.current_standard()
    wanted = standard.module_slugs if standard else ()
    return render_template(
        "learning/catalogue.html",
        standard=standard,
        search=search,
        required=[line for line in lines if line.card.slug in wanted],
        others=[line for line in lines if line.card.slug not in wanted],
    )


@blueprint.get("/modul/<slug>/")
@requires(Permission.LEARN)
def module(slug: str) -> str:
    """What the module holds, and where this person is in it."""
    reader = _reader(slug)
    quiz = materials.question_set(reader.page.card.quiz_slug) if reader.page.card.quiz_slug else None
    catalogue = {entry.code: entry for entry in materials.salah_kaprah_catalogue()}
    return render_template(
        "learning/module.html",
        reader=reader,
        quiz=quiz,
        new_words=parts_words(_coming(reader)),
        beliefs=[catalogue[code] for code in reader.page.salah_kaprah if code in catalogue],
    )


def _coming(reader: Reader) -> tuple[NewPart, ...]:
    """What is new to this person: in the version being read once completed, else in the one to move on to."""
    if not reader.has_newer:
        return reader.parts
    return queries.ahead(current_person().id, reader.page.card.slug, reader.anchors).parts


@blueprint.get("/modul/<slug>/<anchor>/")
@requires(Permission.LEARN)
def section(slug: str, anchor: str) -> str:
    """One section a page: the page that is opened most."""
    reader = _reader(slug, page_of=queries.reader_page)
    line = next((line for line in reader.page.sections if line.anchor == anchor), None)
    if line is None:
        raise NotFound
    body = _body(reader, line)
    has_practice = PRACTICE in body
    return render_template(
        "learning/section.html", slug=slug, line=line, body=body, has_practice=has_practice
    )


def _body(reader: Reader, line: SectionLine) -> Markup:
    """The section with its contents: the same for all who have read as much, but for the form's token."""
    kept: dict[object, str] = current_app.extensions.setdefault("learning_bodies", {})
    key = (reader.page.card.version_id, reader.rendered_with, line.anchor, reader.progress.read)
    body = kept.get(key)
    if body is None:
        if len(kept) >= MOST_BODIES:
            kept.clear()
        body = kept[key] = _rendered(reader, line)
    return Markup(body.replace(GAP, generate_csrf()))  # noqa: S704  our own template, and a signed token


def _rendered(reader: Reader, line: SectionLine) -> str:
    found = materials.section(reader.page.card.version_id, line.anchor)
    if found is None:
        raise NotFound
    return render_template(
        "learning/_section.html",
        reader=reader,
        section=found,
        before=reader.neighbour(line, -1),
        after=reader.neighbour(line, +1),
        token=GAP,
    )


@blueprint.post("/modul/<slug>/<anchor>/selesai")
@requires(Permission.LEARN)
def mark_read(slug: str, anchor: str) -> Response:
    """The button at the end of a section: read, then on to the next one; after the last, to the module."""
    reader = _reader(slug)
    person_id = current_person().id
    version_id = reader.page.card.version_id
    services.mark_read(person_id=person_id, slug=slug, version_id=version_id, anchor=anchor, at=now())
    if anchor in reader.part_anchors:
        return _after_a_part(slug)
    following = reader.neighbour(next(line for line in reader.page.sections if line.anchor == anchor), +1)
    if following is not None:
        return redirect(url_for("learning.section", slug=slug, anchor=following.anchor))
    after = _reader(slug)
    if after.progress.completed_at and not reader.progress.completed_at:
        flash("Modul ini selesai.")
    return redirect(url_for("learning.module", slug=slug))


def _after_a_part(slug: str) -> Response:
    """On to the next part that is new, else to the module."""
    following = _reader(slug).next_section
    if following is not None:
        return redirect(url_for("learning.section", slug=slug, anchor=following.anchor))
    flash("Anda sudah membaca semua yang baru. Modul ini tetap tercatat selesai.")
    return redirect(url_for("learning.module", slug=slug))


@blueprint.post("/modul/<slug>/versi-baru")
@requires(Permission.LEARN)
def follow_current_version(slug: str) -> Response:
    """Move on to the newly published version; what stands in both stays read."""
    services.follow_current_version(person_id=current_person().id, slug=slug, at=now())
    return redirect(url_for("learning.module", slug=slug))


def _reader(slug: str, *, page_of: Callable[[int], ModulePage | None] = materials.module_version) -> Reader:
    person_id = current_person().id
    place = queries.place(person_id, slug)
    page = page_of(place.version_id) if place else None
    if place is None or page is None:
        raise NotFound
    progress = place.progress
    parts: tuple[NewPart, ...] = ()
    if progress.completed_at is not None and progress.completed_version_id != place.current_version_id:
        parts = queries.parts_to_read(person_id, slug).get(slug, ())
        progress = progress.with_all_read_but((line.anchor for line in page.sections), parts)
    return Reader(page, progress, place.current_version_id, place.rendered_with, parts)


def _matches(card: ModuleCard, search: str) -> bool:
    folded = search.casefold()
    return folded in card.title.casefold() or folded in card.summary.casefold()
