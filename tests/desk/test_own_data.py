"""*Unduh data saya*: what the ledger of a scripted person says, and nothing of anybody else."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import audit
from app.clock import now
from app.db import transaction
from app.desk.own_data import in_words
from app.desk.own_trail import Value
from app.learning import queries as learning
from app.learning.queries.readings import readings_of
from app.people import queries, services
from app.people.rules import JobLevel, Role
from app.quiz import queries as quiz
from app.quiz import services as sittings
from tests.factories import Factory

NIP = "198501012010011001"


def downloaded(client: FlaskClient) -> tuple[dict[str, list[dict[str, object]]], str]:
    """The tree and the page of the archive, fetched as the person does: the own page, then the button."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/saya/").text)
    assert token
    answer = client.post("/saya/data.zip", data={"csrf_token": token[1]})
    assert answer.status_code == 200
    assert not re.search(r"\d{18}", answer.headers["Content-Disposition"])
    with ZipFile(io.BytesIO(answer.data)) as box:
        told = json.loads(box.read("data-saya.json"))
        return told["data"], box.read("data-saya.html").decode()


@pytest.fixture
def scripted(app: Flask, factory: Factory) -> tuple[FlaskClient, int, int]:
    """Budi of Dinas A, to whom an administrator gave a role and whose list she exported; and others."""
    first, second = factory.opd("DINAS-A", name="Dinas A"), factory.opd("DINAS-B", name="Dinas B")
    boss = factory.person(name="Rosmini Palesa", roles={Role.ADMINISTRATOR}, opd=second)
    budi = factory.person(
        name="Budi d'Santoso", nip=NIP, surel="budi@contoh.test", opd=first, level=JobLevel.FUNGSIONAL
    )
    other = factory.person(name="Sitti Lain", nip="199001012015012002", surel="sitti@contoh.test", opd=second)
    with transaction():
        services.grant_role(budi, Role.NARASUMBER, opd_id=None, by=boss, at=now())
        services.grant_role(other, Role.NARASUMBER, opd_id=None, by=budi, at=now())
        audit.record_export(
            actor=boss, action="export roster", opd_ids=frozenset({first}), details="1 pegawai"
        )
        audit.record_export(
            actor=boss, action="export roster", opd_ids=frozenset({second}), details="1 pegawai"
        )
        audit.record_export(actor=boss, action="export roster", opd_ids=None, details="2 pegawai")
    return factory.sign_in(app, budi), budi, other


def test_it_says_who_it_is_where_since_when_and_which_roles(scripted: tuple[FlaskClient, int, int]) -> None:
    tree, page = downloaded(scripted[0])
    (who,) = tree["identitas"]
    assert (who["nama"], who["nip"], who["surel"]) == ("Budi d'Santoso", NIP, "budi@contoh.test")
    assert [row["opd"] for row in tree["keanggotaan"]] == ["Dinas A"]
    assert {row["peran"] for row in tree["peran"]} == {"Peserta", "Narasumber"}
    assert [row["perangkat"] for row in tree["sesi_masuk"]] == ["Uji"]
    assert "Budi d&#39;Santoso" in page
    assert "Fungsional" in page or "fungsional" in page


def test_it_says_who_acted_upon_the_data_by_role_and_opd_without_a_name(
    scripted: tuple[FlaskClient, int, int],
) -> None:
    tree, page = downloaded(scripted[0])
    granted = next(row for row in tree["jejak_tentang_anda"] if "Narasumber" in str(row["rincian"]))
    assert granted["pelaku"] == "Administrator (Dinas-B)"
    assert len(tree["unduhan_yang_memuat_anda"]) == 2
    whole = json.dumps(tree, ensure_ascii=False) + page
    for foreign in ("Rosmini", "Sitti", "sitti@contoh.test", "199001012015012002"):
        assert foreign not in whole


def test_the_download_is_recorded_and_stands_in_the_next_one(scripted: tuple[FlaskClient, int, int]) -> None:
    client, budi, _ = scripted
    downloaded(client)
    (entry,) = audit.entries(limit=1)
    assert (entry.actor_id, entry.action, entry.subject) == (budi, "export own data", f"person:{budi}")
    tree, _ = downloaded(client)
    assert any(row["tindakan"] == "Mengunduh data sendiri" for row in tree["jejak_oleh_anda"])


def test_of_a_learner_everything_is_there_that_the_rooms_keep(demo: Flask, factory: Factory) -> None:
    person = next(
        each
        for number in range(2, 31)
        if (each := queries.person_id_by(f"peserta.a{number:02}@contoh.test"))
        and quiz.results_of(each)
        and learning.completions_of(each)
    )
    tree, page = downloaded(factory.sign_in(demo, person))
    attempts = quiz.attempts_of(person)
    assert [(row["kuis"], row["percobaan_ke"], row["benar"]) for row in tree["percobaan"]] == [
        (line.slug, line.number, line.correct) for line in attempts
    ]
    assert {row["modul"] for row in tree["penyelesaian"]} == set(learning.completions_of(person))
    shown = [line for line in attempts if line.correct is not None]
    given = [row for row in tree["jawaban"] if row["nomor"]]
    assert len(given) == sum(line.items for line in shown)
    assert all(row["soal"] and row["nilai"] is not None for row in given)
    sections = sum(len(fact.sections) for fact in readings_of(person))
    assert len([row for row in tree["bacaan"] if row["bagian"]]) == sections
    assert tree["keadaan"]
    assert "Jawaban" in page


def test_an_open_attempt_tells_neither_question_nor_key(demo: Flask, factory: Factory) -> None:
    person = queries.person_id_by("peserta.b@contoh.test")
    assert person is not None
    opened = quiz.open_attempts(person)
    if not opened:
        with transaction():
            sittings.start_or_resume(person_id=person, slug="proses-bisnis-dulu", at=now())
        opened = quiz.open_attempts(person)
    assert opened
    tree, _ = downloaded(factory.sign_in(demo, person))
    for line in opened:
        rows = [r for r in tree["jawaban"] if (r["kuis"], r["percobaan_ke"]) == (line.slug, line.number)]
        assert [row["nomor"] for row in rows] == [None]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-30T17:17:23Z", "1 Des 2026, 01.17 WITA"),
        ("2026-02-28", "28 Feb 2026"),
        ("2026-02-30", "2026-02-30"),
        ("9999-99-99T99:99:99Z", "9999-99-99T99:99:99Z"),
        ("", "—"),
        (None, "—"),
        (True, "ya"),
        (0, "0"),
    ],
)
def test_what_looks_like_a_time_is_read_as_one_and_nothing_breaks(value: Value, words: str) -> None:
    assert in_words(value) == words
