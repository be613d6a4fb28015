"""One percentage of completion opened: who is counted by which rule, and when it was recorded. No names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.comprehension.rules import percent_text
from app.comprehension.rules.on_time import OnTime
from app.learning.rules import CompletionRule, RosterStatus
from app.reports.rules.changes import month_words
from app.reports.rules.completion import ModuleColumn
from app.reports.rules.names import office_name
from app.reports.rules.sentences import number, people

FEW = 3
"""A count below this could point at a person: it is told together with its neighbour."""
RULE_WORDS = {
    CompletionRule.BAGIAN_DAN_KUIS: "semua bagian dibaca dan kuis mencapai batas",
    CompletionRule.BAGIAN: "semua bagian dibaca, modul tanpa kuis",
}
ORDER = tuple(RULE_WORDS)

Counted = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The completion of one person of the roster, of one module or the last of all."""

    on: date
    version: int | None
    rule: CompletionRule


@dataclass(frozen=True, slots=True)
class CompletionDetail:
    """Numerator and denominator in persons; a breakdown is empty where the group is too small for it."""

    office: str | None
    module: ModuleColumn | None
    members: int
    obliged: int
    in_grace: int
    exempt: int
    begun: int
    completed: int
    months: tuple[Counted, ...]
    versions: tuple[Counted, ...]
    rules: tuple[Counted, ...]
    on_time: OnTime

    @property
    def not_yet_obliged(self) -> int:
        """Members whose obligation has not begun."""
        return self.members - self.obliged - self.in_grace - self.exempt

    @property
    def running(self) -> int:
        """Begun and not completed."""
        return self.begun - self.completed

    @property
    def not_begun(self) -> int:
        """Of the roster, who has not begun."""
        return self.obliged - self.begun


def detail_of(
    *,
    opd: str | None,
    module: ModuleColumn | None,
    members: int,
    statuses: Mapping[RosterStatus, int],
    begun: int,
    recorded: Sequence[Recorded],
    least: int,
    on_time: OnTime,
) -> CompletionDetail:
    """The counts of one cell; what was recorded is broken down only from `least` completions on."""
    told = recorded if len(recorded) >= least else ()
    return CompletionDetail(
        office=office_name(opd) if opd else None,
        module=module,
        members=members,
        obliged=statuses.get(RosterStatus.WAJIB, 0),
        in_grace=statuses.get(RosterStatus.MASA_TENGGANG, 0),
        exempt=statuses.get(RosterStatus.DIKECUALIKAN, 0),
        begun=begun,
        completed=len(recorded),
        months=_by((each.on.year * 12 + each.on.month, _month(each.on)) for each in told),
        versions=_by((each.version, f"Versi {each.version}") for each in told if each.version),
        rules=_by((ORDER.index(each.rule), _rule(each.rule)) for each in told) if module else (),
        on_time=on_time,
    )


def _month(day: date) -> str:
    return month_words(day.year, day.month)


def _rule(rule: CompletionRule) -> str:
    return RULE_WORDS[rule].capitalize()


def _by(keyed: Iterable[tuple[int, str]]) -> tuple[Counted, ...]:
    """Counts in the order of their keys, with no small one standing alone."""
    counts = Counter(keyed)
    return folded([(words, counts[key, words]) for key, words in sorted(counts)])


def folded(counts: Sequence[Counted]) -> tuple[Counted, ...]:
    """Neighbours joined until each count is at least FEW, so that no single person stands out."""
    groups: list[list[Counted]] = []
    for each in counts:
        if groups and _size(groups[-1]) < FEW:
            groups[-1].append(each)
        else:
            groups.append([each])
    if len(groups) > 1 and _size(groups[-1]) < FEW:
        last = groups.pop()
        groups[-1] += last
    return tuple((_joined([words for words, _ in group]), _size(group)) for group in groups)


def _size(group: list[Counted]) -> int:
    return sum(count for _, count in group)


def _joined(words: list[str]) -> str:
    comma = "," if len(words) > 2 else ""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}{comma} dan {words[-1]}"


def detail_headline(detail: CompletionDetail) -> str:
    """One percentage of the table as a sentence with its persons."""
    what = f"modul “{detail.module.title}”" if detail.module else "semua modul wajib"
    where = f" {detail.office}" if detail.office else ""
    if not detail.obliged:
        return f"Belum ada pegawai wajib{where} pada hari ini."
    return f"{number(detail.completed)} dari {people(detail.obliged)} wajib{where} menyelesaikan {what}."


def module_rule(mark: Fraction | None) -> str:
    """When a module is recorded as completed, with the threshold of its quiz as it stands today."""
    read = "Semua bagian dari satu versi ditandai selesai oleh pegawai sendiri"
    if mark is None:
        return f"{read}. Modul ini tidak memiliki kuis."
    threshold = percent_text(mark.numerator, mark.denominator)
    return f"{read}, dan satu percobaan kuis mencapai batas, kini {threshold}."
