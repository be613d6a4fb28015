"""`flask quiz …`: prove that the summary of results agrees with the results, or rebuild it."""

import sys

import click
from flask.cli import AppGroup

from app.db import transaction
from app.quiz import services

group = AppGroup("quiz", help="Percobaan, hasil, dan ringkasannya.")


@group.command("standings")
@click.option("--rebuild", is_flag=True, help="Hitung ulang ringkasan dari hasil.")
def standings(rebuild: bool) -> None:
    """Compare the summary with the results it was made from; exit 1 when they differ."""
    if rebuild:
        with transaction():
            click.echo(f"{services.rebuild_standings()} baris ringkasan dihitung ulang.")
    differences = services.standing_differences()
    click.echo(f"{differences} baris ringkasan berbeda dari hasil.")
    if differences:
        sys.exit(1)
