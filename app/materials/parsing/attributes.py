"""The `{#slug name=value}` at the end of a heading or an option."""

import re
from dataclasses import dataclass, field

from app.materials.rules.address import LONGEST_SLUG, SLUG, suggestion
from app.materials.rules.problem import Code, Problem, galat, peringatan

BLOCK = re.compile(r"\{([^{}\n]*)\}[ \t]*\Z")
NAMED = re.compile(r"([A-Za-z_][\w-]*)=(\S+)\Z")
IDENTIFIER = re.compile(r"#(\S+)\Z")


@dataclass(slots=True)
class Attributes:
    """What the braces say; empty when there are none."""

    path: str
    line: int
    anchor: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse_unknown(self, known: tuple[str, ...], *, anchor: bool = True) -> None:
        """A GALAT for each name that has no meaning here."""
        for name in self.values:
            if name not in known:
                self.fault(f'Atribut "{name[:40]}" tidak dikenal di sini.{suggestion(name, known)}')
        if self.anchor is not None and not anchor:
            self.fault("Tanda # tidak dipakai pada baris ini.")
        elif self.anchor is not None and (not SLUG.match(self.anchor) or len(self.anchor) > LONGEST_SLUG):
            self.fault("Alamat setelah # hanya huruf kecil, angka, dan tanda hubung.")

    def whole(self, name: str, default: int) -> int:
        """A whole number from 1 to 100."""
        written = self.values.get(name)
        if written is None:
            return default
        if not re.match(r"\d{1,3}\Z", written) or not 1 <= int(written) <= 100:
            self.fault(f'Atribut "{name}" harus bilangan dari 1 sampai 100.')
            return default
        return int(written)

    def yes_no(self, name: str) -> bool:
        """`ya` or `tidak`; absent is `tidak`."""
        written = self.values.get(name, "tidak")
        if written not in {"ya", "tidak"}:
            self.fault(f'Isi atribut "{name}" dengan ya atau tidak.')
        return written == "ya"

    def fault(self, sentence: str, code: Code = Code.ATRIBUT) -> None:
        """A GALAT at the line of the braces."""
        self.problems.append(galat(self.path, self.line, code, sentence))


def split_attributes(text: str, *, path: str, line: int) -> tuple[str, Attributes]:
    """The text without its attribute block, and what the block says; other braces stay text."""
    attributes = Attributes(path, line)
    match = BLOCK.search(text)
    if match is None:
        return text.strip(), attributes
    words = match[1].split()
    if not words or not all(NAMED.match(word) or IDENTIFIER.match(word) for word in words):
        if re.search(r"[#=]", match[1]):
            sentence = "Kurung kurawal ini dibaca sebagai teks. Tulis nama=nilai tanpa spasi."
            attributes.problems.append(peringatan(path, line, Code.ATRIBUT, sentence))
        return text.strip(), attributes
    for word in words:
        _take(word, attributes)
    return text[: match.start()].strip(), attributes


def _take(word: str, attributes: Attributes) -> None:
    named, identifier = NAMED.match(word), IDENTIFIER.match(word)
    if identifier and not named:
        if attributes.anchor is not None:
            attributes.fault("Hanya satu alamat # untuk satu judul.")
        attributes.anchor = identifier[1]
    elif named:
        if named[1] in attributes.values:
            attributes.fault(f'Atribut "{named[1][:40]}" ditulis dua kali.')
        attributes.values[named[1]] = named[2]
