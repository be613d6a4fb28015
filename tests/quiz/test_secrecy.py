"""Nothing sent before the result tells the key: not a word, not an id, not an order, not a size."""

import re
from collections import Counter

import pytest
from flask import Flask

from app.clock import now
from app.db import transaction
from app.materials import queries as materials
from app.quiz import queries, services
from tests.factories import Factory
from tests.quiz.learner import JSON, QUIZ, TEST, Learner
from tests.quiz.remarks import LED, SLUG, WISE, answer, corrected, publish, send
from tests.quiz.sets import publish_set

NAMES_OF_SECRETS = (
    "correct", "benar\"", "kunci=", "right", "salah_kaprah", "salah-kaprah=", "diagnos", "belief", "points",
    "score", "skor", "seed", "explanation", "feedback", "bobot", "weight",
)  # fmt: skip


def everything_sent(learner: Learner, slug: str) -> list[str]:
    """Every byte of pages, replies and headers from the first look to just before Kirim."""
    sent = [learner.page(f"/kuis/{slug}/")]
    learner.start(slug)
    for position, key in enumerate(learner.item_keys(), start=1):
        address = f"/upaya/{learner.public_id}/{position}/"
        sent.append(learner.page(address))
        for revision, chosen in enumerate((key.wrong[:1], key.right), start=2 * position):
            reply = learner.save(position, chosen, revision=revision, confidence=3)
            sent += [reply.get_data(as_text=True), str(reply.headers)]
        refused = learner.save(position, ["0" * 16], revision=99)
        sent += [refused.get_data(as_text=True), str(refused.headers), learner.page(address)]
    form = learner.save_by_form(1, learner.item_keys()[0].right, lanjut="2", perangkat="tab-1")
    sent += [form.get_data(as_text=True), str(form.headers)]
    other = learner.save_by_form(1, learner.item_keys()[0].right, perangkat="lain")
    sent += [other.get_data(as_text=True), learner.page(f"/upaya/{learner.public_id}/periksa/")]
    sent.append(learner.page(f"/kuis/{slug}/"))
    kept = learner.client.get(
        f"/upaya/{learner.public_id}/bekal"
    )  # what the device keeps for times without signal
    assert kept.status_code == 200
    sent += [kept.get_data(as_text=True), str(kept.headers)]
    return sent


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_no_explanation_feedback_or_code_is_sent_before_the_result(learner: Learner) -> None:
    for slug in (QUIZ, TEST):
        question_set = materials.question_set(slug)
        assert question_set is not None
        questions = materials.questions(question_set.version_id)
        sent = "\n".join(words_of(each) for each in everything_sent(learner, slug))
        for question in questions:
            assert words_of(question.explanation_html)[:60] not in sent
            for choice in question.choices:
                assert words_of(choice.feedback_html or "?" * 70)[:60] not in sent
        raw_codes = {choice.salah_kaprah for each in questions for choice in each.choices} - {None}
        for code in raw_codes | {question.key for question in questions}:
            assert f"{code}" not in sent or code in slug


def test_no_name_of_a_secret_stands_in_the_markup_of_a_sitting(learner: Learner) -> None:
    everything_sent(learner, TEST)
    for position in range(1, 11):
        page = learner.page(f"/upaya/{learner.public_id}/{position}/").lower()
        markup = " ".join(re.findall(r"<[^>]*>", page))
        for name in NAMES_OF_SECRETS:
            assert name not in markup, name


def test_seed_and_numbers_of_rows_stay_on_the_server(learner: Learner) -> None:
    sent = "\n".join(everything_sent(learner, TEST))
    sitting = queries.sitting(learner.public_id, learner.person_id)
    assert sitting is not None
    assert sitting.seed not in sent
    for line in queries.items(sitting.id):
        assert f'"{line.question_id}"' not in sent.replace('value="1"', "").replace('value="2"', "").replace(
            'value="3"', ""
        )


def test_right_and_wrong_answers_get_replies_of_one_size(learner: Learner) -> None:
    learner.start(TEST)
    key = learner.item_keys()[0]
    replies = [learner.save(1, chosen, revision=n) for n, chosen in enumerate((key.right, key.wrong[:1]), 1)]
    assert len({len(reply.data) for reply in replies}) == 1
    assert {tuple(sorted(reply.headers.keys())) for reply in replies} == {
        tuple(sorted(replies[0].headers.keys()))
    }


