"""`flask people …`: grant a role, make the first one-time link."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.clock import now
from app.db import transaction
from app.errors import DomainError
from app.people import queries, services
from app.people.rules import PersonDraft, Role, account_key

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
