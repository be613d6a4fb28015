"""The OPD of the register, and who is at home in one."""

from datetime import date

from sqlalchemy import Row, Select, func, select

from app.db import session
from app.people.models import (
    Membership,
    Opd,
)
from app.people.queries.membership import covers
from app.people.rules import OpdKind, OpdRow


def _opd_columns() -> Select[int, str, str, str, OpdKind, int | None, date, date | None]:
    return select(
        Opd.id, Opd.code, Opd.name, Opd.short_name, Opd.kind, Opd.parent_id, Opd.valid_from, Opd.valid_to
    )


def _opd(row: Row[int, str, str, str, OpdKind, int | None, date, date | None] | None) -> OpdRow | None:
    return OpdRow(*row) if row else None


def register() -> list[OpdRow]:
    """Every OPD that ever was in the register, by name."""
    return [OpdRow(*row) for row in session.execute(_opd_columns().order_by(Opd.name))]


def opd_by_code(code: str) -> OpdRow | None:
    """The OPD with that code."""
    row = session.execute(_opd_columns().where(Opd.code == code)).first()
    return _opd(row)


def opd_by_id(opd_id: int) -> OpdRow | None:
    """The OPD with that id."""
    row = session.execute(_opd_columns().where(Opd.id == opd_id)).first()
    return _opd(row)


def with_children(opd_ids: frozenset[int]) -> frozenset[int]:
    """These OPD and the ones under them: the scope of their admin."""
    if not opd_ids:
        return opd_ids
    children = session.scalars(select(Opd.id).where(Opd.parent_id.in_(opd_ids)))
    return opd_ids | frozenset(children)


def home_opd(person_id: int, day: date) -> OpdRow | None:
    """Where a person belongs on that day."""
    row = session.execute(
        _opd_columns()
        .join(Membership, Membership.opd_id == Opd.id)
        .where(Membership.person_id == person_id, covers(day))
    ).first()
    return _opd(row)


def member_counts(day: date) -> dict[int, int]:
    """How many people belong to each OPD on that day; an OPD without any is absent."""
    rows = session.execute(
        select(Membership.opd_id, func.count(Membership.id)).where(covers(day)).group_by(Membership.opd_id)
    )
    return {row[0]: row[1] for row in rows}
