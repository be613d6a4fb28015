"""`flask demo load`: fill an empty product with a world to look at, or a large one to measure."""

import sys
from datetime import date, datetime

import click
from flask import current_app
from flask.cli import AppGroup

from app.clock import local_day, now
from app.demo.cast import ACCOUNTS, PASSWORD
from app.demo.world import load
from app.errors import DomainError

group = AppGroup("demo", help="Dunia contoh: orang, OPD, dan hasil yang seluruhnya rekaan.")
DAY = click.DateTime(["%Y-%m-%d"])


@group.command("load")
@click.option("--at", "at_", type=DAY, help="Hari acuan; semua tanggal dihitung mundur dari sini.")
@click.option("--staff", type=click.IntRange(min=100), help="Jumlah orang, untuk dunia yang besar.")
@click.option("--attempts", type=click.IntRange(min=0), help="Jumlah percobaan, untuk dunia yang besar.")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Benih; benih yang sama, dunia yang sama."
)
@click.option("--force", is_flag=True, help="Muat juga di produksi.")
def load_command(
    at_: datetime | None, staff: int | None, attempts: int | None, seed: int, force: bool
) -> None:
    """Load the demo world; loading it again changes nothing."""
    if current_app.config["PAHAM"].production and not force:
        click.echo("Dunia demo tidak dimuat di produksi. Pakai --force bila memang dikehendaki.", err=True)
        sys.exit(2)
    if (staff is None) != (attempts is None):
        click.echo("Dunia yang besar memerlukan --staff dan --attempts sekaligus.", err=True)
        sys.exit(2)
    _load(at_.date() if at_ else local_day(now()), staff=staff, attempts=attempts, seed=seed)


def _load(at: date, *, staff: int | None, attempts: int | None, seed: int) -> None:
    try:
        loaded = load(at=at, staff=staff, attempts=attempts, seed=seed)
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
    click.echo(
        f"Dunia demo per {at:%d-%m-%Y} dimuat." if loaded else "Dunia demo sudah ada. Tidak ada yang berubah."
    )
    print_accounts()


def print_accounts() -> None:
    """The accounts of the demo world and their one password."""
    click.echo(f"Akun demo, kata sandi semuanya: {PASSWORD}")
    for who, surel in ACCOUNTS:
        click.echo(f"  {who:<18} {surel}")
