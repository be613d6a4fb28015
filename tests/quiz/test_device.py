"""What a device may keep: copies of an own open sitting, and a key that no two people share."""

from base64 import b64decode
from typing import Any

from flask import Flask

from app.materials import queries as materials
from app.people.rules import owner_mark, seal_key
from tests.factories import Factory
from tests.quiz.learner import TEST, Learner


def copies(learner: Learner) -> dict[str, Any]:
    """The answer to the device, as it reads it."""
    reply = learner.get(f"/upaya/{learner.public_id}/bekal")
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = reply.json
    return found


def test_one_answer_holds_every_page_of_the_sitting_and_its_files(learner: Learner) -> None:
    learner.start()
    given = copies(learner)
    places = [f"{n}/" for n, _ in enumerate(learner.item_keys(), start=1)] + ["periksa/"]
    assert set(given["halaman"]) == {f"/upaya/{learner.public_id}/{place}" for place in places}
    for address in given["berkas"]:
        assert learner.get(address).status_code == 200


def test_a_copy_is_the_page_itself_but_for_the_key_of_its_owner(learner: Learner) -> None:
    learner.start()
    path = f"/upaya/{learner.public_id}/2/"
    page, copy = learner.page(path), copies(learner)["halaman"][path]
    assert "data-segel" in page
    assert "data-segel" not in copy
    start, end = "<fieldset", "</form>"
    assert page[page.index(start) :].split(end)[0] == copy[copy.index(start) :].split(end)[0]


def test_no_copy_tells_an_explanation_or_a_belief(learner: Learner) -> None:
    learner.start(TEST)
    learner.save(1, learner.item_keys()[0].right, revision=1)
    held = "\n".join(copies(learner)["halaman"].values())
    question_set = materials.question_set(TEST)
    assert question_set is not None
    for question in materials.questions(question_set.version_id):
        assert question.explanation_html[:60] not in held
        assert f'"{question.key}"' not in held
        for choice in question.choices:
            assert (choice.feedback_html or "?" * 70)[:60] not in held


def test_a_sitting_that_is_over_or_somebody_elses_is_not_copied(
    learner: Learner, published: Flask, factory: Factory
) -> None:
    learner.start()
    other = Learner(published, factory)
    assert other.get(f"/upaya/{learner.public_id}/bekal").status_code == 404
    learner.send()
    assert learner.get(f"/upaya/{learner.public_id}/bekal").location.endswith("/hasil")


def test_the_outbox_of_a_person_opens_with_that_persons_key_alone(
    learner: Learner, published: Flask, factory: Factory
) -> None:
    public_id = learner.start()
    other = Learner(published, factory)
    mine, theirs = (who.get("/saya/kotak") for who in (learner, other))
    assert mine.headers["Cache-Control"] == "no-store"
    assert mine.json is not None
    assert theirs.json is not None
    assert len(b64decode(mine.json["segel"])) == 32
    assert mine.json["segel"] != theirs.json["segel"]
    assert mine.json["pemilik"] != theirs.json["pemilik"]
    assert (mine.json["terbuka"], theirs.json["terbuka"]) == ([public_id], [])


def test_who_is_not_signed_in_gets_no_key(published: Flask) -> None:
    reply = published.test_client().get("/saya/kotak", headers={"Accept": "application/json"})
    assert reply.status_code == 401
    assert "segel" not in reply.get_data(as_text=True)


def test_mark_and_key_depend_on_the_secret_and_tell_nothing_of_each_other() -> None:
    assert seal_key("a" * 32, 1) == seal_key("a" * 32, 1)
    assert len({seal_key("a" * 32, 1), seal_key("b" * 32, 1), seal_key("a" * 32, 2)}) == 3
    assert owner_mark("a" * 32, 1) not in seal_key("a" * 32, 1).hex()


def test_signing_out_clears_the_cache_but_not_what_waits_for_its_owner(learner: Learner) -> None:
    reply = learner.post("/keluar")
    assert reply.headers["Clear-Site-Data"] == '"cache"'
    assert 'data-pemilik="keluar"' in learner.page(reply.location)
