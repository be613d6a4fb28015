"""What a drill-down leads to: whom to call for a class, and an item that nobody is asked any more."""

import pytest
from flask import Flask

from app import policy
from app.clock import now
from app.db import transaction
from app.people.rules import Role
from tests.comprehension.province import CORE, live_through
from tests.critic import CriticClient
from tests.factories import Factory
from tests.quiz.remarks import begin, publish_at, published_text
from tests.reports.test_drill_down import BELIEF, OFFICE
from tests.reports.test_views import WORLD, client, text

PATH, SLUG, KEY = "tes/spbe-dasar/tes.md", "spbe-dasar", "bahan-awal"
WORDS = "kepala Dinas X meminta setiap bidang menyiapkan satu bahan"
OTHERS = "kepala Badan Y meminta tiap seksi membawa satu catatan"
NONE = "Belum ada soal tentang salah kaprah ini yang ditarik."


@pytest.fixture
def sekda(published: Flask, factory: Factory) -> CriticClient:
    live_through(WORLD, factory)
    return client(published, factory, Role.PIMPINAN)


def change(*, key: str, words: str = WORDS, retire: bool = True) -> None:
    """Publish the test with another item in the place of that one."""
    source = published_text(PATH).replace(f"{{#{KEY} ", f"{{#{key} ").replace(WORDS, words)
    if retire:
        source = source.replace("acak_soal: ya\n", f"acak_soal: ya\nditarik:\n  - {KEY}\n")
    publish_at(PATH, SLUG, source)


def sample(reader: CriticClient) -> str:
    page = text(reader.page(BELIEF.format(CORE)))
    return page[page.index("Contoh soal yang sudah ditarik") :]


def test_an_item_that_was_retired_is_the_sample_with_its_key_and_the_belief(sekda: CriticClient) -> None:
    assert NONE in sample(sekda)
    change(key="catatan-awal", words=OTHERS)
    shown = sample(sekda)
    assert WORDS in shown
    assert OTHERS not in shown
    assert "langkah kerja yang tersendat Jawaban yang benar" in shown
    assert "berikut usul aplikasinya Menandakan salah kaprah ini" in shown
    assert shown.count("Menandakan") == shown.count("Jawaban yang benar") == 1
    other = text(sekda.page(BELIEF.format("data-milik-opd")))
    assert NONE in other


@pytest.mark.parametrize(
    ("key", "words", "retire"),
    [
        ("bahan-awal-2 menggantikan=bahan-awal", OTHERS, False),
        ("catatan-awal", WORDS, True),
        (KEY, OTHERS, False),
    ],
)
def test_what_is_still_asked_under_its_key_in_its_words_or_by_a_successor_is_no_sample(
    sekda: CriticClient, key: str, words: str, retire: bool
) -> None:
    change(key=key, words=words, retire=retire)
    assert NONE in sample(sekda)


def test_an_item_is_no_sample_while_somebody_still_answers_its_version(
    sekda: CriticClient, factory: Factory
) -> None:
    begin(factory.person(), SLUG)
    change(key="catatan-awal", words=OTHERS)
    assert NONE in sample(sekda)


def test_the_page_of_an_opd_names_whom_to_call_once_somebody_has_set_it(
    sekda: CriticClient, factory: Factory
) -> None:
    before = sekda.page(OFFICE.format("SATU"))
    assert "Administrator mengisinya di Pengaturan." in text(before)
    assert "Narasumber dapat dihubungi" not in before
    told = "Bidang Aplikasi Contoh, <b>spbe@contoh.test</b>"
    with transaction():
        policy.change(
            policy.TRAINERS, told, expected="", reason="Rapat contoh.", by=factory.person(), at=now()
        )
    page = sekda.page(OFFICE.format("SATU"))
    assert "Administrator mengisinya" not in page
    assert page.count("Bidang Aplikasi Contoh, &lt;b&gt;spbe@contoh.test") == 2
    assert "Narasumber dapat dihubungi: Bidang Aplikasi Contoh" in page
    assert "Narasumber dapat dihubungi" not in sekda.page(OFFICE.format("DUA"))
    assert [line.after for line in policy.history(policy.TRAINERS)] == [told]