def test_the_right_option_stands_everywhere_equally_often(published: Flask, factory: Factory) -> None:
    publish_set("acak", plain=20, acak_soal="ya", acak_pilihan="ya")
    places: Counter[int] = Counter()
    for _ in range(15):
        person = factory.person()
        with transaction():
            public_id = services.start_or_resume(person_id=person, slug="acak", at=now())
        sitting = queries.sitting(public_id, person)
        assert sitting is not None
        shown = queries.shown_questions(sitting, queries.items(sitting.id))
        for question in shown:
            places[next(n for n, option in enumerate(question.options) if "jitu" in option.text)] += 1
    assert all(60 < places[place] < 140 for place in range(3)), places


def test_a_question_that_keeps_its_order_still_has_opaque_names(learner: Learner) -> None:
    publish_set("urut", plain=4, acak_pilihan="tidak", acak_soal="tidak")
    learner.start("urut")
    page = learner.page(f"/upaya/{learner.public_id}/1/")
    assert page.index("keliru 1 satu") < page.index("jitu 1") < page.index("keliru 1 dua")
    names = re.findall(r'name="pilihan"[^>]*value="([^"]+)"', page)
    assert all(re.fullmatch(r"[0-9a-f]{16}", name) for name in names)


def test_the_order_of_questions_and_options_stays_within_an_attempt(learner: Learner) -> None:
    learner.start(TEST)
    address = f"/upaya/{learner.public_id}/4/"
    first = re.findall(r'value="([0-9a-f]{16})"', learner.page(address))
    learner.save(4, learner.item_keys()[3].right, revision=1)
    assert re.findall(r'value="([0-9a-f]{16})"', learner.page(address)) == first


def test_a_refused_save_says_nothing_about_the_question(learner: Learner) -> None:
    learner.start(TEST)
    reply = learner.post(learner.address(1), {"perangkat": "t", "revisi": "1", "pilihan": "x"}, **JSON)
    assert reply.json == {"tersimpan": False, "alasan": "tidak-sah"}


RULES = {
    "langsung": "umpan_balik: langsung",
    "setelah-kirim": "umpan_balik: setelah-kirim",
    "setelah-tutup": "umpan_balik: setelah-tutup\nditutup: 2099-01-01 08:00",
}


@pytest.mark.parametrize("rule", RULES)
def test_no_page_of_an_open_attempt_of_any_type_tells_the_key(
    published: Flask, factory: Factory, rule: str
) -> None:
    """Every address that a page of the attempt leads to, before and after answers, for all six types."""
    publish(corrected().replace("ambang: 1/2", f"ambang: 1/2\n{RULES[rule]}"))
    learner = Learner(published, factory)
    learner.start(SLUG)
    sitting = queries.sitting(learner.public_id, learner.person_id)
    assert sitting is not None
    before = crawled(learner)
    for given in (LED, WISE):
        answer(sitting, given)
    after = crawled(learner)
    assert len(after) >= 9
    for address, page in (*before.items(), *after.items()):
        for secret in ("Alasannya begini", "SIMPEG", "3,50", sitting.seed):
            assert secret not in page, (address, secret)
        markup = " ".join(re.findall(r"<[^>]*>", page)).lower()
        if address.startswith("/upaya/"):
            assert not [name for name in NAMES_OF_SECRETS if name in markup], address
    assert learner.get(f"/upaya/{learner.public_id}/hasil").status_code == 404
    send(sitting)
    assert ("Alasannya begini" in learner.result()) is (rule != "setelah-tutup")
    assert ("SIMPEG" in learner.result()) is (rule != "setelah-tutup")


def crawled(learner: Learner) -> dict[str, str]:
    """Headers and text of the attempt's pages, of whatever they link to, and of the person's own pages."""
    waiting, seen = [f"/upaya/{learner.public_id}/", "/", f"/kuis/{SLUG}/", "/saya/"], {}
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/static", "/modul", "/salah", "/istilah", "/dasar")):
            continue
        reply = learner.get(address)
        page = reply.get_data(as_text=True)
        seen[address] = f"{reply.headers}{page}"
        if reply.status_code == 302:
            waiting.append(reply.location)
        if address.startswith(f"/upaya/{learner.public_id}/"):
            waiting += [each.split("#")[0] for each in re.findall(r'href="(/[^"]*)"', page)]
    return seen
