"""What docs/asvs.md says of the whole product and no single page shows: its text, its rows, its answers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf.csrf import generate_csrf
from itsdangerous import TimestampSigner
from itsdangerous.encoding import base64_decode
from sqlalchemy import text

from app.db import session
from app.people import services
from app.people.rules.second_factor import OtherKey
from app.people.services.sealing import _key, readable, sealed
from tests.factories import Factory

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))
SHORT_ON_PURPOSE = {
    "app/web/logs.py": "the number of a request in the log opens nothing",
    "app/quiz/views/repeat.py": "the order of options of one repetition opens nothing",
    "app/people/rights.py": "the address of somebody forgotten opens nothing",
    "app/people/views/entering.py": "marks a browser whose cookie is signed besides",
    "app/quiz/services/start.py": "the seed of an order; the id beside it has 128 bits",
}
HASHES = {"sha256", "blake2b", "new", "compare_digest", "digest"}
KEYED = {"AESGCM", "PasswordHasher", "URLSafeSerializer"}
UNCHECKED = re.compile(r"verify\s*=\s*False|CERT_NONE|_create_unverified_context|check_hostname\s*=\s*False")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the product, with its file."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT).as_posix(), node


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("path", ["/masuk", "/privasi/", "/tidak-ada", "/static/js/tools.js", "/sw.js"])
def test_text_names_its_charset(published: Flask, path: str) -> None:
    """4.1.1"""
    answer = published.test_client().get(path, follow_redirects=True)
    assert answer.headers["Content-Type"].partition(";")[2].strip().lower() == "charset=utf-8"


def test_nothing_reads_a_raw_message() -> None:
    """4.2.1: where a message ends is decided by server and library alone."""
    raw = re.compile(r"request\.(stream|input_stream)|wsgi\.input|request\.get_data\(")
    assert [path.name for path in SOURCES if raw.search(path.read_text(encoding="utf-8"))] == []


def test_every_field_for_a_file_says_how_large_it_may_be() -> None:
    """5.1.1"""
    fields = [call for _, call in calls() if name_of(call) == "FileField"]
    assert len(fields) >= 4
    assert [ast.unparse(field) for field in fields if " MB" not in ast.unparse(field)] == []


def test_a_password_may_be_pasted() -> None:
    """6.2.7: no page holds an inline handler; the one script that hears of pasting is of the studio."""
    templates = "".join(path.read_text(encoding="utf-8") for path in APP.rglob("*.html"))
    assert re.findall(r"\son[a-z]+=", templates) == []
    heard = re.compile(r"[\"']paste[\"']")
    hearing = [path.name for path in APP.rglob("*.js") if heard.search(path.read_text(encoding="utf-8"))]
    assert hearing == ["tools.js"]
    entering = [path for path in (APP / "people/templates").rglob("*.html") if "tools.js" in path.read_text()]
    assert entering == []


def test_keys_are_long_and_their_libraries_known() -> None:
    """11.2.1, 11.2.3: AES-256 by `cryptography`; what draws lots is never what keeps a secret."""
    assert len(_key("rahasia pemasangan")) * 8 == 256
    chance = {
        path.relative_to(APP).parts[0]
        for path in SOURCES
        if re.search(r"^\s*(import random|from random)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert chance == {"demo"}


def test_only_approved_hashes_are_called() -> None:
    """11.4.1, 11.4.3: SHA-1 works inside the six digits alone, where their standard asks for it."""
    used = {
        node.attr
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in {"hashlib", "hmac"}
    }
    used |= {
        alias.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in {"hashlib", "hmac"}
        for alias in node.names
    }
    assert {"sha256", "blake2b"} <= used
    assert used - HASHES == set()


def test_cookies_and_form_tokens_are_signed_by_sha256(app: Flask) -> None:
    """11.4.1, 11.4.3: libraries sign by SHA-1 unless they are told."""
    with app.test_request_context():
        token = generate_csrf()
        signer = TimestampSigner(app.secret_key or "", salt="wtf-csrf-token")
        assert len(base64_decode(token.rsplit(".", 1)[1])) * 8 == 256
        assert signer.unsign(token)
    cookie = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    assert len(base64_decode(cookie.dumps({"a": 1}).rsplit(".", 1)[1])) * 8 == 256


def _takes_a_key(call: ast.Call) -> bool:
    if name_of(call) == "blake2b":
        return any(keyword.arg == "key" for keyword in call.keywords)
    return name_of(call) in KEYED or ast.unparse(call.func) == "hmac.new"


def test_only_one_cipher_is_used_and_it_is_authenticated() -> None:
    """11.3.1, 11.3.2: AES-256-GCM, on the server and in the browser."""
    of_library = re.compile(r"^\s*(?:from|import) cryptography\S* ?(?:import (\w+))?", re.MULTILINE)
    found = {name for path in SOURCES for name in of_library.findall(path.read_text(encoding="utf-8"))}
    assert found == {"AESGCM", "InvalidTag"}
    scripts = [path.read_text(encoding="utf-8") for path in APP.rglob("*.js")]
    assert {name for text in scripts for name in re.findall(r"\"(AES-\w+|RSA-\w+)\"", text)} == {"AES-GCM"}


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_sealed_secret_with_one_bit_changed_is_refused(place: int) -> None:
    """11.3.3: in the nonce, the text or the tag."""
    blob = bytearray(sealed("JBSWY3DPEHPK3PXP", "rahasia pemasangan"))
    assert readable(bytes(blob), "rahasia pemasangan") == "JBSWY3DPEHPK3PXP"
    blob[place] ^= 1
    with pytest.raises(OtherKey):
        readable(bytes(blob), "rahasia pemasangan")


def test_every_use_of_the_key_stands_in_the_inventory() -> None:
    """11.1.2: docs/operating.md names each place that signs, seals or derives."""
    text = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    inventory = set(
        re.findall(r"`(app/[\w/]+\.py)`", text[text.index("## Keys") : text.index("## What https")])
    )
    keyed = {path for path, call in calls() if _takes_a_key(call)}
    assert keyed | {"app/web/lean.py"} == inventory


def test_a_password_is_kept_by_a_slow_hash_of_the_recommended_cost(app: Flask) -> None:
    """11.4.2"""
    assert services.hash_password("Kata sandi panjang sekali").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_what_must_not_be_guessed_has_128_bits() -> None:
    """11.5.1"""
    drawn = [
        (path, call)
        for path, call in calls()
        if name_of(call) in {"token_urlsafe", "token_hex"} and path not in SHORT_ON_PURPOSE
    ]
    assert len(drawn) >= 6
    short = [
        f"{path}: {ast.unparse(call)}"
        for path, call in drawn
        if not (isinstance(call.args[0], ast.Constant) and int(str(call.args[0].value)) >= 16)
    ]
    assert short == []


def test_no_certificate_goes_unchecked() -> None:
    """12.3.2"""
    assert [path.name for path in SOURCES if UNCHECKED.search(path.read_text(encoding="utf-8"))] == []


def test_a_refused_page_stands_in_the_trail(app: Flask, factory: Factory) -> None:
    """16.3.2"""
    person = factory.person()
    assert factory.sign_in(app, person).get("/kelola/").status_code == 403
    rows = session.execute(text("SELECT actor_id, subject FROM audit_entry WHERE action = 'refused'")).all()
    assert [tuple(row) for row in rows] == [(person, "admin.overview")]
