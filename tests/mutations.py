"""`python -m tests.mutations`: plant one wrong rule at a time in a copy and expect the tests to turn red.

Writes docs/mutations.md. `--only WORDS` runs the mutations whose title holds these words and writes nothing.
Nothing of this is part of `make test`: it runs the tests of comprehension once for each mutation, which takes
minutes. That every mutation still finds its place in the code is a test of its own, test_mutations.py.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "mutations.md"
COPIED = ("app", "tests", "migrations", "content", "docs", "bench", "pyproject.toml", ".importlinter")
PURE = (
    "test_attack_over_time",
    "test_states",
    "test_facts",
    "test_rates",
    "test_suppression",
    "test_statistics",
    "test_vectors",
    "test_rosters",
)
DATABASE = ("test_queries", "test_rosters", "test_days")
CORE, PERSONS = "app/comprehension", "app/people/queries/membership.py"
HEAD = """\
# Mutations

Made by `python -m tests.mutations` on {day}.

Each line is a wrong rule, planted alone in a copy of the project; the tests of comprehension must turn red.
The test named is the first that did. The run is no part of `make test`, because every line is a run of its
own; that each still finds its place in the code is.

{dead} of {tried} are dead.

| planted | in | | noticed by | |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A wrong rule: in `path`, `right` (there exactly once) becomes `wrong`; `database` tests must notice."""

    title: str
    path: str
    right: str
    wrong: str
    database: bool = False


MUTATIONS = (
    Mutation(
        "best instead of latest attempt",
        f"{CORE}/facts.py",
        'max(valid, key=lambda attempt: (instant_of(attempt["submitted_at"]), attempt["id"]))',
        'max(valid, key=lambda attempt: attempt["correct"])',
    ),
    Mutation(
        "best instead of latest attempt, in the summary",
        "app/quiz/queries/standings.py",
        ".order_by(Attempt.submitted_at, Attempt.id)",
        ".order_by(Result.correct, Attempt.id)",
        database=True,
    ),
    Mutation(
        "a tie on submitted_at goes to the lower id",
        f"{CORE}/facts.py",
        '(instant_of(attempt["submitted_at"]), attempt["id"])',
        '(instant_of(attempt["submitted_at"]), -attempt["id"])',
    ),
    Mutation(
        "<= for < in grace",
        f"{CORE}/facts.py",
        'day < day_of(person["obliged_from"])',
        'day <= day_of(person["obliged_from"])',
    ),
    Mutation(
        "<= for < in grace, in the roster",
        "app/learning/rules.py",
        "if day < counted_from(obliged, grace_days):",
        "if day <= counted_from(obliged, grace_days):",
        database=True,
    ),
    Mutation(
        "<= for < in validity",
        f"{CORE}/rules/states.py",
        "timedelta(days=policy.validity_days) < submitted_at <= at",
        "timedelta(days=policy.validity_days) <= submitted_at <= at",
    ),
    Mutation(
        "the instant of the cut no longer counts",
        f"{CORE}/rules/states.py",
        "< submitted_at <= at",
        "< submitted_at < at",
    ),
    Mutation(
        "<= for < at the end of a spell",
        f"{CORE}/facts.py",
        "(end is None or day < day_of(end))",
        "(end is None or day <= day_of(end))",
    ),
    Mutation(
        "<= for < at the end of a spell, in the database",
        PERSONS,
        "Membership.end_on > day",
        "Membership.end_on >= day",
        database=True,
    ),
    Mutation(
        "an exemption ends before its last day",
        f"{CORE}/facts.py",
        '<= day <= day_of(leave["to"])',
        '<= day < day_of(leave["to"])',
    ),
    Mutation(
        "local text instead of instants",
        f"{CORE}/rules/states.py",
        "return at - timedelta(days=policy.validity_days) < submitted_at <= at",
        "return (at - timedelta(days=policy.validity_days)).isoformat() < submitted_at.isoformat()"
        " <= at.isoformat()",
    ),
    Mutation(
        "days of Greenwich instead of days of the province",
        "app/clock.py",
        "return to_local(at).date()",
        "return at.astimezone(UTC).date()",
        database=True,
    ),
    Mutation(
        "floating point at the pass mark",
        f"{CORE}/rules/states.py",
        "return result.correct * policy.pass_mark.denominator >= policy.pass_mark.numerator * result.items",
        "return result.items == 0 or result.correct / result.items >= float(policy.pass_mark)",
    ),
    Mutation(
        "floating point at 7/10, subtracted",
        f"{CORE}/rules/states.py",
        "return result.correct * policy.pass_mark.denominator >= policy.pass_mark.numerator * result.items",
        "return result.correct * 0.1 >= float(policy.pass_mark) * (result.items * 0.1)",
    ),
    Mutation(
        "more than the pass mark",
        f"{CORE}/rules/states.py",
        "result.correct * policy.pass_mark.denominator >= policy",
        "result.correct * policy.pass_mark.denominator > policy",
    ),
    Mutation(
        "the province as the mean of the OPD",
        f"{CORE}/facts.py",
        '"provinsi": figures(total(tallies.values()), policy),',
        '"provinsi": {**figures(total(tallies.values()), policy), "terbukti_paham": sum('
        "figures(each, policy)['terbukti_paham'] or 0 for each in tallies.values()) / max(1, len(tallies))},",
    ),
    Mutation(
        "takers as the denominator",
        f"{CORE}/rules/rates.py",
        "terbukti_paham=_share(tally.paham, tally.obliged)",
        "terbukti_paham=_share(tally.paham, tally.measured)",
    ),
    Mutation(
        "passing tested before the misconception",
        f"{CORE}/rules/states.py",
        "    if result.core_confirmed >= CORE_NEEDED:\n        return PersonState.SALAH_KAPRAH\n"
        "    if is_passed(result, policy) and result.core_measured:\n        return PersonState.PAHAM\n",
        "    if is_passed(result, policy) and result.core_measured:\n        return PersonState.PAHAM\n"
        "    if result.core_confirmed >= CORE_NEEDED:\n        return PersonState.SALAH_KAPRAH\n",
    ),
    Mutation(
        "one confirmed answer is enough", f"{CORE}/rules/states.py", "CORE_NEEDED = 2", "CORE_NEEDED = 1"
    ),
    Mutation(
        "answered too little counts",
        f"{CORE}/rules/states.py",
        "return result.items > 0 and result.answered * needed.denominator >= needed.numerator * result.items",
        "return result.items > 0",
    ),
    Mutation(
        "an invalidated attempt counts",
        f"{CORE}/facts.py",
        ' or attempt.get("invalidated"):',
        ":",
    ),
    Mutation(
        "Wilson without its exact ends",
        f"{CORE}/statistics.py",
        "return (0.0 if successes == 0 else centre - half, 1.0 if successes == n else centre + half)",
        "return (centre - half - 1e-5 * (successes == 0), centre + half)",
    ),
    Mutation(
        "the target must be exceeded",
        f"{CORE}/rules/rates.py",
        "if tally.paham * target.denominator >= wanted:",
        "if tally.paham * target.denominator > wanted:",
    ),
    Mutation(
        "secondary suppression off",
        f"{CORE}/rules/suppression.py",
        "        len(withheld) == 1\n        or leaks(",
        "        len(withheld) == -1\n        and leaks(",
    ),
    Mutation(
        "a mask is lifted in the next month",
        f"{CORE}/rules/published.py",
        "return code in self.hidden and abs(asked - self.hidden[code]) < FEW",
        "return False",
    ),
    Mutation(
        "what was printed a month ago serves as a guard",
        f"{CORE}/rules/suppression.py",
        "if secret.high and i not in withheld and not secret.figure <= past.seen",
        "if secret.high and i not in withheld",
    ),
    Mutation(
        "one small OPD stands alone",
        f"{CORE}/rules/suppression.py",
        "    return len(chosen) == 1 or past.gives_away(",
        "    return len(chosen) == -1 or past.gives_away(",
    ),
    Mutation(
        "nine measured are enough",
        f"{CORE}/rules/suppression.py",
        "            unit.tally.measured < policy.n_min,\n",
        "            unit.tally.measured < policy.n_min - 1,\n",
    ),
    Mutation(
        "the last second of a day displaces what its cut must show",
        "app/quiz/queries/standings.py",
        "return local_day(submitted_at + JUST_UNDER_A_SECOND)",
        "return local_day(submitted_at)",
        database=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests said of one mutation; `test` is the first that turned red."""

    mutation: Mutation
    red: bool
    test: str
    seconds: float


