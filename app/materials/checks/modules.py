"""Advice on a module as a whole."""

import re

from app.materials.rules.draft import ModuleDraft
from app.materials.rules.problem import Code, Problem, peringatan

LONGEST_SECTION = 900
INDICATOR = re.compile(r"\bindikator\b", re.IGNORECASE)


def module_problems(draft: ModuleDraft) -> list[Problem]:
    """Sections too long for one sitting; indicators without the year of their instrument."""
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
    return problems if draft.instruments else problems + _indicator_talk(draft)


def _indicator_talk(draft: ModuleDraft) -> list[Problem]:
    for section in draft.sections:
        found = INDICATOR.search(section.body.text)
        if found:
            line = section.body.line + section.body.text.count("\n", 0, found.start())
            sentence = "Modul ini menyebut indikator. Isi kunci instrumen, misalnya [2020, 2026]."
            return [peringatan(draft.path, line, Code.INSTRUMEN, sentence)]
    return []
