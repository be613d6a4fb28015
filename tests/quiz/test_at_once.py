"""A set that explains at once: Periksa fixes the answer, and only then its key is shown."""

from collections.abc import Callable

import pytest
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from app.db import session
from tests.quiz.browser import PARTLY, RIGHT, Fields, fields, filled, words
from tests.quiz.learner import BROWSER, Learner, parsed
from tests.quiz.sets import REASONS, publish_set, publish_six


@pytest.fixture
def sitting(learner: Learner) -> Learner:
    """Somebody who has begun a set of every type that explains at once."""
    publish_six("enam", umpan_balik="langsung", acak_pilihan="ya")
    learner.start("enam")
    return learner


def address(learner: Learner, position: int) -> str:
    return f"/upaya/{learner.public_id}/{position}/"


def form_of(learner: Learner, position: int) -> Fields:
    return fields(learner.page(address(learner, position)))


def check(learner: Learner, position: int, chosen: list[str] | None = None, **more: str) -> TestResponse:
    form = form_of(learner, position)
    button = next(each for each in form.form.iter("button") if each.get("formaction"))
    wanted = filled(form, PARTLY) if chosen is None else chosen
    data = {**form.hidden, "pilihan": wanted, "keyakinan": "2", **more}
    return learner.post(str(button.get("formaction")), data, **BROWSER)


def main(page: str) -> str:
    return words(next(parsed(page).iter("main")))


def test_periksa_shows_what_is_right_of_every_type_and_nothing_of_the_others(sitting: Learner) -> None:
    for position, reason in enumerate(REASONS, start=1):
        before = sitting.page(address(sitting, position))
        assert not any(each in before for each in REASONS)
        reply = check(sitting, position)
        assert reply.location.split("?")[0] == address(sitting, position)
        said = main(sitting.page(address(sitting, position)))
        assert reason in said
        assert not any(each in said for each in REASONS if each != reason)
        assert "Yang tepat" in said


def test_saving_alone_opens_no_key(sitting: Learner) -> None:
    key = sitting.item_keys()[0]
    reply = sitting.save(1, key.right, revision=1)
    sent = reply.get_data(as_text=True) + sitting.page(address(sitting, 1))
    sent += sitting.page(f"/upaya/{sitting.public_id}/periksa/")
    assert "Alasan" not in sent
    assert "Umpan" not in sent
    sitting.page(f"/upaya/{sitting.public_id}/hasil", status=404)


def test_a_checked_answer_is_final(sitting: Learner) -> None:
    form = form_of(sitting, 1)
    check(sitting, 1)
    right = form.options("jitu tunggal")
    refused = sitting.save(1, right, revision=99, device="masuk-1")
    assert refused.status_code == 409
    assert refused.json == {"tersimpan": False, "alasan": "sudah-diperiksa"}
    again = sitting.post(f"{sitting.address(1)}/periksa", {**form.hidden, "pilihan": right}, **BROWSER)
    assert again.status_code == 302
    sitting.send()
    assert "keliru tunggal" in main(sitting.result())
    assert "0 dari 6 benar" in main(sitting.result())


def test_a_late_copy_of_the_checked_answer_is_acknowledged(sitting: Learner) -> None:
    wrong = form_of(sitting, 1).options("keliru tunggal")
    check(sitting, 1)
    device = form_of(sitting, 2).hidden["perangkat"]
    reply = sitting.save(1, wrong, revision=42, device=device)
    assert reply.json == {"tersimpan": True, "revisi": 42}
    older = sitting.save(1, form_of(sitting, 2).options("jitu ganda satu")[:0], revision=0, device=device)
    assert older.json == {"tersimpan": True, "revisi": 1}


def test_who_has_seen_the_key_cannot_change_the_answer_after_the_time_either(
    learner: Learner, later: Callable[[float], None]
) -> None:
    """A late answer may be accepted by a trainer: one to a question already explained must not get there."""
    publish_six("berwaktu", umpan_balik="langsung", batas_menit="5")
    learner.start("berwaktu")
    right = form_of(learner, 1).options("jitu tunggal")
    check(learner, 1)
    later(600)
    assert learner.save(1, right, revision=99).json == {"tersimpan": False, "alasan": "sudah-diperiksa"}
    assert session.execute(sql("SELECT count(*) FROM late_answer")).scalar_one() == 0


def test_periksa_twice_changes_nothing(sitting: Learner) -> None:
    form = form_of(sitting, 2)
    data = {**form.hidden, "pilihan": filled(form, RIGHT)}
    first = [sitting.post(f"{sitting.address(2)}/periksa", data, **BROWSER) for _ in range(2)]
    assert [reply.location for reply in first] == [address(sitting, 2)] * 2
    assert session.execute(sql("SELECT count(*) FROM answer WHERE checked_at IS NOT NULL")).scalar_one() == 1


def test_periksa_without_an_answer_says_so_and_opens_no_key(sitting: Learner) -> None:
    for position in (1, 3, 4, 5):
        reply = check(sitting, position, [])
        assert reply.status_code == 422
        page = reply.get_data(as_text=True)
        assert "Belum ada jawaban." in main(page)
        assert "Alasan" not in page


@pytest.mark.parametrize("typed", ["Diskominfosantik", "Bappeda"])
def test_periksa_without_the_confidence_asked_for_keeps_the_answer_on_the_page(
    sitting: Learner, typed: str
) -> None:
    reply = check(sitting, 5, [typed], keyakinan="")
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "Keyakinan Anda belum diisi." in main(page)
    assert fields(page).text.get("value") == typed
    assert "Alasan" not in page


def test_the_review_offers_to_look_at_what_was_checked(sitting: Learner) -> None:
    check(sitting, 1)
    found = main(sitting.page(f"/upaya/{sitting.public_id}/periksa/"))
    assert "Lihat soal 1" in found
    assert "Jawab soal 2" in found


def test_a_set_that_explains_after_sending_has_no_periksa(learner: Learner) -> None:
    publish_set("biasa")
    learner.start("biasa")
    form = fields(learner.page(address(learner, 1)))
    assert not [each for each in form.form.iter("button") if each.get("formaction")]
    data = {**form.hidden, "pilihan": learner.item_keys()[0].right}
    assert learner.post(f"{learner.address(1)}/periksa", data, **BROWSER).status_code == 404
    assert "Alasan" not in learner.page(address(learner, 1))


def test_the_page_before_says_that_periksa_is_final(sitting: Learner) -> None:
    assert "Sesudah itu jawabannya tidak dapat diubah." in main(sitting.page("/kuis/enam/"))
