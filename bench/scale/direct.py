"""The figures without a summary: SQL straight over attempts and marks, by hand, for both databases.

`page_figures` is what the Sekda's table shows: per OPD the states of its people and who holds which belief.
`all_figures` is the yardstick of the goal: per OPD and question set who took part, who passed and the mean of
the latest results, and per OPD who holds which belief by each person's latest attempt at any set.
"""

import time
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.clock import local_day
from app.comprehension.queries import policy_of
from app.db import session
from app.materials import queries as materials
from app.quiz import queries as quiz

HOMES = """
homes AS MATERIALIZED (
  SELECT m.person_id, m.opd_id FROM membership m
  JOIN (SELECT person_id, min(start_on) AS first_on FROM membership GROUP BY person_id) f
    ON f.person_id = m.person_id
  WHERE m.start_on <= :day AND (m.end_on IS NULL OR m.end_on > :day) AND f.first_on <= :past_grace
    AND NOT EXISTS (SELECT 1 FROM exemption e
                    WHERE e.person_id = m.person_id AND e.from_on <= :day AND e.to_on >= :day)
)"""
NEWEST = """
newest AS MATERIALIZED (
  SELECT * FROM (
    SELECT a.id, a.person_id, a.slug, r.correct, r.items, r.passed,
           row_number() OVER (PARTITION BY a.person_id{by} ORDER BY a.submitted_at DESC, a.id DESC) AS place
    FROM attempt a JOIN result r ON r.attempt_id = a.id
    WHERE a.state IN ('submitted', 'auto_submitted') AND a.invalidated_at IS NULL
      AND a.submitted_at > :since AND a.submitted_at <= :until{only}
  ) AS numbered WHERE place = 1
)"""
HELD = """
held AS MATERIALIZED (
  SELECT n.person_id, r.belief, min(n.correct) AS correct, min(n.items) AS items,
         sum(CASE WHEN r.outcome = 'salah_kaprah' THEN 1 ELSE 0 END) AS confirmed,
         sum(CASE WHEN r.answered THEN 1 ELSE 0 END) AS answered
  FROM newest n JOIN attempt_item i ON i.attempt_id = n.id JOIN item_result r ON r.attempt_item_id = i.id
  WHERE r.belief IS NOT NULL GROUP BY n.person_id, r.belief
)"""
OF_THE_TEST = """ AND a.standard_code = :code AND r.answered * 5 >= r.items * 4"""
STATES = f"""
WITH {HOMES}, {NEWEST.format(by="", only=OF_THE_TEST)}, {HELD}
SELECT h.opd_id, count(*) AS measured,
       sum(CASE WHEN c.confirmed >= 2 THEN 1 ELSE 0 END) AS misled,
       sum(CASE WHEN c.correct * 10 >= c.items * 7 AND c.answered >= 2 AND c.confirmed < 2 THEN 1 ELSE 0 END)
         AS paham
FROM homes h JOIN held c ON c.person_id = h.person_id WHERE c.belief = :core GROUP BY h.opd_id"""
OBLIGED = f"WITH {HOMES} SELECT opd_id, count(*) FROM homes GROUP BY opd_id"
BELIEFS = """
WITH {homes}, {newest}, {held}
SELECT h.opd_id, k.belief, count(*), sum(CASE WHEN k.confirmed >= 2 THEN 1 ELSE 0 END)
FROM homes h JOIN held k ON k.person_id = h.person_id WHERE k.answered >= 2 GROUP BY h.opd_id, k.belief"""
OF_THE_PAGE = BELIEFS.format(homes=HOMES, newest=NEWEST.format(by="", only=OF_THE_TEST), held=HELD)
OF_ALL = BELIEFS.format(homes=HOMES, newest=NEWEST.format(by=", a.slug", only=""), held=HELD)
SETS = f"""
WITH {HOMES}, {NEWEST.format(by=", a.slug", only="")}
SELECT h.opd_id, n.slug, count(*), avg(n.correct * 100.0 / n.items),
       sum(CASE WHEN n.passed THEN 1 ELSE 0 END)
FROM homes h JOIN newest n ON n.person_id = h.person_id GROUP BY h.opd_id, n.slug"""


def parameters(at: datetime) -> dict[str, Any]:
    """What the statements need to know of standard and instant; instants as the column stores them."""
    standard = materials.current_standard()
    assert standard is not None
    policy, day = policy_of(standard), local_day(at)
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    since = at - timedelta(days=policy.validity_days)
    until, since_ = ((f"{each:%Y-%m-%d %H:%M:%S}.000000" if on_sqlite else each) for each in (at, since))
    return {
        "day": _stored(day, on_sqlite),
        "past_grace": _stored(day - timedelta(days=policy.grace_days), on_sqlite),
        "since": since_,
        "until": until,
        "code": standard.code,
        "core": quiz.core_code(),
    }


def _stored(day: date, on_sqlite: bool) -> Any:
    return day.isoformat() if on_sqlite else day


def page_figures(at: datetime) -> tuple[float, dict[str, tuple[int, ...]]]:
    """Seconds, and per OPD code: obliged, measured, misled, paham, then holders and asked of all beliefs."""
    values, begun = parameters(at), time.perf_counter()
    asked = [
        session.execute(text(each), _named(each, values)).all() for each in (OBLIGED, STATES, OF_THE_PAGE)
    ]
    seconds = time.perf_counter() - begun
    codes: dict[int, str] = {row.id: row.code for row in session.execute(text("SELECT id, code FROM opd"))}
    found = {codes[opd]: [int(obliged), 0, 0, 0, 0, 0] for opd, obliged in asked[0]}
    for opd, *counts in asked[1]:
        found[codes[opd]][1:4] = map(int, counts)
    for opd, _, answered, holders in asked[2]:
        found[codes[opd]][4] += int(holders)
        found[codes[opd]][5] += int(answered)
    return seconds, {code: tuple(counts) for code, counts in found.items()}


def all_figures(at: datetime) -> float:
    """Seconds for the yardstick of the goal."""
    values, begun = parameters(at), time.perf_counter()
    for statement in (SETS, OF_ALL):
        session.execute(text(statement), _named(statement, values)).all()
    return time.perf_counter() - begun


def _named(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in statement}


def summary_figures(at: datetime) -> dict[str, tuple[int, ...]]:
    """The same from the census, which reads the summary; OPD without a roster are left out as in SQL."""
    from app.comprehension.queries import census

    found = census(at)
    assert found is not None
    rows = {unit.code: unit.tally for unit in found.units() if unit.tally.obliged}
    return {
        code: (
            tally.obliged,
            tally.measured,
            tally.salah_kaprah,
            tally.paham,
            tally.core.holders + sum(count.holders for count in tally.beliefs.values()),
            tally.core.asked + sum(count.asked for count in tally.beliefs.values()),
        )
        for code, tally in rows.items()
    }


def count(table: str) -> int:
    """How many rows a table has."""
    return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
