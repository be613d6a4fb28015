"""Serving the product: prepare the database and the content, then hand over to the server; and `flask tick`.

Depends on every room; nobody depends on it.
"""

import gc
import logging
import os
import sys
import threading
from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app

from app import ROOT, create_app
from app.clock import daily_cut, local_day, now
from app.db import session, transaction
from app.errors import DomainError

TICK_SECONDS = 60
SETTLING_SECONDS = 2
"""How long a process that has just started serves before it counts the last cut."""
CONTENT = ROOT / "content"


def load_content(folder: Path, *, at: datetime) -> list[str]:
    """Load the register of OPD and publish the folder; the problems that stopped something, as lines."""
    from app.materials import services as materials
    from app.people import services as people
    from app.people.parsing import read_register

    register = folder / "opd.csv"
    drafts, problems = read_register(register.read_text(encoding="utf-8"), "opd.csv")
    with transaction():
        people.load_register(drafts, day=local_day(at))
    return problems + [str(problem) for problem in materials.publish_all(folder, by=None, at=at)]


def tick(at: datetime) -> int:
    """Do what has fallen due; safe to run twice at once. The attempts ended."""
    from app.admin.services import forget_old, note_tick
    from app.comprehension.services import freeze_last_month
    from app.materials.services import publish_due
    from app.people.services import carry_out_due
    from app.quiz.guards import end_overdue

    with transaction():
        carry_out_due(at)
    ended = end_overdue(at)
    with transaction():
        freeze_last_month(at)
    publish_due(at)
    with transaction():
        forget_old(at)
        note_tick(at)
    return ended


def wsgi() -> Flask:
    """The application of one server process, with the thread that ticks.

    What stands after the start stays: the collector need not walk it again while a page reads many rows.
    """
    app = create_app(commands=False)
    gc.freeze()
    with app.app_context():
        refuse_demo_in_production()
    threading.Thread(target=_keep_ticking, args=(app,), name="tick", daemon=True).start()
    return app


def _keep_ticking(app: Flask) -> None:
    waiting, first = threading.Event(), True
    while not waiting.wait(SETTLING_SECONDS if first else TICK_SECONDS):
        with app.app_context():
            try:
                if not first:
                    tick(now())
                count_ahead(now())
            except Exception:
                logging.getLogger("paham").exception("tick failed; the next one tries again")
                session.rollback()
        first = False


def count_ahead(at: datetime) -> None:
    """Have the last cut counted before anybody asks this process for it; nothing where figures are live."""
    from app.comprehension.queries import keep_counted

    if current_app.config["PAHAM"].figures != "live":
        keep_counted(daily_cut(at))
        session.rollback()


def refuse_demo_in_production() -> None:
    """Production refuses to start while an account of the demo world exists."""
    from app.people.queries import has_demo_account

    if current_app.config["PAHAM"].production and has_demo_account():
        sys.exit("Akun demo masih ada di basis data ini. Produksi tidak dijalankan; pakai basis data baru.")


@click.command("tick")
def tick_command() -> None:
    """Do what has fallen due, once."""
    click.echo(f"{tick(now())} percobaan diselesaikan karena waktunya habis.")


@click.command("serve")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=int)
@click.option("--demo", is_flag=True, help="Muat dunia demo bila basis data masih kosong.")
def serve_command(host: str, port: int, demo: bool) -> None:
    """Migrate, publish content, load the demo when asked, and serve."""
    from flask_migrate import upgrade

    settings = current_app.config["PAHAM"]
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade()
    for line in load_content(CONTENT, at=now()):
        click.echo(line, err=True)
    if demo:
        _load_demo()
    refuse_demo_in_production()
    click.echo(f"\nPaham SPBE melayani di http://{host}:{port}\n")
    click.echo(first_step())
    if demo:
        from app.demo.cli import print_accounts

        print_accounts()
    _hand_over(host, port, threads=8 if settings.database_url.startswith("sqlite") else 4)


def first_step() -> str:
    """What whoever starts an empty installation does next; nothing once there is an administrator."""
    from app.people.queries import role_counts
    from app.people.rules import Role

    if role_counts().get(Role.ADMINISTRATOR):
        return ""
    flask = os.path.relpath(Path(sys.executable).with_name("flask"))
    return (
        "Belum ada administrator. Buat tautan masuk yang pertama di terminal lain, dari folder ini, dengan\n"
        f"PAHAM_BASE_URL={current_app.config['PAHAM'].base_url} dan DATABASE_URL yang sama:\n\n"
        f"  {flask} --app app people invite --surel nama@contoh.go.id\n"
    )


def _load_demo() -> None:
    from app.demo.world import load_when_empty

    try:
        if load_when_empty(at=local_day(now())):
            click.echo("Dunia demo dimuat.")
    except DomainError as error:
        click.echo(error.message, err=True)


def _hand_over(host: str, port: int, *, threads: int) -> None:
    sys.stdout.flush()
    if sys.platform == "win32":
        from waitress import serve

        serve(wsgi(), host=host, port=port, threads=threads)
        return
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--reuse-port"]
    command += [
        "--workers",
        "2",
        "--threads",
        str(threads),
        "--worker-class",
        "gthread",
        "--keep-alive",
        "30",
    ]
    command += ["--max-requests", "50000", "--max-requests-jitter", "5000", "--graceful-timeout", "20"]
    command += ["--chdir", str(ROOT), "app.server:wsgi()"]
    os.execv(sys.executable, command)  # noqa: S606 (this process becomes the server)
