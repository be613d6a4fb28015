"""The boxes of our own (`!!! kasus "…"`): where they stand, what they quote, what is wrong with them."""

import re
from dataclasses import dataclass

from app.materials.rules.address import suggestion
from app.materials.rules.draft import Reference, Target
from app.materials.rules.problem import Code, Problem, galat

HEAD = re.compile(r'!!! ?([\w-]+)((?:[ \t]+"[^"]*")*)[ \t]*\Z')
WORD = re.compile(r'"([^"]*)"')
FENCE = re.compile(r" {0,3}(```+|~~~+)")
WORDS = {
    "salah-kaprah": (1, 1, 'kode salah kaprah, misalnya !!! salah-kaprah "kode"'),
    "kasus": (1, 1, 'judul, misalnya !!! kasus "Dinas X"'),
    "dasar": (1, 2, 'id dasar hukum, misalnya !!! dasar "perpres-95-2018" "Pasal 1"'),
    "penting": (1, 1, 'judul, misalnya !!! penting "Ingat ini"'),
    "latihan": (1, 1, 'kunci latihan, misalnya !!! latihan "kunci"'),
}
TARGETS = {"salah-kaprah": Target.BELIEF, "dasar": Target.LEGAL, "latihan": Target.PRACTICE}
NEEDS_BODY = ("kasus", "penting")


@dataclass(slots=True)
class Unfolded:
    """The text with its boxes opened: heads blanked, bodies moved to the margin, no line added or lost."""

    text: str
    references: list[Reference]
    problems: list[Problem]


def unfold(text: str, *, path: str, first_line: int) -> Unfolded:
    """Open the boxes, so that what stands in them is read like any other text."""
    lines = text.split("\n")
    opened = Unfolded("", [], [])
    inside = fenced = False
    for index, line in enumerate(lines):
        indented = line.startswith("    ") or not line.strip()
        inside = inside and indented
        content = line[4:] if inside and line.strip() else line
        if FENCE.match(content):
            fenced = not fenced
        elif not fenced and content.lstrip().startswith("!!!"):
            _head(content, index, lines, opened, path=path, line=first_line + index, nested=inside)
            inside = inside or not content.startswith(" ")
            content = ""
        lines[index] = content
    opened.text = "\n".join(lines)
    return opened


def _head(
    content: str, index: int, lines: list[str], opened: Unfolded, *, path: str, line: int, nested: bool
) -> None:
    def fault(sentence: str, code: Code = Code.KOTAK) -> None:
        opened.problems.append(galat(path, line, code, sentence))

    if nested or content.startswith(" "):
        fault("Kotak harus berdiri sendiri di awal baris, tidak di dalam daftar atau kotak lain.")
        return
    match = HEAD.match(content)
    if match is None:
        fault('Baris kotak tidak terbaca. Tulis misalnya !!! kasus "Judul".')
        return
    name, words = match[1], WORD.findall(match[2])
    if name not in WORDS:
        fault(f'Kotak "{name[:40]}" tidak dikenal.{suggestion(name, WORDS)}')
        return
    least, most, example = WORDS[name]
    if not least <= len(words) <= most or not all(word.strip() for word in words):
        fault(f"Kotak ini memerlukan {example}.")
        return
    if name in NEEDS_BODY and not _has_body(lines[index + 1 :]):
        fault("Kotak ini belum berisi. Mulai isinya dengan empat spasi di baris berikut.")
    if name in TARGETS:
        opened.references.append(Reference(TARGETS[name], words[0], line))


def _has_body(following: list[str]) -> bool:
    first = next((line for line in following if line.strip()), "")
    return first.startswith("    ")
