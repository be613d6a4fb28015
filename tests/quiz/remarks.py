"""Sets with wrong keys, sittings by the words of their answers, and every cell that marking writes."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.learning.models import Completion, QuizPass
from app.materials import queries as materials
from app.materials import services as publishing
from app.materials.rules import QuestionSet
from app.quiz import queries, services
from app.quiz.models import ItemResult, Result, Standing
from app.quiz.queries import ItemLine, ShownQuestion, Sitting
from app.quiz.rules import read_save

SLUG = "enam"
HEAD = """---
judul: Enam jenis
jenis: tes
ambang: 1/2
acak_pilihan: ya
---
"""
QUESTIONS = {
    "satu": """
## Manakah ibu kota Sulawesi Tengah? {#satu}

- [x] Poso
- [ ] Palu
- [ ] Luwuk
""",
    "banyak": """
## Mana saja unsur tata kelola? {#banyak}

- [x] Rencana induk
- [x] Lomba aplikasi
- [ ] Proses bisnis
- [ ] Warna logo
""",
    "langkah": """
## Urutkan langkahnya. {#langkah jenis=urutan}

1. Memeriksa yang ada
2. Menata proses
3. Menulis masalah
""",
    "pasang": """
## Pasangkan dokumen dengan gunanya. {#pasang jenis=jodoh}

| Dokumen | Guna |
|---|---|
| Peta proses | melihat tahun |
| Peta rencana | melihat alur |
""",
    "kata": """
## Apa nama Aplikasi Umum kearsipan? {#kata jenis=isian}

- [x] SIMPEG
""",
    "angka": """
## Berapa bobot kedua indikator itu? {#angka jenis=angka toleransi=0,01}

