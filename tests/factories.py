"""Small builders: one call, one thing, through the services."""

import itertools
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from app.clock import now
from app.db import transaction
from app.people import queries, services
from app.people.rules import JobLevel, OpdDraft, OpdKind, PersonDraft, Role

_numbers = itertools.count(1)
SINCE = date(2025, 1, 6)


class Factory:
    """Makes what a test needs and says its id."""

    def opd(self, code: str = "", *, name: str = "", parent: str | None = None) -> int:
        """An OPD of the register; its id."""
        code = code or f"DINAS-{next(_numbers)}"
        draft = OpdDraft(code, name or f"Dinas {code}", code.title(), OpdKind.DINAS, parent, SINCE, None)
        with transaction():
            services.load_register([draft], day=SINCE)
        found = queries.opd_by_code(code)
        assert found is not None
        return found.id

    def person(
        self,
        *,
        opd: int | None = None,
        roles: frozenset[Role] | set[Role] = frozenset({Role.PESERTA}),
        name: str = "",
        nip: str | None = None,
        surel: str | None = None,
        since: date = SINCE,
        level: JobLevel = JobLevel.PELAKSANA,
    ) -> int:
        """A person with a membership since that day; the id."""
        number = next(_numbers)
        draft = PersonDraft(
            name=name or f"Orang Rekaan {number}",
            nip=nip,
            surel=surel or f"orang{number}@contoh.test",
            job_level=level,
            opd_id=opd,
            start_on=since if opd else None,
            roles=frozenset(roles),
        )
        with transaction():
            return services.add_person(draft, by=None, at=now())

    def sign_in(self, app: Flask, person_id: int) -> FlaskClient:
        """A client of its own whose cookie belongs to that person."""
        with transaction():
            token = services.open_session(person_id=person_id, device="Uji", at=now(), hours=24)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client
