"""Taking in a picture: refused early or shrunk apart, then kept under a name of ours."""

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import PurePath

from sqlalchemy import delete, exists, select

from app.db import refuse_while_writing, session, upsert_insert
from app.materials.models import DocumentVersion, Image, LoosePicture, PlannedVersion, TextDraft, VersionImage
from app.materials.pictures import shrink_apart
from app.materials.pictures.apart import PictureRefused
from app.materials.queries.desk import loose_pictures
from app.materials.queries.documents import pictures
from app.materials.rules.address import slugify
from app.materials.rules.picture import LARGEST, Picture, examine, large_name

KEPT_UNUSED = timedelta(days=90)
SHOWN = re.compile(r"\]\(gambar/([a-z0-9.-]+)")
LARGEST_UPLOAD = 15_000_000
TOO_LARGE = "Gambar ini melebihi 15 MB. Kecilkan dahulu di ponsel atau komputer Anda, lalu coba lagi."
STRANGE_NAME = "Nama berkas ini memuat garis miring. Ganti namanya, lalu pilih lagi."
SVG = "image/svg+xml"


def add_picture(slug: str, file_name: str, data: bytes, *, by: int, at: datetime) -> Picture:
    """Keep a picture for the documents of that slug; raises PictureRefused. Flushes; the request commits.

    A drawing (SVG) without anything active stays as it is; every other picture is encoded anew.
    """
    refuse_while_writing("image work")
    refuse_picture(file_name, data)
    kept = _kept(slugify(PurePath(file_name).stem), data)
    names = _names(slug, kept)
    for name, content in names.items():
        _store(slug, examine(name, content), content, by, at)
    first, content = next(iter(names.items()))
    return examine(first, content)


def copy_pictures(text: str, *, of: str, to: str, by: int, at: datetime) -> str:
    """The text with its pictures handed in for the folder `to` as well, under names that are free there.

    `of` is the slug of the folder that the text was written in. Flushes; the request commits.
    """
    known = _known()
    for name in sorted(set(SHOWN.findall(text))):
        found = known.get((of, name))
        if found is None:
            continue
        kept = {name: found, large_name(name): known.get((of, large_name(name)))}
        contents = {each: _bytes_of(picture.sha256) for each, picture in kept.items() if picture is not None}
        names = _names(to, contents)
        for new, content in names.items():
            _store(to, examine(new, content), content, by, at)
        text = text.replace(f"](gambar/{name}", f"](gambar/{next(iter(names))}")
    return text


def _bytes_of(sha256: str) -> bytes:
    return session.scalars(select(Image.bytes).where(Image.sha256 == sha256)).one()


def forget_pictures(at: datetime) -> int:
    """Delete pictures that were handed in long ago and that no version, plan or draft shows; how many.

    A name counts as shown when any text holds it, wherever: rather one kept too many than one lost.
    """
    old = session.execute(
        select(LoosePicture.slug, LoosePicture.name, LoosePicture.sha256).where(
            LoosePicture.added_at < at - KEPT_UNUSED,
            ~exists().where(VersionImage.sha256 == LoosePicture.sha256),
        )
    ).all()
    texts = _texts() if old else []
    gone = [row for row in old if not any(_shown_name(row.name) in text for text in texts)]
    for row in gone:
        here = (LoosePicture.slug == row.slug, LoosePicture.name == row.name)
        session.execute(delete(LoosePicture).where(*here))
        used = exists().where(LoosePicture.sha256 == row.sha256)
        session.execute(delete(Image).where(Image.sha256 == row.sha256, ~used))
    return len(gone)


def _texts() -> list[str]:
    """Every text that may show a picture that was handed in."""
    columns = (TextDraft.text, PlannedVersion.source, DocumentVersion.source)
    return [text for column in columns for text in session.scalars(select(column))]


def _shown_name(name: str) -> str:
    """The larger picture behind a tap lives as long as the one that texts name."""
    return name.replace(".besar.", ".")


def refuse_picture(file_name: str, data: bytes) -> None:
    """Raise for what its name, its size or its first bytes refuse, before anything is unpacked."""
    if "/" in file_name or "\\" in file_name or "\x00" in file_name:
        raise PictureRefused(STRANGE_NAME)
    if len(data) > LARGEST_UPLOAD:
        raise PictureRefused(TOO_LARGE)
    looked_at = examine(file_name, data if _is_drawing(data) else data[:LARGEST])
    if looked_at.fault:
        raise PictureRefused(looked_at.fault)


def _is_drawing(data: bytes) -> bool:
    return examine("", data[:4000]).mime == SVG


def _kept(stem: str, data: bytes) -> dict[str, bytes]:
    """What is kept by its name, the picture of the page first."""
    if _is_drawing(data):
        return {f"{stem}.svg": data}
    shrunk = shrink_apart(data)
    name = f"{stem}.webp"
    return {name: shrunk.view} | ({large_name(name): shrunk.large} if shrunk.large else {})


def _names(slug: str, kept: dict[str, bytes]) -> dict[str, bytes]:
    """The same under names that stand for no other picture of this folder."""
    taken = {name: found.sha256 for (owner, name), found in _known().items() if owner == slug}
    number = 1
    while True:
        named = {_numbered(name, number): content for name, content in kept.items()}
        if all(taken.get(name) in (None, _sha256(content)) for name, content in named.items()):
            return named
        number += 1


def _known() -> dict[tuple[str, str], Picture]:
    return {**loose_pictures(), **pictures()}


def _numbered(name: str, number: int) -> str:
    stem, dot, rest = name.partition(".")
    return name if number == 1 else f"{stem}-{number}{dot}{rest}"


def _store(slug: str, picture: Picture, content: bytes, by: int, at: datetime) -> None:
    image = {
        "sha256": picture.sha256,
        "mime": picture.mime,
        "bytes": content,
        "width": picture.width,
        "height": picture.height,
    }
    session.execute(upsert_insert(Image).values(image).on_conflict_do_nothing())
    loose = {"slug": slug, "name": picture.name, "sha256": picture.sha256, "added_by": by, "added_at": at}
    session.execute(upsert_insert(LoosePicture).values(loose).on_conflict_do_nothing())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
