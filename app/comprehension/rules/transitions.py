"""What became of a belief between the test before learning and the test after it, in the same persons."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """Matched persons by belief before and after: 1→1, 1→0 with and without the knowledge, 0→1, 0→0."""

    stayed: int = 0
    to_paham: int = 0
    to_unknown: int = 0
    new: int = 0
    free: int = 0

    @property
    def matched(self) -> int:
        """Persons measured on the belief both times."""
        return self.before + self.new + self.free

    @property
    def before(self) -> int:
        """Holders before learning."""
        return self.stayed + self.cured

    @property
    def cured(self) -> int:
        """Former holders who let go of it, whether or not they now know better."""
        return self.to_paham + self.to_unknown

    @property
    def after(self) -> int:
        """Holders after learning."""
        return self.stayed + self.new

    def __add__(self, other: "Transition") -> "Transition":
        return Transition(
            self.stayed + other.stayed,
            self.to_paham + other.to_paham,
            self.to_unknown + other.to_unknown,
            self.new + other.new,
            self.free + other.free,
        )
