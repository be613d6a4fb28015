"""Documents and their versions: for publishing and for the studio; pictures for the browser."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, exists, func, inspect, select

from app.db import read, session
from app.materials.models import (
    Document,
    DocumentVersion,
    Image,
    ModuleVersion,
    QuestionSetVersion,
    StandardVersion,
    VersionImage,
)
from app.materials.rules.address import DocumentKind
from app.materials.rules.picture import Picture
from app.materials.rules.version import DocumentState, Origin, SourceText

_CURRENT = select(Document.current_version_id).where(
    Document.kind == bindparam("kind"), Document.slug == bindparam("slug")
)
LIST_TITLES = {
    DocumentKind.SALAH_KAPRAH: "Katalog salah kaprah",
    DocumentKind.DASAR_HUKUM: "Daftar dasar hukum",
    DocumentKind.ISTILAH: "Daftar istilah",
}
_title = case(
    (ModuleVersion.title.is_not(None), ModuleVersion.title),
    (QuestionSetVersion.title.is_not(None), QuestionSetVersion.title),
    else_=StandardVersion.title,
).label("title")
_STATES = (
    select(
        Document.kind,
        Document.slug,
        DocumentVersion.path,
        _title,
        DocumentVersion.id.label("version_id"),
        DocumentVersion.number,
        DocumentVersion.change_kind,
        DocumentVersion.note,
        DocumentVersion.origin,
        DocumentVersion.published_at,
        DocumentVersion.published_by,
    )
    .join(DocumentVersion, DocumentVersion.document_id == Document.id)
    .outerjoin(ModuleVersion, ModuleVersion.version_id == DocumentVersion.id)
    .outerjoin(QuestionSetVersion, QuestionSetVersion.version_id == DocumentVersion.id)
    .outerjoin(StandardVersion, StandardVersion.version_id == DocumentVersion.id)
)
_PICTURES = select(
    Document.slug,
    VersionImage.name,
    Image.sha256,
    Image.mime,
    Image.width,
    Image.height,
    func.length(Image.bytes).label("size"),
)


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """The current version of a document, as publishing compares it."""

    document_id: int
    version_id: int
    kind: DocumentKind
    slug: str
    number: int
    path: str
    source: str
    digest: str
    file_digest: str | None
    origin: Origin
    rendered_with: str


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture as it is served; `published` once any version has shown it."""

    mime: str
    bytes: bytes
    published: bool


def document_state() -> list[DocumentState]:
    """The current version of every document, by path."""
    rows = _STATES.where(DocumentVersion.id == Document.current_version_id).order_by(DocumentVersion.path)
    return _states(rows)


def history(kind: DocumentKind, slug: str) -> list[DocumentState]:
    """Every version of a document, the newest first."""
    rows = _STATES.where(Document.kind == kind, Document.slug == slug)
    return _states(rows.order_by(DocumentVersion.number.desc()))


def source(version_id: int) -> SourceText | None:
    """The text of a version as it was handed in."""
    state = next(iter(_states(_STATES.where(DocumentVersion.id == version_id))), None)
    if state is None:
        return None
    text = session.scalar(select(DocumentVersion.source).where(DocumentVersion.id == version_id))
    return SourceText(state, text or "")


def is_ready() -> bool:
    """Whether the database has the tables of this room; a check of files needs none."""
    return inspect(session.connection()).has_table(Document.__tablename__)


def stored_versions() -> list[StoredVersion]:
    """The current version of every document with its text."""
    columns = select(
        Document.id,
        DocumentVersion.id.label("version_id"),
        Document.kind,
        Document.slug,
        DocumentVersion.number,
        DocumentVersion.path,
        DocumentVersion.source,
        DocumentVersion.digest,
        Document.file_digest,
        DocumentVersion.origin,
        DocumentVersion.rendered_with,
    )
    current = columns.join(DocumentVersion, DocumentVersion.id == Document.current_version_id)
    return [StoredVersion(*row) for row in session.execute(current.order_by(DocumentVersion.path))]


