"""Reading and completing, on the database with the real modules."""

import threading

import pytest
from flask import Flask

from app.clock import now
from app.db import db, transaction
from app.learning import queries, services
from app.learning.rules import CompletionRule, SectionGone
from app.materials import queries as materials
from tests.factories import Factory

SLUG = "proses-bisnis-dulu"


@pytest.fixture
def person(published: Flask, factory: Factory) -> int:
    factory.person(opd=factory.opd())
    return factory.person(opd=factory.opd())


def page(slug: str = SLUG) -> tuple[int, tuple[str, ...]]:
    found = materials.module(slug)
    assert found is not None
    return found.card.version_id, tuple(line.anchor for line in found.sections)


def read(person: int, *anchors: str) -> None:
    version_id, _ = page()
    for anchor in anchors:
        with transaction():
            services.mark_read(person_id=person, slug=SLUG, version_id=version_id, anchor=anchor, at=now())


def passed(person: int) -> None:
    with transaction():
        services.record_pass(person_id=person, module_slug=SLUG, attempt_id=7, at=now())


def test_a_module_with_a_quiz_is_complete_after_both_whatever_comes_first(person: int) -> None:
    _, anchors = page()
    read(person, *anchors)
    assert queries.completions_of(person) == {}
    passed(person)
    fact = queries.completions_of(person)[SLUG]
    assert (fact.rule, fact.attempt_id) == (CompletionRule.BAGIAN_DAN_KUIS, 7)


def test_passing_first_and_reading_later_completes_too(person: int) -> None:
    passed(person)
    assert queries.progress(person, SLUG).quiz_passed
    read(person, *page()[1])
    assert SLUG in queries.completions_of(person)


def test_marking_twice_and_passing_twice_change_nothing(person: int) -> None:
    _, anchors = page()
    read(person, *anchors, *anchors)
    passed(person)
    first = queries.completions_of(person)[SLUG]
    passed(person)
    read(person, anchors[0])
    assert queries.completions_of(person)[SLUG] == first


def test_a_section_that_is_not_in_the_version_is_refused(person: int) -> None:
    with pytest.raises(SectionGone):
        read(person, "tidak-ada")
    assert queries.progress(person, SLUG).read == frozenset()


def test_lanjutkan_leads_to_the_first_section_not_read(person: int) -> None:
    _, anchors = page()
    read(person, anchors[0], anchors[2])
    assert queries.progress(person, SLUG).next_anchor(anchors) == anchors[1]


def test_started_and_completed_count_the_right_people(person: int, factory: Factory) -> None:
    other = factory.person(opd=factory.opd())
    read(person, page()[1][0])
    passed(other)
    assert set(queries.started_pairs([SLUG])) == {(person, SLUG), (other, SLUG)}
    assert queries.completed_pairs([SLUG]) == []
    read(person, *page()[1])
    passed(person)
    assert queries.completed_pairs([SLUG]) == [(person, SLUG)]


def test_the_last_section_and_the_pass_at_the_same_moment_still_complete(
    published: Flask, person: int
) -> None:
    _, anchors = page()
    read(person, *anchors[:-1])
    ready = threading.Barrier(2)

    def run(act: object) -> None:
        with published.app_context():
            ready.wait()
            act()  # type: ignore[operator]
            db.session.remove()

    threads = [
        threading.Thread(target=run, args=(lambda: read(person, anchors[-1]),)),
        threading.Thread(target=run, args=(lambda: passed(person),)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SLUG in queries.completions_of(person)
