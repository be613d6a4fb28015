"""Tables of the room: the register of incidents, whose accounts they touch, and when time last passed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime


class Incident(Model):
    """A failure of data protection as the office knows it so far; every change is an act of the trail."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reporter: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    data_kinds: Mapped[str] = mapped_column(Text)
    chronology: Mapped[str] = mapped_column(Text)
    impact: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text)
    persons_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    authority_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IncidentPerson(Model):
    """An account that an incident touches, and by which look it came into the list."""

    __tablename__ = "incident_person"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, autoincrement=False, index=True
    )
    found_by: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Heartbeat(Model):
    """When a recurring job last ran to its end."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
