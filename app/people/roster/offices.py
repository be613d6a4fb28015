"""The register of OPD as people write it in files: by code, name or short name, of today, once or soon."""

import difflib
import re
from collections.abc import Iterable
from datetime import date

from app.people.roster.cells import folded
from app.people.rules import OpdRow


class Offices:
    """The register as people write it: by code, name or short name, with or without the province.

    `former` holds what an OPD was called, as id and name, `coming` what it will be called, as id, name and
    day: such a name means it too, unless another OPD is called so today or shares it.
    """

    def __init__(
        self,
        register: list[OpdRow],
        *,
        day: date,
        only: frozenset[int] | None = None,
        former: Iterable[tuple[int, str]] = (),
        coming: Iterable[tuple[int, str, date]] = (),
    ) -> None:
        valid = [row for row in register if row.is_valid_on(day)]
        self.allowed = [row for row in valid if only is None or row.id in only]
        self._ids: dict[str, int] = {}
        for row in valid:
            for word in (row.name, _without_province(row.name), row.short_name, row.code):
                self._ids[folded(word)] = row.id
        self._present = {row.id: row.name for row in valid}
        self._others: dict[str, set[int]] = {}
        self._comes: dict[str, date] = {}
        ahead = list(coming)
        for opd_id, name in (*former, *((opd_id, name) for opd_id, name, _ in ahead)):
            if opd_id in self._present:
                for word in (name, _without_province(name)):
                    self._others.setdefault(folded(word), set()).add(opd_id)
        for _, name, on in ahead:
            self._comes |= {folded(name): on, folded(_without_province(name)): on}
        self._names = {folded(_without_province(row.name)): row.name for row in self.allowed} | {
            folded(row.short_name): row.name for row in self.allowed
        }
        self._cache: dict[str, int | None] = {}

    def find(self, text: str) -> int | None:
        """The OPD that the text means."""
        if text not in self._cache:
            words = (folded(text), folded(_without_province(text)))
            self._cache[text] = next((self._ids[word] for word in words if word in self._ids), None)
            if self._cache[text] is None:
                self._cache[text] = self._otherwise_called(words)
        return self._cache[text]

    def _otherwise_called(self, words: tuple[str, ...]) -> int | None:
        for word in words:
            if len(meant := self._others.get(word, set())) == 1:
                return next(iter(meant))
        return None

    def present_name(self, text: str) -> str | None:
        """What the OPD is called now, when the text is a former or coming name of it alone."""
        found = self.find(text)
        if found is None or folded(text) in self._ids or folded(_without_province(text)) in self._ids:
            return None
        return self._present[found]

    def comes_on(self, text: str) -> date | None:
        """The day from which an OPD is called so, when the text is a name that still lies ahead."""
        return self._comes.get(folded(text)) or self._comes.get(folded(_without_province(text)))

    def nearest(self, text: str) -> list[str]:
        """At most three names of the register that look like it."""
        close = difflib.get_close_matches(folded(_without_province(text)), self._names, n=4, cutoff=0.55)
        return list(dict.fromkeys(self._names[word] for word in close))[:3]


def _without_province(name: str) -> str:
    return re.sub(r"\s+(provinsi|prov\.?)\s+(sulawesi tengah|sulteng)\s*$", "", name, flags=re.IGNORECASE)
