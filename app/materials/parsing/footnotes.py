"""Footnotes: a page shows the notes that it refers to, wherever in the module they are written."""

import re
from dataclasses import dataclass, field

from app.materials.rules.problem import Code, Problem, peringatan

DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]{1,60})\]:[ \t]?")
USE = re.compile(r"\[\^([^\]\s]{1,60})\](?!:)")


@dataclass(slots=True)
class Notes:
    """The notes of a document by their label, and its lines without them."""

    lines: list[str]
    notes: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


def gather(lines: list[str], *, first_line: int) -> Notes:
    """Take every definition, with the indented lines behind it, out of the text."""
    found = Notes(list(lines))
    label: str | None = None
    for index, line in enumerate(lines):
        match = DEFINITION.match(line)
        if match:
            label = match[1]
            found.places.setdefault(label, first_line + index)
        elif label is not None and line.strip() and not line.startswith("    "):
            label = None
        if label is not None:
            found.notes.setdefault(label, []).append(line)
            found.lines[index] = ""
    return found


def with_notes(text: str, notes: Notes) -> str:
    """The text followed by the notes that it refers to."""
    used = [label for label in dict.fromkeys(USE.findall(text)) if label in notes.notes]
    return "\n".join([text, *("\n" + "\n".join(notes.notes[label]) for label in used)]) if used else text


def note_problems(notes: Notes, path: str, *, first_line: int) -> list[Problem]:
    """A PERINGATAN for a note that nobody refers to, and for a reference without a note."""
    text = "\n".join([*notes.lines, *("\n".join(lines) for lines in notes.notes.values())])
    used = set(USE.findall(text))
    problems = [
        peringatan(path, line, Code.TAUTAN, f'Catatan kaki "{label}" tidak dirujuk, jadi tidak tampil.')
        for label, line in notes.places.items()
        if label not in used
    ]
    for index, line_text in enumerate(notes.lines):
        for label in USE.findall(line_text):
            if label not in notes.notes:
                sentence = f'Catatan kaki "{label}" belum ditulis.'
                problems.append(peringatan(path, first_line + index, Code.TAUTAN, sentence))
    return problems
