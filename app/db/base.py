"""Model base, columns and the two databases' one handle."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, DateTime, Enum, MetaData, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedColumn, Session, mapped_column, scoped_session
from sqlalchemy.types import TypeDecorator

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Plain declarative base; never `MappedAsDataclass`, which Flask-SQLAlchemy cannot take."""

    metadata = MetaData(naming_convention=CONVENTION)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


session = cast("scoped_session[Session]", db.session)


if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC going in and coming out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(members: type[StrEnum], name: str, **options: Any) -> MappedColumn[Any]:
    """A string column that takes the enum's values alone, by a CHECK of that name."""
    kind = Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
    )
    return mapped_column(kind, **options)


def where(condition: str) -> dict[str, Any]:
    """The condition of a partial index, as both databases are told it: `Index(…, **where("a IS NULL"))`."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def upsert_insert(table: Any) -> Any:
    """The dialect's INSERT with `on_conflict_do_update` and `on_conflict_do_nothing`."""
    target: Table = getattr(table, "__table__", table)
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(target)
    return sqlite.insert(target)


def dialect_name() -> str:
    """`sqlite` or `postgresql`."""
    return db.engine.dialect.name


def database_url() -> URL:
    """Where the database is, with its password."""
    return db.engine.url
