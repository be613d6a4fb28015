"""The places in the header: at most four, by what the person mostly is."""

from flask import Flask, current_app, request, url_for

from app.people.guards import current_person, signed_in
from app.people.rules import Role, owner_mark

Place = tuple[str, str, bool]
OWN_ADMIN = "admin OPD Anda"

PUBLIC_PLACES = (
    ("Salah kaprah", "materials.salah_kaprah_list"),
    ("Istilah", "materials.glossary"),
    ("Dasar hukum", "materials.legal_sources"),
)
PLACES = {
    Role.ADMINISTRATOR: (
        ("Orang", "admin.people"),
        ("OPD", "admin.register"),
        ("Penyelesaian", "reports.completion"),
        ("Saya", "desk.me"),
    ),
    Role.PIMPINAN: (
        ("Ringkasan", "reports.overview"),
        ("Penyelesaian", "reports.completion"),
        ("Salah kaprah", "materials.salah_kaprah_list"),
        ("Saya", "desk.me"),
    ),
    Role.NARASUMBER: (
        ("Materi", "studio.materials"),
        ("Penyelesaian", "reports.completion"),
        ("Salah kaprah", "materials.salah_kaprah_list"),
        ("Dasar hukum", "materials.legal_sources"),
    ),
    Role.ADMIN_OPD: (
        ("OPD Anda", "desk.home"),
        ("Pegawai", "people.staff_list"),
        ("Penyelesaian", "reports.completion"),
        ("Saya", "desk.me"),
    ),
    Role.PESERTA: (
        ("Beranda", "desk.home"),
        ("Modul", "learning.catalogue"),
        ("Salah kaprah", "materials.salah_kaprah_list"),
        ("Saya", "desk.me"),
    ),
}
BELONGS_TO = {
    "learning": "learning.catalogue",
    "quiz": "learning.catalogue",
    "materials.salah_kaprah": "materials.salah_kaprah_list",
    "desk.opd": "desk.home",
    "desk.opd_person": "desk.home",
    "desk.own_completion": "desk.me",
    "reports.completion_detail": "reports.completion",
    "reports.office": "reports.overview",
    "people.helping": "desk.home",
    "people.find_staff": "desk.home",
    "people.help_in": "desk.home",
    "people.help_with_link": "desk.home",
    "people.help_with_code": "desk.home",
    "people": "people.staff_list",
    "people.correction_form": "desk.me",
    "people.ask_correction": "desk.me",
    "people.password": "desk.me",
    "people.change_password": "desk.me",
    "people.second_step": "desk.me",
    "people.turn_on_second_step": "desk.me",
    "people.turn_off_second_step": "desk.me",
    "people.renew_recovery_codes": "desk.me",
    "studio": "studio.materials",
    "admin.person": "admin.people",
    "admin.ask_to_close": "admin.people",
    "admin.ask_to_open": "admin.people",
    "admin.ask_to_revoke": "admin.people",
    "admin.ask_to_anonymise": "admin.people",
    "admin.anonymise": "admin.people",
    "admin.ask_to_reset_second_step": "admin.people",
    "admin.make_link": "admin.people",
    "admin.find_people": "admin.people",
    "admin.grant_role": "admin.people",
    "admin.opd": "admin.register",
    "admin.new_opd": "admin.register",
    "admin.create_opd": "admin.register",
    "admin.ask_to_change_opd": "admin.register",
    "admin.change_opd": "admin.register",
    "admin.ask_to_merge_opd": "admin.register",
    "admin.merge_opd": "admin.register",
    "admin.ask_to_end_opd": "admin.register",
    "admin.end_opd": "admin.register",
}


def main_role(roles: frozenset[Role]) -> Role:
    """What a person of several roles mostly is: the rarest duty first."""
    return next((role for role in PLACES if role in roles), Role.PESERTA)


def register_navigation(app: Flask) -> None:
    """Give every template its `nav_places`, whether somebody is signed in, and whose page it is."""
    addresses: dict[str, str] = {}  # the places never move while the server runs

    def address(endpoint: str) -> str:
        if endpoint not in addresses:
            addresses[endpoint] = url_for(endpoint)
        return addresses[endpoint]

    @app.context_processor
    def _places() -> dict[str, object]:
        if request.endpoint is None:
            return {"nav_places": [], "signed_in": False, "helper": OWN_ADMIN}
        known = signed_in()
        places = PLACES[main_role(current_person().roles)] if known else PUBLIC_PLACES
        here = _here()
        return {
            "nav_places": [(label, address(endpoint), endpoint == here) for label, endpoint in places],
            "signed_in": known,
            "helper": _helper(current_person().roles) if known else OWN_ADMIN,
            "owner": owner_mark(current_app.config["SECRET_KEY"], current_person().id) if known else "",
        }


def _helper(roles: frozenset[Role]) -> str:
    """Who helps somebody with these roles: the admin of an OPD helps learners alone."""
    if Role.ADMINISTRATOR in roles:
        return "administrator lain"
    return OWN_ADMIN if roles <= {Role.PESERTA} else "administrator"


def _here() -> str:
    endpoint = str(request.endpoint)
    return BELONGS_TO.get(endpoint) or BELONGS_TO.get(endpoint.split(".")[0], endpoint)
