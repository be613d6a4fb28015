"""What the figures of a standard are made of: standings, beliefs, facts, and the proof that they agree."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import update

from app.clock import local_day, now, start_of_day
from app.db import session, transaction
from app.materials import queries as materials
from app.quiz import queries, services
from app.quiz.models import Attempt, Standing
from app.quiz.rules import BeliefCount, draw_options, read_save
from app.quiz.rules.told import beliefs_told
from tests.factories import Factory
from tests.quiz.learner import QUIZ, TEST

CODE = "SPBE-DASAR-2026"
CORE = "spbe-sama-dengan-aplikasi"
DAY = timedelta(days=1)
NOON = start_of_day(local_day(now())) + timedelta(hours=12)
AGES = timedelta(days=3650)
ITEMS = 20
"""How many a form of the test asks."""


def sit(
    person: int,
    at: datetime,
    *,
    right: int = ITEMS,
    answered: int = ITEMS,
    slug: str = TEST,
    confidence: str = "3",
) -> str:
    """A whole attempt at that instant: the core items last, wrong ones tagged where they can be."""
    with transaction():
        public_id = services.start_or_resume(person_id=person, slug=slug, at=at)
    sitting = queries.sitting(public_id, person)
    assert sitting is not None
    questions = {each.id: each for each in materials.questions(sitting.version_id)}
    lines = sorted(queries.items(sitting.id), key=lambda line: questions[line.question_id].diagnostic == CORE)
    for n, line in enumerate(lines[:answered]):
        question = questions[line.question_id]
        wanted = [c for c in question.choices if c.correct == (n < right)]
        tagged = [c for c in wanted if c.salah_kaprah and c.salah_kaprah == question.diagnostic]
        chosen = (tagged or wanted)[: len(wanted) if n < right else 1]
        tokens = {
            o.place: o.token for o in draw_options(sitting.seed, question.id, line.options, shuffled=False)
        }
        save = read_save(
            device="t",
            revision=str(n + 1),
            confidence=confidence,
            chosen=[tokens[c.position] for c in chosen],
            takes_over="",
        )
        with transaction():
            services.save_answer(public_id=public_id, person_id=person, token=line.token, save=save, at=at)
    with transaction():
        services.submit(public_id=public_id, person_id=person, at=at)
    return public_id


def standing(since: datetime, until: datetime) -> list[tuple[object, ...]]:
    session.rollback()
    found = []
    for person_id, correct, items, answered, told in session.execute(
        queries.standing_rows(CODE, since, until)
    ):
        core = next(each for each in beliefs_told(told) if each.code == CORE)
        found.append((person_id, correct, items, answered, core.answered, core.confirmed, core.known))
    return found


def test_a_standing_counts_the_result_and_the_core_belief(published: Flask, factory: Factory) -> None:
    person = factory.person()
    sit(person, NOON, right=18)
    assert standing(NOON - DAY, NOON + DAY) == [(person, 18, ITEMS, ITEMS, 3, 2, 1)]


def test_nobody_else_and_nothing_else_stands_there(published: Flask, factory: Factory) -> None:
    other = factory.person()
    sit(other, NOON, slug=QUIZ)
    with transaction():
        services.start_or_resume(person_id=other, slug=TEST, at=NOON)
    assert standing(NOON - DAY, NOON + DAY) == []


def test_too_few_answers_measure_nothing(published: Flask, factory: Factory) -> None:
    few, enough = factory.person(), factory.person()
    sit(few, NOON, answered=15)
    sit(enough, NOON, answered=16)
    assert [row[0] for row in standing(NOON - DAY, NOON + DAY)] == [enough]


def test_the_window_is_open_on_the_left_and_closed_on_the_right(published: Flask, factory: Factory) -> None:
    sit(factory.person(), NOON)
    second = timedelta(seconds=1)
    assert standing(NOON, NOON + DAY) == []
    assert len(standing(NOON - second, NOON)) == 1
    assert standing(NOON - DAY, NOON - second) == []


def test_the_latest_attempt_counts_even_when_it_is_worse(published: Flask, factory: Factory) -> None:
    person = factory.person()
    sit(person, NOON - 5 * DAY)
    sit(person, NOON, right=4)
    assert [row[1] for row in standing(NOON - AGES, NOON + DAY)] == [4]
    assert [row[1] for row in standing(NOON - AGES, NOON - DAY)] == [ITEMS]


def test_an_ending_that_is_written_late_does_not_replace_a_later_one(
    published: Flask, factory: Factory
) -> None:
    person = factory.person()
    sit(person, NOON, right=9)
    hour = timedelta(hours=1)
    with transaction():
        session.execute(update(Standing).values(submitted_at=NOON + 2 * hour))
        session.execute(update(Attempt).values(started_at=NOON - 2 * DAY, submitted_at=NOON - DAY))
    sit(person, NOON + hour, right=3)
    assert [row[1] for row in standing(NOON - AGES, NOON + 3 * hour)] == [9]


def test_every_belief_is_told_with_its_counts(published: Flask, factory: Factory) -> None:
    person = factory.person()
    sit(person, NOON, right=17)
    ((who, *_, told),) = session.execute(queries.standing_rows(CODE, NOON - DAY, NOON + DAY))
    found = {each.code: each for each in beliefs_told(told)}
    assert (who, found.pop(CORE)) == (person, BeliefCount(CORE, items=3, answered=3, confirmed=3, known=0))
    assert list(found.values()) == [BeliefCount(code, 2, 2, 0, 2) for code in found]
    assert len(found) == 4


def test_a_standing_of_a_test_without_misconceptions_tells_of_none(
    published: Flask, factory: Factory
) -> None:
    sit(factory.person(), NOON)
    session.execute(update(Standing).values(told=""))
    ((*_, told),) = session.execute(queries.standing_rows(CODE, NOON - DAY, NOON + DAY))
    session.rollback()
    assert beliefs_told(told) == ()


def test_who_began_and_who_is_measured_are_two_questions(published: Flask, factory: Factory) -> None:
    began, measured = factory.person(), factory.person()
    standard = materials.current_standard()
    assert standard is not None
    with transaction():
        services.start_or_resume(person_id=began, slug=TEST, at=NOON)
    sit(measured, NOON)
    assert queries.starters(CODE) == {began, measured}
    assert queries.measured_persons(standard, NOON + DAY) == {measured}
    assert queries.measured_persons(standard, NOON + standard.validity_days * DAY) == frozenset()


def test_facts_hold_every_attempt_with_its_counts(published: Flask, factory: Factory) -> None:
    sent, open_ = factory.person(), factory.person()
    sit(sent, NOON, right=18, answered=19)
    with transaction():
        services.start_or_resume(person_id=open_, slug=TEST, at=NOON)
    first, second = queries.attempt_facts(CODE)
    assert (first.person_id, first.state.value) == (sent, "submitted")
    assert (first.items, first.answered, first.correct) == (ITEMS, 19, 18)
    assert (first.core_answered, first.core_confirmed, first.invalidated) == (2, 1, False)
    assert (second.person_id, second.state.value, second.submitted_at) == (open_, "in_progress", None)
    assert (second.items, second.correct, second.core_answered) == (None, None, None)


def test_the_summary_agrees_with_the_results_and_is_rebuilt_to_the_same(
    published: Flask, factory: Factory
) -> None:
    people = [factory.person() for _ in range(3)]
    for n, person in enumerate(people):
        sit(person, NOON - 4 * DAY, right=n)
        sit(person, NOON, right=6 + n)
    assert services.standing_differences() == 0
    before = standing(NOON - AGES, NOON + DAY)
    with transaction():
        session.execute(update(Standing).values(correct=0, told=""))
    assert services.standing_differences() == 6
    with transaction():
        assert services.rebuild_standings() == 6
    assert services.standing_differences() == 0
    assert standing(NOON - AGES, NOON + DAY) == before


def test_an_invalidated_attempt_falls_back_to_the_one_before_it(published: Flask, factory: Factory) -> None:
    person = factory.person()
    sit(person, NOON - 3 * DAY, right=5)
    sit(person, NOON)
    with transaction():
        session.execute(
            update(Attempt)
            .where(Attempt.number == 2)
            .values(invalidated_at=NOON, invalidated_reason="Dikerjakan orang lain.")
        )
        services.rebuild_standings()
    assert [row[1] for row in standing(NOON - AGES, NOON + DAY)] == [5]


def test_the_command_says_whether_the_summary_agrees(published: Flask, factory: Factory) -> None:
    sit(factory.person(), NOON)
    runner = published.test_cli_runner()
    agreed = runner.invoke(args=["quiz", "standings"])
    assert (agreed.exit_code, "0 baris" in agreed.output) == (0, True)
    with transaction():
        session.execute(update(Standing).values(correct=1))
    assert runner.invoke(args=["quiz", "standings"]).exit_code == 1
    assert runner.invoke(args=["quiz", "standings", "--rebuild"]).exit_code == 0


def test_lists_of_the_persons_own_attempts_carry_title_and_counts(published: Flask, factory: Factory) -> None:
    person = factory.person()
    sit(person, NOON - 3 * DAY, right=6)
    with transaction():
        services.start_or_resume(person_id=person, slug=QUIZ, at=NOON)
    (begun,) = queries.open_attempts(person)
    (sent,) = queries.results_of(person)
    assert (begun.slug, begun.answered) == (QUIZ, 0)
    assert (sent.title, sent.correct, sent.items, sent.passed) == ("Tes SPBE Dasar 2026", 6, ITEMS, False)
    assert [line.slug for line in queries.attempts_of(person)] == [QUIZ, TEST]
