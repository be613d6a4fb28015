"""Goals as ratios within one run, and whether they are met. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Facts = Mapping[str, float]


class Sense(StrEnum):
    """Which side of the wanted value is good."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Goal:
    """A fact, divided by another fact when `over` names one, against a wanted value."""

    title: str
    of: str
    wanted: float
    sense: Sense
    over: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out: `value` is None when it was not measured in this run."""

    goal: Goal
    value: float | None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None when it was not measured."""
        if self.value is None:
            return None
        if self.goal.sense is Sense.AT_LEAST:
            return self.value >= self.goal.wanted
        return self.value <= self.goal.wanted

    @property
    def off_by(self) -> float | None:
        """How far from the wanted value, as a share of it; below 0 is on the wrong side."""
        if self.value is None or not self.goal.wanted:
            return None
        ahead = self.value / self.goal.wanted - 1
        return ahead if self.goal.sense is Sense.AT_LEAST else -ahead


def judge(goal: Goal, facts: Facts) -> Verdict:
    """Hold one goal against the facts of a run."""
    value = facts.get(goal.of)
    if value is None or goal.over is None:
        return Verdict(goal, value)
    base = facts.get(goal.over)
    return Verdict(goal, value / base if base else None)


def rate(dialect: str, scenario: str, clients: int) -> str:
    """The name of the fact: requests a second."""
    return f"{dialect}/{scenario}/{clients}/rate"


def share(title: str, dialect: str, scenario: str, rung: str, *, clients: int, wanted: float) -> Goal:
    """Our rate as a share of the rung's, at least `wanted`."""
    return Goal(
        title,
        of=rate(dialect, scenario, clients),
        over=rate(dialect, rung, clients),
        wanted=wanted,
        sense=Sense.AT_LEAST,
        unit="share",
    )


def limit(title: str, of: str, wanted: float, unit: str) -> Goal:
    """An absolute limit, for what has no rung."""
    return Goal(title, of=of, wanted=wanted, sense=Sense.AT_MOST, unit=unit)


SQLITE, POSTGRESQL = "sqlite", "postgresql"
PAGE = "bare-page"
FIRST_GOALS = (
    share("module page, SQLite, of the bare driver", SQLITE, "module-page", PAGE, clients=16, wanted=0.70),
    share(
        "module page, PostgreSQL, of the bare driver",
        POSTGRESQL,
        "module-page",
        PAGE,
        clients=16,
        wanted=0.65,
    ),
    share("quiz page, SQLite, of the bare driver", SQLITE, "quiz-page", PAGE, clients=16, wanted=0.60),
    share(
        "quiz page, PostgreSQL, of the bare driver", POSTGRESQL, "quiz-page", PAGE, clients=16, wanted=0.60
    ),
    limit("start to the first answer", "start/first_answer", 1.0, "s"),
    limit("memory of a worker after the load (RSS)", "memory/worker_rss", 70.0, "MB"),
)
WIDER_GOALS = (
    share(
        "module page, SQLite, of the ORM stack", SQLITE, "module-page", "orm-page", clients=16, wanted=1.30
    ),
    limit("module page, SQLite, p95 at 16 clients", "sqlite/module-page/16/p95", 30.0, "ms"),
    limit("module page, SQLite, server CPU", "sqlite/module-page/16/server_cpu", 1.45, "ms"),
    share(
        "answer save, SQLite FULL, of the ORM with lock",
        SQLITE,
        "answer-save",
        "orm-save",
        clients=8,
        wanted=1.5,
    ),
    limit("answer save, SQLite FULL, p99 at 8 clients", "sqlite/answer-save/8/p99", 60.0, "ms"),
    share(
        "answer save, PostgreSQL, of the bare driver",
        POSTGRESQL,
        "answer-save",
        "bare-save",
        clients=8,
        wanted=0.60,
    ),
    share("quiz submit, SQLite, of its rung", SQLITE, "submit", "rung-submit", clients=8, wanted=1.0),
    share("quiz submit, PostgreSQL, of its rung", POSTGRESQL, "submit", "rung-submit", clients=8, wanted=1.0),
    limit("errors in all runs of the product", "errors/product", 0.0, ""),
    *(
        limit(f"500 at nine, {dialect}, {title}", f"{dialect}/morning/{fact}", wanted, unit)
        for dialect in (SQLITE, POSTGRESQL)
        for title, fact, wanted, unit in (
            ("p95 of a start", "start", 2.0, "s"),
            ("p95 of a save", "save", 500.0, "ms"),
            ("errors", "errors", 0.0, ""),
            ("acknowledged and lost", "lost", 0.0, ""),
        )
    ),
    Goal(
        "import of the product, of the usual stack",
        of="start/import",
        over="start/import_rung",
        wanted=1.4,
        sense=Sense.AT_MOST,
        unit="share",
    ),
    limit("memory of both workers after the load (PSS)", "memory/workers_pss", 150.0, "MB"),
)
