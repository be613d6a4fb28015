"""More time and one more attempt for one person: by a reason, used once, and never beyond the closing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.quiz import queries, services
from app.quiz.models import Attempt
from app.quiz.rules import (
    AllowanceKind,
    AllowanceSpent,
    AttemptState,
    ClosesFirst,
    Gift,
    OwnAllowance,
    PauseNotOver,
    SetClosed,
    TooManyAttempts,
    Unlimited,
    Untimed,
)
from tests.factories import Factory
from tests.quiz.learner import QUIZ, TEST
from tests.quiz.sets import publish_set

MINUTE = timedelta(minutes=1)
REASON = "Listrik kantor padam."


def start(person: int, slug: str, at: datetime) -> str:
    with transaction():
        return services.start_or_resume(person_id=person, slug=slug, at=at)


def send(person: int, public_id: str, at: datetime) -> None:
    with transaction():
        services.submit(public_id=public_id, person_id=person, at=at)


def sit_out(person: int, slug: str, at: datetime) -> None:
    send(person, start(person, slug, at), at + MINUTE)


def give(person: int, slug: str, by: int, at: datetime, *, minutes: int | None = None) -> bool:
    kind = AllowanceKind.PERCOBAAN if minutes is None else AllowanceKind.WAKTU
    with transaction():
        return services.give(Gift(person, slug, kind, minutes, REASON), by=by, at=at)


def deadline_of(public_id: str) -> datetime | None:
    session.rollback()
    return session.scalar(select(Attempt.deadline_at).where(Attempt.public_id == public_id))


def attempts() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Attempt)) or 0


@pytest.fixture
def trainer(published: Flask, factory: Factory) -> int:
    return factory.person()


@pytest.fixture
def person(published: Flask, factory: Factory) -> int:
    publish_set("sekali", percobaan="1", batas_menit="10")
    return factory.person()


# One more attempt


def test_an_extra_attempt_is_one_attempt_more(person: int, trainer: int) -> None:
    at = now()
    sit_out(person, "sekali", at)
    with pytest.raises(TooManyAttempts):
        start(person, "sekali", at + 2 * MINUTE)
    assert give(person, "sekali", trainer, at) is False
    sit_out(person, "sekali", at + 3 * MINUTE)
    with pytest.raises(TooManyAttempts):
        start(person, "sekali", at + 9 * MINUTE)


def test_fifty_parallel_starts_and_sends_use_one_extra_attempt_once(
    published: Flask, person: int, trainer: int
) -> None:
    sit_out(person, "sekali", now())
    give(person, "sekali", trainer, now())
    count = 50
    gate = threading.Barrier(count)

    def press_and_send(_: int) -> None:
        with published.app_context():
            gate.wait()
            with suppress(TooManyAttempts):
                send(person, start(person, "sekali", now()), now())

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(press_and_send, range(count)))
    assert attempts() == 2


def test_an_extra_attempt_does_not_wait_for_the_pause_and_waits_for_the_need(
    published: Flask, factory: Factory, trainer: int
) -> None:
    someone, at = factory.person(), now()
    give(someone, TEST, trainer, at)
    sit_out(someone, TEST, at)
    assert queries.unused_allowances(someone, TEST).attempts, "the first attempt was free"
    sit_out(someone, TEST, at + 5 * MINUTE)
    with pytest.raises(PauseNotOver):
        start(someone, TEST, at + 10 * MINUTE)


def test_an_extra_attempt_never_counts_against_the_limit(
    published: Flask, factory: Factory, trainer: int
) -> None:
    publish_set("jendela", percobaan="1", percobaan_per_hari="30")
    someone, at, day = factory.person(), now(), timedelta(days=1)
    sit_out(someone, "jendela", at)
    give(someone, "jendela", trainer, at)
    sit_out(someone, "jendela", at + 20 * day)
    sit_out(someone, "jendela", at + 31 * day)
    assert attempts() == 3


def test_a_closed_set_stays_closed(published: Flask, factory: Factory, trainer: int) -> None:
    publish_set("musim", percobaan="1", ditutup="2026-12-02T08:00:00+08:00")
    someone = factory.person()
    give(someone, "musim", trainer, now())
    with pytest.raises(SetClosed):
        start(someone, "musim", datetime.fromisoformat("2026-12-02T08:00:00+08:00"))


# More time


def test_extra_time_moves_the_deadline_of_a_running_attempt(person: int, trainer: int) -> None:
    at = now()
    public_id = start(person, "sekali", at)
    assert give(person, "sekali", trainer, at + MINUTE, minutes=5) is True
    assert deadline_of(public_id) == at + 15 * MINUTE
    assert give(person, "sekali", trainer, at + MINUTE, minutes=5) is True
    assert deadline_of(public_id) == at + 20 * MINUTE
    with transaction():
        assert services.finish_overdue(at + 19 * MINUTE) == 0
    with transaction():
        assert services.finish_overdue(at + 21 * MINUTE) == 1


def test_extra_time_given_before_a_start_belongs_to_the_next_attempt_alone(person: int, trainer: int) -> None:
    at = now()
    give(person, "sekali", trainer, at, minutes=7)
    give(person, "sekali", trainer, at)
    first = start(person, "sekali", at)
    assert deadline_of(first) == at + 17 * MINUTE
    send(person, first, at + MINUTE)
    assert deadline_of(start(person, "sekali", at + 2 * MINUTE)) == at + 12 * MINUTE


def test_parallel_gifts_of_time_all_count(published: Flask, person: int, trainer: int) -> None:
    at = now()
    public_id = start(person, "sekali", at)
    session.rollback()
    gate = threading.Barrier(4)

    def press(_: int) -> None:
        with published.app_context():
            gate.wait()
            give(person, "sekali", trainer, at, minutes=5)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    assert deadline_of(public_id) == at + 30 * MINUTE


def test_extra_time_after_the_deadline_waits_for_the_next_attempt(person: int, trainer: int) -> None:
    at = now()
    public_id = start(person, "sekali", at)
    assert give(person, "sekali", trainer, at + 11 * MINUTE, minutes=5) is False
    assert deadline_of(public_id) == at + 10 * MINUTE


def test_no_time_runs_past_the_closing_of_a_set(published: Flask, factory: Factory, trainer: int) -> None:
    closes = now() + 8 * MINUTE
    publish_set("tutup", batas_menit="10", ditutup=closes.isoformat())
    someone = factory.person()
    public_id = start(someone, "tutup", now())
    with pytest.raises(ClosesFirst):
        give(someone, "tutup", trainer, now(), minutes=5)
    assert abs((deadline_of(public_id) or now()) - closes) < timedelta(seconds=1)


def test_what_would_change_nothing_is_not_given(published: Flask, factory: Factory, trainer: int) -> None:
    publish_set("bebas")
    someone = factory.person()
    with pytest.raises(Untimed):
        give(someone, "bebas", trainer, now(), minutes=5)
    start(someone, "bebas", now())
    with pytest.raises(Untimed):
        give(someone, "bebas", trainer, now(), minutes=5)
    with pytest.raises(Unlimited):
        give(someone, "bebas", trainer, now())
    assert queries.allowances_of(someone) == []


def test_an_extension_and_the_tick_at_once_never_end_an_attempt_that_has_time(
    person: int, trainer: int
) -> None:
    at = now()
    public_id = start(person, "sekali", at)
    stale = queries.sitting(public_id, person)
    assert stale is not None
    give(person, "sekali", trainer, at, minutes=5)
    from app.quiz.services.submit import close_overdue

    with transaction():
        assert close_overdue(stale, at=at + 11 * MINUTE) is False
    send(person, public_id, at + 11 * MINUTE)
    found = queries.sitting(public_id, person)
    assert found is not None
    assert found.state is AttemptState.SUBMITTED


# Taking back, and what the database holds


def test_what_is_unused_can_be_withdrawn_and_what_is_used_cannot(person: int, trainer: int) -> None:
    at = now()
    give(person, "sekali", trainer, at, minutes=5)
    (line,) = queries.allowances_of(person)
    with transaction():
        services.withdraw(allowance_id=line.id, person_id=person, by=trainer, at=at)
    assert deadline_of(start(person, "sekali", at)) == at + 10 * MINUTE
    give(person, "sekali", trainer, at, minutes=5)
    for line in queries.allowances_of(person):
        with pytest.raises(AllowanceSpent), transaction():
            services.withdraw(allowance_id=line.id, person_id=person, by=trainer, at=at)
    with pytest.raises(NotFound), transaction():
        services.withdraw(allowance_id=line.id, person_id=trainer, by=trainer, at=at)


def test_a_withdrawal_and_a_start_at_once_agree(published: Flask, person: int, trainer: int) -> None:
    sit_out(person, "sekali", now())
    give(person, "sekali", trainer, now())
    (line,) = queries.allowances_of(person)
    session.rollback()
    gate = threading.Barrier(2)
    seen: list[str] = []

    def begin() -> None:
        with published.app_context():
            gate.wait()
            with suppress(TooManyAttempts):
                start(person, "sekali", now())
                seen.append("started")

    def take_back() -> None:
        with published.app_context():
            gate.wait()
            with suppress(AllowanceSpent), transaction():
                services.withdraw(allowance_id=line.id, person_id=person, by=trainer, at=now())
                seen.append("withdrawn")

    with ThreadPoolExecutor(2) as pool:
        for job in (pool.submit(begin), pool.submit(take_back)):
            job.result()
    assert len(seen) == 1
    assert attempts() == (2 if seen == ["started"] else 1)


def test_the_database_refuses_what_is_used_and_withdrawn(person: int, trainer: int) -> None:
    start(person, "sekali", now())
    give(person, "sekali", trainer, now(), minutes=5)
    with pytest.raises(IntegrityError), transaction():
        session.execute(text("UPDATE allowance SET withdrawn_at = given_at, withdrawn_by = given_by"))


def test_nobody_gives_to_oneself_or_to_nobody(published: Flask, person: int, trainer: int) -> None:
    with pytest.raises(OwnAllowance):
        give(trainer, "sekali", trainer, now())
    for someone, slug in ((10**9, "sekali"), (person, "tidak-ada")):
        with pytest.raises(NotFound):
            give(someone, slug, trainer, now())


def test_every_gift_and_withdrawal_stands_in_the_trail_with_its_reason(person: int, trainer: int) -> None:
    give(person, "sekali", trainer, now(), minutes=5)
    (line,) = queries.allowances_of(person)
    with transaction():
        services.withdraw(allowance_id=line.id, person_id=person, by=trainer, at=now())
    taken, given = audit.entries(limit=2)
    assert (given.action, given.actor_id, given.subject) == ("give allowance", trainer, f"person:{person}")
    assert given.details == f"5 menit, sekali: {REASON}"
    assert (taken.action, taken.details) == ("withdraw allowance", f"sekali: {REASON}")


def test_the_quiz_of_a_module_is_without_limit(published: Flask, person: int, trainer: int) -> None:
    with pytest.raises(Unlimited):
        give(person, QUIZ, trainer, now())