- [x] 3,50
""",
}
EXPLAINED = "\n### Penjelasan\n\nAlasannya begini.\n"
CORRECTED = {
    "satu": ("- [x] Poso\n- [ ] Palu", "- [ ] Poso\n- [x] Palu"),
    "banyak": ("- [x] Lomba aplikasi\n- [ ] Proses", "- [ ] Lomba aplikasi\n- [x] Proses"),
    "langkah": (
        "1. Memeriksa yang ada\n2. Menata proses\n3. Menulis masalah",
        "1. Menulis masalah\n2. Menata proses\n3. Memeriksa yang ada",
    ),
    "pasang": (
        "| Peta proses | melihat tahun |\n| Peta rencana | melihat alur |",
        "| Peta proses | melihat alur |\n| Peta rencana | melihat tahun |",
    ),
    "kata": ("- [x] SIMPEG", "- [x] SRIKANDI"),
    "angka": ("- [x] 3,50", "- [x] 3,80"),
}
WISE = {
    "satu": ["Palu"],
    "banyak": ["Rencana induk", "Proses bisnis"],
    "langkah": ["Menulis masalah", "Menata proses", "Memeriksa yang ada"],
    "pasang": {"Peta proses": "melihat alur", "Peta rencana": "melihat tahun"},
    "kata": ["srikandi."],
    "angka": ["3.8"],
}
"""What somebody answers who knows better than the wrong keys."""
LED = {
    "satu": ["Poso"],
    "banyak": ["Rencana induk", "Lomba aplikasi"],
    "langkah": ["Memeriksa yang ada", "Menata proses", "Menulis masalah"],
    "pasang": {"Peta proses": "melihat tahun", "Peta rencana": "melihat alur"},
    "kata": ["SIMPEG"],
    "angka": ["3,5"],
}
"""What the wrong keys say."""
Answers = Mapping[str, Sequence[str] | Mapping[str, str]]


def text_of(questions: Mapping[str, str], *, head: str = HEAD) -> str:
    """A test with these questions."""
    return head + "".join(question + EXPLAINED for question in questions.values())


def corrected(*keys: str) -> str:
    """The set with the keys of these questions put right; without any, as it was first published."""
    questions = dict(QUESTIONS)
    for key in keys:
        assert CORRECTED[key][0] in questions[key]
        questions[key] = questions[key].replace(*CORRECTED[key])
    return text_of(questions)


def publish(text: str, slug: str = SLUG) -> QuestionSet:
    """Publish this text as the next version of the test."""
    return publish_at(f"tes/{slug}/tes.md", slug, text)


def publish_at(path: str, slug: str, text: str) -> QuestionSet:
    """Publish this text at that place of the content."""
    standing = materials.question_set(slug)
    with transaction():
        outcome = publishing.publish_source(
            path, text, by=None, at=now(), expected_current=standing.version_id if standing else None
        )
    assert not outcome.faults, [str(each) for each in outcome.problems]
    found = materials.question_set(slug)
    assert found is not None
    return found


def published_text(path: str) -> str:
    """The text of a document that stands."""
    state = next(each for each in materials.document_state() if each.path == path)
    source = materials.source(state.version_id)
    assert source is not None
    return source.text


def moved(text: str, key: str) -> str:
    """The text with the key of that question moved to its first untagged wrong option."""
    start = text.index(f"{{#{key}")
    end = text.index("### Penjelasan", start)
    block = text[start:end].replace("- [x]", "- [?]")
    block, count = re.subn(r"- \[ \] (?!.*\{sk=)", "- [x] ", block, count=1)
    if not count:
        block = block.replace("- [ ]", "- [x]", 1)
    return text[:start] + block.replace("- [?]", "- [ ]") + text[end:]


def begin(person: int, slug: str = SLUG, *, at: datetime | None = None) -> Sitting:
    """An attempt that is open."""
    with transaction():
        public_id = services.start_or_resume(person_id=person, slug=slug, at=at or now())
    found = queries.sitting(public_id, person)
    assert found is not None
    return found


def answer(sitting: Sitting, answers: Answers, *, at: datetime | None = None) -> None:
    """Save these answers by their words; questions that are not named stay blank."""
    lines = queries.items(sitting.id)
    questions = {each.id: each for each in materials.questions(sitting.version_id)}
    for line, shown in zip(lines, queries.shown_questions(sitting, lines), strict=True):
        revision = (line.revision or 0) + 1
        given = answers.get(questions[line.question_id].key)
        if given is not None:
            _save(sitting, line, _tokens(shown, given), revision, at or now())


def _tokens(shown: ShownQuestion, given: Sequence[str] | Mapping[str, str]) -> list[str]:
    options = {option.text: option.token for option in shown.options}
    if isinstance(given, Mapping):
        return [f"{left.token}~{options[given[left.text]]}" for left in shown.answer.lefts]
    return [options.get(words, words) for words in given]


def _save(sitting: Sitting, line: ItemLine, chosen: list[str], revision: int, at: datetime) -> None:
    save = read_save(device="t", revision=str(revision), confidence="3", chosen=chosen, takes_over="")
    with transaction():
        services.save_answer(
            public_id=sitting.public_id, person_id=sitting.person_id, token=line.token, save=save, at=at
        )


def send(sitting: Sitting, *, at: datetime | None = None) -> None:
    """Press Kirim."""
    with transaction():
        services.submit(public_id=sitting.public_id, person_id=sitting.person_id, at=at or now())


def sit(person: int, answers: Answers, slug: str = SLUG, *, at: datetime | None = None) -> Sitting:
    """A whole sitting."""
    sitting = begin(person, slug, at=at)
    answer(sitting, answers, at=at)
    send(sitting, at=at)
    return sitting


def wise_answers(slug: str, *, wrong: Sequence[str] = ()) -> dict[str, list[str]]:
    """What the published keys say, with the first other option for the keys in `wrong`."""
    question_set = materials.question_set(slug)
    assert question_set is not None
    found = {}
    for question in materials.questions(question_set.version_id):
        right = [choice.text for choice in question.choices if choice.correct]
        others = [c.text for c in question.choices if not c.correct and not c.salah_kaprah] or [
            c.text for c in question.choices if not c.correct
        ]
        found[question.key] = others[:1] if question.key in wrong else right
    return found


def cells() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that marking writes to, in order."""
    session.rollback()
    tables = (Result, ItemResult, Standing, QuizPass, Completion)
    return {
        table.__tablename__: sorted(
            (tuple(row) for row in session.execute(select(*_columns(table)))), key=repr
        )
        for table in tables
    }


def _columns(table: type) -> list[object]:
    """All but numbers that the database gives by itself."""
    return [each for each in table.__table__.c if each.name != "id"]  # type: ignore[attr-defined]


def plan(slug: str = SLUG) -> queries.RemarkPlan:
    """What marking again would do now."""
    session.rollback()
    found = queries.remark_plan(slug)
    assert found is not None
    return found


def apply(slug: str = SLUG, *, digest: str | None = None, at: datetime | None = None) -> int:
    """Do it."""
    digest = digest or plan(slug).digest
    with transaction():
        return services.apply_remark(
            slug=slug, digest=digest, reason="Kuncinya keliru sejak awal.", by=None, at=at or now()
        )


def undo(remark_id: int) -> None:
    """Take it back."""
    with transaction():
        services.undo_remark(remark_id=remark_id, reason="Kunci lama ternyata benar.", by=None, at=now())
