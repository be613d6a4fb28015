"""What is wrong with a module as a whole."""

import re

from app.materials.rules.draft import ModuleDraft, Target
from app.materials.rules.problem import Code, Problem, galat, peringatan

LONGEST_SECTION = 900
INDICATOR = re.compile(r"\bindikator\b", re.IGNORECASE)


def module_problems(draft: ModuleDraft) -> list[Problem]:
    """Sections too long for one sitting, a practice shown twice, indicators without a year."""
    problems = [
        peringatan(
            draft.path,
            section.line,
            Code.PANJANG,
            f"Bagian ini {section.words} kata. Bagilah agar tidak lebih dari {LONGEST_SECTION}.",
        )
        for section in draft.sections
        if section.words > LONGEST_SECTION
    ]
    problems += _practised_twice(draft)
    return problems if draft.instruments else problems + _indicator_talk(draft)


def _practised_twice(draft: ModuleDraft) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for reference in draft.references:
        if reference.target is Target.PRACTICE and reference.code in first:
            sentence = f"Latihan ini sudah tampil di baris {first[reference.code]}. Pakai soal lain."
            problems.append(galat(draft.path, reference.line, Code.LATIHAN, sentence))
        elif reference.target is Target.PRACTICE:
            first[reference.code] = reference.line
    return problems


def _indicator_talk(draft: ModuleDraft) -> list[Problem]:
    for section in draft.sections:
        found = INDICATOR.search(section.body.text)
        if found:
            line = section.body.line + section.body.text.count("\n", 0, found.start())
            sentence = "Modul ini menyebut indikator. Isi kunci instrumen, misalnya [2020, 2026]."
            return [peringatan(draft.path, line, Code.INSTRUMEN, sentence)]
    return []
