"""What docs/asvs.md says of the whole product and no single page shows: its text, its rows, its answers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.db import session
from app.people import services
from app.people.services.sealing import _key
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
HASHES = {"sha256", "new", "compare_digest", "digest"}
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
    assert "sha256" in used
    assert used - HASHES == set()


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
