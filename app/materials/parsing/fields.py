"""Reading one mapping of a document: each method takes a key and gives a typed value or a problem."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from app.materials.parsing.yaml_values import Value
from app.materials.rules.address import LONGEST_SLUG, SLUG, suggestion
from app.materials.rules.draft import Reference, Target
from app.materials.rules.problem import Code, Problem, galat

Member = TypeVar("Member", bound=StrEnum)
LONGEST_TEXT = 2_000
WHOLE = re.compile(r"\d{1,9}\Z")
RATIO = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})\Z")


@dataclass(slots=True)
class Fields:
    """The keys of one mapping, read by name; `problems` and `references` fill as it is read."""

    path: str
    line: int
    entries: dict[str, Value]
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """A GALAT for each key that is not one of these, with the nearest suggested."""
        names = list(known)
        for name, value in self.entries.items():
            if name not in names:
                sentence = f'Kunci "{name[:60]}" tidak dikenal.{suggestion(name, names)}'
                self.problems.append(galat(self.path, value.key_line, Code.KUNCI_ASING, sentence))

    def line_of(self, name: str) -> int:
        """The line of a key, or of the mapping when the key is absent."""
        return self.entries[name].key_line if name in self.entries else self.line

    def fault(self, name: str, sentence: str, code: Code = Code.NILAI) -> None:
        """A GALAT at the line of that key."""
        self.problems.append(galat(self.path, self.line_of(name), code, sentence))

    def optional_text(self, name: str, *, longest: int = LONGEST_TEXT) -> str | None:
        """A text in one line, or None."""
        data = self.entries[name].data if name in self.entries else None
        if data is None or data == "":
            return None
        if not isinstance(data, str):
            self.fault(name, f'Isi "{name}" harus satu kalimat, bukan daftar.')
            return None
        if len(data) > longest:
            self.fault(name, f'Isi "{name}" terlalu panjang. Paling banyak {longest} karakter.')
        return " ".join(data.split())

    def text(self, name: str, *, longest: int = LONGEST_TEXT) -> str:
        """A text that must be there."""
        found = self.optional_text(name, longest=longest)
        if found is None and not self._already_faulty(name):
            self.fault(name, f'Isi "{name}" belum ada. Kunci ini wajib diisi.', Code.WAJIB_ISI)
        return found or ""

    def whole(self, name: str, default: int | None, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within bounds; without a default it is required."""
        written = self.text(name) if default is None else self.optional_text(name)
        if not written:
            return least if default is None else default
        if not WHOLE.match(written) or not least <= int(written) <= most:
            self.fault(name, f'Isi "{name}" harus bilangan bulat dari {least} sampai {most}.')
            return default if default is not None else least
        return int(written)

    def decimal(self, name: str) -> Decimal:
        """A required amount from 0 to 100, with comma or point."""
        written = self.text(name)
        try:
            amount = Decimal(written.replace(",", ".") or "0")
        except InvalidOperation:
            amount = Decimal(-1)
        if amount.is_finite() and 0 <= amount <= 100:
            return amount.quantize(Decimal("0.01"))
        self.fault(name, f'Isi "{name}" harus angka, misalnya 0,5.')
        return Decimal(0)

    def share(self, name: str, default: Fraction | None) -> Fraction | None:
        """A part of a whole, above 0 and at most 1: `7/10` or `0.7`."""
        written = self.optional_text(name)
        if written is None:
            return default
        found = _share(written)
        if found is None:
            self.fault(name, f'Isi "{name}" harus pecahan antara 0 dan 1, misalnya 7/10.')
            return default
        return found

    def yes_no(self, name: str, *, default: bool = False) -> bool:
        """`ya` or `tidak`."""
        written = self.optional_text(name)
        if written is None:
            return default
        if written not in {"ya", "tidak"}:
            self.fault(name, f'Isi "{name}" dengan ya atau tidak.')
        return written == "ya"

    def member(self, name: str, members: type[Member], default: Member | None) -> Member | None:
        """One of a closed list of words; without a default it is required."""
        written = self.optional_text(name) if default is not None else self.text(name)
        if not written:
            return default
        words = [member.value for member in members]
        if written not in words:
            self.fault(
                name, f'Isi "{name}" dengan salah satu: {", ".join(words)}.{suggestion(written, words)}'
            )
            return default
        return members(written)

    def optional_day(self, name: str) -> date | None:
        """A calendar day written 2026-11-23."""
        written = self.optional_text(name)
        if written is None:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            self.fault(name, f'Isi "{name}" harus tanggal, misalnya 2026-11-23.')
            return None

    def day(self, name: str) -> date:
        """A calendar day that must be there."""
        if self.text(name):
            return self.optional_day(name) or date.min
        return date.min

    def instant(self, name: str) -> datetime | None:
        """A day with a time; without a zone it is on the province's clock."""
        written = self.optional_text(name)
        if written is None:
            return None
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            self.fault(name, f'Isi "{name}" harus tanggal dan jam, misalnya 2026-11-23 08:00.')
            return None

    def words(self, name: str, *, required: bool = False) -> list[tuple[str, int]]:
        """A list of texts, each with its line."""
        data = self.entries[name].data if name in self.entries else None
        if data is None or data == "" or data == []:
            if required:
                self.fault(name, f'Daftar "{name}" belum berisi. Tulis paling sedikit satu.', Code.WAJIB_ISI)
            return []
        if not isinstance(data, list) or not all(isinstance(item.data, str) for item in data):
            self.fault(name, f'Isi "{name}" harus daftar, satu baris untuk satu isi.')
            return []
        return [(" ".join(str(item.data).split()), item.line) for item in data]

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of sentences."""
        return tuple(text for text, _ in self.words(name, required=required))

    def codes(self, name: str, target: Target, *, required: bool = False) -> tuple[str, ...]:
        """A list of codes that must exist elsewhere; each becomes a reference."""
        found = self.words(name, required=required)
        self.references += [Reference(target, code, line) for code, line in found]
        return tuple(dict.fromkeys(code for code, _ in found))

    def code(self, name: str, target: Target, *, required: bool = False) -> str | None:
        """One code that must exist elsewhere."""
        found = self.text(name) if required else self.optional_text(name)
        if found:
            self.references.append(Reference(target, found, self.line_of(name)))
        return found or None

    def slug(self, name: str) -> str:
        """A required name in lower case with hyphens."""
        written = self.text(name)
        if written and (not SLUG.match(written) or len(written) > LONGEST_SLUG):
            self.fault(name, f'Isi "{name}" hanya huruf kecil, angka, dan tanda hubung.')
        return written

    def whole_numbers(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        found = self.words(name)
        if not all(WHOLE.match(text) for text, _ in found):
            self.fault(name, f'Isi "{name}" harus daftar bilangan, misalnya [2020, 2026].')
            return ()
        return tuple(int(text) for text, _ in found)

    def _already_faulty(self, name: str) -> bool:
        return any(
            problem.line == self.line_of(name) and f'"{name}"' in problem.sentence
            for problem in self.problems
        )


def _share(written: str) -> Fraction | None:
    ratio = RATIO.match(written)
    try:
        if ratio:
            found = Fraction(int(ratio[1]), int(ratio[2]))
        elif re.match(r"\d?[.,]\d{1,6}\Z|[01]\Z", written):
            found = Fraction(written.replace(",", "."))
        else:
            return None
    except ZeroDivisionError:
        return None
    return found if 0 < found <= 1 else None
