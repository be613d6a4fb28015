"""What the names in addresses stand for: an own object, one of somebody else's, and one that is nobody's.

A new address with a new name in it fails `test_access.py` until it stands in one of the two tables here:
`OWNED` when the object belongs to a person or an OPD, `SAME_FOR_ALL` when all who may enter see the same;
`SHARED` says where something real is worth opening.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import text
from werkzeug.routing import Rule

from app.clock import local_day, now
from app.db import session, transaction
from app.materials import queries as materials
from app.people import queries, services
from app.people.rights import CorrectionField
from app.people.rules import EVERYTHING, ExemptionReason, Role, Scope

ACCOUNTS = {
    Role.PESERTA: "peserta.a@contoh.test",
    Role.ADMIN_OPD: "admin.a@contoh.test",
    Role.NARASUMBER: "narasumber@contoh.test",
    Role.PIMPINAN: "sekda@contoh.test",
    Role.ADMINISTRATOR: "administrator@contoh.test",
}
NEIGHBOURS = {Role.PESERTA: "peserta.b@contoh.test", Role.ADMIN_OPD: "admin.b@contoh.test"}
NOBODYS = {"public_id": "tidak-ada", "token": "tidak-ada", "code": "TIDAK-ADA"}
BODIES = {
    "quiz.save": {"perangkat": "p", "revisi": "1", "pilihan": "a", "keyakinan": "1"},
    "quiz.check": {"perangkat": "p", "revisi": "1", "pilihan": "a", "keyakinan": "1"},
}
"""Well-formed input where an empty form would be refused before the object is looked for."""
STAFF_FILE = b"Nama;Surel\nOrang Baru;orang.baru@contoh.test\n"


def person_of(surel: str) -> int:
    """The id behind a demo address."""
    found = queries.person_id_by(surel)
    assert found is not None, surel
    return found


def _attempt_of(person: int) -> str:
    found = session.scalar(
        text("SELECT public_id FROM attempt WHERE person_id = :person ORDER BY id LIMIT 1"),
        {"person": person},
    )
    assert found, f"person {person} has no attempt in the demo world"
    return str(found)


def _session_of(person: int) -> str:
    with transaction():
        services.open_session(person_id=person, device="Lain", at=now(), hours=24)
    return str(queries.open_sessions(person, now())[0].id)


def _draft_of(person: int) -> str:
    with transaction():
        return services.keep_draft(STAFF_FILE, "pegawai.csv", by=person, at=now())


def _staff_of(person: int) -> str:
    """Somebody of the admin's OPD who only learns."""
    opd = next(grant.opd_id for grant in queries.grants_of(person) if grant.role is Role.ADMIN_OPD)
    found = session.scalar(
        text(
            "SELECT m.person_id FROM membership m WHERE m.opd_id = :opd AND m.end_on IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM role_grant g WHERE g.person_id = m.person_id AND g.role <> 'peserta')"
            " AND m.start_on < '2026-01-01' ORDER BY m.person_id LIMIT 1"
        ),
        {"opd": opd},
    )
    assert found
    return str(found)


def _request_of(person: int) -> str:
    """A request of somebody of the admin's OPD to put the own data right."""
    staff = int(_staff_of(person))
    with transaction():
        services.ask_correction(staff, CorrectionField.NAMA, stood="A", wanted="B", note="", at=now())
    waiting = text("SELECT max(id) FROM correction_request WHERE person_id = :person")
    return str(session.scalar(waiting, {"person": staff}))


def _opd_of(person: int) -> str:
    opd = next(grant.opd_id for grant in queries.grants_of(person) if grant.role is Role.ADMIN_OPD)
    found = queries.opd_by_id(opd or 0)
    assert found
    return found.code


def _admin_scope(person: int) -> tuple[int, Scope]:
    opd = next(grant.opd_id for grant in queries.grants_of(person) if grant.role is Role.ADMIN_OPD)
    return opd or 0, Scope(frozenset({opd or 0}))


def _transfer(staff_of: int, to: int, by: int) -> str:
    staff = int(_staff_of(staff_of))
    if queries.waiting_of(staff) is None:
        with transaction():
            services.propose_transfer(
                staff,
                to_opd_id=_admin_scope(to)[0],
                on=local_day(now()),
                unit="",
                scope=EVERYTHING,
                ask=True,
                by=by,
                at=now(),
            )
    found = queries.waiting_of(staff)
    assert found
    return str(found.id)


def _neighbour_of(person: int) -> int:
    surel = {person_of(ACCOUNTS[Role.ADMIN_OPD]): NEIGHBOURS[Role.ADMIN_OPD]}
    return person_of(surel.get(person, ACCOUNTS[Role.ADMIN_OPD]))


def _incoming_of(person: int) -> str:
    """A transfer that waits for this admin's decision."""
    return _transfer(_neighbour_of(person), person, person)


def _outgoing_of(person: int) -> str:
    """A transfer that this admin's OPD has proposed."""
    return _transfer(person, _neighbour_of(person), person)


def _exemption_of(person: int) -> str:
    """A running exemption of the staff that the address names beside it."""
    today = local_day(now())
    staff = int(_staff_of(person))
    with transaction():
        return str(
            services.exempt(
                staff,
                from_on=today + timedelta(days=300),
                to_on=today + timedelta(days=301),
                reason=ExemptionReason.CUTI_BESAR,
                by=person,
            )
        )


