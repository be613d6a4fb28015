"""Words and pages of the administrator, without a database."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import app
from app.admin.rules import (
    KIND_NAMES,
    PERMISSION_NAMES,
    ROLE_DUTIES,
    Beginning,
    first_steps,
    may,
)
from app.errors import NotFound
from app.people.acts import ACTION_NAMES, Names
from app.people.rules import GRANTS, JobLevel, OpdKind, Permission, Role, masked_nip
from app.people.spells import LEVEL_NAMES
from app.web.paging import Paging, page_number

NAMES = Names(people={12: "Sitti"}, opd={3: "Dinas A"})


RECORDERS = {"record", "record_aside", "record_export"}


def actions_in_the_source() -> set[str]:
    """Every action that some room records, as it stands in the code."""
    found: set[str] = set()
    for file in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in RECORDERS:
                found |= {
                    leaf.value
                    for keyword in node.keywords
                    if keyword.arg == "action"
                    for leaf in ast.walk(keyword.value)
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                }
    return found


def test_every_recorded_action_has_words_for_the_trail() -> None:
    assert actions_in_the_source() - ACTION_NAMES.keys() == set()


def test_every_role_kind_and_level_has_words() -> None:
    assert (set(ROLE_DUTIES), set(KIND_NAMES), set(LEVEL_NAMES)) == (set(Role), set(OpdKind), set(JobLevel))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("person:12", "Sitti"),
        ("person:13", "person:13"),
        ("role:admin_opd opd:3", "Admin OPD Dinas A"),
        ("opd:3 on 2026-03-01", "Dinas A on 2026-03-01"),
        ("role:tidak_ada", "tidak_ada"),
        ("studio.materials", "studio.materials"),
        ("", ""),
    ],
)
def test_marks_of_the_trail_are_written_out_when_they_are_known(text: str, written: str) -> None:
    assert NAMES.written_out(text) == written


def test_a_masked_nip_keeps_the_year_of_birth_and_the_last_three_digits() -> None:
    assert masked_nip("198503122010011001") == "1985•••• •••••• • 001"
    assert masked_nip(None) is None


@pytest.mark.parametrize("text", [None, "", "0", "-1", "dua", "²", "99999999"])
def test_an_odd_page_number_means_the_first_page(text: str | None) -> None:
    assert page_number(text) == 1


@pytest.mark.parametrize(("total", "count"), [(0, 1), (1, 1), (50, 1), (51, 2), (10_000, 200)])
def test_a_list_has_a_page_for_every_fifty_rows(total: int, count: int) -> None:
    assert Paging(1, total).count == count


def test_the_last_page_ends_with_the_last_row() -> None:
    paging = Paging(3, 120)
    assert (paging.first_row, paging.last_row) == (101, 120)


def test_there_is_no_page_beyond_the_last() -> None:
    with pytest.raises(NotFound):
        Paging(4, 120)


def test_the_matrix_names_every_permission_and_says_what_is_granted() -> None:
    assert set(PERMISSION_NAMES) == set(Permission)
    for role in Role:
        assert {permission for permission in Permission if may(role, permission)} == GRANTS[role]
    assert may(Role.ADMIN_OPD, Permission.VIEW_COMPLETION) == "OPD-nya"
    assert may(Role.PIMPINAN, Permission.VIEW_COMPLETION) == "ya"


def test_each_first_step_is_ticked_by_its_own_fact() -> None:
    nothing = Beginning(0, 0, 0, 0, 0, 0, 0, 0, backups=False, figures=False)
    assert not any(step.done for step in first_steps(nothing))
    done = {"opd": 1, "standards": 1, "staff": 1, "contacts": 3, "leaders": 1, "trainers": 1, "admins": 1}
    done |= {"entered": 1, "backups": True, "figures": True}
    for number, (name, value) in enumerate(done.items()):
        steps = first_steps(replace(nothing, **{name: value}))
        assert [place for place, step in enumerate(steps) if step.done] == [number]
