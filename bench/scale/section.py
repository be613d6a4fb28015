"""The part of docs/benchmark.md that is about a million attempts: goals with verdicts, then every figure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import machine
from bench.ratios import Goal, Sense, judge
from bench.report import goals_table, table
from bench.scale.run import LARGE, SMALL, Scale

HEADING = "## A million attempts"
WORDS = """\
60 OPD and 13,000 staff; the short history is the demo's scale world of 100,000 attempts, the long one the
same sittings ten times over, each time some days earlier, so that only the number of attempts behind the
same figures differs. Two servers stand side by side and are asked in turn by one client. A worker counts a
daily cut once and remembers it for five minutes with the body of its page: *page* is that remembered
reading, *first reading* is counting the cut anew, which each worker does before anybody asks. *SQL for
the page* are the page's own figures by hand-written SQL straight over attempts and marks; it must give the
same numbers. *SQL for all sets* is the yardstick of the goal: per OPD and set who took part, who passed and
the mean, and who holds which belief. *Keeping* is what a submit takes longer with the summary than without,
in turn. The number of
statements is the same for 6 and 60 OPD by a test (tests/reports/test_drawn.py).
"""


def facts(scales: Iterable[Scale]) -> dict[str, float]:
    """Every number that a goal is about, by name."""
    found: dict[str, float] = {}
    for scale in scales:
        large = scale.worlds[LARGE]
        page = median(large.page)
        found |= {
            f"skala/{scale.dialect}/page": page,
            f"skala/{scale.dialect}/growth": scale.growth,
            f"skala/{scale.dialect}/faster": median(large.direct_all) / page,
            f"skala/{scale.dialect}/keeping": scale.upkeep.cost if scale.upkeep else 0.0,
            f"skala/{scale.dialect}/differing": float(scale.differing),
            f"skala/{scale.dialect}/errors": float(scale.errors),
        }
    return found


def goals(dialect: str) -> list[Goal]:
    """What is wanted on one database."""
    name, faster, keeping = ("SQLite", 400, 0.1) if dialect == "sqlite" else ("PostgreSQL", 300, 0.5)
    most, least = Sense.AT_MOST, Sense.AT_LEAST

    def goal(title: str, of: str, wanted: float, sense: Sense, unit: str) -> Goal:
        return Goal(f"{title}, {name}", of=f"skala/{dialect}/{of}", wanted=wanted, sense=sense, unit=unit)

    return [
        goal("the Sekda's page, p50 at one client", "page", 12.0, most, "ms"),
        goal("the page with ten times the attempts", "growth", 1.1, most, "share"),
        goal("the page, times faster than direct SQL", "faster", faster, least, ""),
        goal("keeping the summary at a submit", "keeping", keeping, most, "ms"),
        goal("cells of the summary that differ from the results", "differing", 0.0, most, ""),
        goal("errors of the page", "errors", 0.0, most, ""),
    ]


def lines(scales: Sequence[Scale]) -> list[str]:
    """The section, from its heading on."""
    known = facts(scales)
    verdicts = [judge(goal, known) for scale in scales for goal in goals(scale.dialect)]
    on = f"{datetime.now(UTC):%Y-%m-%d}"
    made = f"Made by `python -m bench.run --only skala` on {on}. {machine.description()}."
    head = (
        "database",
        "attempts",
        "answers",
        "standings",
        "page p50",
        "CPU",
        "first reading",
        "SQL for the page",
    )
    rows = [_world(scale, name) for scale in scales for name in (SMALL, LARGE)]
    notes = [_note(scale) for scale in scales]
    return [
        HEADING,
        made,
        WORDS,
        goals_table(verdicts),
        table((*head, "SQL for all sets"), rows),
        *notes,
    ]


def _world(scale: Scale, name: str) -> tuple[str, ...]:
    world = scale.worlds[name]
    counts = (f"{count:,}" for count in (world.attempts, world.answers, world.standings))
    times = [f"{median(world.page):.2f} ms", f"{median(world.page_cpu):.2f} ms"]
    times += [f"{median(each):,.0f} ms" for each in (world.cold, world.direct_page, world.direct_all)]
    return (scale.dialect, *counts, *times)


def _note(scale: Scale) -> str:
    kept, built = scale.upkeep, ""
    if scale.built_seconds:
        built = f" Built in {scale.built_seconds:.0f} s and grown in {scale.grown_seconds:.0f} s."
    upkeep = (
        ""
        if kept is None
        else (
            f" A submit took {kept.with_summary:.2f} ms with the summary and {kept.without:.2f} ms without"
            f" ({kept.sent} in turn; {kept.cpu:.2f} ms of it CPU of the sender)."
        )
    )
    same = "the same" if scale.same_figures else "NOT the same"
    by_hand = all(world.equal for world in scale.worlds.values())
    told = (
        f"- {scale.dialect}: rebuilding the summary of the long history took {scale.rebuild_seconds:.1f} s,",
        f"proving its {scale.proof_cells:,} cells {scale.proof_seconds:.1f} s; {scale.differing} differ.",
        f"{upkeep}{built} The figures of both histories are {same}, and",
        f"{'equal' if by_hand else 'NOT equal'} to those by hand-written SQL. Other work used up to",
        f"{scale.other_load:.0%} of the machine during the page's runs.",
    )
    return " ".join(" ".join(told).split())


def put(path: Path, section: Sequence[str]) -> None:
    """Replace this part of the report, or add it before how things were measured."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(f"{HEADING}\n")
    after = rest.partition("\n## ")[2] if rest else ""
    if not rest:
        before, _, after = text.partition("\n## How it was measured")
        after = f"How it was measured{after}" if after else ""
    body = "\n\n".join(each.strip() for each in section)
    path.write_text(f"{before.rstrip()}\n\n{body}\n" + (f"\n## {after}" if after else ""), encoding="utf-8")


def standing(path: Path) -> str:
    """This part as the report holds it now; empty when it has none."""
    if not path.is_file():
        return ""
    rest = path.read_text(encoding="utf-8").partition(f"{HEADING}\n")[2]
    return f"{HEADING}\n{rest.partition(chr(10) + '## ')[0]}".strip() if rest else ""
