"""The roster import and export against their floors: `python -m bench.roster [people]`.

Floor of the import: python-calamine reads the sheet and an upsert stores it. Floor of the export:
XlsxWriter writes the same cells. Both stand in one run beside the product, on SQLite.
"""

import io
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import python_calamine
import xlsxwriter
from flask_migrate import upgrade

from app import create_app
from app.clock import local_day, now
from app.config import Settings
from app.db import db, transaction
from app.people import queries, services
from app.people.roster.plan import Plan
from app.people.roster.writing import HEADER, OPTIONS, roster_file
from app.people.rules import EVERYTHING, OpdDraft, OpdKind

TIMES = 3
UPSERT = "INSERT INTO p VALUES (?,?,?,?) ON CONFLICT (nip) DO UPDATE SET name=excluded.name, opd=excluded.opd"


def staff_file(people: int) -> bytes:
    """A workbook of invented people over forty OPD."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {**OPTIONS, "default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Pegawai")
        page.write_row(0, 0, HEADER)
        for number in range(people):
            nip = f"19900101{2014 + number // 999 % 10}01{1 + number // 9990 % 2}{number % 999 + 1:03}"
            code = f"OPD{number % 40}"
            row = (nip, f"Orang Rekaan {number}", f"o{number}@contoh.test", code, f"Dinas {code}", "Umum")
            page.write_row(number + 1, 0, (*row, "Pelaksana", date(2026, 1, 5)))
    return target.getvalue()


def floor_import(data: bytes, folder: Path) -> None:
    """Read and upsert into a table with two unique indexes."""
    rows: Any = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    with sqlite3.connect(folder / f"floor{time.perf_counter_ns()}.sqlite") as base:
        base.execute("CREATE TABLE p (nip TEXT UNIQUE, surel TEXT UNIQUE, name TEXT, opd TEXT)")
        base.executemany(UPSERT, [(row[0], row[2], row[1], row[3]) for row in rows[1:]])


def floor_export(rows: list[queries.RosterRow]) -> None:
    """The same cells by XlsxWriter alone."""
    with xlsxwriter.Workbook(io.BytesIO(), OPTIONS) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for line, row in enumerate(rows, 1):
            cells = (row.nip, row.name, row.surel, row.opd_code, row.opd_name, row.unit, "Pelaksana")
            for column, cell in enumerate(cells):
                page.write_string(line, column, cell or "")
            page.write_datetime(line, 7, row.start_on, day)


def product_import(data: bytes) -> Plan:
    """Upload, plan as the page shows it, confirm."""
    with transaction():
        token = services.keep_draft(data, "bench.xlsx", scope=EVERYTHING, by=_somebody(), at=now())
    draft = queries.roster_draft(token, owner=_somebody())
    assert draft is not None
    _, plan = services.plan_of_draft(draft, scope=EVERYTHING, at=now())
    assert plan is not None
    with transaction():
        return services.apply_draft(
            token, plan.mark, accept_warnings=True, scope=EVERYTHING, by=_somebody(), at=now()
        )


def _somebody() -> int:
    return queries.person_id_by("bench@contoh.test") or 0


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> None:
    """Print the seconds and the ratios as JSON."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 13_000
    data = staff_file(people)
    facts: dict[str, list[float]] = {}
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for what, taken in _one_round(data, folder, people).items():
                facts.setdefault(what, []).append(taken)
    found = {what: round(median(taken), 3) for what, taken in facts.items()}
    found["import_ratio"] = round(found["import"] / found["import_floor"], 2)
    found["export_ratio"] = round(found["export"] / found["export_floor"], 2)
    print(json.dumps(found))


def _one_round(data: bytes, folder: Path, people: int) -> dict[str, float]:
    env = {"DATABASE_URL": f"sqlite:///{folder / 'app.sqlite'}", "SECRET_KEY": "k" * 50}
    app = create_app(Settings.from_env(env, instance=Path(__file__).parent.parent / "instance"))
    with app.app_context():
        upgrade()
        since = date(2025, 1, 1)
        offices = [
            OpdDraft(f"OPD{n}", f"Dinas OPD{n}", f"D{n}", OpdKind.DINAS, None, since, None) for n in range(40)
        ]
        with transaction():
            services.load_register(offices, day=since)
            services.add_person(_importer(), by=None, at=now())
        taken = {
            "import_floor": seconds(lambda: floor_import(data, folder)),
            "import": seconds(lambda: product_import(data)),
        }
        rows = queries.roster_rows(EVERYTHING, local_day(now()))
        assert len(rows) == people
        taken["export_floor"] = seconds(lambda: floor_export(rows))
        taken["export"] = seconds(lambda: roster_file(rows))
        db.session.remove()
        db.engine.dispose()
    return taken


def _importer() -> Any:
    from app.people.rules import PersonDraft

    return PersonDraft(name="Pengimpor", nip=None, surel="bench@contoh.test")


if __name__ == "__main__":
    main()
