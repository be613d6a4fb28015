"""Every spreadsheet that leaves: hostile names are text in it, NIP are text, days are days."""

import ast
import csv
import inspect
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import python_calamine
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

import app as product
from app import clock
from app.admin import queries as incidents
from app.admin import services as admin_services
from app.admin.exporting import table_file
from app.clock import now
from app.db import db, transaction
from app.people import services
from app.people.models import Membership, Opd, Person
from app.people.rules import Role
from app.reports.formats.sheets import Sheet, as_csv, as_xlsx
from tests.admin.test_incidents import typed
from tests.comprehension.province import live_through
from tests.critic import CriticClient
from tests.factories import Factory
from tests.people.roster.test_reading import xlsx
from tests.reports.ledger import NEW_YEAR, facts

HOSTILE = ("=1+1", "+62", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "{=1+1}")
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NIP = "199001012015011001"
ROOT = Path(product.__file__).parent


class World:
    """A lived-in province whose names are all hostile, seen by who may take its files."""

    def __init__(self, app: Flask, factory: Factory) -> None:
        self._app, self._factory = app, factory
        self.person = factory.person(opd=db.session.scalar(select(Opd.id).limit(1)), nip=NIP)
        self.administrator = self.enter(Role.ADMINISTRATOR)
        self.incident, closer = self._list_an_incident(), factory.person()
        with transaction():
            services.set_active(self.person, active=False, by=closer, at=now())
            services.set_active(self.person, active=True, by=closer, at=now())
        with transaction():
            for table, columns in (
                (Opd, ("name", "short_name")),
                (Person, ("name",)),
                (Membership, ("unit",)),
            ):
                for number, row_id in enumerate(db.session.scalars(select(table.id).order_by(table.id))):
                    text = HOSTILE[number % len(HOSTILE)]
                    db.session.execute(
                        update(table).where(table.id == row_id).values(dict.fromkeys(columns, text))
                    )

    def enter(self, role: Role) -> CriticClient:
        """Somebody of that role."""
        client = self._factory.sign_in(self._app, self._factory.person(roles={role}))
        assert isinstance(client, CriticClient)
        return client

    def _list_an_incident(self) -> int:
        self.post("/kelola/insiden/baru", **typed(title=HOSTILE[0], description=HOSTILE[3]))
        incident = incidents.incidents()[0].id
        with transaction():
            admin_services.list_affected(incident, [self.person], found_by="=1", by=self.person, at=now())
        return incident

    def post(self, path: str, **data: object) -> TestResponse:
        """A form with its token."""
        page = self.administrator.page("/pegawai/impor/")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        return self.administrator.post(path, data={"csrf_token": token[1], **data})

    def mended(self) -> TestResponse:
        """The error sheet of a file full of formulas."""
        head = ["=NIP", "NIP", "Nama", "OPD", "Tanggal mulai"]
        rows: list[list[object]] = [["=1+1", NIP, each, each, date(2026, 2, 28)] for each in HOSTILE]
        path = self.post("/pegawai/impor/", file=(io.BytesIO(xlsx([head, *rows])), "=1.xlsx")).location
        return self.post(f"{path}masalah.xlsx")


File = Callable[[World], list[TestResponse]]
FILES: dict[str, File] = {
    "admin.export_acts": lambda it: [it.post("/kelola/audit/unduh", bentuk=kind) for kind in ("csv", "xlsx")],
    "admin.export_affected": lambda it: [
        it.post(f"/kelola/insiden/{it.incident}/terdampak/unduh", bentuk=kind) for kind in ("csv", "xlsx")
    ],
    "admin.export_incidents": lambda it: [
        it.post("/kelola/insiden/unduh", bentuk=kind) for kind in ("csv", "xlsx")
    ],
    "people.import_problems": lambda it: [it.mended()],
    "people.perform_bulk": lambda it: [it.post("/pegawai/massal/tautan", orang=str(it.person))],
    "people.roster_export": lambda it: [it.post("/pegawai/daftar.xlsx")],
    "people.roster_template": lambda it: [it.administrator.get("/pegawai/templat.xlsx")],
    "reports.completion_csv": lambda it: [it.administrator.get("/penyelesaian.csv")],
    "reports.completion_xlsx": lambda it: [it.administrator.get("/penyelesaian.xlsx")],
    "reports.report_csv": lambda it: [it.enter(Role.PIMPINAN).get("/pimpinan/laporan.csv")],
    "reports.report_xlsx": lambda it: [it.enter(Role.PIMPINAN).get("/pimpinan/laporan.xlsx")],
    "studio.import_template": lambda it: [it.enter(Role.NARASUMBER).get("/studio/impor/templat.xlsx")],
}
WITHOUT_NAMES = {"studio.import_template"}


