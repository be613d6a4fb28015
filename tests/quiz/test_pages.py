"""The pages of a sitting as a person reads them, without a script."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from flask import Flask

from app.people.rules import Role
from tests.factories import Factory
from tests.quiz.learner import QUIZ, TEST, Learner, parsed
from tests.quiz.sets import publish_set


def h1(html: str) -> str:
    return " ".join("".join(next(parsed(html).iter("h1")).itertext()).split())


def text(html: str) -> str:
    main = next(parsed(html).iter("main"))
    return " ".join("".join(main.itertext()).split())


def fields(html: str, name: str) -> list[Element]:
    return [each for each in parsed(html).iter("input") if each.get("name") == name]


def diagnostic_position(learner: Learner, *, asked: bool = True) -> int:
    return next(n for n, key in enumerate(learner.item_keys(), start=1) if bool(key.diagnostic) is asked)


def test_the_page_before_says_what_to_expect(learner: Learner) -> None:
    words = text(learner.page(f"/kuis/{TEST}/"))
    for fact in ("20 soal", "Tanpa batas waktu", "3 kali dalam 30 hari", "14 dari 20 soal", "jeda 24 jam"):
        assert fact in words
    assert "mengukur" in words
    assert "seberapa yakin" in words
    assert "Hanya Anda yang melihat jawaban dan nilai Anda." in words


def test_a_quiz_without_confidence_does_not_speak_of_it(learner: Learner) -> None:
    words = text(learner.page(f"/kuis/{QUIZ}/"))
    assert "yakin" not in words
    assert "Tidak dibatasi" in words


def test_an_open_quiz_offers_to_go_on_and_counts_what_is_answered(learner: Learner) -> None:
    learner.start()
    learner.save(1, learner.item_keys()[0].right, revision=1)
    words = text(learner.page(f"/kuis/{QUIZ}/"))
    assert f"1 dari {len(learner.item_keys())} soal sudah terjawab" in words
    assert "Lanjutkan kuis" in words


def test_going_on_leads_to_the_first_question_without_an_answer(learner: Learner) -> None:
    learner.start()
    for position in (1, 2, 4):
        learner.save(position, learner.item_keys()[position - 1].right, revision=position)
    assert learner.get(f"/upaya/{learner.public_id}/").location == f"/upaya/{learner.public_id}/3/"


def test_with_everything_answered_going_on_leads_to_the_check(learner: Learner) -> None:
    learner.start()
    learner.answer_all(right=1)
    assert learner.get(f"/upaya/{learner.public_id}/").location.endswith("/periksa/")


def test_a_question_page_holds_one_question_in_a_fieldset_with_its_heading(learner: Learner) -> None:
    learner.start()
    page = learner.page(f"/upaya/{learner.public_id}/3/")
    tree = parsed(page)
    form = next(each for each in tree.iter("form") if each.get("id") == "soal")
    legend = next(form.iter("legend"))
    assert f"Soal 3 dari {len(learner.item_keys())}" in text(page)
    assert legend.find("h1") is not None
    assert len(fields(page, "pilihan")) >= 3
    status = next(each for each in tree.iter("p") if each.get("id") == "simpan")
    assert status.get("role") == "status"


def test_what_is_saved_is_chosen_again_and_the_place_says_when(learner: Learner) -> None:
    learner.start(TEST)
    key = learner.item_keys()[0]
    learner.save(1, key.right, revision=1)
    page = learner.page(f"/upaya/{learner.public_id}/1/")
    chosen = [each.get("value") for each in fields(page, "pilihan") if each.get("checked") is not None]
    assert chosen == key.right
    assert re.search(r"Tersimpan \d\d\.\d\d", text(page))


def test_an_untouched_question_claims_nothing_about_saving(learner: Learner) -> None:
    learner.start()
    assert "Tersimpan" not in text(learner.page(f"/upaya/{learner.public_id}/1/"))


def test_confidence_is_asked_on_diagnostic_questions_alone_and_has_no_default(learner: Learner) -> None:
    learner.start(TEST)
    asked = learner.page(f"/upaya/{learner.public_id}/{diagnostic_position(learner)}/")
    taps = fields(asked, "keyakinan")
    assert [tap.get("value") for tap in taps] == ["1", "2", "3"]
    assert all(tap.get("checked") is None for tap in taps)
    plain = learner.page(f"/upaya/{learner.public_id}/{diagnostic_position(learner, asked=False)}/")
    assert not fields(plain, "keyakinan")


def test_several_answers_are_checkboxes_with_a_hint(learner: Learner) -> None:
    publish_set("ganda", plain=0, several=1)
    learner.start("ganda")
    page = learner.page(f"/upaya/{learner.public_id}/1/")
    assert {each.get("type") for each in fields(page, "pilihan")} == {"checkbox"}
    assert "Pilih semua yang tepat." in text(page)


def test_a_question_beyond_the_last_does_not_exist(learner: Learner) -> None:
    learner.start()
    for position in (0, len(learner.item_keys()) + 1, 99999999999999999999):
        learner.page(f"/upaya/{learner.public_id}/{position}/", status=404)


def test_the_check_names_what_is_missing(learner: Learner) -> None:
    learner.start(TEST)
    position = diagnostic_position(learner)
    learner.save(position, learner.item_keys()[position - 1].right, revision=1)
    words = text(learner.page(f"/upaya/{learner.public_id}/periksa/"))
    assert "1 dari 20 soal terjawab" in words
    assert f"Soal {position} belum berisi keyakinan Anda" in words
    assert words.count("Belum dijawab") == 19
    assert "Keyakinan belum diisi" in words
    assert "Kirim 1 jawaban sekarang?" in words


def test_ubah_on_the_check_leads_to_the_question_and_back_to_the_check(learner: Learner) -> None:
    learner.start()
    page = learner.page(f"/upaya/{learner.public_id}/2/?lanjut=periksa")
    assert [each.get("value") for each in fields(page, "lanjut")] == ["periksa"]


def test_without_a_script_a_whole_quiz_can_be_answered_and_sent(learner: Learner) -> None:
    learner.start()
    address = f"/upaya/{learner.public_id}/1/"
    for key in learner.item_keys():
        page = learner.page(address)
        form = next(each for each in parsed(page).iter("form") if each.get("id") == "soal")
        hidden = {
            str(each.get("name")): str(each.get("value"))
            for each in form.iter("input")
            if each.get("type") == "hidden"
        }
        reply = learner.post(str(form.get("action")), {**hidden, "pilihan": key.right}, Accept="text/html")
        assert reply.status_code == 302
        address = reply.location
    assert address == f"/upaya/{learner.public_id}/periksa/"
    learner.page(address)
    learner.send()
    count = len(learner.item_keys())
    assert h1(learner.result()) == f"{count} dari {count} benar. Anda lulus kuis ini."


def test_the_result_says_what_was_found_and_refutes_the_chosen_belief(learner: Learner) -> None:
    learner.start(TEST)
    learner.answer_all(right=0, tagged=True)
    learner.send()
    page = learner.result()
    words = text(page)
    assert h1(page) == "0 dari 20 benar. Anda belum lulus tes ini."
    assert "salah kaprah masih Anda pegang dengan yakin" in words
    assert "Keyakinan di balik jawaban ini" in words
    assert "Dengar SPBE, ya usul bikin aplikasi." in words
    assert words.count("Mengapa keliru") <= 20
    assert "Keyakinan yang sama seperti soal" in words
    assert "Belum tepat" in words


def test_a_right_guess_is_told_apart_from_knowing(learner: Learner) -> None:
    learner.start(TEST)
    learner.answer_all(confidence=1)
    learner.send()
    words = text(learner.result())
    assert "Semua tepat, tetapi 11 di antaranya tebakan" in words
    assert words.count("Menebak atau ragu") == 11


def test_a_result_links_its_explanations_to_the_sections(learner: Learner) -> None:
    learner.start()
    learner.answer_all(right=0)
    learner.send()
    assert re.search(rf'href="/modul/{QUIZ}/[a-z0-9-]+/', learner.result())


def test_before_sending_there_is_no_result(learner: Learner) -> None:
    learner.start()
    learner.answer_all()
    learner.page(f"/upaya/{learner.public_id}/hasil", status=404)


def test_after_sending_the_sitting_leads_to_the_result(learner: Learner) -> None:
    learner.start()
    learner.send()
    for place in ("", "1/", "periksa/"):
        reply = learner.get(f"/upaya/{learner.public_id}/{place}")
        assert reply.location == f"/upaya/{learner.public_id}/hasil"


def test_explanations_wait_until_the_set_closes(learner: Learner, later: Callable[[float], None]) -> None:
    publish_set("tertutup", ditutup="2026-12-31T08:00:00+08:00", umpan_balik="setelah-tutup")
    learner.start("tertutup")
    learner.answer_all(right=1)
    learner.send()
    page = learner.result()
    assert h1(page) == "1 dari 3 benar. Anda belum lulus tes ini."
    assert "Penjelasan tiap soal dibuka" in text(page)
    for secret in ("Alasan butir", "jitu", "Yang tepat", "Belum tepat", 'class="cells'):
        assert secret not in page


def test_the_attempt_of_somebody_else_does_not_exist_on_any_page(
    learner: Learner, published: Flask, factory: Factory
) -> None:
    learner.start()
    learner.send()
    other = Learner(published, factory)
    for place in ("", "1/", "periksa/", "hasil"):
        other.page(f"/upaya/{learner.public_id}/{place}", status=404)


def test_only_learners_sit_quizzes(published: Flask, factory: Factory) -> None:
    for role in (Role.PIMPINAN, Role.NARASUMBER, Role.ADMINISTRATOR):
        with published.app_context():
            client = factory.sign_in(published, factory.person(roles={role}))
        with published.app_context():
            assert client.get(f"/kuis/{QUIZ}/").status_code == 403
        with published.app_context():
            assert client.get(f"/upaya/{'0' * 32}/hasil").status_code == 403


def test_no_page_of_the_sitting_may_be_stored(learner: Learner) -> None:
    learner.start()
    for place in ("1/", "periksa/"):
        assert learner.get(f"/upaya/{learner.public_id}/{place}").headers["Cache-Control"] == "no-store"


def test_a_timed_sitting_says_how_much_is_left(learner: Learner, later: Callable[[float], None]) -> None:
    publish_set("berwaktu", batas_menit="10")
    learner.start("berwaktu")
    page = learner.page(f"/upaya/{learner.public_id}/1/")
    assert re.search(r"Sisa (10\.00|9\.5\d)", " ".join("".join(parsed(page).itertext()).split()))
    later(570)
    assert "warn-t" in learner.page(f"/upaya/{learner.public_id}/periksa/")


def test_an_untimed_sitting_has_no_timer(learner: Learner) -> None:
    learner.start()
    assert "data-sisa" not in learner.page(f"/upaya/{learner.public_id}/1/")
