"""NIP, passwords, waiting after wrong tries, and what each role may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.people.rules import (
    GRANTS,
    Permission,
    Role,
    Scope,
    account_key,
    nip_problems,
    permissions_of,
    usual_nips,
)
from app.people.rules.passwords import Owner, WeakPassword, refuse_weak
from app.people.rules.throttle import FREE_TRIES, wait_after

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("nip", ["198501012010011001", "19850101 201001 1 001", "198501012021211001"])
def test_a_well_formed_nip_has_no_problem(nip: str) -> None:
    assert nip_problems(nip, ON) == []


@pytest.mark.parametrize(
    ("nip", "code", "blocking"),
    [
        ("1985010120100110", "bentuk", True),
        ("1,98501E+17", "bentuk", True),
        ("١٩٨٥٠١٠١٢٠١٠٠١١٠٠١", "bentuk", True),
        ("198513012010011001", "lahir", False),
        ("202001012025011001", "lahir", False),
        ("198501012030011001", "angkat", False),
        ("198501012010131001", "bulan", False),
        ("198501012010013001", "kelamin", False),
    ],
)
def test_an_odd_nip_is_named_by_what_is_odd(nip: str, code: str, blocking: bool) -> None:
    problems = nip_problems(nip, ON)
    assert (code, blocking) in [(problem.code, problem.blocking) for problem in problems]


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.from_regex(
                r"(19|20)[0-9]{2}[01][0-9][0-3][0-9]20[0-3][0-9][0-9]{2}[0-3][0-9]{3}", fullmatch=True
            ),
            st.from_regex(r"[0-9 .]{17,19}", fullmatch=True),
        ),
        max_size=20,
    )
)
@example(["198502292010011001", "198504312010011001", "198512312010011001", "198501012010011000"])
def test_a_nip_that_is_usual_at_a_glance_has_no_problem(texts: list[str]) -> None:
    usual = usual_nips(texts, ON)
    assert all(nip_problems(text, ON) == [] and not text.endswith("000") for text in usual)


def test_most_nips_are_usual_at_a_glance() -> None:
    texts = ["198501012010011001", "198512312010212001", "198502292010011001", "200801012026011001"]
    assert usual_nips(texts, ON) == set(texts[:2]) | {texts[3]}


def test_nip_and_surel_are_two_spellings_of_one_key() -> None:
    assert account_key("19850101 201001 1 001") == "198501012010011001"
    assert account_key(" Peserta.A@Contoh.test ") == "peserta.a@contoh.test"


@pytest.mark.parametrize("password", ["pendek", "password123", "198501012010011001", "INDONESIA1"[:9]])
def test_a_weak_password_is_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(WeakPassword):
        refuse_weak(password, owner=Owner(nip="198501012010011001"))


def test_a_long_password_with_spaces_and_emoji_is_taken() -> None:
    refuse_weak("kopi pagi di tepi teluk 🌊 " * 2)


def test_the_first_tries_cost_no_waiting_and_later_ones_at_most_a_minute() -> None:
    assert wait_after(FREE_TRIES - 1, AT, AT) == timedelta(0)
    assert wait_after(FREE_TRIES, AT, AT) == timedelta(seconds=2)
    assert wait_after(1000, AT, AT) == timedelta(seconds=60)
    assert wait_after(1000, AT - timedelta(seconds=61), AT) == timedelta(0)


def test_the_sekda_may_neither_learn_nor_see_staff() -> None:
    assert GRANTS[Role.PIMPINAN] == {
        Permission.OWN,
        Permission.VIEW_COMPREHENSION,
        Permission.VIEW_COMPLETION,
    }


def test_several_roles_add_up() -> None:
    both = permissions_of(frozenset({Role.PESERTA, Role.ADMIN_OPD}))
    assert {Permission.LEARN, Permission.VIEW_OPD_STAFF} <= both
    assert Permission.ADMINISTER not in both


def test_a_scope_holds_its_own_and_none_holds_everything() -> None:
    assert Scope(frozenset({1})).holds(1)
    assert not Scope(frozenset({1})).holds(2)
    assert not Scope(frozenset()).holds(None)
    assert Scope(None).holds(2)
