"""The few tables that the rungs need, in SQL that both databases take, and what is in them."""

import hashlib
import sqlite3

import psycopg

from bench.databases import plain

USERS = 512
SECTIONS = 12
SLUG = "modul-contoh"
SECRET = "kunci-tangga-pengukuran-" + "0" * 40
HTML_BYTES = 8_000
TABLES = (
    "CREATE TABLE users (id INTEGER PRIMARY KEY, token VARCHAR(64) NOT NULL UNIQUE,"
    " name VARCHAR(200) NOT NULL, role VARCHAR(20) NOT NULL)",
    "CREATE TABLE sections (id INTEGER PRIMARY KEY, slug VARCHAR(80) NOT NULL, anchor VARCHAR(80) NOT NULL,"
    " position INTEGER NOT NULL, title VARCHAR(200) NOT NULL, html TEXT NOT NULL, UNIQUE (slug, anchor))",
    "CREATE TABLE reads (user_id INTEGER NOT NULL, section_id INTEGER NOT NULL,"
    " PRIMARY KEY (user_id, section_id))",
    "CREATE TABLE attempts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, state VARCHAR(20) NOT NULL)",
    "CREATE TABLE answers (attempt_id INTEGER NOT NULL, item INTEGER NOT NULL, revision INTEGER NOT NULL,"
    " response VARCHAR(400) NOT NULL, PRIMARY KEY (attempt_id, item))",
    "CREATE TABLE sent (id {serial}, user_id INTEGER NOT NULL, state VARCHAR(20) NOT NULL)",
    "CREATE TABLE marks (sent_id INTEGER NOT NULL, item INTEGER NOT NULL, points INTEGER NOT NULL,"
    " PRIMARY KEY (sent_id, item))",
    "CREATE TABLE summary (user_id INTEGER PRIMARY KEY, sent_id INTEGER NOT NULL, correct INTEGER NOT NULL)",
)
SERIAL = {"sqlite": "INTEGER PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY"}
WORDS = (
    "proses",
    "bisnis",
    "layanan",
    "aplikasi",
    "data",
    "arsitektur",
    "unit",
    "kerja",
    "risiko",
    "rencana",
)
Row = tuple[object, ...]


def token(user: int) -> str:
    """What the cookie of that user carries."""
    return hashlib.sha256(f"pengguna {user}".encode()).hexdigest()


def rows() -> dict[str, list[Row]]:
    """The rows of each table: users with half of the sections read and one open attempt each."""
    users, sections = range(1, USERS + 1), range(1, SECTIONS + 1)
    return {
        "users": [(user, token(user), f"Orang Rekaan {user}", "peserta") for user in users],
        "sections": [
            (number, SLUG, f"bagian-{number}", number, f"Bagian {number} dari modul contoh", prose(number))
            for number in sections
        ],
        "reads": [(user, number) for user in users for number in sections if (user + number) % 2],
        "attempts": [(user, user, "in_progress") for user in users],
    }


def prose(seed: int) -> str:
    """About 8 kB of HTML of ordinary words."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < HTML_BYTES:
        digest = hashlib.sha256(f"{seed} {len(paragraphs)}".encode()).digest() * 2
        paragraphs.append("<p>" + " ".join(WORDS[byte % len(WORDS)] for byte in digest) + ".</p>\n")
    return "".join(paragraphs)


def build(url: str) -> None:
    """Make the tables in an empty database and fill them."""
    if url.startswith("sqlite"):
        _build_sqlite(url.removeprefix("sqlite:///"))
    else:
        _build_postgresql(plain(url))


def _build_sqlite(path: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    with connection:
        for table in TABLES:
            connection.execute(table.format(serial=SERIAL["sqlite"]))
        for name, values in rows().items():
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values[0]))})", values)
    connection.close()


def _build_postgresql(url: str) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table.format(serial=SERIAL["postgresql"]))
        for name, values in rows().items():
            marks = ", ".join(["%s"] * len(values[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
