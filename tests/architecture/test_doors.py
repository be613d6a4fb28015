"""Role by endpoint: every address asks for a permission, and the matrix in git is what the code does."""

import csv
from pathlib import Path

import pytest
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


@pytest.mark.parametrize("role", ROLES)
def test_the_door_does_what_the_matrix_says(demo: Flask, role: Role | None) -> None:
    """Every address with GET, opened as every role: refused exactly where the matrix says so."""
    from app.people import queries
    from tests.factories import Factory

    accounts = {
        Role.PESERTA: "peserta.a@contoh.test",
        Role.ADMIN_OPD: "admin.a@contoh.test",
        Role.NARASUMBER: "narasumber@contoh.test",
        Role.PIMPINAN: "sekda@contoh.test",
        Role.ADMINISTRATOR: "administrator@contoh.test",
    }
    if role is None:
        client = demo.test_client()
    else:
        person = queries.person_id_by(accounts[role])
        assert person is not None
        client = Factory().sign_in(demo, person)
    held = queries.roles_of([person])[person] if role is not None else ()
    for row in file_matrix().values():
        if "GET" not in row["methods"].split():
            continue
        path = filled(row["path"])
        granted = row["tanpa_masuk"] == "ya" or any(row[one] == "ya" for one in held)
        response = client.get(path)
        if granted:
            assert response.status_code not in {401, 403, 500}, path
            assert not (response.location or "").startswith("/masuk?"), path
        elif role is None:
            assert (response.location or "").startswith("/masuk?next="), path
        else:
            assert response.status_code in {403, 404}, path


def filled(rule: str) -> str:
    """An address with plausible values in its places."""
    values = {
        "slug": "proses-bisnis-dulu",
        "code": "DINAS-A",
        "anchor": "tidak-ada",
        "public_id": "tidak-ada",
        "token": "tidak-ada",
        "filename": "css/paham.css",
        "path": "tidak-ada",
        "n": "1",
        "number": "1",
        "person_id": "1",
    }
    parts = []
    for part in rule.split("/"):
        if part.startswith("<"):
            name = part.strip("<>").split(":")[-1].split(">")[0]
            parts.append(values.get(name, "1"))
        else:
            parts.append(part)
    return "/".join(parts)
