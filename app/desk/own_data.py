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
from app.clock import local_day, start_of_day
from app.comprehension import queries as comprehension
from app.learning import queries as learning
from app.learning.queries.readings import ReadingFact, readings_of
from app.materials import queries as materials
from app.people import queries as people
from app.people.acts import MARK, Names, action_name
from app.people.rights import FIELD_NAMES
from app.people.rules import ROLE_NAMES
from app.quiz import queries as quiz
from app.web.filters import date_short, datetime_short

Value = str | int | bool | None
Row = dict[str, Value]
Tree = dict[str, list[Row]]
EXPORTS = ("export roster", "export affected")
MOST_ACTS = 20_000
DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
WAITING = "Jawaban dan pembahasan tampil di sini setelah boleh dilihat di halaman hasil."


def own_data(person_id: int, *, at: datetime) -> Tree:
    """Section by section, each a list of rows with the same columns; instants in ISO 8601, UTC."""
    day = local_day(at)
    return {
        "identitas": [_identity(person_id)],
        "peran": [
            {"peran": ROLE_NAMES[each.role], "opd": each.opd_name, "sejak": _iso(each.granted_at)}
            for each in people.grants_of(person_id)
        ],
        "keanggotaan": [
            {
                "opd": each.opd_name,
                "unit": each.unit,
                "mulai": _iso(each.start_on),
                "sampai_sebelum": _iso(each.end_on),
            }
            for each in people.spells_of(person_id)
        ],
        "dikecualikan": [
            {"dari": _iso(first), "sampai": _iso(last), "alasan": reason.value}
            for first, last, reason in people.exemptions_of(person_id)
        ],
        "sesi_masuk": [
            {
                "perangkat": each.device,
                "mulai": _iso(each.created_at),
                "terakhir_terlihat": _iso(each.last_seen_at),
                "berakhir": _iso(each.ended_at),
            }
            for each in people.sessions_of(person_id)
        ],
        "bacaan": [
            _reading(each, read)
            for each in readings_of(person_id)
            for read in each.sections or ((None, None),)
        ],
        "penyelesaian": [
            {"modul": slug, "aturan": str(fact.rule), "selesai": _iso(fact.completed_at)}
            for slug, fact in learning.completions_of(person_id).items()
        ],
        "keadaan": _standing(person_id, at),
        "percobaan": [_attempt(line) for line in quiz.attempts_of(person_id)],
        "jawaban": [row for line in quiz.attempts_of(person_id) for row in _answers(person_id, line, at)],
        "kelonggaran": [
            {
                "kuis": each.slug,
                "jenis": each.kind.value,
                "menit": each.minutes,
                "alasan": each.reason,
                "diberikan": _iso(each.given_at),
                "dicabut": _iso(each.withdrawn_at),
            }
            for each in quiz.allowances_of(person_id)
        ],
        "permintaan_perbaikan": [
            {
                "bagian": FIELD_NAMES[each.field],
                "tercatat": each.stood,
                "seharusnya": each.wanted,
                "catatan": each.note,
                "diajukan": _iso(each.filed_at),
                "diputuskan": _iso(each.decided_at),
                "diterima": each.accepted,
                "alasan": each.reason,
            }
            for each in people.corrections_of(person_id, day)
        ],
        "jejak_tentang_anda": _acts(
            person_id, audit.AuditFilter(subjects=frozenset({f"person:{person_id}"}))
        ),
        "jejak_oleh_anda": _acts(person_id, audit.AuditFilter(actor_ids=frozenset({person_id}))),
        "unduhan_yang_memuat_anda": _exports(person_id),
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
        "akun_dibuat": _iso(account.created_at),
    }


def _reading(fact: ReadingFact, read: tuple[str | None, datetime | None]) -> Row:
    return {
        "modul": fact.module_slug,
        "mulai": _iso(fact.started_at),
        "bagian": read[0],
        "ditandai_dibaca": _iso(read[1]),
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
        "mulai": _iso(line.started_at),
        "dikirim": _iso(line.submitted_at),
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
            "disimpan": _iso(item.saved_at),
            "nilai": None if mark is None else f"{float(mark.points):.2f}".rstrip("0").rstrip("."),
        }


