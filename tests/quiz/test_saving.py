"""Saving an answer: every row of the contract's table, as a script and as a browser's own form see it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.quiz import queries
from app.quiz.models import LateAnswer
from app.quiz.rules import places_in
from tests.factories import Factory
from tests.quiz.learner import BROWSER, JSON, QUIZ, TEST, Learner
from tests.quiz.sets import publish_set


def stored(learner: Learner, position: int) -> tuple[int | None, str, int | None]:
    session.rollback()
    sitting = queries.sitting(learner.public_id, learner.person_id)
    assert sitting is not None
    line = queries.items(sitting.id)[position - 1]
    return line.revision, line.response, line.confidence


@pytest.fixture
def begun(learner: Learner) -> Learner:
    learner.start()
    return learner


def test_a_new_revision_is_stored_and_named(begun: Learner) -> None:
    key = begun.item_keys()[0]
    reply = begun.save(1, key.right, revision=1)
    assert (reply.status_code, reply.json) == (200, {"tersimpan": True, "revisi": 1})
    revision, response, _ = stored(begun, 1)
    assert (revision, len(places_in(response))) == (1, len(key.right))


def test_the_same_save_again_changes_nothing_and_is_acknowledged(begun: Learner) -> None:
    right = begun.item_keys()[0].right
    begun.save(1, right, revision=4)
    before = stored(begun, 1)
    reply = begun.save(1, right, revision=4)
    assert (reply.status_code, reply.json) == (200, {"tersimpan": True, "revisi": 4})
    assert stored(begun, 1) == before


def test_an_older_answer_never_replaces_a_newer_one(begun: Learner) -> None:
    key = begun.item_keys()[0]
    begun.save(1, key.right, revision=7)
    before = stored(begun, 1)
    reply = begun.save(1, key.wrong[:1], revision=3)
    assert (reply.status_code, reply.json) == (200, {"tersimpan": True, "revisi": 7})
    assert stored(begun, 1) == before


def test_another_answer_under_the_same_revision_is_not_acknowledged(begun: Learner) -> None:
    key = begun.item_keys()[0]
    begun.save(1, key.right, revision=2)
    before = stored(begun, 1)
    reply = begun.save(1, key.wrong[:1], revision=2)
    assert (reply.status_code, reply.json) == (409, {"tersimpan": False, "alasan": "revisi-sama"})
    assert stored(begun, 1) == before


def test_revisions_of_two_questions_do_not_disturb_each_other(begun: Learner) -> None:
    keys = begun.item_keys()
    begun.save(1, keys[0].right, revision=9)
    reply = begun.save(2, keys[1].right, revision=3)
    assert reply.json == {"tersimpan": True, "revisi": 3}


def test_an_answer_may_be_taken_back(begun: Learner) -> None:
    begun.save(1, begun.item_keys()[0].right, revision=1)
    assert begun.save(1, [], revision=2).json == {"tersimpan": True, "revisi": 2}
    assert stored(begun, 1) == (2, "", None)


def test_another_tab_is_told_that_somebody_else_writes(begun: Learner) -> None:
    key = begun.item_keys()[0]
    begun.save(1, key.right, revision=1, device="tab-1")
    before = stored(begun, 1)
    reply = begun.save(1, key.wrong[:1], revision=2, device="tab-2")
    assert (reply.status_code, reply.json) == (409, {"tersimpan": False, "alasan": "penulis-lain"})
    assert stored(begun, 1) == before


def test_taking_over_makes_the_other_tab_the_writer_and_the_first_one_not(begun: Learner) -> None:
    keys = begun.item_keys()
    begun.save(1, keys[0].right, revision=1, device="tab-1")
    taken = begun.save(1, keys[0].wrong[:1], revision=2, device="tab-2", ambil_alih="1")
    assert taken.json == {"tersimpan": True, "revisi": 2}
    assert begun.save(2, keys[1].right, revision=3, device="tab-2").status_code == 200
    assert begun.save(2, keys[1].right, revision=4, device="tab-1").status_code == 409


def test_taking_over_with_an_answer_that_is_already_older_still_takes_over(begun: Learner) -> None:
    keys = begun.item_keys()
    begun.save(1, keys[0].right, revision=5, device="tab-1")
    reply = begun.save(1, keys[0].wrong[:1], revision=2, device="tab-2", ambil_alih="1")
    assert reply.json == {"tersimpan": True, "revisi": 5}
    assert begun.save(2, keys[1].right, revision=6, device="tab-2").status_code == 200


def test_after_sending_nothing_changes(begun: Learner) -> None:
    key = begun.item_keys()[0]
    begun.save(1, key.right, revision=1)
    begun.send()
    before = stored(begun, 1)
    for revision, chosen in ((1, key.right), (2, key.wrong[:1])):
        reply = begun.save(1, chosen, revision=revision)
        assert (reply.status_code, reply.json) == (409, {"tersimpan": False, "alasan": "sudah-dikirim"})
    assert stored(begun, 1) == before


def timed(learner: Learner) -> Learner:
    publish_set("berwaktu", batas_menit="10")
    learner.start("berwaktu")
    return learner


def test_within_the_grace_an_answer_is_still_stored(learner: Learner, later: Callable[[float], None]) -> None:
    timed(learner)
    later(600 + 3)
    assert learner.save(1, learner.item_keys()[0].right, revision=1).json == {"tersimpan": True, "revisi": 1}


def test_a_late_answer_is_kept_apart_and_not_marked(learner: Learner, later: Callable[[float], None]) -> None:
    timed(learner)
    keys = learner.item_keys()
    learner.save(1, keys[0].right, revision=1)
    later(600 + 60)
    reply = learner.save(2, keys[1].right, revision=2)
    assert (reply.status_code, reply.json) == (202, {"tersimpan": False, "alasan": "terlambat"})
    assert stored(learner, 2) == (None, "", None)
    assert session.execute(select(LateAnswer.revision, LateAnswer.device)).all() == [(2, "tab-1")]
    assert "1 dari 3 benar" in learner.result()


def test_a_late_answer_survives_repeats_and_keeps_its_newest(
    learner: Learner, later: Callable[[float], None]
) -> None:
    timed(learner)
    keys = learner.item_keys()
    later(700)
    for revision in (2, 4, 3, 4):
        assert learner.save(2, keys[1].right, revision=revision).status_code == 202
    assert session.scalars(select(LateAnswer.revision)).all() == [4]


def test_a_repeat_of_what_was_saved_in_time_is_acknowledged_even_when_it_arrives_late(
    learner: Learner, later: Callable[[float], None]
) -> None:
    timed(learner)
    right = learner.item_keys()[0].right
    learner.save(1, right, revision=1)
    later(700)
    assert learner.save(1, right, revision=1).json == {"tersimpan": True, "revisi": 1}
    assert session.scalars(select(LateAnswer.revision)).all() == []


@pytest.mark.parametrize(
    "change",
    [
        {"pilihan": "0000000000000000"},
        {"pilihan": "0"},
        {"pilihan": ["a" * 16, "b" * 16]},
        {"pilihan": "x" * 200_000},
        {"revisi": "-1"},
        {"revisi": "satu"},
        {"revisi": ""},
        {"revisi": "9" * 30},
        {"perangkat": ""},
        {"perangkat": "x" * 65},
        {"perangkat": "tab\x001"},
        {"keyakinan": "4"},
        {"keyakinan": "yakin"},
        {"ambil_alih": "ya"},
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_changes(begun: Learner, change: dict[str, str]) -> None:
    right = begun.item_keys()[0].right
    data = {"perangkat": "tab-1", "revisi": "1", "keyakinan": "", "pilihan": right} | change
    reply = begun.post(begun.address(1), data, **JSON)
    assert (reply.status_code, reply.json) == (422, {"tersimpan": False, "alasan": "tidak-sah"})
    assert stored(begun, 1) == (None, "", None)


@pytest.mark.parametrize("missing", ["perangkat", "revisi"])
def test_a_missing_field_is_refused(begun: Learner, missing: str) -> None:
    data = {"perangkat": "tab-1", "revisi": "1", "pilihan": begun.item_keys()[0].right}
    del data[missing]
    assert begun.post(begun.address(1), data, **JSON).status_code == 422


def test_an_option_of_another_question_is_unknown(begun: Learner) -> None:
    keys = begun.item_keys()
    assert begun.save(1, keys[1].right, revision=1).status_code == 422


def test_two_options_for_a_question_with_one_answer_are_refused(learner: Learner) -> None:
    learner.start(TEST)
    assert learner.save(1, learner.item_keys()[0].wrong[:2], revision=1).status_code == 422


def test_a_question_that_is_not_in_the_attempt_does_not_exist(begun: Learner) -> None:
    data = {"perangkat": "tab-1", "revisi": "1", "pilihan": ""}
    for token in ("0" * 16, "butir", "../kirim", "%00"):
        assert begun.post(f"/upaya/{begun.public_id}/jawaban/{token}", data, **JSON).status_code == 404


def test_the_attempt_of_somebody_else_does_not_exist(
    begun: Learner, published: Flask, factory: Factory
) -> None:
    other = Learner(published, factory)
    data = {"perangkat": "tab-1", "revisi": "1", "pilihan": begun.item_keys()[0].right}
    assert other.post(begun.address(1), data, **JSON).status_code == 404
    assert stored(begun, 1) == (None, "", None)


def test_who_is_not_signed_in_hears_so(begun: Learner, published: Flask) -> None:
    with published.app_context():
        reply = published.test_client().post(begun.address(1), data={}, headers=JSON)
    assert reply.status_code == 401


def test_a_save_without_a_form_token_is_refused(begun: Learner) -> None:
    data = {"csrf_token": "bukan", "perangkat": "tab-1", "revisi": "1", "pilihan": begun.item_keys()[0].right}
    assert begun.post(begun.address(1), data, **JSON).status_code == 400
    assert stored(begun, 1) == (None, "", None)


def test_confidence_is_kept_where_it_is_asked_and_dropped_where_it_is_not(learner: Learner) -> None:
    learner.start(TEST)
    for position, key in enumerate(learner.item_keys(), start=1):
        learner.save(position, key.right, revision=position, confidence=2)
        assert stored(learner, position)[2] == (2 if key.diagnostic else None)


def test_confidence_may_come_before_the_choice(learner: Learner) -> None:
    learner.start(TEST)
    position = next(n for n, key in enumerate(learner.item_keys(), start=1) if key.diagnostic)
    assert learner.save(position, [], revision=1, confidence=3).status_code == 200
    assert stored(learner, position) == (1, "", 3)


def test_a_client_that_says_nothing_about_itself_gets_json(begun: Learner) -> None:
    data = {"perangkat": "tab-1", "revisi": "1", "pilihan": begun.item_keys()[0].right}
    assert begun.post(begun.address(1), data).json == {"tersimpan": True, "revisi": 1}


def test_a_script_that_accepts_anything_gets_json(begun: Learner) -> None:
    data = {"perangkat": "tab-1", "revisi": "1", "pilihan": begun.item_keys()[0].right}
    accepts = {"Accept": "text/html,*/*", "X-Requested-With": "fetch"}
    assert begun.post(begun.address(1), data, **accepts).is_json


# A browser without a script posts the same form and is led on.


def test_a_plain_form_saves_and_leads_to_the_next_question(begun: Learner) -> None:
    reply = begun.save_by_form(1, begun.item_keys()[0].right, lanjut="2")
    assert (reply.status_code, reply.location) == (302, f"/upaya/{begun.public_id}/2/")
    assert stored(begun, 1)[0] == 1


def test_the_last_plain_form_leads_to_the_check(begun: Learner) -> None:
    last = len(begun.item_keys())
    for wanted in ("periksa", "", str(last + 1), "-1", "x"):
        reply = begun.save_by_form(last, begun.item_keys()[-1].right, lanjut=wanted)
        assert reply.location == f"/upaya/{begun.public_id}/periksa/"


def test_plain_forms_count_revisions_upwards_through_the_attempt(begun: Learner) -> None:
    keys = begun.item_keys()
    begun.save_by_form(1, keys[0].right)
    begun.save_by_form(2, keys[1].right)
    begun.save_by_form(1, keys[0].wrong[:1])
    assert (stored(begun, 1)[0], stored(begun, 2)[0]) == (3, 2)


def test_a_plain_form_of_another_device_is_asked_before_it_takes_over(begun: Learner) -> None:
    keys = begun.item_keys()
    begun.save(1, keys[0].right, revision=1, device="ponsel")
    asked = begun.save_by_form(1, keys[0].wrong[:1], lanjut="2")
    page = asked.get_data(as_text=True)
    assert asked.status_code == 409
    assert "sedang dikerjakan di tab atau perangkat lain" in page
    assert 'name="ambil_alih" value="1"' in page
    taken = begun.save_by_form(1, keys[0].wrong[:1], lanjut="2", ambil_alih="1")
    assert taken.status_code == 302
    assert stored(begun, 1)[0] == 2


def test_a_plain_form_after_sending_leads_to_the_result(begun: Learner) -> None:
    begun.send()
    reply = begun.save_by_form(1, begun.item_keys()[0].right)
    assert reply.status_code == 302
    assert "sudah Anda kirim" in begun.result()


def test_a_late_plain_form_is_kept_and_leads_to_the_result(
    learner: Learner, later: Callable[[float], None]
) -> None:
    timed(learner)
    later(700)
    reply = learner.post(
        learner.address(1), {"perangkat": "masuk-1", "pilihan": learner.item_keys()[0].right}, **BROWSER
    )
    assert reply.status_code == 302
    assert len(session.scalars(select(LateAnswer.revision)).all()) == 1


def test_a_plain_form_with_a_foreign_option_is_refused_with_a_page(begun: Learner) -> None:
    reply = begun.save_by_form(1, "0" * 16)
    assert reply.status_code == 422
    assert "tidak cocok dengan soalnya" in reply.get_data(as_text=True)


def test_a_get_of_the_address_that_saves_is_refused(begun: Learner) -> None:
    assert begun.get(begun.address(1)).status_code == 405
    assert begun.get(f"/kuis/{QUIZ}/mulai").status_code in {404, 405}
