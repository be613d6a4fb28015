"""A world of two OPD and fifty staff, one case each, and the ledger that was written for it by hand.

The cut is the last second of the year, 31 December 2026, 23.59.59 WITA; the clock stands at the first
seconds of the new year, so that completion, which is live, already counts the next day.
"""

from typing import Any

from tests.comprehension.province import attempt, person

CUT = "2026-12-31T23:59:59+08:00"
NEW_YEAR = "2027-01-01T00:00:00+08:00"
LAST_YEAR = "2025-12-31T23:59:59+08:00"
FIRST_SECOND = "2026-01-01T00:00:00+08:00"
MAY = "2026-05-20T10:20:00+08:00"
PAHAM: dict[str, Any] = {"correct": 9}
MISLED: dict[str, Any] = {"correct": 8, "core_confirmed": 2}
UNAWARE: dict[str, Any] = {"correct": 5}
LEARNED = {"lessons_completed_at": "2026-05-01T10:00:00+08:00"}


def spell(opd: str, start: str, end: str | None) -> dict[str, Any]:
    return {"opd": opd, "start": start, "end": end}


def leave(first: str, last: str) -> dict[str, Any]:
    return {"exempt": [{"from": first, "to": last, "reason": "cuti besar"}]}


def moved(from_opd: str, to_opd: str, day: str) -> dict[str, Any]:
    return {"spells": [spell(from_opd, "2025-01-06", day), spell(to_opd, day, None)]}


SATU: dict[int, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    **{n: (LEARNED, [PAHAM]) for n in range(1, 6)},
    6: ({"lessons_completed_at": CUT}, [PAHAM]),  # finished in the last second: counts
    7: ({"lessons_completed_at": NEW_YEAR}, [PAHAM]),  # finished a second later: not at the cut
    8: ({}, [PAHAM, {"correct": 0, "answered": 7, "submitted_at": "2026-06-20T10:20:00+08:00"}]),  # too few
    9: ({}, [{"correct": 7}]),  # exactly seven of ten passes
    10: ({}, [{"correct": 7, "answered": 8, "state": "auto_submitted"}]),  # the clock sent it, 8 of 10
    11: ({}, [PAHAM, {**UNAWARE, "submitted_at": "2026-06-20T10:20:00+08:00"}]),  # the latest, not the best
    12: ({}, [PAHAM, {"correct": 3, "invalidated": True, "submitted_at": "2026-06-20T10:20:00+08:00"}]),
    13: ({}, [{"correct": 6}]),
    14: ({}, [{"correct": 8, "core_answered": 1}]),  # passed, but one core item alone proves nothing
    15: ({}, [MISLED]),
    16: ({}, [MISLED]),
    17: ({}, [{"correct": 4, "core_confirmed": 3}]),
    18: (LEARNED, [{"correct": 7, "answered": 7}]),  # seven of ten answered: no valid attempt
    19: ({}, [{"state": "in_progress", "submitted_at": None}]),
    20: ({}, [{"state": "abandoned", "submitted_at": None}]),
    21: ({}, [{**PAHAM, "started_at": "2026-12-31T23:50:00+08:00", "submitted_at": NEW_YEAR}]),
    22: ({}, [{**PAHAM, "started_at": "2025-12-31T23:40:00+08:00", "submitted_at": LAST_YEAR}]),  # too old
    23: ({}, []),
    24: ({"obliged_from": "2026-12-02", **LEARNED}, [PAHAM]),  # day 29: in grace, outside both counts
    25: (leave("2026-12-31", "2026-12-31"), [PAHAM]),  # exempt on that very day
    26: (moved("SATU", "DUA", "2026-12-31"), [PAHAM]),  # on the day of the move: of the new OPD
}
DUA: dict[int, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    **{n: (LEARNED, [PAHAM]) for n in range(27, 31)},
    **{n: ({}, [PAHAM]) for n in range(31, 35)},
    35: ({}, [{**PAHAM, "submitted_at": CUT}]),
    36: ({}, [{**PAHAM, "started_at": "2025-12-31T23:45:00+08:00", "submitted_at": FIRST_SECOND}]),
    37: ({"obliged_from": "2026-12-01"}, [{**PAHAM, "submitted_at": "2026-12-10T09:00:00+08:00"}]),  # day 30
    38: (leave("2026-12-01", "2026-12-30"), [UNAWARE]),  # back on the last day
    39: ({}, [MISLED]),
    40: ({}, [MISLED]),
    41: ({}, [MISLED]),
    42: ({}, [UNAWARE]),
    43: ({**LEARNED, "spells": [spell("DUA", "2025-01-06", "2026-12-31")]}, [PAHAM]),  # has left that day
    44: (moved("DUA", "SATU", "2027-01-01"), [PAHAM]),  # moves tomorrow: still here
    45: (leave("2027-01-01", "2027-03-01"), []),  # exempt from tomorrow: still counted
    46: ({}, []),
    47: ({}, []),
    48: ({}, []),
    49: (leave("2026-12-01", "2027-02-01"), [MISLED]),
    50: ({"obliged_from": "2026-12-31"}, []),
}


