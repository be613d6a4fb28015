"""Every type of question on its pages, as a person without a script meets them."""

import pytest

from tests.quiz.browser import PARTLY, RIGHT, Fields, answer_all, fields, post, words
from tests.quiz.learner import Learner, parsed
from tests.quiz.sets import REASONS, publish_six

ORDER = ["Menulis masalah", "Menata proses", "Memeriksa yang sudah ada", "Bertanya kepada unit TIK"]


@pytest.fixture
def six(learner: Learner) -> Learner:
    """Somebody who has begun a set with one question of every type."""
    publish_six("enam", acak_pilihan="ya")
    learner.start("enam")
    return learner


def page_of(learner: Learner, position: int) -> str:
    return learner.page(f"/upaya/{learner.public_id}/{position}/")


def form_of(learner: Learner, position: int) -> Fields:
    return fields(page_of(learner, position))


def text(page: str) -> str:
    return words(next(parsed(page).iter("main")))


def review(learner: Learner) -> str:
    return text(learner.page(f"/upaya/{learner.public_id}/periksa/"))


def result_of(learner: Learner, position: int) -> str:
    article = next(
        each for each in parsed(learner.result()).iter("article") if each.get("id") == f"s{position}"
    )
    return words(article)


def test_every_type_can_be_answered_rightly_without_a_script(six: Learner) -> None:
    answer_all(six, RIGHT)
    assert "Semua 6 soal sudah terjawab." in review(six)
    six.send()
    found = text(six.result())
    assert "6 dari 6 benar. Anda lulus tes ini." in found
    assert all(reason in found for reason in REASONS)


def test_the_result_says_of_every_type_what_was_answered_and_what_is_right(six: Learner) -> None:
    answer_all(six, PARTLY)
    six.send()
    assert "0 dari 6 benar" in text(six.result())
    one, several, order, pairs, said, number = (result_of(six, n) for n in range(1, 7))
    assert "Belum tepat keliru tunggal" in one
    assert "Umpan tunggal." in one
    assert "1 dari 2 pilihan tepat. Nilai soal ini 1/2." in several
    assert "2 dari 3 langkah berdekatan sudah berurutan." in order
    assert "Yang tepat Menulis masalah Menata proses" in order
    assert "2 dari 3 pasangan tepat." in pairs
    assert "Belum tepat: Peta rencana: melihat harga" in pairs
    assert "Tepat: Arsitektur: melihat kaitan" in pairs
    assert "“Sekretariat daerah”" in said
    assert "Umpan isian." in said
    assert "Yang tepat Diskominfosantik" in said
    assert "Juga diterima: Dinas Kominfo Santik." in said
    assert "Keyakinan di balik jawaban ini" in said
    assert "Umpan angka." in number
    assert "Selisih sampai 0,01 diterima." in number


def test_a_wrong_choice_among_several_takes_from_the_points_in_words(six: Learner) -> None:
    form = form_of(six, 2)
    post(six, form, form.options("jitu ganda satu", "jitu ganda dua", "keliru ganda"))
    six.send()
    assert "2 dari 2 pilihan tepat, 1 pilihan keliru ikut terpilih. Nilai soal ini 0." in result_of(six, 2)


def test_what_was_answered_stands_again_in_every_field(six: Learner) -> None:
    answer_all(six, PARTLY)
    assert form_of(six, 3).standing() == [ORDER[0], ORDER[3], ORDER[1], ORDER[2]]
    assert sorted(form_of(six, 4).standing()) == ["melihat alur", "melihat harga", "melihat kaitan"]
    assert form_of(six, 5).text.get("value") == "Sekretariat daerah"
    assert form_of(six, 6).text.get("value") == "1,30"


def test_the_review_shows_every_answer_in_words(six: Learner) -> None:
    answer_all(six, PARTLY)
    found = review(six)
    for shown in (
        "Menulis masalah Bertanya kepada unit TIK",
        "Peta proses: melihat alur",
        "Sekretariat daerah",
        "1,30",
    ):
        assert shown in found


