"""`flask comprehension …`: facts out, figures in."""

import json
from datetime import datetime
from typing import Any, BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup

from app.clock import daily_cut, end_of_day, now
from app.comprehension.facts import compute
from app.comprehension.facts_form import FactsInvalid
from app.comprehension.queries import keadaan_as_text
from app.comprehension.rules.month import Month
from app.comprehension.services import freeze
from app.db import transaction
from app.errors import DomainError
from app.quiz.guards import end_overdue

group = AppGroup("comprehension", help="Angka pemahaman: ekspor fakta, hitung ulang.")


@group.command("compute", with_appcontext=False)
@click.argument("file", type=click.File("rb"))
def compute_command(file: BinaryIO) -> None:
    """Recompute every figure from a facts file alone and print it as JSON."""
    try:
        print(json.dumps(compute(_read(file)), ensure_ascii=False, indent=1))
    except FactsInvalid as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise SystemExit(1) from error


def _read(file: BinaryIO) -> dict[str, Any]:
    try:
        facts = json.load(file)
    except ValueError as error:
        click.echo(f"berkas: bukan JSON yang terbaca ({error})", err=True)
        raise SystemExit(1) from error
    if not isinstance(facts, dict):
        click.echo("berkas: isi terluar harus berupa objek JSON", err=True)
        raise SystemExit(1)
    return facts


@group.command("export")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="Keadaan akhir hari ini (TTTT-BB-HH).")
def export_command(day: datetime | None) -> None:
    """Print the facts behind the figures as JSON, persons as pseudonyms."""
    at = end_of_day(day.date()) if day else daily_cut(now())
    end_overdue(now())
    pieces = keadaan_as_text(at, key=str(current_app.config["SECRET_KEY"]).encode())
    if pieces is None:
        click.echo("Belum ada standar yang terbit. Jalankan dulu: flask content publish", err=True)
        raise SystemExit(1)
    for piece in pieces:
        click.echo(piece, nl=False)


@group.command("freeze")
@click.option("--period", required=True, help="Bulan yang sudah berakhir (TTTT-BB), misalnya 2026-06.")
@click.option("--koreksi", "reason", help="Terbitkan perbaikan angka yang sudah beku, dengan alasan ini.")
def freeze_command(period: str, reason: str | None) -> None:
    """Publish the figures of a month's last second; published figures are never overwritten."""
    try:
        end_overdue(now())
        with transaction():
            done = freeze(Month.parse(period), at=now(), reason=reason)
    except DomainError as error:
        click.echo(error.message, err=True)
        raise SystemExit(1) from error
    click.echo(f"Angka {period}: {done}.")
