"""Wait in line for one person: whoever reads something about somebody in order to write it holds on first."""

from sqlalchemy import select

from app.db import begin_write, session
from app.people.models import Person


def hold(person_id: int) -> None:
    """Let those who note something about the same person at the same moment wait in line, on both databases.

    PostgreSQL holds the person's row, which hinders nobody who answers a quiz; SQLite has one writer anyway.
    """
    begin_write()
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
