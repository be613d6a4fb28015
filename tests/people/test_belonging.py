"""Where somebody belongs on which day, and what may follow what."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import audit
from app.clock import local_day, now
from app.db import session, transaction
from app.errors import DomainError, NotFound
from app.people import queries, services
from app.people.models import EntryCode, EntryLink
from app.people.rights import Anonymised
from app.people.rules import EVERYTHING, ExemptionReason, JobLevel, Role, Scope
from app.people.spells import (
    AlreadyDecided,
    AlreadyProposed,
    LeavingReason,
    NotHere,
    OpdNotThere,
    Overlapping,
    SameOpd,
    TransferState,
    WrongDay,
    masked_name,
    too_many_exempt,
)
from tests.factories import SINCE, Factory

TODAY = date(2026, 6, 10)


class World:
    """Two OPD with an admin each, and somebody who moves from the one to the other."""

    def __init__(self, factory: Factory) -> None:
        self.a, self.b = factory.opd("ASAL"), factory.opd("TUJUAN")
        self.of_a, self.of_b = Scope(frozenset({self.a})), Scope(frozenset({self.b}))
        self.by = factory.person(name="Admin")
        self.who = factory.person(opd=self.a, name="Sitti Aminah")

    def propose(self, *, on: date = TODAY, ask: bool = False, scope: Scope | None = None) -> TransferState:
        with transaction():
            return services.propose_transfer(
                self.who,
                to_opd_id=self.b,
                on=on,
                unit="",
                scope=scope or self.of_a,
                ask=ask,
                by=self.by,
                at=now(),
            )

    def waiting(self) -> int:
        found = queries.waiting_of(self.who)
        assert found is not None
        return found.id

    def home(self, day: date) -> str | None:
        found = queries.home_opd(self.who, day)
        return found.code if found else None


@pytest.fixture
def world(app: Flask, factory: Factory) -> World:
    return World(factory)


def test_a_proposal_alone_changes_no_membership(world: World) -> None:
    assert world.propose() is TransferState.MENUNGGU
    assert world.home(TODAY) == "ASAL"
    assert queries.waiting_count(world.of_b) == 1
    assert queries.waiting_count(world.of_a) == 0


def test_acceptance_moves_the_person_on_the_day_itself(world: World) -> None:
    world.propose()
    with transaction():
        services.accept_transfer(world.waiting(), scope=world.of_b, by=world.by, at=now())
    assert (world.home(date(2026, 6, 9)), world.home(TODAY)) == ("ASAL", "TUJUAN")
    assert [spell.opd_name for spell in queries.spells_of(world.who)] == ["Dinas TUJUAN", "Dinas ASAL"]


@pytest.mark.parametrize("on", [date(2026, 2, 1), date(2027, 3, 1)])
def test_a_transfer_may_lie_in_the_past_and_in_the_future(world: World, on: date) -> None:
    world.propose(on=on)
    with transaction():
        services.accept_transfer(world.waiting(), scope=world.of_b, by=world.by, at=now())
    assert world.home(on) == "TUJUAN"
    for day in (date(2026, 1, 1), on, date(2027, 12, 1)):
        assert sum(span.holds(day) for span in queries.spans_of(world.who)) == 1


def test_only_the_receiving_opd_accepts(world: World) -> None:
    world.propose()
    waiting = world.waiting()
    with pytest.raises(NotFound), transaction():
        services.accept_transfer(waiting, scope=world.of_a, by=world.by, at=now())
    assert world.home(TODAY) == "ASAL"


def test_only_the_sending_opd_withdraws(world: World) -> None:
    world.propose()
    waiting = world.waiting()
    with pytest.raises(NotFound), transaction():
        services.withdraw_transfer(waiting, scope=world.of_b, by=world.by, at=now())
    with transaction():
        services.withdraw_transfer(waiting, scope=world.of_a, by=world.by, at=now())
    assert queries.waiting_of(world.who) is None


def test_nobody_proposes_for_somebody_elses_person(world: World) -> None:
    with pytest.raises(NotFound):
        world.propose(scope=world.of_b)


def test_a_decision_is_taken_once(world: World) -> None:
    world.propose()
    waiting = world.waiting()
    with transaction():
        services.refuse_transfer(waiting, reason="Belum ada SK", scope=world.of_b, by=world.by, at=now())
    with pytest.raises(AlreadyDecided), transaction():
        services.accept_transfer(waiting, scope=world.of_b, by=world.by, at=now())
    assert world.home(TODAY) == "ASAL"


def test_one_transfer_waits_at_a_time(world: World) -> None:
    world.propose()
    with pytest.raises(AlreadyProposed):
        world.propose()


def test_a_proposal_of_somebody_who_left_meanwhile_is_not_carried_out(world: World) -> None:
    world.propose()
    waiting = world.waiting()
    with transaction():
        services.leave(world.who, on=date(2026, 5, 1), by=world.by)
    with pytest.raises(AlreadyDecided), transaction():
        services.accept_transfer(waiting, scope=world.of_b, by=world.by, at=now())
    assert world.home(TODAY) is None


def test_who_looks_after_both_sides_asks_only_when_told(world: World) -> None:
    assert world.propose(scope=EVERYTHING, ask=True) is TransferState.MENUNGGU
    with transaction():
        services.withdraw_transfer(world.waiting(), scope=EVERYTHING, by=world.by, at=now())
    assert world.propose(scope=EVERYTHING) is TransferState.DITERIMA
    assert world.home(TODAY) == "TUJUAN"


def test_every_step_of_a_transfer_is_recorded_with_before_and_after(world: World) -> None:
    world.propose()
    with transaction():
        services.accept_transfer(world.waiting(), scope=world.of_b, by=world.by, at=now())
    acts = {entry.action: entry for entry in audit.entries(limit=3)}
    assert acts["propose transfer"].details == f"opd:{world.a} → opd:{world.b}, mulai {TODAY}"
    assert acts["decide transfer"].changes == (audit.Change("Usulan mutasi", "menunggu", "diterima"),)
    assert acts["move person"].changes == (audit.Change("OPD", f"opd:{world.a}", f"opd:{world.b}"),)


def test_a_transfer_before_the_present_membership_names_its_day(world: World) -> None:
    with pytest.raises(WrongDay, match="06/01/2025"):
        world.propose(on=SINCE)


def test_a_transfer_to_the_same_or_to_an_ended_opd_is_refused(world: World, factory: Factory) -> None:
    with pytest.raises(SameOpd), transaction():
        services.move(world.who, to_opd_id=world.a, on=TODAY, by=world.by)
    with transaction():
        services.end_opd(factory.opd("HAPUS"), on=date(2026, 1, 1), today=TODAY, by=world.by)
    ended = queries.opd_by_code("HAPUS")
    assert ended is not None
    with pytest.raises(OpdNotThere), transaction():
        services.propose_transfer(
            world.who,
            to_opd_id=ended.id,
            on=TODAY,
            unit="",
            scope=EVERYTHING,
            ask=False,
            by=world.by,
            at=now(),
        )


def test_a_known_last_day_survives_a_transfer(world: World) -> None:
    with transaction():
        services.leave(world.who, on=date(2026, 9, 1), by=world.by, reason=LeavingReason.PENSIUN)
        services.move(world.who, to_opd_id=world.b, on=TODAY, by=world.by)
    assert (world.home(date(2026, 8, 31)), world.home(date(2026, 9, 1))) == ("TUJUAN", None)


def test_leaving_can_be_taken_back_for_a_month(world: World) -> None:
    with transaction():
        services.leave(world.who, on=TODAY, by=world.by)
        services.stay(world.who, today=date(2026, 7, 1), by=world.by)
    assert world.home(date(2026, 8, 1)) == "ASAL"
    with transaction():
        services.leave(world.who, on=TODAY, by=world.by)
    with pytest.raises(NotHere), transaction():
        services.stay(world.who, today=date(2026, 8, 1), by=world.by)


def test_nobody_who_was_forgotten_comes_back(world: World) -> None:
    with transaction():
        services.leave(world.who, on=TODAY, by=world.by)
        services.anonymise(world.who, reason="Pensiun", by=world.by, at=now())
    with pytest.raises(Anonymised), transaction():
        services.stay(world.who, today=TODAY, by=world.by)
    assert world.home(TODAY) is None


def test_nobody_leaves_twice(world: World) -> None:
    with transaction():
        services.leave(world.who, on=date(2026, 5, 1), by=world.by)
    with pytest.raises(NotHere), transaction():
        services.leave(world.who, on=TODAY, by=world.by)


def exempt(world: World, first: date, last: date) -> int:
    with transaction():
        return services.exempt(
            world.who, from_on=first, to_on=last, reason=ExemptionReason.CUTI_SAKIT, by=world.by
        )


def exempt_on(world: World, day: date) -> bool:
    return queries.exempt_counts(day).get(world.a, 0) == 1


def test_an_exemption_counts_both_its_days(world: World) -> None:
    exempt(world, date(2026, 3, 2), date(2026, 3, 4))
    days = [date(2026, 3, day) for day in (1, 2, 4, 5)]
    assert [exempt_on(world, day) for day in days] == [False, True, True, False]


def test_two_exemptions_never_share_a_day(world: World) -> None:
    exempt(world, date(2026, 3, 2), date(2026, 3, 4))
    with pytest.raises(Overlapping):
        exempt(world, date(2026, 3, 4), date(2026, 3, 9))
    exempt(world, date(2026, 3, 5), date(2026, 3, 9))


def test_an_exemption_ended_today_counts_the_person_from_today(world: World) -> None:
    one = exempt(world, date(2026, 6, 1), date(2026, 12, 31))
    with transaction():
        services.end_exemption(one, person_id=world.who, today=TODAY, by=world.by)
    assert exempt_on(world, date(2026, 6, 9))
    assert not exempt_on(world, TODAY)


def test_an_exemption_that_ends_before_it_begins_is_refused(world: World) -> None:
    with pytest.raises(WrongDay):
        exempt(world, date(2026, 3, 4), date(2026, 3, 3))


def test_a_second_post_never_counts_twice(world: World) -> None:
    with transaction():
        services.add_post(
            world.who, opd_id=world.b, title="Plt. Kepala", from_on=date(2026, 1, 1), to_on=None, by=world.by
        )
    assert queries.member_counts(TODAY) == {world.a: 1}
    assert [post.title for post in queries.posts_of(world.who)] == ["Plt. Kepala"]


def test_a_job_level_holds_from_its_day(world: World) -> None:
    with transaction():
        services.change_level(world.who, JobLevel.PENGAWAS, on=date(2026, 4, 1), today=TODAY, by=world.by)
    levels = [
        queries.job_levels(frozenset({world.who}), day)[world.who] for day in (date(2026, 3, 31), TODAY)
    ]
    assert levels == [JobLevel.PELAKSANA, JobLevel.PENGAWAS]
    with transaction():  # a correction further back replaces what stood after it
        services.change_level(world.who, JobLevel.FUNGSIONAL, on=date(2026, 2, 1), today=TODAY, by=world.by)
    levels = [queries.level_on(world.who, day) for day in (date(2026, 1, 31), date(2026, 3, 1), TODAY)]
    assert levels == [JobLevel.PELAKSANA, JobLevel.FUNGSIONAL, JobLevel.FUNGSIONAL]


def test_a_job_level_of_the_future_is_refused(world: World) -> None:
    with pytest.raises(WrongDay), transaction():
        services.change_level(world.who, JobLevel.PENGAWAS, on=date(2026, 7, 1), today=TODAY, by=world.by)


def test_a_mask_tells_neither_name_nor_length() -> None:
    assert masked_name("Sitti Nur Aminah Labulo Poboya") == "S••• N••• A••• L•••"


@pytest.mark.parametrize(("exempt", "active", "many"), [(1, 10, False), (2, 19, True), (0, 0, False)])
def test_more_than_a_tenth_exempt_is_flagged(exempt: int, active: int, many: bool) -> None:
    assert too_many_exempt(exempt, active) is many


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """How four who do the same at the same moment fare, each in a transaction of its own; or as many acts."""
    several = acts if len(acts) > 1 else acts * 4
    gate, fared = Barrier(len(several)), []

    def one(act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    act()
                fared.append("done")
            except DomainError as error:
                fared.append(type(error).__name__)

    threads = [Thread(target=one, args=(act,)) for act in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(fared, reverse=True)


def test_one_of_four_who_press_at_once_exempts_or_forgets(app: Flask, world: World) -> None:
    first, last, reason = date(2026, 6, 1), date(2026, 6, 30), ExemptionReason.CUTI_BESAR

    def exempt() -> None:
        services.exempt(world.who, from_on=first, to_on=last, reason=reason, by=world.by)

    def forget() -> None:
        services.anonymise(world.who, reason="Diminta", by=world.by, at=now())

    assert at_once(app, exempt) == ["done", "Overlapping", "Overlapping", "Overlapping"]
    assert len(queries.leaves_of(world.who)) == 1
    assert at_once(app, forget) == ["done", "NotFound", "NotFound", "NotFound"]


def test_of_four_who_press_at_once_one_notes_and_one_ends_a_second_post(app: Flask, world: World) -> None:
    first, today = date(2026, 3, 1), local_day(now())

    def add() -> None:
        services.add_post(
            world.who, opd_id=world.b, title="Plt. Sekretaris", from_on=first, to_on=None, by=world.by
        )

    assert at_once(app, add) == ["done", "SamePost", "SamePost", "SamePost"]
    (post,) = queries.posts_of(world.who)

    def end() -> None:
        services.end_post(post.id, person_id=world.who, today=today, by=world.by)

    assert at_once(app, end) == ["done", "NotFound", "NotFound", "NotFound"]


def test_of_several_links_and_codes_made_at_once_one_opens(app: Flask, world: World) -> None:
    """Every press is answered, and only the last in line leads anywhere."""
    made: list[str] = []
    at = now()

    def link() -> None:
        made.append(services.make_entry_link(world.who, by=world.by, at=at))

    assert at_once(app, link) == ["done"] * 4
    open_ones = session.scalar(
        select(func.count()).where(EntryLink.person_id == world.who, EntryLink.used_at.is_(None))
    )
    assert open_ones == 1

    def code() -> None:
        made.append(services.make_entry_code(world.who, by=world.by, at=at, pepper="p" * 40))

    assert at_once(app, code) == ["done"] * 4
    open_ones = session.scalar(
        select(func.count()).where(EntryCode.person_id == world.who, EntryCode.used_at.is_(None))
    )
    assert open_ones == 1


@pytest.mark.parametrize("how", ["close", "revoke", "many"])
def test_two_administrators_who_remove_each_other_at_once_leave_one(
    app: Flask, factory: Factory, how: str
) -> None:
    first, second = (factory.person(roles={Role.ADMINISTRATOR}) for _ in range(2))

    def remove(whom: int, by: int) -> None:
        if how == "close":
            services.set_active(whom, active=False, by=by, at=now())
        elif how == "many":
            services.close_many([whom], by=by, at=now())
        else:
            grant = next(g for g in queries.grants_of(whom) if g.role is Role.ADMINISTRATOR)
            services.revoke_role(whom, grant.id, by=by)

    fared = at_once(app, lambda: remove(first, second), lambda: remove(second, first))
    assert fared == ["done", "LastAdministrator"]