def plant(mutation: Mutation, root: Path) -> None:
    """Put the wrong rule into the copy; ValueError when its place is not there exactly once."""
    path = root / mutation.path
    text = path.read_text(encoding="utf-8")
    if text.count(mutation.right) != 1:
        raise ValueError(
            f"{mutation.title}: its place stands {text.count(mutation.right)} times in {mutation.path}"
        )
    path.write_text(text.replace(mutation.right, mutation.wrong), encoding="utf-8")


def tried(mutation: Mutation, root: Path) -> Outcome:
    """Plant, run, put back."""
    path = root / mutation.path
    before, begun = path.read_text(encoding="utf-8"), time.monotonic()
    plant(mutation, root)
    try:
        status, test = run(root, database=mutation.database)
    finally:
        path.write_text(before, encoding="utf-8")
    return Outcome(mutation, status == 1, test, time.monotonic() - begun)


def run(root: Path, *, database: bool) -> tuple[int, str]:
    """The tests in the copy: pytest's exit status (1: some failed) and the first that failed."""
    names = DATABASE if database else PURE
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--tb=no"]
    command += ["-p", "tests.unshrunk"]
    command += [] if database else ["-m", "pure"]
    found = subprocess.run(
        [*command, *(f"tests/comprehension/{name}.py" for name in names)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line.split(" ")[1] for line in found.stdout.splitlines() if line.startswith("FAILED ")]
    return found.returncode, failed[0].split("::", 1)[1].split("[")[0] if failed else found.stdout[-200:]


def copied(folder: Path) -> Path:
    """A copy of the project in which a wrong rule may be planted."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copyfile(source, folder / name)
    (folder / "instance").mkdir()
    return folder


def report(outcomes: Sequence[Outcome]) -> str:
    """The table for docs/."""
    dead = sum(each.red for each in outcomes)
    rows = [
        f"| {each.mutation.title} | `{each.mutation.path}` | {'dead' if each.red else '**alive**'} |"
        f" {each.test.replace('_', ' ') if each.red else 'nobody'} | {each.seconds:.0f} s |"
        for each in outcomes
    ]
    head = HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}", dead=dead, tried=len(outcomes))
    return head + "\n".join(rows) + "\n"


def main() -> int:
    """Try every mutation; 0 when all are dead and the unchanged copy is green."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only mutations with these words in their title")
    arguments = parser.parse_args()
    wanted = [each for each in MUTATIONS if arguments.only in each.title]
    with TemporaryDirectory() as folder:
        root = copied(Path(folder))
        for database in sorted({each.database for each in wanted}):
            status, told = run(root, database=database)
            if status:
                print(f"the tests are red before anything is planted: {told}", file=sys.stderr)
                return 2
        outcomes = []
        for each in wanted:
            outcomes.append(tried(each, root))
            state = "dead" if outcomes[-1].red else "ALIVE"
            print(f"{state:<6}{outcomes[-1].seconds:5.0f} s  {each.title}: {outcomes[-1].test}", flush=True)
    if not arguments.only:
        REPORT.write_text(report(outcomes), encoding="utf-8")
    return 0 if all(each.red for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
