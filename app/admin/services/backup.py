"""Make a backup of the whole database while people work."""

import os
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

from app import audit
from app.admin.rules import BACKUP_PREFIX, BackupFailed, backup_name
from app.db import database_url


def create_backup(folder: Path, *, at: datetime, keep: int) -> Path:
    """Write, verify and name one backup, and remove all but the newest `keep`; raises BackupFailed.

    The file gets its name only after it was read back, so that what bears the name can be restored.
    """
    url = database_url()
    sqlite = url.get_backend_name() == "sqlite"
    target = folder / backup_name(at, sqlite=sqlite)
    draft = folder / f".{target.name}.part"
    write = _copy_sqlite if sqlite else _dump_postgresql
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.touch(mode=0o600)
        write(url, draft)
        _flush(draft)
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise BackupFailed(str(error)) from error
    for old in sorted(folder.glob(f"{BACKUP_PREFIX}*"))[:-keep]:
        old.unlink()
    audit.record(actor=None, action="make backup", subject="installation", details=target.name)
    return target


def _copy_sqlite(url: URL, target: Path) -> None:
    """SQLite's backup API: one consistent picture, while others read and write."""
    with closing(sqlite3.connect(url.database or "")) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"salinan tidak utuh: {verdict}")


def _dump_postgresql(url: URL, target: Path) -> None:
    """`pg_dump` in its own format, read back with `pg_restore`; the password stands in no argument."""
    environment = os.environ | {"PGPASSWORD": url.password or os.environ.get("PGPASSWORD", "")}
    address = f"--dbname={url.set(drivername='postgresql', password=None).render_as_string()}"
    dump = ["pg_dump", "--format=custom", "--no-owner", f"--file={target}", address]
    for command in (dump, ["pg_restore", "--list", str(target)]):
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        except FileNotFoundError as error:
            raise OSError(f"program {command[0]} tidak ada di komputer ini") from error
        if done.returncode:
            raise OSError((done.stderr.strip() or f"{command[0]} gagal").splitlines()[-1])


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