def facts() -> dict[str, Any]:
    """The fifty as a facts file."""
    persons, attempts = [], []
    for opd, cases in (("SATU", SATU), ("DUA", DUA)):
        for number, (changes, sittings) in cases.items():
            one = person(number, opd, **changes)
            persons.append(one)
            for place, sitting in enumerate(sittings):
                sent = {"submitted_at": MAY, **sitting}
                attempts.append(attempt(number * 10 + place, one["id"], **sent))
    return {"persons": persons, "attempts": attempts}


LEDGER: dict[str, dict[str, Any]] = {
    "SATU": {
        "wajib": 23,  # 1 to 23
        "masa_tenggang": 1,  # 24
        "dikecualikan": 1,  # 25
        "mulai": 22,  # all but 23
        "terukur": 17,  # 1 to 17
        "selesai": 6,  # 1 to 6; 7 came too late, 18 is not measured
        "lulus": 14,  # the eleven below, and 14, 15, 16
        "paham": 11,  # 1 to 10 and 12
        "belum_tahu": 3,  # 11, 13, 14
        "salah_kaprah": 3,  # 15, 16, 17
        "belum_diukur": 6,  # 18 to 23
        "kelompok": "selesaikan_pengukuran",  # 11 of 23 is 48%, 17 of 23 would be 74%
        "terbukti_paham": "48%",
        "cakupan": "74%",
        "dari_terukur": "65%",  # 11 of 17
        "rentang": "41%–83%",
        "inti": "19%",  # 3 of 16: 14 answered one core item
        "lain": "≤12%",  # nobody of 17 holds another belief
    },
    "DUA": {
        "wajib": 22,  # 26 to 42, 44 to 48
        "masa_tenggang": 1,  # 50
        "dikecualikan": 1,  # 49
        "mulai": 18,  # 26 to 42 and 44
        "terukur": 18,
        "selesai": 4,  # 27 to 30; 43 has left
        "lulus": 16,
        "paham": 13,  # 26 to 37 and 44
        "belum_tahu": 2,  # 38, 42
        "salah_kaprah": 3,  # 39, 40, 41
        "belum_diukur": 4,  # 45 to 48
        "kelompok": "selesaikan_pengukuran",  # 13 of 22 is 59%: the target is not reached
        "terbukti_paham": "59%",
        "cakupan": "82%",
        "dari_terukur": "72%",
        "rentang": "49%–88%",
        "inti": "17%",  # 3 of 18
        "lain": "≤12%",
    },
    "Provinsi": {
        "wajib": 45,
        "masa_tenggang": 2,
        "dikecualikan": 2,
        "mulai": 40,
        "terukur": 35,
        "selesai": 10,
        "lulus": 30,
        "paham": 24,
        "belum_tahu": 5,
        "salah_kaprah": 6,
        "belum_diukur": 10,
        "kelompok": "selesaikan_pengukuran",
        "terbukti_paham": "53%",
        "cakupan": "78%",
        "dari_terukur": "69%",
        "rentang": "52%–81%",
        "inti": "18%",  # 6 of 34
    },
}
COUNTS = (
    "wajib",
    "masa_tenggang",
    "dikecualikan",
    "mulai",
    "terukur",
    "selesai",
    "lulus",
    "paham",
    "belum_tahu",
    "salah_kaprah",
    "belum_diukur",
)
"""The columns that are counts of persons, under the names of the files."""

COMPLETION = {
    "SATU": (26, 9, "35%"),  # 1 to 25 and 44; completed 1 to 7, 18, 24
    "DUA": (20, 4, "20%"),  # 26 to 42, 46 to 48; completed 27 to 30
    "": (46, 13, "28%"),
}
"""On the first day of the new year: obliged, all modules completed, per cent."""

DUE = "2026-05-20"
"""Decided in January for everybody; for whom obligation began later it is the last day of the own grace."""
ON_TIME = {
    "SATU": (26, 20, "77%", (1, 5, 0)),  # 1 to 17, 24, 25, 44; late: 21; not measured: 18 to 20, 22, 23
    "DUA": (
        20,
        15,
        "75%",
        (1, 4, 0),
    ),  # 26 to 34, 37 to 42; late: 35; no longer measured: 36; never: 46 to 48
    "": (46, 35, "76%", (2, 9, 0)),
}
"""On the same day: with a due date, on time, per cent; then late, not measured and overdue, not yet due."""
