"""The benchmark measures what it says: the client against a tiny application, goals against known facts."""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from itsdangerous import Signer

from bench import machine, profiling, requests
from bench import studio as studios
from bench.client import Expected, drive
from bench.measuring import Figure, Run, Scenario, measure, percentile
from bench.ratios import FIRST_GOALS, SQLITE, WIDER_GOALS, judge, limit, share
from bench.report import Report
from bench.rungs import hello, schema
from bench.servers import Server, gunicorn, serving

GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@contextmanager
def greeting(folder: Path) -> Iterator[Server]:
    """The smallest rung, served."""
    with serving(
        "hello", "bench.rungs.hello:create()", threads=4, env={}, ready="/", log=folder / "log"
    ) as server:
        yield server


def scenario(server: Server, expected: Expected) -> Scenario:
    return Scenario("hello", "", server, requests.cycle([GET] * 4), expected, (4,))


def run(**numbers: float) -> Run:
    known = dict.fromkeys(Run.__dataclass_fields__, 0.0) | {"first_error": ""} | numbers
    return Run(**known)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with greeting(tmp_path_factory.mktemp("hello")) as started:
        yield started


def test_a_short_run_counts_good_answers_and_what_they_cost(server: Server) -> None:
    found = measure(scenario(server, Expected(200, b"halo")), 4, 0.4)
    assert found.answers > 50
    assert found.errors == 0
    assert 0 < found.p50 <= found.p95 <= found.p99
    assert found.rate == pytest.approx(found.answers / 0.4, rel=0.5)
    assert found.body_bytes == 4
    assert found.server_cpu > 0


def test_an_answer_with_other_words_is_an_error_and_no_answer(server: Server) -> None:
    found = measure(scenario(server, Expected(200, b"selamat")), 2, 0.2)
    assert found.answers == 0
    assert found.errors > 0
    assert "halo" in found.first_error


def test_an_answer_with_another_status_is_an_error(server: Server) -> None:
    found = measure(scenario(server, Expected(404)), 1, 0.1)
    assert found.answers == 0
    assert "200 OK" in found.first_error


def test_requests_that_run_out_end_the_run_before_its_time(server: Server) -> None:
    tally = drive(server.address, requests.once([GET] * 10)(3), expected=Expected(200), seconds=30)
    assert len(tally.latencies) == 10
    assert tally.seconds < 10


def test_every_process_of_a_server_is_gone_after_its_block(tmp_path: Path) -> None:
    with greeting(tmp_path) as started:
        deadline = time.monotonic() + 10
        while len(started.workers()) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(started.workers()) == 2
        assert all(machine.memory(pid).rss > 1 for pid in started.workers())
    assert machine.members(started.group) == []


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        pytest.raises(RuntimeError, match="nothing_of_that_name"),
        serving("x", "bench.nothing_of_that_name:create()", threads=1, env={}, ready="/", log=log),
    ):
        pass


def test_the_product_serves_with_the_options_that_are_measured() -> None:
    source = (Path(__file__).resolve().parents[2] / "app" / "server.py").read_text(encoding="utf-8")
    measured = [word for word in gunicorn("x", 1, threads=1) if word.startswith("--")]
    for option in set(measured) - {"--log-level"}:
        assert f'"{option}"' in source, option


def test_each_client_has_users_of_its_own() -> None:
    streams = requests.cycle([b"1", b"2", b"3", b"4"])(2)
    assert [set(itertools.islice(each, 10)) for each in streams] == [{b"1", b"3"}, {b"2", b"4"}]


def test_revisions_rise_over_all_clients_and_keep_the_length_of_the_body() -> None:
    visitor = requests.Visitor("a=b", "token")
    template = requests.post("/x", visitor, {"revisi": requests.REVISION})
    first, second = (next(each) for each in requests.rising([template] * 2)(2))
    assert (b"revisi=000000001" in first, b"revisi=000000002" in second) == (True, True)
    assert len(first) == len(template)


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(1, 101)]
    assert [percentile(values, each) for each in (0.5, 0.95, 0.99, 1.0)] == [50.0, 95.0, 99.0, 100.0]
    assert percentile([7.0], 0.99) == 7.0
    assert percentile([], 0.5) == 0.0


def test_a_figure_tells_the_median_and_the_spread_of_its_runs() -> None:
    figure = Figure("x", "", SQLITE, 8, [run(rate=each, errors=1) for each in (300.0, 100.0, 200.0)])
    assert (figure.rate, figure.spread, figure.errors) == (200.0, (100.0, 300.0), 3)


