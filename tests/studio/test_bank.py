"""The bank: looking for items, what is asked too seldom, and acts that end in the editor."""

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.materials import queries
from app.materials.rules import DocumentKind
from app.people.rules import Role
from app.studio.queries.bank import bank, coverage
from app.studio.rules.bank import Asked, BankItem
from tests.factories import Factory
from tests.studio.conftest import QUIZ, Trainer, state_of, text_of
from tests.studio.test_versions import token_of

if TYPE_CHECKING:
    from app.materials.rules import DocumentState, Question
    from app.studio.rules import AnalysedItem


@dataclass(frozen=True)
class Findings:
    """What item analysis says, as far as it decides here."""

    facility: float | None


@dataclass(frozen=True)
class Analysed:
    """An item with these findings."""

    findings: Findings


TEST = "tes/spbe-dasar/tes.md"
CORE = "spbe-sama-dengan-aplikasi"


def first_key(path: str = QUIZ) -> str:
    return queries.questions(state_of(path).version_id)[0].key


def act(trainer: Trainer, what: str, path: str = QUIZ, key: str | None = None, **more: str) -> TestResponse:
    here = f"/studio/bank/butir/{path}/{key or first_key(path)}/"
    data = {"csrf_token": token_of(trainer.page("/studio/")), "aksi": what}
    return trainer.client.post(here, data=data | more)


def typed(answer: TestResponse) -> str:
    found = re.search(r'<textarea id="src"[^>]*>\n?(.*?)</textarea>', answer.get_data(as_text=True), re.S)
    assert found
    return html.unescape(found[1])


def test_the_bank_holds_every_published_question(trainer: Trainer) -> None:
    states = [s for s in queries.document_state() if s.kind in (DocumentKind.KUIS, DocumentKind.TES)]
    states += [s for s in queries.document_state() if s.kind is DocumentKind.LATIHAN]
    total = sum(len(queries.questions(state.version_id)) for state in states)
    assert len(bank(Asked())) == total
    page = trainer.page("/studio/bank/")
    assert f"{total} soal terbit dalam bank." in page
    assert 'href="/studio/bank/"' in trainer.page("/studio/")


def test_a_filter_by_belief_set_and_words_narrows(trainer: Trainer) -> None:
    everything = bank(Asked())
    belief = bank(Asked(belief=CORE))
    assert 0 < len(belief) < len(everything)
    assert all(CORE in dict(item.beliefs) for item in belief)
    both = bank(Asked(belief=CORE, path=TEST))
    assert {item.state.path for item in both} == {TEST}
    mine = next(item for item in everything if item.state.path == QUIZ)
    page = trainer.page(f"/studio/bank/?q={mine.question.stem_text.split()[0]}&set={QUIZ}")
    assert "soal yang cocok." in page
    assert f"/studio/bank/butir/{QUIZ}/{mine.question.key}/" in page


@pytest.mark.parametrize(
    "query",
    ["?q=tidakadakataini", "?sk=tidak-ada", "?set=../x", "?q=%E0%A4%A", "?nilai=ajaib&urut=ajaib&q=%22'"],
)
def test_a_filter_that_finds_nothing_or_makes_no_sense_is_answered(trainer: Trainer, query: str) -> None:
    assert "soal" in trainer.page(f"/studio/bank/{query}")


@pytest.mark.parametrize("page", ["0", "-1", "9999", "x", "²"])
def test_a_page_that_is_not_there_is_not_found(trainer: Trainer, page: str) -> None:
    assert trainer.client.get(f"/studio/bank/?halaman={page}").status_code == 404


def test_a_verdict_selects_and_the_hardest_come_first(trainer: Trainer) -> None:
    page = trainer.page("/studio/bank/?nilai=Belum+cukup+jawaban&urut=sulit")
    assert "Belum cukup jawaban" in page
    assert "Latihan, tidak dianalisis" not in page
    assert "Tidak ada soal yang cocok." in trainer.page("/studio/bank/?nilai=Periksa+kunci")


@pytest.mark.parametrize(
    ("band", "shares"), [("sulit", [0.0, 0.39]), ("sedang", [0.4, 0.79]), ("mudah", [0.8, 1.0])]
)
def test_a_facility_selects_and_what_nobody_answered_is_in_no_band(band: str, shares: list[float]) -> None:
    state = cast("DocumentState", None)
    items = [
        BankItem(state, cast("Question", share), (), cast("AnalysedItem", Analysed(Findings(share))))
        for share in (None, 0.0, 0.39, 0.4, 0.79, 0.8, 1.0)
    ]
    assert [item.facility for item in Asked(facility=band).arranged(items)] == shares
    assert Asked(facility=band).needs_analysis


