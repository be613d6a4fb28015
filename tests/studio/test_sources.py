"""Legal sources: what is revoked or old and still cited, and noting that somebody has checked."""

from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import local_day, now
from app.materials import parsing, queries
from app.materials.rules import ListDraft
from app.materials.rules.revision import with_checked
from app.people.rules import Role
from app.studio.queries.sources import source_lines
from tests.factories import Factory
from tests.studio.conftest import Trainer, state_of, text_of
from tests.studio.test_versions import token_of

REGISTER = "dasar-hukum.yml"


def register(text: str) -> ListDraft:
    draft = parsing.parse_document(text, REGISTER)
    assert isinstance(draft, ListDraft)
    return draft


def note(trainer: Trainer, *codes: str, expected: str | None = None) -> TestResponse:
    data = {
        "csrf_token": token_of(trainer.page("/studio/")),
        "expected": expected or str(state_of(REGISTER).version_id),
        "sumber": list(codes),
    }
    return trainer.client.post("/studio/sumber/", data=data)


def cited_source(in_force: bool = True) -> str:
    """A source that is cited and, when wanted, in force."""
    lines = [line for line in source_lines(at=now()) if line.citations and line.is_revoked is not in_force]
    return lines[0].source.id


def aged(trainer: Trainer, code: str) -> None:
    old = local_day(now()) - timedelta(days=400)
    text = with_checked(text_of(REGISTER), register(text_of(REGISTER)), {code}, old)
    assert trainer.send(REGISTER, text).status_code == 303


def test_a_checked_date_changes_its_own_line_alone() -> None:
    text = (
        "# Daftar\n- id: a\n  nama: A\n  judul: Satu\n  status: berlaku\n"
        "  diperiksa_pada: 2025-01-02 # lama\n"
        "  keyakinan: pasti\n- id: b\n  nama: B\n  judul: Dua\n  status: berlaku\n"
        "  diperiksa_pada: 2025-01-02\n  keyakinan: pasti\n"
    )
    changed = with_checked(text, register(text), {"a"}, date(2026, 12, 1))
    assert changed == text.replace("2025-01-02 # lama", "2026-12-01 # lama")


def test_the_page_counts_what_is_cited_and_old_and_leads_to_the_line(trainer: Trainer) -> None:
    code = cited_source()
    aged(trainer, code)
    line = next(line for line in source_lines(at=now()) if line.source.id == code)
    assert line.needs_a_look
    page = trainer.page("/studio/sumber/")
    assert "lewat setahun tidak diperiksa" in page[page.index("<h1>") : page.index("</h1>")]
    place = line.citations[0]
    assert f'href="/studio/{place.path}/#baris-{place.line}"' in page
    assert code in text_of(place.path).splitlines()[place.line - 1]
    assert 'href="/studio/sumber/"' in trainer.page("/studio/")


def test_noting_publishes_the_register_with_the_date_of_today(trainer: Trainer) -> None:
    code = cited_source()
    aged(trainer, code)
    before = state_of(REGISTER).number
    answer = note(trainer, code)
    assert answer.status_code == 303
    assert f"Daftar terbit sebagai versi {before + 1}." in trainer.page(answer.location)
    source = next(each for each in queries.legal_sources() if each.id == code)
    assert source.checked_on == local_day(now())
    assert state_of(REGISTER).note == f"Diperiksa: {source.name}"
    assert not next(line for line in source_lines(at=now()) if line.source.id == code).needs_a_look


def test_a_revoked_source_that_is_cited_stays_named_also_when_checked(trainer: Trainer) -> None:
    code = cited_source()
    text = text_of(REGISTER)
    start = text.index(f"- id: {code}\n")
    status = text.index("status: ", start)
    end = text.index("\n", status)
    assert trainer.send(REGISTER, text[:status] + "status: dicabut" + text[end:]).status_code == 303
    note(trainer, code)
    page = trainer.page("/studio/sumber/")
    assert "sudah dicabut" in page[page.index("<h1>") : page.index("</h1>")]
    assert "Dicabut" in trainer.page("/dasar-hukum/")


def test_nothing_ticked_and_unknown_sources_are_answered_in_a_sentence(trainer: Trainer) -> None:
    before = state_of(REGISTER).number
    for codes in ((), ("tidak-ada",)):
        answer = note(trainer, *codes)
        assert answer.status_code == 422
        assert "Centang dahulu sumber" in answer.get_data(as_text=True)
    assert state_of(REGISTER).number == before


@pytest.mark.parametrize("expected", ["1", "x", "99999999999"])
def test_who_was_overtaken_is_told_and_what_was_ticked_stays(trainer: Trainer, expected: str) -> None:
    code = cited_source()
    aged(trainer, code)
    answer = note(trainer, code, expected=expected)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "baru saja diterbitkan orang lain" in page
    assert f'value="{code}" id="s-{code}" checked' in page


def test_readers_find_a_source_and_who_revoked_it(trainer: Trainer, published: Flask) -> None:
    public = published.test_client()
    page = public.get("/dasar-hukum/").get_data(as_text=True)
    assert "Sudah dicabut" in page
    assert 'Dicabut dengan <a class="apart" href=' in page
    assert "/studio/sumber/" not in page
    assert "/studio/sumber/" in trainer.page("/dasar-hukum/")
    name = queries.legal_sources()[0].name
    found = public.get("/dasar-hukum/", query_string={"q": name}).get_data(as_text=True)
    assert name in found
    assert "Tidak ditemukan" in public.get("/dasar-hukum/?q=tidakadaini").get_data(as_text=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NARASUMBER])
def test_only_trainers_look_after_sources(published: Flask, factory: Factory, role: Role) -> None:
    client = factory.sign_in(published, factory.person(roles={role}, opd=factory.opd()))
    assert client.get("/studio/sumber/").status_code == 403


def test_a_version_number_that_nothing_holds_is_another_version(trainer: Trainer) -> None:
    token = token_of(trainer.page("/studio/sumber/"))
    data = {"csrf_token": token, "sumber": "uu-11-2008", "expected": "9" * 5_000}
    assert trainer.client.post("/studio/sumber/", data=data).status_code == 409
