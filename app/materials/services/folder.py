"""Reading `content/`: documents, pictures, and files that nobody publishes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from app.materials.parsing import decode, parse_document
from app.materials.rules.address import address_of
from app.materials.rules.draft import Draft, Target
from app.materials.rules.picture import LARGEST, Picture, examine
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


def read_folder(root: Path) -> Folder:
    """Read a folder; what cannot be read is a problem. Links to other places are not followed."""
    folder = Folder()
    if not root.is_dir():
        folder.problems.append(galat(str(root), 1, Code.BERKAS, "Folder ini tidak ada."))
        return folder
    paths = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    inside = [
        path for path in paths if not any(part.startswith(".") for part in path.relative_to(root).parts)
    ]
    for path in inside:
        if path.parent.name == "gambar":
            _read_picture(path, root, folder)
    for path in inside:
        if path.parent.name != "gambar":
            _read_document(path, root, folder)
    return folder


def used_pictures(draft: Draft, pictures: Mapping[tuple[str, str], Picture]) -> dict[str, Picture]:
    """The pictures that a draft shows, by name."""
    names = {reference.code for reference in draft.references if reference.target is Target.IMAGE}
    found = {name: pictures.get((draft.address.slug, name)) for name in sorted(names)}
    return {name: picture for name, picture in found.items() if picture is not None}


def _read_picture(path: Path, root: Path, folder: Folder) -> None:
    home = PurePosixPath(path.relative_to(root).as_posix()).parent.parent
    address = address_of(str(home / "modul.md")) or address_of(str(home / "tes.md"))
    if address is None:
        return
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    picture = examine(path.name, data)
    folder.pictures[address.slug, path.name] = picture
    folder.files[picture.sha256] = data


def _read_document(path: Path, root: Path, folder: Folder) -> None:
    place = path.relative_to(root).as_posix()
    shown = path.as_posix()
    if address_of(place) is None:
        _refuse(path, shown, place, folder)
        return
    text, problems = decode(path.read_bytes(), shown)
    folder.problems += problems
    if problems:
        return
    draft = parse_document(text, shown)
    if draft is not None:
        folder.manuscripts.append(
            Manuscript(shown, place, text, draft, used_pictures(draft, folder.pictures))
        )


def _refuse(path: Path, shown: str, place: str, folder: Folder) -> None:
    if path.name in WRONG_PLACE:
        folder.problems.append(galat(shown, 1, Code.BERKAS, WRONG_PLACE[path.name]))
    elif path.name not in SILENT and not place.startswith("panduan/"):
        sentence = "Berkas ini tidak dikenal, jadi tidak diterbitkan. Periksa namanya."
        folder.problems.append(peringatan(shown, 1, Code.BERKAS, sentence))
