"""Modules as ZIP: out byte by byte, in after a look, hostile ones refused before they are unpacked."""

import io
import re
import stat
import warnings
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import now
from app.db import transaction
from app.materials import queries, services
from app.materials.exchange.archive import ArchiveRefused, packed, unpacked
from tests.conftest import ROOT
from tests.studio.conftest import MODULE, Trainer, state_of, text_of

CONTENT = ROOT / "content"


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def hand_in(trainer: Trainer, data: bytes, name: str = "modul.zip") -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/zip/"))
    assert token
    form = {"csrf_token": token[1], "zip": (io.BytesIO(data), name)}
    return trainer.client.post("/studio/zip/", data=form)


def confirm(trainer: Trainer, page: str) -> TestResponse:
    address = re.search(r'action="(/studio/zip/[^"]+/[0-9a-f]{64})"', page)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert address
    assert token
    form = {"csrf_token": token[1], "change_kind": "substansi", "note": "Dari ZIP."}
    return trainer.client.post(address[1], data=form)


def test_what_is_published_leaves_byte_by_byte(published: Flask) -> None:
    files = unpacked(services.content_archive())
    assert {state.path for state in queries.document_state()} <= files.keys()
    for place, content in files.items():
        assert content == (CONTENT / place).read_bytes(), place


def test_the_whole_content_goes_out_and_in_and_out_without_a_difference(
    published: Flask, app: Flask, tmp_path: Path
) -> None:
    with published.app_context():
        first = services.content_archive()
        digests = {stored.path: stored.digest for stored in queries.documents.stored_versions()}
    archive = tmp_path / "materi.zip"
    archive.write_bytes(first)
    with app.app_context():
        with transaction():
            services.publish_folder(archive, by=None, at=now())
        assert {stored.path: stored.digest for stored in queries.documents.stored_versions()} == digests
        assert services.content_archive() == first


def test_the_command_writes_an_archive_and_the_same_archive_changes_nothing(
    published: Flask, tmp_path: Path
) -> None:
    target = tmp_path / "materi.zip"
    runner = published.test_cli_runner()
    assert runner.invoke(args=["content", "export", "--to", str(target)]).exit_code == 0
    assert runner.invoke(args=["content", "export", "--to", str(target)]).exit_code == 1
    result = runner.invoke(args=["content", "publish", str(target)])
    assert result.exit_code == 0
    assert result.output.splitlines()[-1].startswith("0 diterbitkan")


def test_the_command_writes_back_what_the_studio_published_and_leaves_unknown_work(
    trainer: Trainer, published: Flask, tmp_path: Path
) -> None:
    runner = published.test_cli_runner()
    assert runner.invoke(args=["content", "export", "--to", str(tmp_path)]).exit_code == 0
    trainer.send(MODULE, text_of(MODULE).rstrip("\n") + "\n\nDari studio.\n")
    assert runner.invoke(args=["content", "export", "--to", str(tmp_path)]).exit_code == 0
    assert (tmp_path / MODULE).read_text().endswith("Dari studio.\n")
    (tmp_path / MODULE).write_text("pekerjaan orang lain")
    result = runner.invoke(args=["content", "export", "--to", str(tmp_path)])
    assert result.exit_code == 1
    assert (tmp_path / MODULE).read_text() == "pekerjaan orang lain"


def test_a_module_is_shown_before_anything_is_published_and_then_all_of_it(trainer: Trainer) -> None:
    text = text_of(MODULE).rstrip("\n") + "\n\nKalimat dari ZIP.\n"
    folder = "unduhan/01-spbe-bukan-lomba-aplikasi"
    page = hand_in(trainer, zipped({f"{folder}/modul.md": text})).get_data(as_text=True)
    assert "1 dokumen akan terbit." in page
    assert "Menjadi versi 2" in page
    assert state_of(MODULE).number == 1
    assert confirm(trainer, page).status_code == 303
    assert text_of(MODULE) == text
    assert state_of(MODULE).note == "Dari ZIP."
    assert confirm(trainer, page).status_code == 404


def test_a_plan_that_was_overtaken_is_not_published(trainer: Trainer) -> None:
    text = text_of(MODULE).rstrip("\n")
    page = hand_in(trainer, zipped({MODULE: text + "\n\nZIP.\n"})).get_data(as_text=True)
    trainer.send(MODULE, text + "\n\nStudio.\n")
    answer = confirm(trainer, page)
    assert answer.status_code == 409
    assert text_of(MODULE).endswith("Studio.\n")


def test_a_fault_keeps_all_of_it_back(trainer: Trainer) -> None:
    good = text_of(MODULE).rstrip("\n") + "\n\nBaik.\n"
    quiz = MODULE.replace("modul.md", "kuis.md")
    answer = hand_in(trainer, zipped({MODULE: good, quiz: text_of(quiz) + "\n## Soal tanpa pilihan\n"}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "belum dapat terbit" in page
    assert 'action="/studio/zip/' in page
    assert not re.search(r"/studio/zip/[^\"]+/[0-9a-f]{64}", page)
    assert state_of(MODULE).number == 1


def test_the_archive_of_the_studio_is_what_stands(trainer: Trainer) -> None:
    answer = trainer.client.get("/studio/zip/materi.zip")
    assert answer.mimetype == "application/zip"
    page = hand_in(trainer, answer.data).get_data(as_text=True)
    assert "Tidak ada yang berubah." in page
    one = unpacked(trainer.client.get("/studio/zip/spbe-bukan-lomba-aplikasi/modul.zip").data)
    assert MODULE in one
    assert all(place.startswith("modul/01-") for place in one)


def link(name: str = "modul/01-a/modul.md") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def doubled() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("modul/01-a/modul.md", "a")
        archive.writestr("modul/01-a/modul.md", "b")
    return out.getvalue()


def lying() -> bytes:
    """Says that it holds ten bytes, and holds forty megabytes."""
    data = bytearray(zipped({"modul/01-a/modul.md": b"\0" * 40_000_000}))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    return bytes(data)


HOSTILE = [
    (zipped({"../../x": "a"}), "luar foldernya"),
    (zipped({"/etc/x": "a"}), "luar foldernya"),
    (zipped({"modul\\..\\..\\x": "a"}), "luar foldernya"),
    (zipped({"C:/x": "a"}), "luar foldernya"),
    (link(), "tautan"),
    (zipped({"modul/01-a/modul.md": b"\0" * 4_900_000}), "tidak wajar"),
    (zipped({"modul/01-a/modul.md": b"\0" * 5_000_001}), "melebihi 5 MB"),
    (zipped({f"{number}.md": "a" for number in range(401)}), "lebih dari 400"),
    (b"PK\x03\x04 bukan zip", "bukan ZIP"),
    (b"", "bukan ZIP"),
    (lying(), "ZIP"),
]


@pytest.mark.parametrize(("data", "words"), HOSTILE)
def test_a_hostile_archive_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ArchiveRefused, match=words):
        unpacked(data)


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="dua kali"):
        unpacked(doubled())


def test_the_page_says_why_it_refuses(trainer: Trainer) -> None:
    answer = hand_in(trainer, zipped({"../../x": "a"}))
    assert answer.status_code == 422
    assert "menunjuk ke luar foldernya" in answer.get_data(as_text=True)
    assert hand_in(trainer, zipped({"catatan.txt": "a"})).status_code in (200, 422)


def test_the_same_files_are_the_same_bytes() -> None:
    assert packed({"b": b"1", "a": b"2"}) == packed({"a": b"2", "b": b"1"})
