"""`flask comprehension …`: facts out, figures in."""

import json
from typing import Any, BinaryIO

import click
from flask.cli import AppGroup

from .facts import compute
from .facts_form import FactsInvalid

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
