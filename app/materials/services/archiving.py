"""The whole content as one archive, and back into a folder."""

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from app.materials.exchange.archive import packed
from app.materials.queries.documents import known_digests, picture_files, stored_versions


def content_files(paths: Iterable[str] | None = None) -> dict[str, bytes]:
    """Every published document with its pictures, byte by byte, by its place in `content/`.

    `paths` names the documents that are wanted; None means all.
    """
    wanted = None if paths is None else frozenset(paths)
    found: dict[str, bytes] = {}
    for stored in stored_versions():
        if wanted is None or stored.path in wanted:
            found[stored.path] = stored.source.encode()
    for path, name, content in picture_files():
        if path in found:
            found[f"{PurePosixPath(path).parent}/gambar/{name}"] = content
    return found


def content_archive(paths: Iterable[str] | None = None) -> bytes:
    """The same as a ZIP: equal contents are equal bytes."""
    return packed(content_files(paths))


def write_content(folder: Path) -> tuple[list[str], list[str]]:
    """Write what is published into a folder; (written, left alone) by place.

    A file that holds a text which was never published is somebody's work: it is left alone.
    """
    known = known_digests()
    written, left = [], []
    for place, content in content_files().items():
        target = folder / place
        before = target.read_bytes() if target.is_file() else None
        if before == content:
            continue
        if before is not None and hashlib.sha256(before).hexdigest() not in known:
            left.append(place)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(place)
    return written, left
