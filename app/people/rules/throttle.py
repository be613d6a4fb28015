"""How a guesser is slowed: never an address alone, for an office shares one, and never an account alone.

What is counted is an account *from one place*: a known device, or a network. A stranger elsewhere therefore
slows nobody but himself; only a crowd of them is met by the wait of the whole account, which a known device
does not feel and a one-time link or a code never does.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_TRIES = 5
WINDOW = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=60)
CROWD_FREE_TRIES = 60
CROWD_WAIT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many wrong tries in a quarter of an hour are free, and how long the waits grow after them."""

    free: int
    longest: timedelta


ONE_PLACE = Pace(FREE_TRIES, LONGEST_WAIT)
CROWD = Pace(CROWD_FREE_TRIES, CROWD_WAIT)
SECOND_STEP = Pace(FREE_TRIES, timedelta(minutes=5))
"""Six digits are few: after five wrong ones at most one guess in five minutes is looked at."""


def wait_after(
    failures: int, last_failure: datetime | None, at: datetime, pace: Pace = ONE_PLACE
) -> timedelta:
    """How long one must wait before the next try is looked at; zero when one need not."""
    if failures < pace.free or last_failure is None:
        return timedelta(0)
    pause = min(timedelta(seconds=2 ** min(failures - pace.free + 1, 10)), pace.longest)
    return max(last_failure + pause - at, timedelta(0))


def network_of(address: str | None) -> str:
    """What counts as one place: an IPv4 address, or the /64 that an IPv6 customer owns."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "?"
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
