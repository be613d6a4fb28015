"""Nobody reads past a deadline: what is overdue ends before a page or a figure is read."""

from datetime import datetime

from flask import Flask, request

from app.clock import now
from app.db import transaction, unless_unwritable
from app.people.guards import keep_signed_in_while, signed_in
from app.quiz import queries, services

ROOMS_BELOW = frozenset({None, "web", "gallery", "people", "materials"})
"""Blueprints that know of no attempts."""
READING = "learning.section"
"""The page that is opened most shows a text and what was read of it: nothing that an attempt came to."""


def register_deadlines(app: Flask) -> None:
    """Put the clock in front of every page that may show what an attempt came to."""
    app.before_request(_end_overdue_first)
    keep_signed_in_while(app, _sits)


def end_overdue(at: datetime) -> int:
    """End every attempt whose time is up, a batch a transaction; how many this call ended."""
    ended = 0
    while True:
        with transaction():
            batch = services.finish_overdue(at)
        ended += batch
        if batch == 0:
            return ended


def _sits(person_id: int, at: datetime) -> bool:
    """Whether the person has begun what can still be answered."""
    return bool(queries.open_attempts(person_id, at))


def _end_overdue_first() -> None:
    """A page of one attempt needs no help: it knows the deadline of its own."""
    if request.blueprint in ROOMS_BELOW or request.endpoint == READING:
        return
    if "public_id" in (request.view_args or {}) or not signed_in():
        return
    at = now()
    if queries.anything_overdue(at):
        with unless_unwritable("end what is overdue"):
            end_overdue(at)