def _given(answer: quiz.ShownAnswer) -> str:
    if answer.paired:
        return "; ".join(f"{left.text} = {left.right.text}" for left in answer.paired if left.right)
    chosen = sorted(answer.chosen, key=lambda option: option.rank or 0)
    return answer.words or "; ".join(option.text for option in chosen)


def _acts(person_id: int, wanted: audit.AuditFilter) -> list[Row]:
    entries = audit.entries(limit=MOST_ACTS, wanted=wanted)
    whose = _offices({each.actor_id for each in entries if each.actor_id}, person_id)
    names = _own_names(person_id)
    rows: list[Row] = []
    for entry in entries:
        about_self = audit.person_in(entry.subject) == person_id
        changed = "; ".join(f"{c.field}: {c.before or '-'} → {c.after or '-'}" for c in entry.changes)
        told = "; ".join(each for each in (changed, entry.details) if each) if about_self else ""
        rows.append(
            {
                "waktu": _iso(entry.happened_at),
                "tindakan": action_name(entry.action),
                "pelaku": whose.get(entry.actor_id or 0, "sistem"),
                "rincian": _without_others(names.written_out(told)),
            }
        )
    return rows


def _exports(person_id: int) -> list[Row]:
    """Files with lists of staff, made while the person belonged to an OPD that they cover."""
    homes = people.homes_of(person_id)
    if not homes:
        return []
    since = start_of_day(min(start for _, start, _ in homes))
    found = [
        entry
        for action in EXPORTS
        for entry in audit.entries(limit=MOST_ACTS, wanted=audit.AuditFilter(action=action, since=since))
        if _covers(entry, homes)
    ]
    whose = _offices({each.actor_id for each in found if each.actor_id}, person_id)
    return [
        {
            "waktu": _iso(entry.happened_at),
            "tindakan": action_name(entry.action),
            "pelaku": whose.get(entry.actor_id or 0, "sistem"),
        }
        for entry in sorted(found, key=lambda each: each.id, reverse=True)
    ]


def _covers(entry: audit.AuditLine, homes: list[tuple[int, date, date | None]]) -> bool:
    day = local_day(entry.happened_at)
    marks = {int(value) for kind, value in MARK.findall(entry.details) if kind == "opd" and value.isdigit()}
    everywhere = audit.EVERY_OPD in entry.details
    return any(
        start <= day and (end is None or day < end) and (everywhere or opd_id in marks)
        for opd_id, start, end in homes
    )


def _offices(actor_ids: set[int], person_id: int) -> dict[int, str]:
    """What each actor is to the office: the role and the OPD of today; nobody is named."""
    opd = {row.id: row.short_name for row in people.register()}
    roles = people.roles_of(sorted(actor_ids))
    words: dict[int, str] = {}
    for actor_id in actor_ids:
        if actor_id == person_id:
            words[actor_id] = "Anda"
            continue
        held = ", ".join(ROLE_NAMES[role] for role in sorted(roles.get(actor_id, ()))) or "tanpa peran"
        home = next((opd.get(opd_id) for opd_id, _, end in people.homes_of(actor_id) if end is None), None)
        words[actor_id] = f"{held} ({home})" if home else held
    return words


def _own_names(person_id: int) -> Names:
    opd = {row.id: row.short_name for row in people.register()}
    return Names(people={person_id: "Anda"}, opd=opd)


def _without_others(text: str) -> str:
    return MARK.sub(lambda mark: "orang lain" if mark[1] == "person" else mark[0], text)


def _iso(value: datetime | date | None) -> str | None:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if value is None else value.isoformat()


def archive(tree: Tree, page: str, *, at: datetime) -> bytes:
    """A zip with `data-saya.json` for machines and `data-saya.html` to read."""
    target = BytesIO()
    told = {"dibuat": _iso(at), "produk": "Paham SPBE", "data": tree}
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
