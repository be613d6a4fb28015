"""The register of OPD as people write it in files: by code, name or short name, of today or of once."""

import difflib
import re
from collections.abc import Iterable
from datetime import date

from app.people.roster.cells import folded
from app.people.rules import OpdRow


class Offices:
    """The register as people write it: by code, name or short name, with or without the province.

    `former` holds what an OPD was called, as id and name: such a name still means it, unless another OPD is
    called so today or was called so too.
    """

    def __init__(
        self,
        register: list[OpdRow],
        *,
        day: date,
        only: frozenset[int] | None = None,
        former: Iterable[tuple[int, str]] = (),
    ) -> None:
        valid = [row for row in register if row.is_valid_on(day)]
        self.allowed = [row for row in valid if only is None or row.id in only]
        self._ids: dict[str, int] = {}
        for row in valid:
            for word in (row.name, _without_province(row.name), row.short_name, row.code):
                self._ids[folded(word)] = row.id
        self._present = {row.id: row.name for row in valid}
        self._former: dict[str, set[int]] = {}
        for opd_id, name in former:
            if opd_id in self._present:
                for word in (name, _without_province(name)):
                    self._former.setdefault(folded(word), set()).add(opd_id)
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
                self._cache[text] = self._once_called(words)
        return self._cache[text]

    def _once_called(self, words: tuple[str, ...]) -> int | None:
        for word in words:
            if len(once := self._former.get(word, set())) == 1:
                return next(iter(once))
        return None

    def present_name(self, text: str) -> str | None:
        """What the OPD is called now, when the text is a former name of it alone."""
        found = self.find(text)
        if found is None or folded(text) in self._ids or folded(_without_province(text)) in self._ids:
            return None
        return self._present[found]

    def nearest(self, text: str) -> list[str]:
        """At most three names of the register that look like it."""
        close = difflib.get_close_matches(folded(_without_province(text)), self._names, n=4, cutoff=0.55)
        return list(dict.fromkeys(self._names[word] for word in close))[:3]


def _without_province(name: str) -> str:
    return re.sub(r"\s+(provinsi|prov\.?)\s+(sulawesi tengah|sulteng)\s*$", "", name, flags=re.IGNORECASE)
