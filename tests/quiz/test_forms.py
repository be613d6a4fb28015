"""Groups and parallel forms in a sitting: drawn once, another one next time, balanced within each OPD."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.materials import queries as materials
from app.quiz import queries, services
from app.quiz.models import Attempt
from tests.factories import Factory
from tests.quiz.learner import Learner
from tests.quiz.sets import publish_text

HOUR = timedelta(hours=1)
HEAD = "---\njudul: Uji bentuk\njenis: tes\nacak_soal: ya\n---\n"


def _item(key: str) -> str:
    options = "- [x] jitu\n- [ ] keliru\n"
    return f"\n## Manakah jawaban butir {key}? {{#{key}}}\n\n{options}\n### Penjelasan\n\nAlasan.\n"


THREE_FORMS = (
    HEAD
    + _item("awal")
    + "".join(
        f"\n# Bentuk {form} {{bentuk={form} ambil=2}}\n"
        + "".join(_item(f"{form.lower()}-{n}") for n in range(4))
        for form in "ABC"
    )
)


@pytest.fixture
def forms(published: Flask) -> Flask:
    publish_text("bentuk", THREE_FORMS)
    return published


def start(person_id: int, at: datetime | None = None) -> str:
    with transaction():
        return services.start_or_resume(person_id=person_id, slug="bentuk", at=at or now())


def send(person_id: int, public_id: str, at: datetime | None = None) -> None:
    with transaction():
        services.submit(public_id=public_id, person_id=person_id, at=at or now())


def form_of(public_id: str) -> str | None:
    return session.scalar(select(Attempt.form).where(Attempt.public_id == public_id))


def keys_of(person_id: int, public_id: str) -> list[str]:
    sitting = queries.sitting(public_id, person_id)
    assert sitting is not None
    keys = {question.id: question.key for question in materials.questions(sitting.version_id)}
    return [keys[line.question_id] for line in queries.items(sitting.id)]


def test_an_attempt_holds_the_common_questions_and_a_draw_of_one_form(forms: Flask, factory: Factory) -> None:
    person = factory.person()
    public_id = start(person)
    keys = keys_of(person, public_id)
    form = (form_of(public_id) or "").lower()
    assert sorted(key[0] for key in keys if key != "awal") == [form, form]
    assert len(keys) == 3
    assert "awal" in keys
    assert start(person) == public_id
    assert keys_of(person, public_id) == keys


def test_the_set_says_how_many_questions_one_person_gets(forms: Flask, factory: Factory) -> None:
    question_set = materials.question_set("bentuk")
    assert question_set is not None
    assert question_set.question_count == 3
    learner = Learner(forms, factory)
    page = learner.page("/kuis/bentuk/")
    assert "3 soal" in page
    assert "3 dari 3 soal" in page


def test_a_person_sits_every_form_before_one_comes_back_and_never_twice_the_same(
    forms: Flask, factory: Factory
) -> None:
    person, at, seen = factory.person(), now(), []
    for n in range(7):
        public_id = start(person, at + n * HOUR)
        seen.append(form_of(public_id))
        send(person, public_id, at + n * HOUR)
    assert set(seen[:3]) == set(seen[3:6]) == {"A", "B", "C"}
    assert all(one != other for one, other in pairwise(seen))


def test_forms_are_balanced_within_each_opd(forms: Flask, factory: Factory) -> None:
    offices = [factory.opd(f"X{n}") for n in range(3)]
    counts: dict[int, Counter[str | None]] = {office: Counter() for office in offices}
    for n in range(30):
        office = offices[n % 3]
        counts[office][form_of(start(factory.person(opd=office)))] += 1
    assert all(sorted(count.values()) in ([3, 3, 4], [4, 3, 3]) for count in counts.values()), counts


def test_somebody_without_an_opd_gets_a_form_too(forms: Flask, factory: Factory) -> None:
    assert form_of(start(factory.person())) in {"A", "B", "C"}


def test_parallel_starts_of_one_opd_stay_balanced(forms: Flask, factory: Factory) -> None:
    office = factory.opd("PARALEL")
    people = [factory.person(opd=office) for _ in range(12)]
    gate = threading.Barrier(len(people))

    def press(person_id: int) -> str:
        with forms.app_context():
            gate.wait()
            return start(person_id)

    with ThreadPoolExecutor(len(people)) as pool:
        started = list(pool.map(press, people))
    assert sorted(Counter(form_of(each) for each in started).values()) == [4, 4, 4]


def test_a_set_without_forms_notes_none(published: Flask, factory: Factory) -> None:
    publish_text("polos", HEAD + _item("satu") + _item("dua"))
    with transaction():
        public_id = services.start_or_resume(person_id=factory.person(), slug="polos", at=now())
    assert form_of(public_id) is None