def _post_of(person: int) -> str:
    staff = int(_staff_of(person))
    with transaction():
        services.add_post(
            staff,
            opd_id=_admin_scope(person)[0],
            title="Plt.",
            from_on=local_day(now()),
            to_on=None,
            by=person,
        )
    return str(queries.posts_of(staff)[0].id)


def _bulk_act_of(person: int) -> str:
    with transaction():
        services.link_many([int(_staff_of(person))], by=person, at=now())
    return str(queries.bulk_acts(person, since=now() - timedelta(days=1))[0].id)


@dataclass(frozen=True)
class Owned:
    """Objects of a role's account, found by its person; `endpoints` narrows it, by how they begin."""

    role: Role
    find: Callable[[int], str]
    endpoints: tuple[str, ...]

    def covers(self, endpoint: str) -> bool:
        """Whether the name means this in that endpoint."""
        return endpoint.startswith(self.endpoints)


OWNED: dict[str, tuple[Owned, ...]] = {
    "public_id": (Owned(Role.PESERTA, _attempt_of, ("quiz.",)),),
    "session_id": (Owned(Role.PESERTA, _session_of, ("people.",)),),
    "code": (Owned(Role.ADMIN_OPD, _opd_of, ("desk.",)),),
    "person_id": (Owned(Role.ADMIN_OPD, _staff_of, ("desk.", "people.")),),
    "request_id": (Owned(Role.ADMIN_OPD, _request_of, ("people.",)),),
    "transfer_id": (
        Owned(Role.ADMIN_OPD, _outgoing_of, ("people.withdraw_transfer",)),
        Owned(Role.ADMIN_OPD, _incoming_of, ("people.",)),
    ),
    "exemption_id": (Owned(Role.ADMIN_OPD, _exemption_of, ("people.",)),),
    "post_id": (Owned(Role.ADMIN_OPD, _post_of, ("people.",)),),
    "act_id": (Owned(Role.ADMIN_OPD, _bulk_act_of, ("people.",)),),
    "token": (
        Owned(
            Role.ADMIN_OPD,
            _draft_of,
            ("people.import_plan", "people.apply_import", "people.import_problems"),
        ),
    ),
}
SHARED: dict[str, Callable[[str], str]] = {
    "filename": lambda _: "css/paham.css",
    "sha256": lambda _: "0" * 64,
    "suffix": lambda _: "png",
    "slug": lambda endpoint: _slug(endpoint),
    "anchor": lambda _: _first_anchor(),
    "position": lambda _: "1",
    "act": lambda _: "keluar",
    "kind": lambda _: "kecuali",
    "path": lambda _: "modul/01-tidak-ada/modul.md",
    "code": lambda endpoint: "DINAS-A" if endpoint == "reports.office" else "spbe-sama-dengan-aplikasi",
    "person_id": lambda _: str(person_of("peserta.a02@contoh.test")),
}
SAME_FOR_ALL = {"filename", "slug", "anchor", "position", "key", "act", "kind"}
"""Names that never belong to one person or OPD, wherever they stand."""
FOR_ALL_OPD = ("admin.", "studio.", "reports.", "materials.", "quiz.check", "quiz.save", "people.entry")
"""Endpoints of roles that reach the objects of every OPD, and tokens that are secrets themselves."""


def _nothing(_endpoint: str) -> str:
    """A number that no row has, and a word that names nothing."""
    return "999999"


def _slug(endpoint: str) -> str:
    card = materials.modules()[0]
    of_quiz = endpoint.startswith(("quiz.", "studio."))
    return str(card.quiz_slug if of_quiz and card.quiz_slug else card.slug)


def _first_anchor() -> str:
    page = materials.module_version(materials.modules()[0].version_id)
    assert page is not None
    return page.sections[0].anchor


@dataclass
class Objects:
    """Fills addresses; remembers what it made, so that one test meets one set of objects."""

    made: dict[tuple[str, str, int], str] = field(default_factory=dict)

    def owned(self, rule: Rule) -> dict[str, Owned]:
        """The names of this address that stand for somebody's object."""
        found = {}
        for name in rule.arguments:
            of = next((one for one in OWNED.get(name, ()) if one.covers(rule.endpoint)), None)
            if of is not None:
                found[name] = of
        return found

    def of(self, rule: Rule, name: str, surel: str) -> str:
        """The object of that account that the name stands for."""
        of = self.owned(rule)[name]
        person = person_of(surel)
        key = (name, of.endpoints[0], person)
        if key not in self.made:
            self.made[key] = of.find(person)
        return self.made[key]

    def address(self, rule: Rule, surel: str | None = None, *, missing: bool = False) -> str:
        """The rule's address with objects of that account, or with objects that nobody has."""
        owned = self.owned(rule)
        values = {}
        for name in rule.arguments:
            if name not in owned:
                values[name] = SHARED.get(name, _nothing)(rule.endpoint)
            elif missing or surel is None:
                values[name] = NOBODYS.get(name, "999999")
            else:
                values[name] = self.of(rule, name, surel)
        return "".join(values[part] if dynamic else part for dynamic, part in rule._trace).lstrip("|")


def unexplained(rule: Rule) -> list[str]:
    """The names of an address of which nobody has said what they stand for."""
    if rule.endpoint.startswith(FOR_ALL_OPD):
        return []
    return [name for name in rule.arguments if name not in Objects().owned(rule) and name not in SAME_FOR_ALL]
