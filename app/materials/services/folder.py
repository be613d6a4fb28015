"""Reading `content/`: documents, pictures, and files that nobody publishes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from app.materials.exchange.apart import unpack_apart
from app.materials.exchange.archive import ArchiveRefused
from app.materials.parsing import decode, parse_document
from app.materials.parsing.text import LARGEST as LARGEST_TEXT
from app.materials.rules.address import LISTS, DocumentKind, address_of
from app.materials.rules.draft import Draft, Target
from app.materials.rules.picture import LARGEST, Picture, examine, large_name
from app.materials.rules.problem import Code, Problem, galat, peringatan

SILENT = frozenset({"README.md", "opd.csv", "kisi-kisi.md"})
WRONG_PLACE = {
    "modul.md": "Nama folder modul harus seperti 03-proses-bisnis.",
    "kuis.md": "Nama folder modul harus seperti 03-proses-bisnis.",
    "latihan.md": "Nama folder modul harus seperti 03-proses-bisnis.",
    "tes.md": "Nama folder tes hanya huruf kecil, angka, dan tanda hubung.",
}


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text that wants to be published: `path` as its author knows it, `place` inside `content/`."""

    path: str
    place: str
    text: str
    draft: Draft
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The name of the text alone."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def digest(self) -> str:
        """The name of text, place and pictures: equal digests need no new version."""
        pictures = sorted((name, picture.sha256) for name, picture in self.pictures.items())
        return hashlib.sha256(json.dumps([self.place, self.sha256, pictures]).encode()).hexdigest()


@dataclass(slots=True)
class Folder:
    """Everything that was read; `files` holds the bytes of pictures by their content."""

    manuscripts: list[Manuscript] = field(default_factory=list)
    pictures: dict[tuple[str, str], Picture] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was found: `shown` as its author knows it, `place` inside `content/`."""

    shown: str
    place: str
    read: Callable[[int], bytes]

    @property
    def parent(self) -> str:
        """The name of the folder that it lies in."""
        return PurePosixPath(self.place).parent.name


def read_source(path: Path) -> Folder:
    """Read a folder, or an archive of one."""
    if path.suffix != ".zip" or not path.is_file():
        return read_folder(path)
    try:
        return read_files(unpack_apart(path.read_bytes()))
    except ArchiveRefused as refused:
        return Folder(problems=[galat(path.as_posix(), 1, Code.BERKAS, str(refused))])


def read_folder(root: Path) -> Folder:
    """Read a folder; what cannot be read is a problem. Links to other places are not followed."""
    if not root.is_dir():
        return Folder(problems=[galat(str(root), 1, Code.BERKAS, "Folder ini tidak ada.")])
    paths = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return folder_of(
        [
            Entry(path.as_posix(), path.relative_to(root).as_posix(), partial(_first_bytes, path))
            for path in paths
            if not any(part.startswith(".") for part in path.relative_to(root).parts)
        ]
    )


def read_files(files: Mapping[str, bytes]) -> Folder:
    """Read what an archive held, whatever folder it was packed from."""
    named = sorted((canonical(name), content) for name, content in files.items())
    return folder_of([Entry(name, name, partial(_head, content)) for name, content in named])


def canonical(name: str) -> str:
    """The place inside `content/` of a file that was packed with more or fewer folders around it."""
    parts = PurePosixPath(name).parts
    if len(parts) > 2 and parts[-2] == "gambar":
        home = canonical("/".join([*parts[:-2], "modul.md"]))
        other = canonical("/".join([*parts[:-2], "tes.md"]))
        return f"{PurePosixPath(home if address_of(home) else other).parent}/gambar/{parts[-1]}"
    address = address_of(name)
    if address is None:
        return name
    if address.kind in LISTS.values():
        return parts[-1]
    if address.kind is DocumentKind.STANDAR:
        return f"standar/{parts[-1]}"
    return f"{'tes' if address.kind is DocumentKind.TES else 'modul'}/{parts[-2]}/{parts[-1]}"


def folder_of(entries: Sequence[Entry]) -> Folder:
    """Pictures first: a document is known with those that it shows."""
    folder = Folder()
    for entry in entries:
        if entry.parent == "gambar":
            _read_picture(entry, folder)
    for entry in entries:
        if entry.parent != "gambar":
            _read_document(entry, folder)
    return folder


def _first_bytes(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _head(content: bytes, most: int) -> bytes:
    return content[:most]


def used_pictures(draft: Draft, pictures: Mapping[tuple[str, str], Picture]) -> dict[str, Picture]:
    """The pictures that a draft shows, by name, with the larger ones that lie beside them."""
    shown = {reference.code for reference in draft.references if reference.target is Target.IMAGE}
    names = shown | {large_name(name) for name in shown}
    found = {name: pictures.get((draft.address.slug, name)) for name in sorted(names)}
    return {name: picture for name, picture in found.items() if picture is not None}


def _read_picture(entry: Entry, folder: Folder) -> None:
    home = PurePosixPath(entry.place).parent.parent
    address = address_of(str(home / "modul.md")) or address_of(str(home / "tes.md"))
    if address is None:
        return
    data = entry.read(LARGEST + 1)
    name = PurePosixPath(entry.place).name
    picture = examine(name, data)
    folder.pictures[address.slug, name] = picture
    folder.files[picture.sha256] = data


def _read_document(entry: Entry, folder: Folder) -> None:
    if address_of(entry.place) is None:
        _refuse(entry, folder)
        return
    text, problems = decode(entry.read(LARGEST_TEXT + 1), entry.shown)
    folder.problems += problems
    if problems:
        return
    draft = parse_document(text, entry.shown)
    if draft is not None:
        pictures = used_pictures(draft, folder.pictures)
        folder.manuscripts.append(Manuscript(entry.shown, entry.place, text, draft, pictures))


def _refuse(entry: Entry, folder: Folder) -> None:
    name = PurePosixPath(entry.place).name
    if name in WRONG_PLACE:
        folder.problems.append(galat(entry.shown, 1, Code.BERKAS, WRONG_PLACE[name]))
    elif name not in SILENT and not entry.place.startswith("panduan/"):
        sentence = "Berkas ini tidak dikenal, jadi tidak diterbitkan. Periksa namanya."
        folder.problems.append(peringatan(entry.shown, 1, Code.BERKAS, sentence))
