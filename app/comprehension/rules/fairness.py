"""An OPD compared with the province as if both had the same job levels."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.comprehension.statistics import standardised
from app.people.rules import JobLevel

from .rates import Tally


@dataclass(frozen=True, slots=True)
class FairRate:
    """Paham among the measured: as it is, with the province's levels, and of the province; shares of 1."""

    crude: float
    fair: float
    province: float

    @property
    def reversed(self) -> bool:
        """Whether the OPD stands on the other side of the province once levels are equal."""
        return (self.crude - self.province) * (self.fair - self.province) < 0


def fair_rate(
    own: Mapping[JobLevel, Tally], province: Mapping[JobLevel, Tally], *, least: int
) -> FairRate | None:
    """None when it cannot be standardised: a level of the province has fewer than `least` measured here."""
    measured = sum(tally.measured for tally in own.values())
    whole = sum(tally.measured for tally in province.values())
    fair = standardised(
        {level: (tally.paham, tally.measured) for level, tally in own.items()},
        {level: tally.measured for level, tally in province.items()},
        least=least,
    )
    if fair is None or not measured or not whole:
        return None
    crude = sum(tally.paham for tally in own.values()) / measured
    return FairRate(crude, fair, sum(tally.paham for tally in province.values()) / whole)
