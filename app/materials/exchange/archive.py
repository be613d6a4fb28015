"""An archive of documents and pictures: looked at before it is unpacked, written the same way each time.

The limits hold for what is declared and again for what is really read: a small file can hold a mountain.
"""

import io
import re
import stat
import zipfile
from collections.abc import Mapping

MOST_ENTRIES = 400
LARGEST_ENTRY = 5_000_000
LARGEST_TOTAL = 60_000_000
STEEPEST = 100
"""How many times as large an entry may become; text shrinks to a tenth."""
NOT_A_ZIP = "Berkas ini bukan ZIP, atau rusak. Buat ulang ZIP-nya dari folder modul, lalu coba lagi."
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
STRANGE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
IGNORED = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store\Z|Thumbs\.db\Z|\.git(?:/|\Z))")
EPOCH = (1980, 1, 1, 0, 0, 0)


class ArchiveRefused(Exception):
    """An archive that is not unpacked; the sentence says why and what to do."""


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of an archive by their names; raises ArchiveRefused before anything large is read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise ArchiveRefused(NOT_A_ZIP) from error
    with archive:
        entries = [each for each in archive.infolist() if not each.is_dir()]
        refuse_entries(entries)
        return _read(archive, [each for each in entries if not IGNORED.search(each.filename)])


def refuse_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raise for the first entry that its own description forbids."""
    if len(entries) > MOST_ENTRIES:
        raise ArchiveRefused(f"ZIP ini berisi lebih dari {MOST_ENTRIES} berkas. Kirim satu modul saja.")
    seen: set[str] = set()
    for entry in entries:
        _refuse_name(entry, seen)
        _refuse_size(entry)
    if sum(entry.file_size for entry in entries) > LARGEST_TOTAL:
        raise ArchiveRefused("Isi ZIP ini melebihi 60 MB. Bagilah menjadi beberapa ZIP.")


def _refuse_name(entry: zipfile.ZipInfo, seen: set[str]) -> None:
    name, shown = entry.filename, _shown(entry.filename)
    if name.startswith("/") or STRANGE.search(entry.orig_filename) or ".." in name.split("/"):
        raise ArchiveRefused(f"Nama berkas {shown} di dalam ZIP menunjuk ke luar foldernya. ZIP ini ditolak.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveRefused(f"Berkas {shown} di dalam ZIP adalah tautan. Ganti dengan berkasnya.")
    if name.casefold() in seen:
        raise ArchiveRefused(f"Berkas {shown} ada dua kali di dalam ZIP. Hapus salah satunya.")
    seen.add(name.casefold())


def _refuse_size(entry: zipfile.ZipInfo) -> None:
    shown = _shown(entry.filename)
    if entry.flag_bits & 1 or entry.compress_type not in METHODS:
        raise ArchiveRefused(f"Berkas {shown} di dalam ZIP terkunci atau tidak terbaca. Buat ulang.")
    if entry.file_size > LARGEST_ENTRY:
        raise ArchiveRefused(f"Berkas {shown} di dalam ZIP melebihi 5 MB. Kecilkan dahulu.")
    if entry.file_size > 100_000 and entry.file_size > STEEPEST * max(1, entry.compress_size):
        raise ArchiveRefused(f"Berkas {shown} di dalam ZIP dimampatkan tidak wajar. ZIP ini ditolak.")


def _shown(name: str) -> str:
    return '"' + re.sub(r"[^\w./ -]", "?", name)[:80] + '"'


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = LARGEST_TOTAL
    for entry in entries:
        try:
            with archive.open(entry) as file:
                content = file.read(LARGEST_ENTRY + 1)
        except Exception as error:
            raise ArchiveRefused(NOT_A_ZIP) from error
        left -= len(content)
        if len(content) > LARGEST_ENTRY or left < 0:
            raise ArchiveRefused(f"Berkas {_shown(entry.filename)} lebih besar dari yang tertulis.")
        found[entry.filename] = content
    return found


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files: the same files are always the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return out.getvalue()