@pytest.mark.parametrize(
    ("ours", "met", "off"), [(700.0, True, 0.0), (560.0, False, -0.2), (840.0, True, 0.2)]
)
def test_a_share_is_met_from_the_wanted_value_on(ours: float, met: bool, off: float) -> None:
    goal = share("page", SQLITE, "module-page", "bare-page", clients=16, wanted=0.7)
    facts = {"sqlite/module-page/16/rate": ours, "sqlite/bare-page/16/rate": 1000.0}
    verdict = judge(goal, facts)
    assert verdict.met is met
    assert verdict.off_by == pytest.approx(off)


def test_a_limit_is_missed_by_what_is_above_it() -> None:
    verdict = judge(limit("start", "start/first_answer", 1.0, "s"), {"start/first_answer": 1.5})
    assert verdict.met is False
    assert verdict.off_by == pytest.approx(-0.5)


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    for goal in (*FIRST_GOALS, *WIDER_GOALS):
        assert judge(goal, {}).met is None
    goal = share("page", SQLITE, "module-page", "bare-page", clients=16, wanted=0.7)
    assert judge(goal, {"sqlite/module-page/16/rate": 5.0, "sqlite/bare-page/16/rate": 0.0}).met is None


def test_the_report_says_which_goal_is_missed_and_by_how_much() -> None:
    figure = Figure("module-page", "", SQLITE, 16, [run(rate=100.0, p95=12.3)])
    facts = {"sqlite/module-page/16/rate": 560.0, "sqlite/bare-page/16/rate": 1000.0}
    report = Report(datetime(2026, 11, 23, tzinfo=UTC), "2 cores", 1, 1.0, [figure], facts, {}, [])
    assert "| module page, SQLite, of the bare driver | ≥ 70% | 56% | missed by 20% |" in report.markdown()
    goals = json.loads(report.json())["goals"]
    assert goals[0]["measured"] == 0.56
    assert goals[0]["met"] is False


def test_a_profile_divides_the_time_of_a_request() -> None:
    found = profiling.profile(hello.create().wsgi_app, [GET], count=50)
    assert found.ms > 0
    assert sum(area.ms for area in found.areas) == pytest.approx(found.ms, rel=0.01)
    assert {"Flask", "Werkzeug"} <= {area.place for area in found.areas}


@pytest.mark.parametrize("name", ["bare", "orm"])
def test_a_rung_answers_page_and_save(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'rung.sqlite'}"
    schema.build(url)
    monkeypatch.setenv("BENCH_DATABASE", url)
    module = pytest.importorskip(f"bench.rungs.{name}")
    app = module.create()
    tokens = {"digest_method": Signer.default_digest_method, "key_derivation": Signer.default_key_derivation}
    visitor = requests.visitor(
        secret=schema.SECRET,
        cookie_name="session",
        token=schema.token(3),
        signing=replace(requests.AS_FLASK_DOES, tokens=tokens),  # another test may have made our application
    )
    page = profiling.serve(
        app.wsgi_app, profiling.environ(requests.get(f"/modul/{schema.SLUG}/bagian-2/", visitor))
    )
    assert 10_000 < len(page) < 12_500
    assert page.count(b'<li class="done">') == schema.SECTIONS // 2
    fields = {"perangkat": "tab", "revisi": 4, "pilihan": "x"}
    saved = profiling.serve(
        app.wsgi_app, profiling.environ(requests.post("/upaya/3/jawaban/1", visitor, fields))
    )
    assert json.loads(saved) == {"tersimpan": True, "revisi": 4}


def test_the_studio_is_judged_by_its_slowest_refusal_and_by_every_fault() -> None:
    path, text = studios.long_module()
    assert path.endswith("/modul.md")
    assert studios.WORDS <= len(text.split()) < studios.WORDS + 1000
    found = studios.Studio(SQLITE, words=5000, typed=[0.1, 0.2, 0.4])
    found.beside.latencies.extend([0.01, 0.02])
    doors = {"check": 2.5, "import": 3.5}
    found.refusals = {
        (text, door): seconds - (text == "brackets")
        for text in ("brackets", "open tags")
        for door, seconds in doors.items()
    }
    found.errors = ["no answer"]
    verdicts = [judge(goal, studios.facts(found)) for goal in studios.goals(SQLITE)]
    assert [each.value for each in verdicts] == pytest.approx([200.0, 3.5, 20.0, 1.0])
    assert [each.met for each in verdicts] == [True, False, True, False]
    assert "import to open tags; first fault: no answer" in "\n".join(studios.lines([found]))
