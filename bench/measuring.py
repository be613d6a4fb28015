"""One run of one scenario, and what several runs say together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench import machine
from bench.client import Expected, Tally, drive
from bench.requests import Requests
from bench.servers import Server


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked of a server: `requests` makes a stream for each of so many clients."""

    name: str
    title: str
    server: Server
    requests: Requests
    expected: Expected
    clients: tuple[int, ...]
    database: str | None = None
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Run:
    """What one run measured; times in milliseconds, CPU in milliseconds a request."""

    rate: float
    p50: float
    p95: float
    p99: float
    errors: int
    reopened: int
    answers: int
    server_cpu: float
    database_cpu: float
    client_cpu: float
    other_load: float
    body_bytes: int
    first_error: str


@dataclass(slots=True)
class Figure:
    """All runs of a scenario with so many clients."""

    name: str
    title: str
    dialect: str
    clients: int
    runs: list[Run] = field(default_factory=list)

    def middle(self, of: str) -> float:
        """The median over the runs of one of their numbers."""
        return float(median(getattr(run, of) for run in self.runs))

    @property
    def rate(self) -> float:
        """Requests a second, the median of the runs."""
        return self.middle("rate")

    @property
    def spread(self) -> tuple[float, float]:
        """The slowest and the fastest run."""
        rates = [run.rate for run in self.runs]
        return min(rates), max(rates)

    @property
    def errors(self) -> int:
        """Over all runs."""
        return sum(run.errors for run in self.runs)


def measure(scenario: Scenario, clients: int, seconds: float) -> Run:
    """Load the server for so long and read what it cost."""
    scenario.before()
    pids = machine.members(scenario.server.group)
    backends = machine.backends(scenario.database) if scenario.database else []
    before = (machine.cpu_seconds(pids), machine.cpu_seconds(backends), machine.busy_seconds())
    tally = drive(
        scenario.server.address, scenario.requests(clients), expected=scenario.expected, seconds=seconds
    )
    if scenario.database:  # connections opened by this run count too
        backends = machine.backends(scenario.database)
    after = (machine.cpu_seconds(pids), machine.cpu_seconds(backends), machine.busy_seconds())
    server, database, busy = (late - early for early, late in zip(before, after, strict=True))
    return _run(tally, server=server, database=database, busy=busy)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value at or below which that share of the ordered values lies (nearest rank); 0.0 of none."""
    if not ordered:
        return 0.0
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]


def _run(tally: Tally, *, server: float, database: float, busy: float) -> Run:
    ordered = sorted(tally.latencies)
    answers = len(ordered)
    each = 1000 / answers if answers else 0.0
    other = max(0.0, busy - server - database - tally.client_cpu_seconds)
    return Run(
        rate=tally.rate,
        p50=percentile(ordered, 0.50) * 1000,
        p95=percentile(ordered, 0.95) * 1000,
        p99=percentile(ordered, 0.99) * 1000,
        errors=tally.errors,
        reopened=tally.reopened,
        answers=answers,
        server_cpu=server * each,
        database_cpu=database * each,
        client_cpu=tally.client_cpu_seconds * each,
        other_load=other / (tally.seconds * machine.CORES) if tally.seconds else 0.0,
        body_bytes=tally.body_bytes,
        first_error=tally.first_error,
    )
