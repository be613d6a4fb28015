"""Whether this process may be given work: its database, its migrations, its disk, its last backup."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.db import session

LEAST_FREE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was looked at; a backup that is missing or old does not stop the work."""

    database: bool
    migration: bool
    disk: bool
    backup_age_hours: int | None

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.database and self.migration and self.disk


def readiness(*, instance: Path, at: datetime) -> Readiness:
    """Look now."""
    version = _stored_version()
    return Readiness(
        database=version is not None,
        migration=version is not None and version == _heads(instance.parent / "migrations"),
        disk=shutil.disk_usage(instance).free >= LEAST_FREE_BYTES,
        backup_age_hours=_backup_age_hours(instance / "backup", at),
    )


def _stored_version() -> frozenset[str] | None:
    """The migrations that the database has; None when it cannot be asked."""
    try:
        session.execute(text("select 1"))
    except SQLAlchemyError:
        session.rollback()
        return None
    try:
        return frozenset(session.execute(text("select version_num from alembic_version")).scalars())
    except SQLAlchemyError:
        session.rollback()
        return frozenset({"none"})


@lru_cache(maxsize=4)
def _heads(folder: Path) -> frozenset[str]:
    from alembic.script import ScriptDirectory  # asked once; a server need not load it to begin

    return frozenset(ScriptDirectory(str(folder)).get_heads()) if folder.is_dir() else frozenset()


def _backup_age_hours(folder: Path, at: datetime) -> int | None:
    files = [path.stat().st_mtime for path in folder.glob("paham-*")]
    if not files:
        return None
    return int((at - datetime.fromtimestamp(max(files), UTC)).total_seconds() // 3600)
