"""The form of a facts file: how its records are read, and what may be wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .rules.policy import Policy
from .rules.states import Result

SUBMITTED = frozenset({"submitted", "auto_submitted"})
STATES = SUBMITTED | {"in_progress", "abandoned"}
UNREADABLE = "nilai tidak lengkap atau tidak terbaca"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactsProblem:
    """One fault of a facts file: the record it stands in, and what is wrong there."""

    record: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.record}: {self.sentence}"


class FactsInvalid(ValueError):
    """The file cannot be computed; `problems` names every record at fault."""

    def __init__(self, problems: Sequence[FactsProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, problems)))


def policy_of(params: Json) -> Policy:
    """The policy numbers of the file."""
    return Policy(
        standard=params["standard"],
        pass_mark=Fraction(str(params["pass_cut"])),
        target=Fraction(str(params["target"])),
        grace_days=params["grace_days"],
        validity_days=params["validity_days"],
        n_min=params["n_min"],
        min_answered=Fraction(str(params["min_answered"])),
    )


def day_of(text: str) -> date:
    """A day written as YYYY-MM-DD."""
    return date.fromisoformat(text)


def instant_of(text: str) -> datetime:
    """An instant with its zone."""
    return datetime.fromisoformat(text)


def result_of(attempt: Json) -> Result:
    """The counts of one attempt."""
    return Result(
        correct=attempt["correct"],
        items=attempt["items"],
        answered=attempt["answered"],
        core_confirmed=attempt["core_confirmed"],
        core_answered=attempt.get("core_answered"),
    )


def problems_in(facts: Mapping[str, Any]) -> list[FactsProblem]:
    """Every fault that keeps a facts file from being computed, each with its record."""
    missing = [key for key in ("params", "persons", "attempts") if key not in facts]
    if missing:
        return [FactsProblem("berkas", f"bagian {', '.join(missing)} tidak ada")]
    problems = _problems_in_params(facts["params"]) + _problems_in_register(facts)
    known: set[str] = set()
    for person in facts["persons"]:
        problems += _problems_in_person(person, known)
        known.add(str(person.get("id")))
    ids: set[Any] = set()
    for attempt in facts["attempts"]:
        problems += _problems_in_attempt(attempt, known, ids)
        ids.add(attempt.get("id"))
    return problems


def _problems_in_params(params: Json) -> list[FactsProblem]:
    try:
        policy_of(params)
        at = instant_of(params["as_of"])
    except (KeyError, ValueError, TypeError, ZeroDivisionError) as error:
        return [FactsProblem("params", f"{UNREADABLE} ({error})")]
    return [] if at.tzinfo else [FactsProblem("params", "as_of tidak menyebut zona waktu")]


def _problems_in_register(facts: Mapping[str, Any]) -> list[FactsProblem]:
    """A file that lists its OPD may name no other; one that lists none takes them from the spells."""
    if "opd" not in facts:
        return []
    try:
        codes = [opd["kode"] for opd in facts["opd"]]
        named = [
            (person.get("id"), spell["opd"]) for person in facts["persons"] for spell in person["spells"]
        ]
    except (KeyError, TypeError, AttributeError) as error:
        return [FactsProblem("opd", f"{UNREADABLE} ({error})")]
    twice = [
        FactsProblem(f"opd {code}", "kode tercatat dua kali") for code in set(codes) if codes.count(code) > 1
    ]
    return twice + [
        FactsProblem(f"orang {person}", f"OPD {code} tidak ada dalam bagian opd")
        for person, code in named
        if code not in set(codes)
    ]


def _problems_in_person(person: Json, known: set[str]) -> list[FactsProblem]:
    record = f"orang {person.get('id')}"
    try:
        spells = sorted(map(_span, person["spells"]))
        leaves = [(day_of(leave["from"]), day_of(leave["to"])) for leave in person.get("exempt") or ()]
        day_of(person["obliged_from"])
        if person.get("due_on") is not None:
            day_of(person["due_on"])
        zoned = (
            person.get("lessons_completed_at") is None or instant_of(person["lessons_completed_at"]).tzinfo
        )
        named = all(spell["opd"] for spell in person["spells"]) and person["id"]
    except (KeyError, ValueError, TypeError) as error:
        return [FactsProblem(record, f"{UNREADABLE} ({error})")]
    found = {
        "id sudah dipakai orang lain": person["id"] in known,
        "id atau OPD kosong": not named,
        "masa tugas berakhir sebelum mulai": any(end <= start for start, end in spells),
        "masa tugas bertumpang tindih": any(a[1] > b[0] for a, b in pairwise(spells)),
        "pengecualian berakhir sebelum mulai": any(end < start for start, end in leaves),
        "lessons_completed_at tidak menyebut zona waktu": not zoned,
    }
    return [FactsProblem(record, sentence) for sentence, wrong in found.items() if wrong]


def _span(spell: Json) -> tuple[date, date]:
    return day_of(spell["start"]), day_of(spell["end"]) if spell.get("end") else date.max


def _problems_in_attempt(attempt: Json, known: set[str], ids: set[Any]) -> list[FactsProblem]:
    record = f"percobaan {attempt.get('id')}"
    try:
        result = result_of(attempt)
        instants = [instant_of(attempt["started_at"])]
        if attempt.get("submitted_at") is not None:
            instants.append(instant_of(attempt["submitted_at"]))
        counts = (result.correct, result.items, result.answered, result.core_confirmed)
        readable = all(type(count) is int and count >= 0 for count in (*counts, result.core_answered or 0))
        found = {
            "id sudah dipakai percobaan lain": attempt["id"] in ids,
            "orangnya tidak ada dalam berkas": attempt["person"] not in known,
            "keadaan tidak dikenal": attempt["state"] not in STATES,
            "waktu tidak menyebut zona": any(instant.tzinfo is None for instant in instants),
            "dikirim sebelum mulai": instants[-1] < instants[0],
            "jumlah harus bilangan bulat, tidak negatif": not readable,
            "standar kosong": not attempt["standard"],
        }
    except (KeyError, ValueError, TypeError) as error:
        return [FactsProblem(record, f"{UNREADABLE} ({error})")]
    if readable:
        found["dijawab atau benar melebihi jumlah soal"] = max(result.answered, result.correct) > result.items
        asked = result.answered if result.core_answered is None else result.core_answered
        found["jawaban inti terkonfirmasi melebihi yang dijawab"] = result.core_confirmed > asked
    return [FactsProblem(record, sentence) for sentence, wrong in found.items() if wrong]
