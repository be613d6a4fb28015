"""Random provinces as facts, full of boundaries; and an oracle that counts them by hand, a rule a line."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

Facts = dict[str, Any]
CUT_DAY = date(2026, 6, 30)
ZONE = timezone(timedelta(hours=8))
PARAMS = {
    "as_of": "2026-06-30T23:59:59+08:00",
    "standard": "SPBE-DASAR-2026",
    "grace_days": 30,
    "validity_days": 365,
    "pass_cut": "7/10",
    "min_answered": "4/5",
    "target": 0.6,
    "n_min": 10,
    "core_rule": "salah kaprah bila >= 2 jawaban butir inti terkonfirmasi",
}
OPD = ("SATU", "DUA", "TIGA")
FIRST_DAY = date(2026, 1, 1)
REASON = "cuti besar"
COUNTS = ("wajib", "masa_tenggang", "dikecualikan", "mulai", "terukur", "selesai", "lulus")
STATES = ("paham", "belum_tahu", "salah_kaprah")
near_days = st.integers(-2, 2).map(lambda days: CUT_DAY + timedelta(days=days))
instants = st.sampled_from(
    [
        "2026-06-30T23:59:58+08:00",
        "2026-06-30T23:59:59+08:00",
        "2026-06-30T23:59:59.500000+08:00",
        "2026-07-01T00:00:00+08:00",
        "2026-06-30T15:59:59+00:00",
        "2026-06-30T16:00:00+00:00",
        "2025-06-30T23:59:59+08:00",
        "2025-07-01T00:00:00+08:00",
        "2026-03-02T07:30:00+08:00",
        "2026-05-20T10:20:00+08:00",
        "2026-05-20T10:20:00+08:00",
    ]
)


@st.composite
def spells(draw: st.DrawFn) -> list[Facts]:
    """One home, two with the transfer around the cut, or one that ends around it."""
    begun = draw(st.sampled_from(["2025-01-06", "2026-05-30", "2026-05-31", "2026-06-01", "2026-06-30"]))
    turn, home = draw(near_days).isoformat(), draw(st.sampled_from(OPD))
    if begun >= turn:
        return [{"opd": home, "start": begun, "end": None}]
    after = {"opd": draw(st.sampled_from(OPD)), "start": turn, "end": None}
    kind = draw(st.sampled_from(["stays", "stays", "moves", "leaves"]))
    return [
        {"opd": home, "start": begun, "end": None if kind == "stays" else turn},
        *([after] if kind == "moves" else []),
    ]


@st.composite
def attempts_of(draw: st.DrawFn, person: str) -> list[Facts]:
    """Up to four tries, ids in no order of time, at most one of them open."""
    found: list[Facts] = []
    for _ in range(draw(st.integers(0, 4))):
        state = draw(st.sampled_from(["submitted"] * 4 + ["auto_submitted", "in_progress"]))
        if state == "in_progress" and any(each["state"] == state for each in found):
            continue
        sent = draw(instants)
        answered = draw(st.sampled_from([7, 8, 10, 10, 10]))
        core = draw(st.integers(0, 3))
        found.append(
            {
                "person": person,
                "standard": PARAMS["standard"],
                "started_at": (datetime.fromisoformat(sent) - timedelta(minutes=20)).isoformat(),
                "submitted_at": None if state == "in_progress" else sent,
                "state": state,
                "items": 10,
                "answered": answered,
                "correct": min(answered, draw(st.sampled_from([4, 6, 7, 7, 9]))),
                "core_answered": core,
                "core_confirmed": draw(st.integers(0, core)),
                "invalidated": draw(st.sampled_from([False, False, False, True])),
            }
        )
    return sorted(found, key=lambda each: datetime.fromisoformat(each["started_at"]))


@st.composite
def rosters(draw: st.DrawFn, most: int = 14) -> Facts:
    """A facts file of some people; obligations begin with the first spell or with the standard."""
    persons, attempts = [], []
    for number in range(draw(st.integers(1, most))):
        name, homes, exempt = f"P{number:02}", draw(spells()), list[Facts]()
        if draw(st.integers(0, 4)) == 0:
            first = draw(near_days)
            last = first + timedelta(days=draw(st.integers(0, 2)))
            exempt = [{"from": first.isoformat(), "to": last.isoformat(), "reason": REASON}]
        persons.append(
            {
                "id": name,
                "spells": homes,
                "obliged_from": max(FIRST_DAY.isoformat(), homes[0]["start"]),
                "exempt": exempt,
                "lessons_completed_at": draw(st.one_of(st.none(), instants)),
            }
        )
        attempts += draw(attempts_of(name))
    ids = draw(st.permutations(range(1, len(attempts) + 1)))
    for each, number in zip(attempts, ids, strict=True):
        each["id"] = number
    return {"params": dict(PARAMS), "persons": persons, "attempts": attempts}


def counted_by_hand(facts: Facts) -> dict[str, Counter[str]]:
    """Per OPD the counts at the instant of the file, by the definitions and nothing of the product's."""
    at = datetime.fromisoformat(facts["params"]["as_of"])
    today = at.astimezone(ZONE).date().isoformat()
    found: dict[str, Counter[str]] = {}
    for person in facts["persons"]:
        home = [s["opd"] for s in person["spells"] if s["start"] <= today and not (s["end"] or "9") <= today]
        if not home:
            continue
        counts = found.setdefault(home[0], Counter())
        grace_over = date.fromisoformat(person["obliged_from"]) + timedelta(days=30)
        if any(leave["from"] <= today <= leave["to"] for leave in person["exempt"]):
            counts["dikecualikan"] += 1
        elif today < grace_over.isoformat():
            counts["masa_tenggang"] += 1
        else:
            theirs = [each for each in facts["attempts"] if each["person"] == person["id"]]
            _count(counts, person, theirs, at)
    return found


def _count(counts: Counter[str], person: Facts, theirs: list[Facts], at: datetime) -> None:
    counts["wajib"] += 1
    counts["mulai"] += any(datetime.fromisoformat(each["started_at"]) <= at for each in theirs)
    valid = [
        (sent, each["id"], each)
        for each in theirs
        if each["submitted_at"] and not each["invalidated"] and each["answered"] >= 8
        if at - timedelta(days=365) < (sent := datetime.fromisoformat(each["submitted_at"])) <= at
    ]
    if not valid:
        return
    last = sorted(valid, key=lambda each: each[:2])[-1][2]
    done = person["lessons_completed_at"]
    passed = Fraction(last["correct"], last["items"]) >= Fraction(7, 10)
    counts["terukur"] += 1
    counts["selesai"] += done is not None and datetime.fromisoformat(done) <= at
    counts["lulus"] += passed
    if last["core_confirmed"] >= 2:
        counts["salah_kaprah"] += 1
    elif passed and last["core_answered"] >= 2:
        counts["paham"] += 1
    else:
        counts["belum_tahu"] += 1
