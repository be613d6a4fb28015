"""Add people, give and take roles, open and close accounts."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app import audit
from app.db import begin_write, session, upsert_insert
from app.errors import NotFound
from app.people import queries
from app.people.models import (
    Membership,
    Person,
    RoleGrant,
)
from app.people.rights import Anonymised
from app.people.rules import (
    Duplicate,
    LastAdministrator,
    OwnAccount,
    OwnRole,
    PersonDraft,
    Role,
    account_key,
    nip_digits,
)
from app.people.services.signing_in import close_all_sessions


def add_person(draft: PersonDraft, *, by: int | None, at: datetime, demo: bool = False) -> int:
    """The new person's id; raises Duplicate when the NIP or the surel is taken."""
    person = Person(
        nip=nip_digits(draft.nip) if draft.nip else None,
        surel=account_key(draft.surel) if draft.surel else None,
        name=draft.name.strip(),
        job_level=draft.job_level,
        created_at=at,
        demo=demo,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as error:
        raise Duplicate from error
    if draft.opd_id is not None and draft.start_on is not None:
        session.add(
            Membership(person_id=person.id, opd_id=draft.opd_id, unit=draft.unit, start_on=draft.start_on)
        )
    for role in sorted(draft.roles):
        grant_role(person.id, role, opd_id=draft.opd_id if role is Role.ADMIN_OPD else None, by=by, at=at)
    session.flush()
    audit.record(
        actor=by,
        action="add person",
        subject=f"person:{person.id}",
        changes=[
            audit.Change("OPD", "", "" if draft.opd_id is None else f"opd:{draft.opd_id}"),
            audit.Change("Nama", "", draft.name.strip(), personal=True),
        ],
    )
    return person.id


def grant_role(person_id: int, role: Role, *, opd_id: int | None, by: int | None, at: datetime) -> bool:
    """Give a role and say whether it is new; giving it twice changes nothing."""
    added = session.scalar(
        upsert_insert(RoleGrant)
        .values(person_id=person_id, role=role, opd_id=opd_id, granted_at=at, granted_by=by)
        .on_conflict_do_nothing()
        .returning(RoleGrant.id)  # the count of rows is not told on PostgreSQL
    )
    if added is None:
        return False
    audit.record(
        actor=by,
        action="grant role",
        subject=f"person:{person_id}",
        changes=[audit.Change("Peran", "", _role_words(role, opd_id))],
    )
    return True


def revoke_role(person_id: int, grant_id: int, *, by: int) -> None:
    """Take a role back, at once; raises NotFound, or OwnRole for the own role of administrator."""
    found = session.execute(
        select(RoleGrant.role, RoleGrant.opd_id).where(
            RoleGrant.id == grant_id, RoleGrant.person_id == person_id
        )
    ).first()
    if found is None:
        raise NotFound
    if person_id == by and found.role is Role.ADMINISTRATOR:
        raise OwnRole
    if found.role is Role.ADMINISTRATOR:
        keep_an_administrator({person_id})
    gone = session.execute(delete(RoleGrant).where(RoleGrant.id == grant_id))
    if gone.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound
    change = audit.Change("Peran", _role_words(found.role, found.opd_id), "")
    audit.record(actor=by, action="revoke role", subject=f"person:{person_id}", changes=[change])


def keep_an_administrator(leaving: set[int]) -> None:
    """Raise LastAdministrator when none with an open account would be left; two who do so wait in line."""
    begin_write()
    held = session.scalars(
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, Person.active.is_(True))
        .order_by(RoleGrant.id)
        .with_for_update(of=(RoleGrant, Person), key_share=True)  # an account closed meanwhile is seen so
    )
    open_ones = set(held)
    if open_ones & leaving and not open_ones - leaving:
        raise LastAdministrator


def _role_words(role: Role, opd_id: int | None) -> str:
    return f"role:{role}" if opd_id is None else f"role:{role} opd:{opd_id}"


def set_password_hash(
    person_id: int, password_hash: str, *, at: datetime, keep_session: int | None = None
) -> None:
    """Store a hash made beforehand; ends the sessions of the person, save perhaps the present one."""
    session.execute(
        update(Person).where(Person.id == person_id).values(password_hash=password_hash, password_set_at=at)
    )
    close_all_sessions(person_id, at=at, but=keep_session)


def set_active(person_id: int, *, active: bool, by: int, at: datetime) -> None:
    """Open or close an account; closing ends its sessions at once. Raises OwnAccount, NotFound."""
    if person_id == by and not active:
        raise OwnAccount
    if active and queries.anonymised_at(person_id) is not None:
        raise Anonymised
    if not active:
        keep_an_administrator({person_id})
    changed = session.execute(
        update(Person).where(Person.id == person_id, Person.active.is_(not active)).values(active=active)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        if queries.account(person_id) is None:
            raise NotFound
        return
    if not active:
        close_all_sessions(person_id, at=at)
    states = ("ditutup", "aktif") if active else ("aktif", "ditutup")
    audit.record(
        actor=by,
        action="open account" if active else "close account",
        subject=f"person:{person_id}",
        changes=[audit.Change("Akun", *states)],
    )
