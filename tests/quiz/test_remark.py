"""Marking again: what is the same question, what would change, applying it, undoing it."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import audit
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.learning import queries as learning
from app.learning import services as reading
from app.materials import queries as materials
from app.quiz import queries, services
from app.quiz.models import Answer, AttemptItem, RemarkItem, RemarkResult, Result
from app.quiz.rules import Hindrance, NoReason, PlanOutdated, UndoRefused
from tests.factories import Factory
from tests.quiz.learner import QUIZ, TEST
from tests.quiz.remarks import (
    CORRECTED,
    LED,
    QUESTIONS,
    SLUG,
    WISE,
    answer,
    apply,
    begin,
    cells,
    corrected,
    moved,
    plan,
    publish,
    publish_at,
    published_text,
    send,
    sit,
    text_of,
    undo,
    wise_answers,
)

QUIZ_PATH = "modul/01-spbe-bukan-lomba-aplikasi/kuis.md"
TEST_PATH = "tes/spbe-dasar/tes.md"
ALL = tuple(QUESTIONS)


def scores() -> list[tuple[int, Fraction, bool]]:
    session.rollback()
    rows = session.execute(select(Result).order_by(Result.attempt_id)).scalars()
    return [(row.correct, Fraction(row.score_numerator, row.score_denominator), row.passed) for row in rows]


@pytest.mark.parametrize("key", ALL)
def test_a_corrected_key_of_any_type_lifts_who_knew_better(
    published: Flask, factory: Factory, key: str
) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    sit(factory.person(), LED)
    publish(corrected(key))
    found = plan()
    assert [each.now.key for each in found.corrections] == [key]
    assert (found.impact.results, found.impact.up, found.impact.down) == (2, 1, 1)
    before = scores()
    apply()
    (wise, led), (wise_then, led_then) = scores(), before
    assert wise[0] == wise_then[0] + 1
    assert led[0] == led_then[0] - 1
    assert wise[1] > wise_then[1]
    assert led[1] < led_then[1]


def test_all_keys_together_turn_everything_round(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    publish(corrected(*ALL))
    apply()
    assert scores() == [(6, Fraction(1), True)]


def test_after_applying_nothing_is_left_to_mark_and_a_new_edition_asks_for_nothing(
    published: Flask, factory: Factory
) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    publish(corrected("satu"))
    apply()
    assert plan().changes == ()
    publish(corrected("satu").replace("Alasannya begini.", "Alasannya lebih jelas."))
    assert plan().changes == ()
    publish(corrected("satu", "kata"))
    assert [each.now.key for each in plan().corrections] == ["kata"]


def test_undoing_puts_every_cell_back(published: Flask, factory: Factory) -> None:
    publish(corrected())
    for given in (WISE, LED, {}):
        sit(factory.person(), given)
    publish(corrected(*ALL))
    before, wanted = cells(), plan().digest
    undo(apply())
    assert cells() == before
    assert plan().digest == wanted


def test_an_unchanged_key_changes_nothing(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    publish(corrected().replace("Alasannya begini.", "Alasannya lebih jelas."))
    assert plan().changes == ()
    assert plan().left == ()
    with pytest.raises(PlanOutdated):
        apply()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Manakah ibu kota", "Manakah bukan ibu kota", Hindrance.STEM),
        ("- [ ] Palu", "- [x] Kota Palu", Hindrance.ENTRIES),
        ("melihat tahun", "melihat warna", Hindrance.ENTRIES),
        ("Menata proses", "Menata aplikasi", Hindrance.ENTRIES),
    ],
)
def test_another_question_is_not_marked_by_its_key(
    published: Flask, factory: Factory, old: str, new: str, why: Hindrance
) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    text = corrected().replace("- [x] Poso", "- [ ] Poso").replace("- [ ] Palu", "- [x] Palu")
    publish(text.replace(old.replace("[ ]", "[x]"), new, 1))
    assert [each.why for each in plan().left] == [why]
    assert why is Hindrance.STEM or plan().impact.results == 1 or plan().corrections == ()


def test_typography_is_no_other_question(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    publish(
        corrected("satu").replace("Manakah ibu kota Sulawesi Tengah?", "Manakah  Ibu Kota Sulawesi Tengah")
    )
    assert (plan().left, plan().impact.up) == ((), 1)


def test_a_deleted_question_leaves_its_results_alone(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    rest = {key: text for key, text in QUESTIONS.items() if key != "satu"}
    publish(text_of(rest).replace("ambang: 1/2", "ambang: 1/2\nditarik: [satu]"))
    assert [(each.key, each.why) for each in plan().left] == [("satu", Hindrance.GONE)]
    assert plan().changes == ()


def test_two_right_options_instead_of_one_credit_either(published: Flask, factory: Factory) -> None:
    publish(corrected())
    for word in ("Poso", "Palu", "Luwuk"):
        sit(factory.person(), {"satu": [word]})
    publish(corrected().replace("- [ ] Palu", "- [x] Palu"))
    impact = plan().impact
    assert (impact.results, impact.up, impact.down) == (3, 1, 0)
    apply()
    assert [row[0] for row in scores()] == [1, 1, 0]


def test_weight_and_pass_mark_stay_those_that_were_sat(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    text = corrected("satu").replace("{#satu}", "{#satu bobot=5}").replace("ambang: 1/2", "ambang: 1/6")
    publish(text)
    apply()
    (row,) = scores()
    assert row[2] is False
    assert plan().changes == ()
    assert row[1] - Fraction(1, 6) == _score_without("satu")


def _score_without(key: str) -> Fraction:
    rows = session.execute(select(RemarkResult.before_numerator, RemarkResult.before_denominator)).one()
    return Fraction(*rows)


def test_a_pass_is_never_taken_away(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), LED)
    publish(corrected(*ALL))
    assert plan().impact.kept == 1
    apply()
    assert scores() == [(0, Fraction(0), True)]


def test_a_plan_that_is_outdated_changes_nothing(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    late = begin(factory.person())
    publish(corrected("satu"))
    wanted = plan().digest
    answer(late, LED)
    send(late)
    before = cells()
    with pytest.raises(PlanOutdated):
        apply(digest=wanted)
    assert cells() == before
    assert plan().impact.results == 2


def test_who_sends_while_the_plan_is_made_is_not_passed_over(
    published: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    late = begin(factory.person())
    answer(late, LED)
    publish(corrected("satu"))
    wanted, planned, remark_plan = plan().digest, list[queries.RemarkPlan | None](), queries.remark_plan

    def plan_and_let_somebody_send(slug: str) -> queries.RemarkPlan | None:
        planned.append(remark_plan(slug))
        if len(planned) == 1:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(send_apart).result()
        return planned[-1]

    def send_apart() -> None:
        with published.app_context():
            send(late)

    monkeypatch.setattr(queries, "remark_plan", plan_and_let_somebody_send)
    with pytest.raises(PlanOutdated):
        apply(digest=wanted)
    assert [each.impact.results for each in planned if each] == [1, 2]


def test_the_same_order_twice_is_one_remark(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    publish(corrected("satu"))
    wanted = plan().digest
    assert apply(digest=wanted) == apply(digest=wanted)
    assert session.scalar(select(func.count(RemarkResult.attempt_id))) == 1


def test_every_result_is_logged_before_and_after_and_every_change_of_an_item(
    published: Flask, factory: Factory
) -> None:
    publish(corrected())
    for given in (WISE, LED, {}):
        sit(factory.person(), given)
    publish(corrected("satu"))
    remark_id = apply()
    rows = session.execute(select(RemarkResult).order_by(RemarkResult.attempt_id)).scalars().all()
    assert [row.after_correct - row.before_correct for row in rows] == [1, -1, 0]
    assert session.scalar(select(func.count(RemarkItem.attempt_item_id))) == 2
    (entry,) = audit.entries(limit=1)
    assert (entry.action, entry.subject) == ("remark results", SLUG)
    assert f"Penilaian ulang {remark_id}: 3 hasil, 1 naik, 1 turun." in entry.details


@pytest.mark.parametrize("reason", ["", "   ", "salah", "x" * 301])
def test_without_a_reason_nothing_happens(published: Flask, factory: Factory, reason: str) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    publish(corrected("satu"))
    wanted = plan().digest
    with pytest.raises(NoReason), transaction():
        services.apply_remark(slug=SLUG, digest=wanted, reason=reason, by=None, at=now())


def test_the_newest_remark_is_undone_first(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    before = cells()
    publish(corrected("satu"))
    first = apply()
    publish(corrected("satu", "kata"))
    second = apply()
    with pytest.raises(UndoRefused, match=f"nomor {second}"):
        undo(first)
    undo(second)
    undo(first)
    assert cells() == before
    with pytest.raises(UndoRefused, match="sudah dibatalkan"):
        undo(first)


def test_an_open_attempt_is_marked_by_its_own_key_and_then_offered(
    published: Flask, factory: Factory
) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    late = begin(factory.person())
    publish(corrected("satu"))
    assert plan().open_attempts == 1
    apply()
    answer(late, LED)
    send(late)
    assert [row[0] for row in scores()] == [1, 6]
    assert (plan().impact.results, plan().impact.down) == (1, 1)


WRONG = ("dinas-a-dinas-b", "tanggapan-definisi", "kode-desa")


def read_all(person: int) -> None:
    page = materials.module(QUIZ)
    assert page is not None
    for line in page.sections:
        with transaction():
            reading.mark_read(
                person_id=person, slug=QUIZ, version_id=page.card.version_id, anchor=line.anchor, at=now()
            )


def wrong_quiz(text: str) -> str:
    """The quiz with a wrong key for one question."""
    return moved(text, "tiga-aplikasi-baru")


def test_a_new_pass_completes_the_module_and_undoing_takes_it_back(
    published: Flask, factory: Factory
) -> None:
    right = published_text(QUIZ_PATH)
    answers = wise_answers(QUIZ, wrong=WRONG)
    publish_at(QUIZ_PATH, QUIZ, wrong_quiz(right))
    read, begun = factory.person(), factory.person()
    read_all(read)
    for person in (read, begun):
        sit(person, answers, QUIZ)
    before = cells()
    publish_at(QUIZ_PATH, QUIZ, right)
    found = plan(QUIZ)
    assert (found.impact.gained, queries.would_complete(found)) == (2, {read})
    remark_id = apply(QUIZ)
    assert learning.passed_persons(QUIZ) == {read, begun}
    assert set(learning.completions_of(read)) == {QUIZ}
    assert learning.completions_of(begun) == {}
    undo(remark_id)
    assert cells() == before


def test_undoing_is_refused_when_a_module_was_finished_upon_the_pass(
    published: Flask, factory: Factory
) -> None:
    right = published_text(QUIZ_PATH)
    answers = wise_answers(QUIZ, wrong=WRONG)
    publish_at(QUIZ_PATH, QUIZ, wrong_quiz(right))
    person = factory.person()
    sit(person, answers, QUIZ)
    publish_at(QUIZ_PATH, QUIZ, right)
    remark_id = apply(QUIZ)
    read_all(person)
    after = cells()
    with pytest.raises(UndoRefused, match="1 peserta sudah menyelesaikan modul"):
        undo(remark_id)
    assert cells() == after


def test_who_passed_again_since_keeps_that_pass(published: Flask, factory: Factory) -> None:
    right = published_text(QUIZ_PATH)
    answers, all_right = wise_answers(QUIZ, wrong=WRONG), wise_answers(QUIZ)
    publish_at(QUIZ_PATH, QUIZ, wrong_quiz(right))
    person = factory.person()
    sit(person, answers, QUIZ)
    publish_at(QUIZ_PATH, QUIZ, right)
    remark_id = apply(QUIZ)
    sit(person, all_right, QUIZ)
    undo(remark_id)
    assert learning.passed_persons(QUIZ) == {person}


ABOUT_SHARED = ("aplikasi-arsip", "aduan-rumah-sakit", "surat-sejak-2015")
ABOUT_CORE = ("bahan-awal", "pertanyaan-pembuka", "dana-tambahan")
"""One item of each form."""


def _moved_in_each_form(text: str, keys: Sequence[str]) -> str:
    for key in keys:
        text = moved(text, key)
    return text


def test_the_figures_of_the_standard_move_with_it(published: Flask, factory: Factory) -> None:
    right = published_text(TEST_PATH)
    answers = wise_answers(TEST)
    publish_at(TEST_PATH, TEST, _moved_in_each_form(_moved_in_each_form(right, ABOUT_SHARED), ABOUT_CORE))
    people = [factory.person() for _ in range(3)]
    for person in people:
        sit(person, answers, TEST)
    before = cells()
    assert {row[5] for row in before["standing"]} == {18}
    publish_at(TEST_PATH, TEST, right)
    remark_id = apply(TEST)
    assert services.standing_differences() == 0
    assert {row[5] for row in cells()["standing"]} == {20}
    assert {row[-1] for row in cells()["standing"]} != {row[-1] for row in before["standing"]}
    undo(remark_id)
    assert cells() == before
    assert services.standing_differences() == 0


def test_an_older_sitting_of_a_day_does_not_take_the_place_of_the_newer(
    published: Flask, factory: Factory
) -> None:
    right = published_text(TEST_PATH)
    answers = wise_answers(TEST)
    publish_at(TEST_PATH, TEST, _moved_in_each_form(right, ABOUT_SHARED))
    person, noon = factory.person(), now() - timedelta(days=5)
    sit(person, answers, TEST, at=noon)
    sit(person, {}, TEST, at=noon + timedelta(days=2))
    publish_at(TEST_PATH, TEST, right)
    apply(TEST)
    assert [row[5] for row in cells()["standing"]] == [20]
    assert services.standing_differences() == 0


def test_one_attempt_is_marked_again_from_what_is_stored_for_it_now(
    published: Flask, factory: Factory
) -> None:
    person = factory.person()
    answers = wise_answers(TEST)
    few = {key: given for place, (key, given) in enumerate(answers.items()) if place % 20 < 14}
    sitting = sit(person, few, TEST)
    assert cells()["standing"] == []
    before = cells()
    late = _answer_late(sitting.id, answers)
    with transaction():
        remark_id = services.remark_attempt(
            attempt_id=sitting.id, reason="Jawaban terlambat diterima.", by=person, at=now()
        )
    assert remark_id is not None
    assert (late, scores()[0][0]) == (6, 20)
    assert len(cells()["standing"]) == 1
    assert services.standing_differences() == 0
    undo(remark_id)
    assert cells() == before


def _answer_late(attempt_id: int, answers: dict[str, list[str]]) -> int:
    """Store the key's answer for every blank item, as a trainer's decision would; how many."""
    count = 0
    for line in queries.items(attempt_id):
        question = materials.question(line.question_id)
        assert question is not None
        if not line.answered:
            place = next(each.position for each in question.choices if each.correct)
            with transaction():
                session.add(
                    Answer(
                        attempt_item_id=line.item_id,
                        revision=50,
                        device="t",
                        response=str(place),
                        confidence=3,
                        saved_at=now(),
                    )
                )
            count += 1
    return count


def test_marking_one_attempt_again_without_a_change_says_so(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sitting = sit(factory.person(), WISE)
    with transaction():
        assert (
            services.remark_attempt(attempt_id=sitting.id, reason="Memeriksa saja.", by=None, at=now())
            is None
        )


def test_one_attempt_stays_marked_by_the_corrected_key(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sitting = sit(factory.person(), WISE)
    publish(corrected("satu"))
    apply()
    with transaction():
        session.execute(
            update(Answer)
            .where(
                Answer.attempt_item_id.in_(select(AttemptItem.id).where(AttemptItem.attempt_id == sitting.id))
            )
            .values(confidence=1)
        )
        found = services.remark_attempt(attempt_id=sitting.id, reason="Memeriksa saja.", by=None, at=now())
    assert (found, scores()[0][0]) == (None, 1)


def test_an_attempt_without_a_result_cannot_be_marked_again(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sitting = begin(factory.person())
    for attempt_id in (sitting.id, 987654):
        with pytest.raises(NotFound), transaction():
            services.remark_attempt(
                attempt_id=attempt_id, reason="Jawaban terlambat diterima.", by=None, at=now()
            )


def test_the_corrections_of_these_tests_publish(published: Flask) -> None:
    publish(corrected())
    for number in range(1, len(CORRECTED) + 1):
        publish(corrected(*ALL[:number]))


def test_an_edited_quiz_leaves_twenty_open_attempts_alone(published: Flask, factory: Factory) -> None:
    """Key, words, order, a deleted question: all go on, send, and are marked by their version."""
    publish(corrected())
    sat = [begin(factory.person()) for _ in range(20)]
    for sitting in sat[:10]:
        answer(sitting, {key: WISE[key] for key in ALL[:3]})
    rest = {key: QUESTIONS[key] for key in reversed(ALL) if key != "pasang"}
    rest["satu"] = rest["satu"].replace(*CORRECTED["satu"])
    rest["kata"] = rest["kata"].replace(*CORRECTED["kata"])
    rest["banyak"] = rest["banyak"].replace("Warna logo", "Warna seragam")
    publish(text_of(rest).replace("ambang: 1/2", "ambang: 1/2\nditarik: [pasang]"))
    for number, sitting in enumerate(sat):
        assert len(queries.items(sitting.id)) == len(ALL)
        answer(sitting, WISE if number % 2 else LED)
        send(sitting)
    assert sorted(row[0] for row in scores()) == [0] * 10 + [6] * 10
    found = plan()
    assert (found.impact.results, found.impact.up, found.impact.down) == (20, 10, 10)
    assert {(each.key, each.why) for each in found.left} == {
        ("pasang", Hindrance.GONE),
        ("banyak", Hindrance.ENTRIES),
    }
    before = cells()
    remark_id = apply()
    assert sorted(row[0] for row in scores()) == [2] * 10 + [4] * 10
    undo(remark_id)
    assert cells() == before


def test_the_command_previews_applies_with_a_reason_and_undoes(published: Flask, factory: Factory) -> None:
    publish(corrected())
    sit(factory.person(), WISE)
    publish(corrected("satu"))
    before, runner = cells(), published.test_cli_runner()
    shown = json.loads(runner.invoke(args=["quiz", "remark", SLUG, "--json"]).stdout)
    assert (shown["hasil"], shown["naik"], shown["turun"], shown["diterapkan"]) == (1, 1, 0, None)
    assert cells() == before
    refused = runner.invoke(args=["quiz", "remark", SLUG, "--apply"])
    assert (refused.exit_code, "Tulis alasannya" in refused.stderr) == (1, True)
    assert cells() == before
    reason = ["--reason", "Kuncinya keliru sejak awal."]
    done = json.loads(runner.invoke(args=["quiz", "remark", SLUG, "--apply", "--json", *reason]).stdout)
    assert done["diterapkan"] is not None
    assert cells() != before
    assert "Tidak ada hasil" in runner.invoke(args=["quiz", "remark", SLUG]).stdout
    undone = runner.invoke(args=["quiz", "remark", SLUG, "--undo", str(done["diterapkan"]), *reason])
    assert (undone.exit_code, cells()) == (0, before)
    assert runner.invoke(args=["quiz", "remark", "tidak-ada"]).exit_code == 1
    assert runner.invoke(args=["quiz", "remark", SLUG, "--undo", "999", *reason]).exit_code == 1
