"""The short form of the fault tests: `make faults` runs the long one."""

from collections.abc import Iterator

import pytest

from bench.product import world as worlds
from tests.conftest import Databases
from tests.faults.run import SENDERS, steps
from tests.faults.scenarios import Ground, settle
from tests.faults.server import serving

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
STEPS = dict(steps(quick=True, killable=False))


@pytest.fixture(scope="module")
def ground(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    url = databases.new("faults")
    world = worlds.build(url, submissions=1 + SENDERS // 10)
    log = tmp_path_factory.mktemp("faults") / "server.log"
    with serving(url, log) as server:
        yield Ground(world, server, url)
    databases.drop(url)


@pytest.mark.parametrize("title", STEPS)
def test_nothing_acknowledged_is_lost_or_doubled(ground: Ground, title: str) -> None:
    outcome = STEPS[title](ground)
    assert outcome.trials > 0
    assert (outcome.lost, outcome.doubled, outcome.wrong) == (0, 0, [])


def test_the_summary_is_right_after_all_of_it(ground: Ground) -> None:
    assert settle(ground) == []
