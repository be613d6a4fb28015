"""The roster import and export against their floors: `python -m bench.roster [people]`.

Floor of the import: python-calamine reads the sheet and an upsert stores it in the same database. Floor of
the export: XlsxWriter writes the same cells. Each stands in one run beside the product. Seconds are those of
the processor: of this process, of the one that opens the file, and of the database's own on PostgreSQL; what
others do on the machine does not count then. The seconds of the clock are told beside.
"""

import io
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
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
from app.people.rules import EVERYTHING, OpdDraft, OpdKind, PersonDraft
from bench.databases import DIALECTS, available, database, name_of, plain
from bench.machine import backends, cpu_seconds

TIMES = 5
TABLE = "CREATE TABLE p (nip TEXT UNIQUE, surel TEXT UNIQUE, name TEXT, opd TEXT)"
UPSERT = "ON CONFLICT (nip) DO UPDATE SET name=excluded.name, opd=excluded.opd"


def staff_file(people: int) -> bytes:
    """A workbook of invented people over forty OPD."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {**OPTIONS, "default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Pegawai")
        page.write_row(0, 0, HEADER)
        for number in range(people):
            born, month = date(1970, 1, 1) + timedelta(days=number * 7 % 12_000), number % 12 + 1
            nip = f"{born:%Y%m%d}{born.year + 22}{month:02}{number // 12_000 % 2 + 1}{number % 999 + 1:03}"
            code = f"OPD{number % 40}"
            row = (nip, f"Orang Rekaan {number}", f"o{number}@contoh.test", code, f"Dinas {code}", "Umum")
            page.write_row(number + 1, 0, (*row, "Pelaksana", date(2026, 1, 5)))
    return target.getvalue()


def floor_import(data: bytes, url: str) -> None:
    """Read and upsert into a table with two unique indexes; on PostgreSQL all rows in one statement."""
    book: Any = python_calamine.load_workbook(io.BytesIO(data))
    rows = [(row[0], row[2], row[1], row[3]) for row in book.get_sheet_by_index(0).to_python()[1:]]
    if url.startswith("sqlite"):
        with sqlite3.connect(f"{url.removeprefix('sqlite:///')}.floor") as base:
            base.execute(TABLE)
            base.executemany(f"INSERT INTO p VALUES (?,?,?,?) {UPSERT}", rows)
        base.close()
        return
    with psycopg.connect(plain(url)) as server:
        server.execute(TABLE)
        columns = [list(column) for column in zip(*rows, strict=True)]
        each = ", ".join(["%s::text[]"] * 4)
        server.execute(f"INSERT INTO p SELECT * FROM unnest({each}) {UPSERT}", columns)
        _BACKENDS.append(cpu_seconds([server.info.backend_pid]))


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
        token = services.keep_draft(data, "bench.xlsx", by=_somebody(), at=now())
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


_BACKENDS: list[float] = []
"""What the floor's own connection cost the server; it is closed before anybody can look."""


def seconds(act: Callable[[], object], url: str) -> tuple[float, float]:
    """How long one call takes, of the processor and of the clock."""
    _BACKENDS.clear()
    began, spent = time.perf_counter(), _processor(url)
    act()
    return _processor(url) + sum(_BACKENDS) - spent, time.perf_counter() - began


def _processor(url: str) -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + children.ru_utime + children.ru_stime
    return own if url.startswith("sqlite") else own + cpu_seconds(backends(name_of(url)))


def main() -> None:
    """Print the seconds and the ratios as JSON, a line for each database."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 13_000
    data = staff_file(people)
    for dialect in filter(available, DIALECTS):
        facts: dict[str, list[tuple[float, float]]] = {}
        for turn in range(TIMES):
            with (
                tempfile.TemporaryDirectory() as folder,
                database(dialect, f"roster{turn}", Path(folder)) as url,
            ):
                for what, taken in _one_round(data, url, people).items():
                    facts.setdefault(what, []).append(taken)
        print(json.dumps({"database": dialect} | _found(facts)))


def _found(facts: dict[str, list[tuple[float, float]]]) -> dict[str, float]:
    """Of the processor the round that others disturbed least, of the clock the middle one."""
    found: dict[str, float] = {}
    for place, unit in enumerate(("cpu", "clock")):
        of_rounds: Callable[[list[float]], float] = min if unit == "cpu" else median
        middle = {what: of_rounds([each[place] for each in taken]) for what, taken in facts.items()}
        found |= {f"{what}_{unit}": round(seconds, 3) for what, seconds in middle.items()}
        for what in ("import", "export"):
            found[f"{what}_ratio_{unit}"] = round(middle[what] / middle[f"{what}_floor"], 2)
    return found


def _one_round(data: bytes, url: str, people: int) -> dict[str, tuple[float, float]]:
    env = {"DATABASE_URL": url, "SECRET_KEY": "k" * 50}
    app = create_app(Settings.from_env(env, instance=Path(__file__).parent.parent / "instance"))
    with app.app_context():
        upgrade()
        since = date(2025, 1, 1)
        offices = [
            OpdDraft(f"OPD{n}", f"Dinas OPD{n}", f"D{n}", OpdKind.DINAS, None, since, None) for n in range(40)
        ]
        with transaction():
            services.load_register(offices, day=since)
            importer = PersonDraft(name="Pengimpor", nip=None, surel="bench@contoh.test")
            services.add_person(importer, by=None, at=now())
        taken = {
            "import_floor": seconds(lambda: floor_import(data, url), url),
            "import": seconds(lambda: product_import(data), url),
        }
        rows = queries.roster_rows(EVERYTHING, local_day(now()))
        assert len(rows) == people
        taken["export_floor"] = seconds(lambda: floor_export(rows), url)
        taken["export"] = seconds(lambda: roster_file(rows), url)
        db.session.remove()
        db.engine.dispose()
    return taken


if __name__ == "__main__":
    main()
