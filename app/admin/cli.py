"""`flask backup create` and `flask doctor`: for whoever looks after the machine."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.admin import queries, services
from app.admin.rules import BackupFailed
from app.clock import now
from app.db import transaction
from app.policy import BACKUPS_KEPT

group = AppGroup("backup", help="Cadangan basis data.")
KEPT = BACKUPS_KEPT


@group.command("create")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Bawaan: instance/backup.")
@click.option(
    "--keep", type=click.IntRange(min=1), default=KEPT, show_default=True, help="Simpan yang terbaru."
)
def create(folder: Path | None, keep: int) -> None:
    """Make one backup while people work; prints where it is."""
    folder = folder or current_app.config["PAHAM"].instance / "backup"
    try:
        with transaction():
            path = services.create_backup(folder, at=now(), keep=keep)
    except BackupFailed as error:
        click.echo(error.message, err=True)
        sys.exit(1)
    click.echo(f"Cadangan dibuat dan terbaca kembali: {path}")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Jawaban untuk mesin.")
def doctor(as_json: bool) -> None:
    """Look at everything that this installation rests on; exit 1 when something must be done."""
    settings = current_app.config["PAHAM"]
    findings = queries.findings(settings=settings, at=now())
    if as_json:
        click.echo(json.dumps([asdict(each) for each in findings], ensure_ascii=False))
    else:
        for each in findings:
            click.echo(f"{'baik ' if each.good else 'PERLU'}  {each.subject}: {each.sentence}")
    if not all(each.good for each in findings):
        sys.exit(1)