def test_a_facility_is_asked_for_on_the_page(trainer: Trainer) -> None:
    page = trainer.page("/studio/bank/?benar=sulit")
    assert re.search(r'<option value="sulit" selected>Di bawah 40 persen benar', page)
    assert "Tidak ada soal yang cocok." in page


def test_an_item_shows_its_key_its_beliefs_and_its_markdown(trainer: Trainer) -> None:
    key = first_key()
    page = trainer.page(f"/studio/bank/butir/{QUIZ}/{key}/")
    assert "Kunci" in page
    assert f"{{#{key}" in page
    assert "Tarik soal" in page


def test_retiring_opens_the_editor_with_a_text_that_may_be_published(trainer: Trainer) -> None:
    key = first_key()
    answer = act(trainer, "tarik")
    text = typed(answer)
    assert answer.status_code == 200
    assert f"ditarik: [{key}]" in text
    assert f"{{#{key}" not in text
    assert "galat menahan" not in answer.get_data(as_text=True)
    assert state_of(QUIZ).number == 1
    assert trainer.send(QUIZ, text).status_code == 303
    assert key not in {each.key for each in queries.questions(state_of(QUIZ).version_id)}


def test_replacing_opens_the_editor_with_the_successor(trainer: Trainer) -> None:
    key = first_key()
    text = typed(act(trainer, "ganti"))
    assert f"{{#{key}-2 menggantikan={key}" in text
    assert trainer.send(QUIZ, text).status_code == 303
    assert first_key() == f"{key}-2"


def test_copying_adds_the_item_to_the_other_quiz_under_a_key_of_its_own(trainer: Trainer) -> None:
    other = next(
        state.path
        for state in queries.document_state()
        if state.kind is DocumentKind.KUIS and state.path != QUIZ
    )
    before = text_of(other)
    text = typed(act(trainer, "salin", tujuan=other))
    assert text.startswith(before.rstrip("\n"))
    assert f"{{#{first_key()}" in text[len(before.rstrip(chr(10))) :]
    again = typed(act(trainer, "salin", path=other, key=first_key(other), tujuan=QUIZ))
    assert again.startswith(text_of(QUIZ).rstrip("\n"))


@pytest.mark.parametrize("more", [{}, {"tujuan": ""}, {"tujuan": "salah-kaprah.yml"}, {"tujuan": "../x"}])
def test_copying_to_nowhere_says_what_to_choose(trainer: Trainer, more: dict[str, str]) -> None:
    answer = act(trainer, "salin", **more)
    assert answer.status_code == 303
    assert "Pilih dahulu kuis atau tes" in trainer.page(answer.location)


def test_items_and_acts_that_are_not_there_are_not_found(trainer: Trainer) -> None:
    assert trainer.client.get(f"/studio/bank/butir/{QUIZ}/tidak-ada/").status_code == 404
    assert act(trainer, "ajaib").status_code == 404
    assert act(trainer, "tarik", key="tidak-ada").status_code == 404


def test_the_coverage_counts_what_every_form_surely_asks(trainer: Trainer) -> None:
    found = coverage()
    core = next(row for row in found.rows if row.core)
    assert all(cell.count >= 3 and not cell.is_thin for cell in core.cells)
    assert found.thin == 0
    page = trainer.page("/studio/bank/cakupan/")
    assert "salah kaprah ditanyakan cukup sering untuk didiagnosis." in page


def test_a_form_with_too_few_items_is_named(trainer: Trainer) -> None:
    key = next(each.key for each in queries.questions(state_of(TEST).version_id) if each.diagnostic == CORE)
    assert trainer.send(TEST, typed(act(trainer, "tarik", path=TEST, key=key))).status_code == 303
    assert coverage().thin == 1
    page = trainer.page("/studio/bank/cakupan/")
    assert "terlalu jarang ditanyakan." in page
    assert "<b>2 dari 3</b>" in page
    assert page.index("Terlalu tipis") < page.index("Cukup")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NARASUMBER])
def test_nobody_but_a_trainer_sees_the_keys(published: Flask, factory: Factory, role: Role) -> None:
    client = factory.sign_in(published, factory.person(roles={role}, opd=factory.opd()))
    for path in ("/studio/bank/", "/studio/bank/cakupan/", f"/studio/bank/butir/{QUIZ}/{first_key()}/"):
        assert client.get(path).status_code == 403