def test_an_order_and_pairs_that_nobody_touched_are_no_answer(six: Learner) -> None:
    for position in (3, 4):
        form = form_of(six, position)
        assert set(form.standing()) == {""}
        post(six, form, [""] * len(form.lists))
    assert "0 dari 6 soal terjawab" in review(six)
    six.send()
    assert "Tidak dijawab" in result_of(six, 3)


def test_an_order_half_done_is_kept_and_named_as_unfinished(six: Learner) -> None:
    form = form_of(six, 3)
    post(six, form, form.order("Menulis masalah", "Menata proses"))
    assert form_of(six, 3).standing() == [*ORDER[:2], "", ""]
    found = review(six)
    assert "Soal 3 baru terisi sebagian." in found
    assert "Baru 2 dari 4 langkah" in found


def test_a_step_at_two_places_is_told_and_the_picks_stay(six: Learner) -> None:
    form = form_of(six, 3)
    reply = post(six, form, form.order("Menata proses", "Menata proses", "Menulis masalah"), keyakinan="")
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "Ada langkah yang dipilih dua kali, jadi urutannya belum disimpan." in text(page)
    assert "<title>Kesalahan: Soal 3 dari 6" in page
    assert fields(page).standing() == ["Menata proses", "Menata proses", "Menulis masalah", ""]
    assert "0 dari 6 soal terjawab" in review(six)


@pytest.mark.parametrize("typed", ["x" * 201, "panjang sekali " * 2000, "<b>&\"'" * 50])
def test_words_without_an_end_are_told_and_stay_in_the_field(six: Learner, typed: str) -> None:
    reply = post(six, form_of(six, 5), [typed], keyakinan="2")
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "lebih dari 200 huruf, jadi belum disimpan" in text(page)
    field = fields(page).text
    assert field.get("value") == typed
    assert field.get("aria-invalid") == "true"
    chosen = [
        each.get("value") for each in fields(page).form.iter("input") if each.get("checked") is not None
    ]
    assert chosen == ["2"]


@pytest.mark.parametrize("typed", ["tiga", "3,8%", "1,2,3", "1e3"])
def test_what_is_no_number_is_told_and_stays_in_the_field(six: Learner, typed: str) -> None:
    reply = post(six, form_of(six, 6), [typed])
    assert reply.status_code == 422
    page = reply.get_data(as_text=True)
    assert "belum terbaca sebagai angka" in text(page)
    assert fields(page).text.get("value") == typed
    assert fields(page).hidden["lanjut"] == "periksa"


def test_after_a_correction_the_answer_is_saved_and_the_page_goes_on(six: Learner) -> None:
    page = post(six, form_of(six, 5), ["x" * 300]).get_data(as_text=True)
    reply = post(six, fields(page), ["Bappeda"])
    assert reply.location == f"/upaya/{six.public_id}/6/"


def test_fields_for_words_and_numbers_ask_for_the_right_keyboard(six: Learner) -> None:
    assert form_of(six, 6).text.get("inputmode") == "decimal"
    assert form_of(six, 5).text.get("inputmode") is None
    assert "Tulis angkanya saja, misalnya 12,5." in text(page_of(six, 6))


def test_confidence_is_asked_with_words_too(six: Learner) -> None:
    form = form_of(six, 5)
    post(six, form, ["Diskominfosantik"], keyakinan="1")
    six.send()
    assert "Menebak atau ragu" in result_of(six, 5)


def test_typed_words_are_text_and_never_markup(six: Learner) -> None:
    post(six, form_of(six, 5), ['<script>alert(1)</script> & "Kominfo"'])
    assert "<script>alert" not in page_of(six, 5)
    assert "<script>alert" not in six.page(f"/upaya/{six.public_id}/periksa/")
    six.send()
    assert "<script>alert" not in six.result()


def test_the_steps_of_an_order_are_shown_in_the_same_shuffled_order_until_somebody_moves_them(
    six: Learner,
) -> None:
    assert form_of(six, 3).order(*ORDER) == form_of(six, 3).order(*ORDER)
    steps = [words(each) for each in form_of(six, 3).form.iter("li")]
    assert sorted(steps) == sorted(ORDER)
