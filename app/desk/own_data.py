"""Everything that is kept about one person, for that person: as a tree for machines and as a page to read.

Own data alone: of others who acted upon it stand role and OPD, never the name (UU 27/2022 art. 33). What a
result page does not show yet, a key above all, is not here either.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from app import audit
from app.clock import local_day
from app.comprehension import queries as comprehension
from app.desk.own_trail import LISTS, Row, Value, acts, exports, iso, last_looks
from app.learning import queries as learning
from app.learning.queries.readings import ReadingFact, parts_read_of, readings_of
from app.materials import queries as materials
from app.people import queries as people
from app.people.rights import FIELD_NAMES
from app.people.rules import ROLE_NAMES
from app.quiz import queries as quiz
from app.web.filters import date_short, datetime_short

__all__ = ["archive", "in_words", "last_looks", "own_data"]

Tree = dict[str, list[Row]]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
WAITING = "Jawaban dan pembahasan tampil di sini setelah boleh dilihat di halaman hasil."


def own_data(person_id: int, *, at: datetime) -> Tree:
    """Section by section, each a list of rows with the same columns; instants in ISO 8601, UTC."""
    day, attempts = local_day(at), quiz.attempts_of(person_id)
    return {
        "identitas": [_identity(person_id)],
        "peran": [
            {"peran": ROLE_NAMES[each.role], "opd": each.opd_name, "sejak": iso(each.granted_at)}
            for each in people.grants_of(person_id)
        ],
        "keanggotaan": [
            {
                "opd": each.opd_name,
                "unit": each.unit,
                "mulai": iso(each.start_on),
                "sampai_sebelum": iso(each.end_on),
            }
            for each in people.spells_of(person_id)
        ],
        "dikecualikan": [
            {"dari": iso(first), "sampai": iso(last), "alasan": reason.value}
            for first, last, reason in people.exemptions_of(person_id)
        ],
        "sesi_masuk": [
            {
                "perangkat": each.device,
                "mulai": iso(each.created_at),
                "terakhir_terlihat": iso(each.last_seen_at),
                "berakhir": iso(each.ended_at),
            }
            for each in people.sessions_of(person_id)
        ],
        "langkah_kedua": _second_step(person_id),
        "bacaan": _readings(person_id),
        "penyelesaian": [
            {"modul": slug, "aturan": str(fact.rule), "selesai": iso(fact.completed_at)}
            for slug, fact in learning.completions_of(person_id).items()
        ],
        "keadaan": _standing(person_id, at),
        "percobaan": [_attempt(line) for line in attempts],
        "jawaban": [row for line in attempts for row in _answers(person_id, line, at)],
        "jawaban_terlambat": [row for line in attempts for row in _late(person_id, line)],
        "kelonggaran": [
            {
                "kuis": each.slug,
                "jenis": each.kind.value,
                "menit": each.minutes,
                "alasan": each.reason,
                "diberikan": iso(each.given_at),
                "dicabut": iso(each.withdrawn_at),
            }
            for each in quiz.allowances_of(person_id)
        ],
        "permintaan_perbaikan": [
            {
                "bagian": FIELD_NAMES[each.field],
                "tercatat": each.stood,
                "seharusnya": each.wanted,
                "catatan": each.note,
                "diajukan": iso(each.filed_at),
                "diputuskan": iso(each.decided_at),
                "diterima": each.accepted,
                "alasan": each.reason,
            }
            for each in people.corrections_of(person_id, day)
        ],
        "jejak_tentang_anda": acts(person_id, audit.AuditFilter(subjects=frozenset({f"person:{person_id}"}))),
        "jejak_oleh_anda": acts(person_id, audit.AuditFilter(actor_ids=frozenset({person_id}))),
        "daftar_yang_memuat_anda": exports(person_id, LISTS),
        "unduhan_yang_memuat_anda": exports(person_id),
    }


def _identity(person_id: int) -> Row:
    account = people.account(person_id)
    if account is None:
        return {}
    return {
        "nama": account.name,
        "nip": account.nip,
        "surel": account.surel,
        "jenjang_jabatan": account.job_level.value,
        "akun_aktif": account.active,
        "akun_dibuat": iso(account.created_at),
    }


def _second_step(person_id: int) -> list[Row]:
    """That a second step is set up and since when; its secret is no data to hand out."""
    kept = people.second_factor(person_id)
    if kept is None:
        return []
    return [{"sejak": iso(kept.made_at), "kode_cadangan_sisa": people.unused_recovery_codes(person_id)}]


def _readings(person_id: int) -> list[Row]:
    rows = [
        _reading(fact, read) for fact in readings_of(person_id) for read in fact.sections or ((None, None),)
    ]
    for version_id, anchor, read_at in parts_read_of(person_id):
        page = materials.module_version(version_id)
        slug = page.card.slug if page else None
        rows.append({"modul": slug, "mulai": None, "bagian": anchor, "ditandai_dibaca": iso(read_at)})
    return rows


def _reading(fact: ReadingFact, read: tuple[str | None, datetime | None]) -> Row:
    return {
        "modul": fact.module_slug,
        "mulai": iso(fact.started_at),
        "bagian": read[0],
        "ditandai_dibaca": iso(read[1]),
    }


def _standing(person_id: int, at: datetime) -> list[Row]:
    """What the test of the standard says of the person, as the own page says it."""
    standard = materials.current_standard()
    if standard is None:
        return []
    own = comprehension.own_state(person_id, standard, at)
    return [{"standar": standard.title, "keadaan": own.word, "sebab": own.reason}] if own else []


def _attempt(line: quiz.AttemptLine) -> Row:
    return {
        "kuis": line.slug,
        "judul": line.title,
        "percobaan_ke": line.number,
        "mulai": iso(line.started_at),
        "dikirim": iso(line.submitted_at),
        "dibatalkan": line.invalidated,
        "soal": line.items,
        "dijawab": line.answered,
        "benar": line.correct,
        "lulus": line.passed,
    }


def _answers(person_id: int, line: quiz.AttemptLine, at: datetime) -> Iterable[Row]:
    """The own answers with what they earned, once the result page shows both."""
    sitting = quiz.sitting(line.public_id, person_id)
    if sitting is None:
        return
    head: Row = {"kuis": line.slug, "percobaan_ke": line.number}
    if not quiz.may_explain(sitting, at):
        yield head | {"nomor": None, "soal": WAITING}
        return
    marks = quiz.item_marks(sitting.id)
    items = quiz.items(sitting.id)
    for item, shown in zip(items, quiz.shown_questions(sitting, items), strict=True):
        mark = marks.get(item.item_id)
        yield head | {
            "nomor": item.position,
            "soal": shown.stem_text,
            "jawaban": _given(shown.answer),
            "keyakinan": item.confidence,
            "disimpan": iso(item.saved_at),
            "nilai": None if mark is None else f"{float(mark.points):.2f}".rstrip("0").rstrip("."),
        }


def _late(person_id: int, line: quiz.AttemptLine) -> Iterable[Row]:
    """When answers came after the time, and what was decided about each."""
    sitting = quiz.sitting(line.public_id, person_id)
    for late in quiz.late_answers(sitting.id) if sitting else ():
        yield {
            "kuis": line.slug,
            "percobaan_ke": line.number,
            "nomor": late.position,
            "diterima_server": iso(late.received_at),
            "dihitung": late.accepted,
            "alasan": late.reason,
        }


def _given(answer: quiz.ShownAnswer) -> str:
    if answer.paired:
        return "; ".join(f"{left.text} = {left.right.text}" for left in answer.paired if left.right)
    chosen = sorted(answer.chosen, key=lambda option: option.rank or 0)
    return answer.words or "; ".join(option.text for option in chosen)


def archive(tree: Tree, page: str, *, at: datetime) -> bytes:
    """A zip with `data-saya.json` for machines and `data-saya.html` to read."""
    target = BytesIO()
    told = {"dibuat": iso(at), "produk": "Paham SPBE", "data": tree}
    with ZipFile(target, "w", ZIP_DEFLATED) as box:
        box.writestr("data-saya.json", json.dumps(told, ensure_ascii=False, indent=1))
        box.writestr("data-saya.html", page)
    return target.getvalue()


def in_words(value: Value) -> str:
    """A value for the eye: instants on the clock of the province, yes and no in words."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, str):
        return _as_time(value) or value or "—"
    return "—" if value is None else str(value)


def _as_time(text: str) -> str | None:
    """The words of what is written like an instant or a day; None for text that a person wrote."""
    try:
        if INSTANT.fullmatch(text):
            return datetime_short(datetime.fromisoformat(text))
        return date_short(date.fromisoformat(text)) if DAY.fullmatch(text) else None
    except ValueError:
        return None
