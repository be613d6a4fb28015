"""Pictures of trainers: told by their bytes, shrunk apart, without what the camera wrote."""

import io
import re
import resource
import struct
import zlib
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from app.clock import now
from app.db import transaction
from app.materials import queries
from app.materials.pictures import shrink_apart
from app.materials.pictures.apart import PictureRefused
from app.materials.rules import ChangeKind, Origin
from app.materials.services import (
    Handed,
    Signature,
    copy_pictures,
    forget_pictures,
    plan_versions,
    publish_source,
    save_draft,
)
from tests.factories import Factory
from tests.studio.conftest import MODULE, Trainer, state_of, text_of

SLUG = "spbe-bukan-lomba-aplikasi"
GPS = 0x8825


def jpeg(size: tuple[int, int] = (1600, 1000), colour: str = "teal") -> bytes:
    """A photograph that knows where it was taken."""
    exif = Image.Exif()
    exif[GPS] = {1: "S", 2: (0.0, 53.0, 27.0)}
    exif[0x010E] = "Kantor Dinas X"
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def huge_png(side: int = 30_000) -> bytes:
    """A picture of 30,000 pixels a side in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def send(trainer: Trainer, data: bytes, name: str = "foto kantor.jpg", **changes: str) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/"))
    assert token
    form = {
        "csrf_token": token[1],
        "alt": "Alur izin, enam meja",
        "keterangan": "Sebelum ditata",
        "gambar": (io.BytesIO(data), name),
    }
    headers = {"Accept": "application/json"}
    return trainer.client.post(f"/studio/gambar/{MODULE}/", data=form | changes, headers=headers)


def test_a_photograph_becomes_small_and_forgets_where_it_was_taken(trainer: Trainer) -> None:
    answer = send(trainer, jpeg())
    assert answer.status_code == 200, answer.get_data(as_text=True)
    line = answer.get_json()["baris"]
    assert line == '![Alur izin, enam meja](gambar/foto-kantor.webp "Sebelum ditata")'
    kept = queries.loose_pictures()
    view, large = kept[SLUG, "foto-kantor.webp"], kept[SLUG, "foto-kantor.besar.webp"]
    assert (view.width, view.height) == (720, 450)
    assert view.size <= 80_000
    assert large.width == 1600
    for picture in (view, large):
        stored = queries.image(picture.sha256)
        assert stored is not None
        opened = Image.open(io.BytesIO(stored.bytes))
        assert opened.format == "WEBP"
        assert not dict(opened.getexif())
        assert b"Kantor Dinas X" not in stored.bytes


def test_a_picture_goes_with_its_text_and_is_served_for_ever(trainer: Trainer) -> None:
    line = send(trainer, jpeg()).get_json()["baris"]
    text = text_of(MODULE).rstrip("\n") + f"\n\n{line}\n"
    preview = trainer.send(MODULE, text, act="periksa").get_data(as_text=True)
    address = re.search(r'<img[^>]*src="(/gambar/[0-9a-f]{64}\.webp)"[^>]*width="720"', preview) or re.search(
        r'src="(/gambar/[0-9a-f]{64}\.webp)"', preview
    )
    assert address
    assert "Lihat gambar besar (" in preview
    assert trainer.send(MODULE, text).status_code == 303
    assert state_of(MODULE).number == 2
    shown = trainer.client.get(address[1])
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in shown.headers["Cache-Control"]
    assert shown.mimetype == "image/webp"


def test_a_picture_of_a_draft_is_for_trainers_until_a_version_shows_it(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    line = send(trainer, jpeg()).get_json()["baris"]
    kept = queries.loose_pictures()
    addresses = [kept[SLUG, name].address for name in ("foto-kantor.webp", "foto-kantor.besar.webp")]
    learner = factory.sign_in(published, factory.person())
    for address in addresses:
        answer = trainer.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("private")
        assert [who.get(address).status_code for who in (learner, published.test_client())] == [404, 404]
    assert trainer.send(MODULE, text_of(MODULE).rstrip("\n") + f"\n\n{line}\n").status_code == 303
    for address in addresses:
        answers = [who.get(address) for who in (trainer.client, learner, published.test_client())]
        assert [each.status_code for each in answers] == [200, 200, 200]
        assert all(each.headers["Cache-Control"].startswith("public") for each in answers)


def test_the_same_name_for_another_picture_gets_a_number(trainer: Trainer) -> None:
    assert "gambar/foto.webp" in send(trainer, jpeg(), "foto.jpg").get_json()["baris"]
    assert "gambar/foto.webp" in send(trainer, jpeg(), "foto.jpg").get_json()["baris"]
    assert "gambar/foto-2.webp" in send(trainer, jpeg(colour="navy"), "foto.jpg").get_json()["baris"]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'
REFUSED = [
    ("a.svg", SVG.format("<script>alert(1)</script>").encode(), "<script>"),
    ("a.svg", SVG.format('<rect onload="alert(1)"/>').encode(), "skrip"),
    ("a.png", SVG.format('<image href="https://x.test/a.png"/>').encode(), "<image>"),
    ("a.jpg", b"<html><script>alert(1)</script>", "bukan PNG"),
    ("a.png", b"", "bukan PNG"),
    ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "rusak"),
    ("a.gif", b"GIF89a/*\x01\x01=1;*/alert(1)//" + b"\0" * 40, "Ukuran gambar"),
    ("a.png", huge_png(), "Ukuran gambar"),
    ("../../x", jpeg(), "garis miring"),
    ("a.png", jpeg()[:400], "rusak"),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED)
def test_what_is_no_picture_of_ours_is_refused_in_a_sentence(
    trainer: Trainer, name: str, data: bytes, words: str
) -> None:
    answer = send(trainer, data, name)
    assert answer.status_code == 422
    assert words in answer.get_json()["pesan"]
    assert not queries.loose_pictures()


def test_a_picture_of_fifty_megabytes_is_refused_with_memory_flat(trainer: Trainer) -> None:
    data = jpeg() + b"\0" * 50_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert send(trainer, data).status_code == 413
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
    assert not queries.loose_pictures()


def test_what_hides_behind_a_picture_is_gone(trainer: Trainer) -> None:
    send(trainer, jpeg() + b"PK\x03\x04<script>alert(1)</script>", "foto.jpg")
    stored = queries.image(queries.loose_pictures()[SLUG, "foto.webp"].sha256)
    assert stored is not None
    assert b"<script>" not in stored.bytes


def test_a_picture_is_asked_what_it_shows(trainer: Trainer) -> None:
    answer = send(trainer, jpeg(), alt=" ")
    assert answer.status_code == 422
    assert answer.get_json()["pesan"] == "Tulis apa yang terlihat pada gambar ini."


def test_words_about_a_picture_cannot_end_its_line(trainer: Trainer) -> None:
    line = send(trainer, jpeg(), alt='a](x) "b', keterangan='c" onerror="d').get_json()["baris"]
    assert line == '![a x b](gambar/foto-kantor.webp "c onerror= d")'


def test_without_a_script_the_picture_comes_to_the_end_of_the_text(trainer: Trainer) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/"))
    assert token
    form = {
        "csrf_token": token[1],
        "text": text_of(MODULE) + "Kalimat yang belum disimpan.",
        "expected": str(state_of(MODULE).version_id),
        "revisi": "0",
        "alt": "Alur izin",
        "gambar": (io.BytesIO(jpeg()), "foto.jpg"),
    }
    answer = trainer.client.post(f"/studio/gambar/{MODULE}/", data=form)
    assert answer.status_code == 303
    page = trainer.page(f"/studio/{MODULE}/")
    assert "Kalimat yang belum disimpan.\n\n![Alur izin](gambar/foto.webp)" in page


def test_a_drawing_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.materials.pictures.apart.SECONDS", 0.01)
    with pytest.raises(PictureRefused, match="terlalu berat"):
        shrink_apart(jpeg())


AGED = timedelta(days=91)


def test_a_picture_that_no_text_shows_goes_after_three_months(trainer: Trainer) -> None:
    send(trainer, jpeg(), "lama.jpg")
    name = next(name for slug, name in queries.loose_pictures() if slug == SLUG)
    with transaction():
        assert forget_pictures(now() + AGED - timedelta(days=2)) == 0
    with transaction():
        assert forget_pictures(now() + AGED) == 2  # it and the larger one behind it
    assert not [each for each in queries.loose_pictures() if each[0] == SLUG]
    assert name == "lama.webp"


@pytest.mark.parametrize("kept_by", ["draft", "plan", "version"])
def test_a_picture_that_a_text_shows_is_never_forgotten(trainer: Trainer, kept_by: str) -> None:
    line = send(trainer, jpeg(), "dipakai.jpg").get_json()["baris"]
    text = text_of(MODULE).rstrip("\n") + f"\n\n{line}\n"
    with transaction():
        if kept_by == "draft":
            save_draft(MODULE, text, by=trainer.id, base_version_id=None, revision=1, at=now())
        elif kept_by == "plan":
            plan_versions(
                [Handed(MODULE, text, state_of(MODULE).version_id)],
                Signature(trainer.id, now(), Origin.STUDIO, ChangeKind.KOREKSI, ""),
                due_at=now() + timedelta(days=200),
            )
        else:
            current = state_of(MODULE).version_id
            publish_source(MODULE, text, by=trainer.id, at=now(), expected_current=current)
    before = queries.loose_pictures()
    assert len([each for each in before if each[0] == SLUG]) == 2
    with transaction():
        assert forget_pictures(now() + AGED) == 0
    assert queries.loose_pictures() == before


def test_a_copied_item_takes_its_pictures_along(trainer: Trainer) -> None:
    line = send(trainer, jpeg(), "alur.jpg").get_json()["baris"]
    block = f"## Apa ini? {{#apa}}\n\n{line}\n"
    with transaction():
        copied = copy_pictures(block, of=SLUG, to="proses-bisnis-dulu", by=trainer.id, at=now())
        again = copy_pictures(block, of=SLUG, to="proses-bisnis-dulu", by=trainer.id, at=now())
    assert copied == again == block
    known = queries.loose_pictures()
    for name in ("alur.webp", "alur.besar.webp"):
        assert known["proses-bisnis-dulu", name].sha256 == known[SLUG, name].sha256


def test_a_copied_picture_does_not_take_the_name_of_another(trainer: Trainer) -> None:
    send(trainer, jpeg(colour="red"), "alur.jpg")
    with transaction():
        other = copy_pictures("![a](gambar/alur.webp)", of=SLUG, to="lain", by=trainer.id, at=now())
    send(trainer, jpeg(colour="blue"), "alur.jpg")
    with transaction():
        mine = copy_pictures("![a](gambar/alur-2.webp)", of=SLUG, to="lain", by=trainer.id, at=now())
    assert (other, mine) == ("![a](gambar/alur.webp)", "![a](gambar/alur-2.webp)")