def withdrawn_states() -> list[DocumentState]:
    """The last version of every document that was published once and stands no longer, by path."""
    last = select(func.max(DocumentVersion.id)).group_by(DocumentVersion.document_id)
    rows = _STATES.where(Document.current_version_id.is_(None), DocumentVersion.id.in_(last))
    return _states(rows.order_by(DocumentVersion.path))


def withdrawn_digests() -> dict[tuple[DocumentKind, str], str | None]:
    """What the files held when a document that stands no longer was last published from them."""
    gone = select(Document.kind, Document.slug, Document.file_digest).where(
        Document.current_version_id.is_(None)
    )
    return {(row.kind, row.slug): row.file_digest for row in session.execute(gone)}


def published(kind: DocumentKind) -> Select[*tuple[Any, ...]]:
    """Selectable for other rooms: slug and current_version_id of every document of a kind."""
    return select(Document.slug, Document.current_version_id).where(
        Document.kind == kind, Document.current_version_id.is_not(None)
    )


def version_numbers() -> Select[*tuple[Any, ...]]:
    """Selectable for other rooms: version_id and number of every version."""
    return select(DocumentVersion.id.label("version_id"), DocumentVersion.number)


def renderings() -> Select[*tuple[Any, ...]]:
    """Selectable for other rooms: version_id and rendered_with, which changes when its HTML does."""
    return select(DocumentVersion.id.label("version_id"), DocumentVersion.rendered_with)


def current_version_id(kind: DocumentKind, slug: str) -> int | None:
    """The version that now stands, or None."""
    current: int | None = read(_CURRENT, kind=kind, slug=slug).scalar()
    return current


def pictures() -> dict[tuple[str, str], Picture]:
    """The pictures that current versions show, by slug and name."""
    rows = session.execute(
        _PICTURES.join(VersionImage, VersionImage.version_id == Document.current_version_id).join(
            Image, Image.sha256 == VersionImage.sha256
        )
    )
    return _pictures(rows)


def pictures_of(version_id: int) -> dict[tuple[str, str], Picture]:
    """The pictures that one version shows, by slug and name."""
    rows = session.execute(
        _PICTURES.join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .join(VersionImage, VersionImage.version_id == DocumentVersion.id)
        .join(Image, Image.sha256 == VersionImage.sha256)
        .where(DocumentVersion.id == version_id)
    )
    return _pictures(rows)


def image(sha256: str) -> StoredImage | None:
    """A picture by its content, or None."""
    shown = exists().where(VersionImage.sha256 == sha256)
    wanted = select(Image.mime, Image.bytes, shown.label("published")).where(Image.sha256 == sha256)
    row = session.execute(wanted).first()
    return None if row is None else StoredImage(row.mime, row.bytes, bool(row.published))


def _pictures(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[tuple[str, str], Picture]:
    return {
        (row.slug, row.name): Picture(row.name, row.sha256, row.mime, row.width, row.height, row.size)
        for row in rows
    }


def _states(statement: Select[*tuple[Any, ...]]) -> list[DocumentState]:
    return [
        DocumentState(**{**row._asdict(), "title": row.title or LIST_TITLES.get(row.kind, row.slug)})
        for row in session.execute(statement)
    ]


def picture_files() -> list[tuple[str, str, bytes]]:
    """The pictures of current versions: path of the document, name, bytes."""
    rows = session.execute(
        select(DocumentVersion.path, VersionImage.name, Image.bytes)
        .join(Document, Document.current_version_id == DocumentVersion.id)
        .join(VersionImage, VersionImage.version_id == DocumentVersion.id)
        .join(Image, Image.sha256 == VersionImage.sha256)
        .order_by(DocumentVersion.path, VersionImage.name)
    )
    return [(row.path, row.name, row.bytes) for row in rows]


def known_digests() -> frozenset[str]:
    """The content hashes of every text and picture that was ever published."""
    texts = session.scalars(select(DocumentVersion.sha256))
    images = session.scalars(select(Image.sha256))
    return frozenset([*texts, *images])