@pytest.fixture
def world(published: Flask, factory: Factory) -> Iterator[World]:
    """In the first seconds of 2027, when the figures of December are there."""
    clock.configure(zone="Asia/Makassar")
    ahead = datetime.fromisoformat(NEW_YEAR) - clock.now()
    clock.configure(zone="Asia/Makassar", offset_seconds=int(ahead / timedelta(seconds=1)) + 2)
    live_through(facts(), factory)
    yield World(published, factory)
    clock.configure(zone="Asia/Makassar")


def test_every_address_that_gives_a_spreadsheet_is_looked_into(app: Flask) -> None:
    named = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith((".xlsx", ".csv"))}
    makers = _makers()
    giving = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and inspect.unwrap(view).__name__ in _reaching(_tree(view), makers)
    }
    assert named | giving == set(FILES)


def _makers() -> set[str]:
    """The functions of the product that make a spreadsheet, by what makes one in their module."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "xlsxwriter" in text or "csv.writer" in text or "csv.DictWriter" in text:
            found |= _reaching(ast.parse(text), {"Workbook", "writer", "DictWriter"})
    return {name for name in found if not name.startswith("_")}


def _tree(view: Callable[..., Any]) -> ast.Module:
    module = inspect.getmodule(inspect.unwrap(view))
    assert isinstance(module, ModuleType)
    return ast.parse(inspect.getsource(module))


def _reaching(tree: ast.Module, names: set[str]) -> set[str]:
    """The functions of a module that call one of these names, themselves or through one another."""
    calls = {
        node.name: {
            each.func.attr if isinstance(each.func, ast.Attribute) else getattr(each.func, "id", "")
            for each in ast.walk(node)
            if isinstance(each, ast.Call)
        }
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    found: set[str] = set()
    while more := {name for name, called in calls.items() if called & (names | found)} - found:
        found |= more
    return found


@pytest.mark.parametrize("endpoint", FILES)
def test_no_name_becomes_a_formula(world: World, endpoint: str) -> None:
    for answer in FILES[endpoint](world):
        assert answer.status_code == 200, answer.get_data(as_text=True)
        rows = cells_of(answer.data)
        texts = {cell for row in rows for cell in row if isinstance(cell, str)}
        if endpoint not in WITHOUT_NAMES:
            assert any(each.strip() in text for text in texts for each in HOSTILE), "no hostile name in it"
        assert not [cell for row in rows for cell in row if isinstance(cell, float) and cell >= 1e15]
        for column in zip(*rows[:30], strict=False):
            if str(column[0]).startswith(("Tanggal mulai", "Waktu (WITA")) and answer.data.startswith(b"PK"):
                assert all(isinstance(cell, date) for cell in column[1:] if cell != "Masalah"), column


def cells_of(data: bytes) -> list[list[Any]]:
    """The rows of all sheets; fails where a spreadsheet would execute one of their cells."""
    if not data.startswith(b"PK"):
        rows: list[list[Any]] = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        assert not [cell for row in rows for cell in row if cell.startswith(STARTS)]
        return rows
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<f[ >/]|<hyperlink", book.read(name)), name
    sheets = python_calamine.load_workbook(io.BytesIO(data))
    return [row for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python()]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_heading_is_no_formula_either(text: str) -> None:
    sheet = Sheet("Uji", ("kode", text), (("A", text),))
    for data in (
        as_csv(sheet),
        as_xlsx(sheet),
        *(table_file(kind, ("a", text), [("b", text)], title="Uji") for kind in ("csv", "xlsx")),
    ):
        assert any(text.strip() in str(cell) for cell in cells_of(data)[0])
