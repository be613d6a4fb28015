"""No input yields a 500: nasty values in every address and field, as every role."""

import itertools

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.people import queries
from app.people.rules import Role
from tests.factories import Factory

NASTY = (
    "%00",
    "99999999999999999999",
    "-1",
    "0",
    "x" * 3000,
    "'%3B--",
    "%F0%9F%8C%8A",
    "%ED%A0%80",
    "%0A",
    "..%2F..%2Fetc",
    "%3Cscript%3E",
    "%7B%25+x",
    "%25",
)
ACCOUNTS = {
    Role.PESERTA: "peserta.a@contoh.test",
    Role.ADMIN_OPD: "admin.a@contoh.test",
    Role.NARASUMBER: "narasumber@contoh.test",
    Role.PIMPINAN: "sekda@contoh.test",
    Role.ADMINISTRATOR: "administrator@contoh.test",
}
FIELDS = ("q", "halaman", "next", "lanjut", "aksi", "pelaku", "role", "opd", "pilihan", "revisi", "keyakinan")
FIELDS += ("perangkat", "identifier", "password", "text", "expected", "change_kind", "note", "huruf", "tema")


def filled(rule: Rule, value: str) -> str:
    """The rule's address with that value in each of its places."""
    return "".join(value if dynamic else part for dynamic, part in rule._trace).lstrip("|")


@pytest.mark.parametrize("role", ACCOUNTS)
def test_no_value_in_an_address_or_a_query_yields_a_500(demo: Flask, role: Role) -> None:
    person = queries.person_id_by(ACCOUNTS[role])
    assert person is not None
    client = Factory().sign_in(demo, person)
    for rule, value in itertools.product(demo.url_map.iter_rules(), NASTY):
        if "GET" not in (rule.methods or ()):
            continue
        paths = [filled(rule, value)] if rule.arguments else []
        if value in NASTY[:4]:
            paths.append(filled(rule, "1") + "?" + "&".join(f"{name}={value}" for name in FIELDS))
        for path in paths:
            assert client.get(path).status_code < 500, path


@pytest.mark.parametrize("role", ACCOUNTS)
def test_no_value_in_a_form_yields_a_500(demo: Flask, role: Role) -> None:
    demo.config["WTF_CSRF_ENABLED"] = False
    person = queries.person_id_by(ACCOUNTS[role])
    assert person is not None
    for rule in demo.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint == "people.sign_out":
            continue
        client = Factory().sign_in(demo, person)
        for value in ("\x00", "9" * 30, "x" * 3000, "🌊'\"<b>", ""):
            path = filled(rule, "proses-bisnis-dulu" if "slug" in rule.arguments else "1")
            status = client.post(path, data=dict.fromkeys(FIELDS, value)).status_code
            assert status < 500, (path, value[:10])
