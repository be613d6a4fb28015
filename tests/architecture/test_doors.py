"""Role by endpoint: every address asks for a permission, and the matrix in git is what the code does."""

import csv
from pathlib import Path

from flask import Flask

from app.people.rules import GRANTS, Permission, Role
from app.web.access import PUBLIC

MATRIX = Path(__file__).resolve().parents[2] / "docs" / "access.csv"
ROLES = (None, *Role)


def code_matrix(app: Flask) -> dict[str, dict[str, str]]:
    """endpoint → role → `ya` or `-`, as the code grants it."""
    rows: dict[str, dict[str, str]] = {}
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        row = {"methods": " ".join(sorted(rule.methods - {"HEAD", "OPTIONS"})), "path": rule.rule}
        for role in ROLES:
            granted = access == PUBLIC or (role is not None and access in GRANTS[role])
            row[role or "tanpa_masuk"] = "ya" if granted else "-"
        rows[f"{rule.endpoint} {row['methods']} {rule.rule}"] = row
    return rows


def file_matrix() -> dict[str, dict[str, str]]:
    """The matrix as it stands in git."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return {
            f"{row['endpoint']} {row['methods']} {row['path']}": {
                key: value for key, value in row.items() if key != "endpoint"
            }
            for row in csv.DictReader(file)
        }


def test_every_endpoint_says_who_may_enter(app: Flask) -> None:
    marks = {endpoint: getattr(view, "access", None) for endpoint, view in app.view_functions.items()}
    unmarked = [
        endpoint for endpoint, mark in marks.items() if mark != PUBLIC and mark not in set(Permission)
    ]
    assert not unmarked


def test_the_matrix_in_git_is_what_the_code_grants(app: Flask) -> None:
    assert code_matrix(app) == file_matrix()
