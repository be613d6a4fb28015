"""Every administrative act and every export of personal data is in the trail, read from the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parents[2] / "app"
RECORDERS = {"record", "record_aside", "record_export"}

NOT_AN_ACT_UPON_OTHERS = {
    "people.services.roster.keep_draft": "a file that waits for its owner; applying it is the act",
    "materials.services.desk.save_draft": "a trainer's own unfinished text; publishing it is the act",
    "materials.services.desk.discard_draft": "a trainer's own unfinished text",
    "materials.services.desk.draft_used": "a trainer's own text; that it was published is recorded",
    "materials.services.picturing.add_picture": "a picture of an unfinished text; publishing is the act",
    "materials.services.picturing.copy_pictures": "pictures of an unfinished text; publishing is the act",
    "materials.services.parcels.keep_parcel": "a file that waits for its owner; applying it is the act",
    "materials.services.planned.acknowledge": "has read that a plan failed; the plan and its failure stay",
}
"""Verbs that know who acts and yet record nothing, each with the reason."""

EXPORTS = {
    "/saya/data.zip": "export own data",
    "/kelola/audit/unduh": "export audit",
    "/kelola/insiden/<int:incident_id>/terdampak/unduh": "export affected",
    "/kelola/insiden/unduh": "export incidents",
    "/pegawai/daftar.xlsx": "export roster",
}
"""Addresses at which personal data leave as a file, and the act by which each is recorded."""

HARMLESS_FILES = {
    "/pegawai/impor/<token>/masalah.xlsx": "the uploader's own file back",
}
"""Files that leave by POST and hold nothing but what their reader sent a moment ago."""


def service_files() -> Iterator[Path]:
    for room in ROOT.iterdir():
        if (room / "services.py").is_file():
            yield room / "services.py"
        yield from (room / "services").glob("*.py")


def verbs() -> Iterator[tuple[str, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    """Each public verb that is told who acts, with the functions of its module."""
    for path in service_files():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for name, node in functions.items():
            told = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
            if "by" in told and not name.startswith("_"):
                yield f"{module}.{name}", node, functions


def verb_names_that_record() -> set[str]:
    """The names of the verbs that record by themselves or through functions of their module."""
    return {name.rsplit(".", 1)[1] for name, node, functions in verbs() if records(node, functions, set())}


def records(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    seen.add(node.name)
    for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
        if getattr(call.func, "attr", "") in RECORDERS:
            return True
        name = getattr(call.func, "id", "")
        if name in functions and name not in seen and records(functions[name], functions, seen):
            return True
    return False


def calls(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef], names: set[str]) -> bool:
    """Whether it hands the act on to a verb of another module that records."""
    inside = [node, *(functions[n.func.id] for n in ast.walk(node) if isinstance(n, ast.Call)
              and getattr(n.func, "id", "") in functions)]  # fmt: skip
    return any(
        (getattr(call.func, "attr", "") or getattr(call.func, "id", "")) in names
        for each in inside
        for call in ast.walk(each)
        if isinstance(call, ast.Call)
    )


def test_every_verb_that_is_told_who_acts_records_the_act() -> None:
    recording = verb_names_that_record()
    silent = {
        name
        for name, node, functions in verbs()
        if not records(node, functions, set()) and not calls(node, functions, recording)
    }
    assert silent - NOT_AN_ACT_UPON_OTHERS.keys() == set()
    assert len(list(verbs())) > 20


def test_every_file_that_leaves_by_post_is_an_export_that_is_recorded(app: Flask) -> None:
    files = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and re.search(r"\.(xlsx|csv|zip|pdf|json)$|/unduh$", rule.rule)
    }
    personal = {rule for rule in files if not rule.startswith("/studio/")}
    assert personal == EXPORTS.keys() | HARMLESS_FILES.keys()


def test_no_file_with_personal_data_leaves_by_get(app: Flask) -> None:
    files = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and re.search(r"\.(xlsx|csv|zip|pdf|json)$", rule.rule)
    }
    aggregates = ("/pimpinan/", "/penyelesaian", "/studio/", "/pegawai/templat.xlsx", "/manifest", "/static/")
    assert [rule for rule in files if not rule.startswith(aggregates)] == []


def test_each_export_names_its_act_in_the_code() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    for action in EXPORTS.values():
        assert f'action="{action}"' in source
