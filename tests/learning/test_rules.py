"""Obligation, grace and progress, to the day."""

from datetime import UTC, date, datetime

from app.learning.rules import ModuleState, Progress, RosterStatus, obliged_from, roster_status

DAY = date(2026, 6, 30)


def status(obliged: date, *, exempt: bool = False) -> RosterStatus | None:
    return roster_status(day=DAY, obliged=obliged, grace_days=30, exempt=exempt)


def test_obligation_begins_with_the_later_of_standard_and_first_day() -> None:
    assert obliged_from(standard_from=date(2026, 1, 1), first_on=date(2024, 5, 1)) == date(2026, 1, 1)
    assert obliged_from(standard_from=date(2026, 1, 1), first_on=date(2026, 6, 1)) == date(2026, 6, 1)


def test_the_thirtieth_day_is_counted_and_the_twenty_ninth_is_grace() -> None:
    assert status(date(2026, 6, 1)) is RosterStatus.MASA_TENGGANG
    assert status(date(2026, 5, 31)) is RosterStatus.WAJIB


def test_before_the_obligation_nobody_is_on_the_roster() -> None:
    assert status(date(2026, 7, 1)) is None


def test_an_exempt_person_is_shown_as_exempt_also_in_grace() -> None:
    assert status(date(2026, 1, 1), exempt=True) is RosterStatus.DIKECUALIKAN
    assert status(date(2026, 6, 15), exempt=True) is RosterStatus.DIKECUALIKAN


def test_progress_speaks_in_countable_sections() -> None:
    anchors = ("a", "b", "c")
    begun = Progress(version_id=1, read=frozenset({"a", "c", "hilang"}))
    assert begun.read_count(anchors) == 2
    assert begun.next_anchor(anchors) == "b"
    assert begun.state is ModuleState.BERJALAN
    assert Progress().state is ModuleState.BELUM
    assert Progress(quiz_passed=True).state is ModuleState.BERJALAN
    assert Progress(completed_at=datetime(2026, 1, 1, tzinfo=UTC)).state is ModuleState.SELESAI
    assert Progress(read=frozenset(anchors)).next_anchor(anchors) is None
