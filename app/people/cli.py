"""`flask people …`: grant a role, make the first one-time link, bring staff in from a file."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.clock import now
from app.db import transaction
from app.errors import DomainError
from app.people import queries, services
from app.people.roster.apart import sheets_in
from app.people.roster.plan import Change
from app.people.rules import EVERYTHING, PersonDraft, Role, account_key

group = AppGroup("people", help="Orang, peran, dan tautan masuk.")
ROLES = click.Choice([role.value for role in Role])


@group.command("grant")
@click.argument("akun")
@click.argument("role", type=ROLES)
@click.option("--opd", help="Kode OPD, untuk admin_opd.")
def grant(akun: str, role: str, opd: str | None) -> None:
    """Give a role to the account with this NIP or surel."""
    person_id = queries.person_id_by(account_key(akun))
    unit = queries.opd_by_code(opd) if opd else None
    if person_id is None or (opd and unit is None) or (role == Role.ADMIN_OPD and unit is None):
        click.echo("Akun atau OPD tidak ditemukan. Untuk admin_opd, sebutkan --opd KODE.", err=True)
        sys.exit(1)
    with transaction():
        services.grant_role(person_id, Role(role), opd_id=unit.id if unit else None, by=None, at=now())
    click.echo(f"Peran {role} diberikan.")


@group.command("invite")
@click.option("--surel", required=True)
@click.option("--nama", default="Administrator")
@click.option("--role", type=ROLES, default=Role.ADMINISTRATOR.value)
def invite(surel: str, nama: str, role: str) -> None:
    """Make the account when it is new, and print a one-time link to choose its password."""
    at = now()
    try:
        with transaction():
            person_id = queries.person_id_by(account_key(surel)) or services.add_person(
                PersonDraft(name=nama, nip=None, surel=surel, roles=frozenset()), by=None, at=at
            )
            services.grant_role(person_id, Role(role), opd_id=None, by=None, at=at)
            token = services.make_entry_link(person_id, by=None, at=at)
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
    click.echo(f"{current_app.config['PAHAM'].base_url}/sandi/{token}")


@group.command("reset-second-step")
@click.argument("akun")
def reset_second_step(akun: str) -> None:
    """Take the second step from the account with this NIP or surel: the last administrator's way out."""
    person_id = queries.person_id_by(account_key(akun))
    if person_id is None:
        click.echo("Akun tidak ditemukan.", err=True)
        sys.exit(1)
    with transaction():
        services.reset_second_factor(person_id, by=None, at=now())
    click.echo("Verifikasi dua langkah akun ini sudah diatur ulang.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--apply/--dry-run", "applying", default=False, help="Terapkan rencananya, atau hanya tunjukkan."
)
@click.option("--terima-peringatan", is_flag=True, help="Terapkan juga bila masih ada peringatan.")
def take_staff(file: Path, applying: bool, terima_peringatan: bool) -> None:
    """Bring staff in from XLSX, XLS, ODS or CSV: problems, the plan, then all of it or nothing."""
    at = now()
    try:
        sheets = sheets_in(file.read_bytes())
        with transaction():
            reading, plan = services.plan_of(sheets, scope=EVERYTHING, at=at)
            for problem in reading.problems:
                level = "GALAT" if problem.blocking else "PERINGATAN"
                click.echo(f"{problem.sheet}:{problem.row}: {level} {problem.column}. {problem.sentence}")
            for name, (present, on) in reading.otherwise.items():
                told = f"berlaku mulai {on}, sampai hari itu" if on else "nama lama, sekarang"
                click.echo(f"{name}: {told} {present}.")
            if plan is None or (applying and reading.problems and not terima_peringatan):
                raise services.NotApplicable
            click.echo(", ".join(f"{plan.count(change)} {change}" for change in Change) + ".")
            click.echo(f"{len(plan.absent)} pegawai tidak ada di berkas; tidak diubah.")
            if applying:
                services.apply_plan(plan, file_name=file.name, by=None, at=at)
                click.echo("Diterapkan.")
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(1)
