"""What a trainer may give one person: more time, or one more attempt; each for a reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.errors import Conflict

LONGEST_EXTRA = 240
"""Minutes that may be given at once."""


class AllowanceKind(StrEnum):
    """What is given."""

    WAKTU = "waktu"
    PERCOBAAN = "percobaan"


@dataclass(frozen=True, slots=True)
class Gift:
    """What somebody is about to be given; `minutes` stands for time alone."""

    person_id: int
    slug: str
    kind: AllowanceKind
    minutes: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unused:
    """What a person was given for a set and has not used: the ids of extra attempts and of extra time."""

    attempts: tuple[int, ...] = ()
    time: tuple[int, ...] = ()
    minutes: int = 0

    def used_by(self, *, extra_attempt: bool, timed: bool) -> tuple[int, ...]:
        """What a start takes with it: the oldest extra attempt if it needs one, all time if time counts."""
        return (self.attempts[:1] if extra_attempt else ()) + (self.time if timed else ())


class OwnAllowance(Conflict):
    """Nobody decides about the own attempts."""

    message = "Anda tidak dapat memutuskan percobaan Anda sendiri. Mintalah narasumber lain."


class AllowanceSpent(Conflict):
    """What has been used or withdrawn cannot be withdrawn."""

    message = "Pemberian ini sudah terpakai atau sudah dicabut, jadi tidak dapat dicabut lagi."


class Untimed(Conflict):
    """More time means nothing where no time runs."""

    message = "Kuis ini tanpa batas waktu, jadi tambahan waktu tidak diperlukan. Tidak ada yang diubah."


class Unlimited(Conflict):
    """One more attempt means nothing where nothing limits them."""

    message = (
        "Percobaan kuis ini tidak dibatasi, jadi tambahan percobaan tidak diperlukan. Tidak ada yang diubah."
    )


class ClosesFirst(Conflict):
    """The closing of the set ends the attempt before more time could help."""

    message = (
        "Percobaan ini sudah berjalan sampai kuisnya ditutup. Waktu tidak dapat ditambah melewati penutupan,"
        " karena kunci jawaban terbuka bagi semua orang sesudahnya."
    )


def extended(before: datetime, after: datetime | None) -> datetime:
    """The later deadline; raises ClosesFirst when it is not later."""
    if after is None or after <= before:
        raise ClosesFirst
    return after
