"""Aiken, and the numbered questions that people paste from Word: both are lines with lettered options."""

import re
from dataclasses import dataclass, field

from app.materials.exchange.markup import from_plain
from app.materials.exchange.understood import ForeignOption, Understood

OPTION = re.compile(r"\A\s*(\*)?\s*([A-Za-z])[.)]\s+(.*)\Z")
AIKEN_OPTION = re.compile(r"\A\s*(\*)?([A-Z])[.)]\s*(\S.*)\Z")
ANSWER = re.compile(r"\A\s*(?:ANSWER|JAWABAN|KUNCI(?:\s+JAWABAN)?)\s*:\s*(.*?)\s*\Z", re.IGNORECASE)
EXPLANATION = re.compile(r"\A\s*(?:PEMBAHASAN|PENJELASAN|FEEDBACK)\s*:\s*(.*)\Z", re.IGNORECASE)
NUMBERED = re.compile(r"\A\s*(\d{1,3})[.)]\s+(.*)\Z")
KEYS = re.compile(r"\A\s*KUNCI(?:\s+JAWABAN)?\s*:?\s*\Z", re.IGNORECASE)
KEY_LINE = re.compile(r"(\d{1,3})[.)]?\s*[:=-]?\s*([A-Za-z])\b")
MARKED = re.compile(r"\s*\((?:benar|kunci)\)\s*\Z", re.IGNORECASE)
SEVERAL = re.compile(r"(?:\s*[,;/&]\s*|\s+dan\s+)")


@dataclass(slots=True)
class _Asked:
    """One question as its lines gave it."""

    line: int
    number: str = ""
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str, int]] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    answered: bool = False
    explaining: bool = False

    @property
    def empty(self) -> bool:
        return not (self.stem or self.options or self.answered)


def read_aiken(text: str, found: Understood) -> None:
    """Questions that each end with `ANSWER: B`."""
    asked = _Asked(1)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        if answer := ANSWER.match(line):
            asked.right, asked.answered = _letters(answer[1]), True
            _add(asked, found, several=False)
            asked = _Asked(number + 1)
        elif option := AIKEN_OPTION.match(line):
            if _restarts(asked, option[2]):
                _add(asked, found, several=False)
                asked = _Asked(number)
            if option[1]:
                found.lose(number, "tanda *", "Tanda * di depan pilihan tidak dibaca; kuncinya baris ANSWER.")
            asked.options.append((option[2], option[3].strip(), number))
        elif asked.options:
            _add(asked, found, several=False)
            asked = _Asked(number, stem=[line.strip()])
        else:
            asked.line = number if not asked.stem else asked.line
            asked.stem.append(line.strip())
    if not asked.empty:
        _add(asked, found, several=False)


def _restarts(asked: _Asked, letter: str) -> bool:
    return letter == "A" and bool(asked.options)


def read_numbered(text: str, found: Understood) -> None:
    """`1. … A. … B. … Jawaban: B`, as Word holds it; keys may stand together under `Kunci jawaban`."""
    questions: list[_Asked] = []
    keys: dict[str, tuple[list[str], int]] = {}
    listing = False
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\u00a0", " ").split("\n"), 1):
        if KEYS.match(line):
            listing = True
        elif listing:
            keys.update({each[1]: ([each[2].upper()], number) for each in KEY_LINE.finditer(line)})
        else:
            for part in re.split(r"\t+(?=\*?\s*[A-Ea-e][.)]\s)", line):
                _take(part, number, questions, found)
    for asked in questions:
        if asked.number in keys and not asked.right:
            asked.right, asked.answered = keys[asked.number][0], True
        _add(asked, found, several=True)
    for lost in set(keys) - {asked.number for asked in questions}:
        found.fail(keys[lost][1], f"Kunci untuk soal {lost} ada, soalnya tidak ditemukan.")


def _take(line: str, number: int, questions: list[_Asked], found: Understood) -> None:
    asked = questions[-1] if questions else None
    if not line.strip():
        if asked:
            asked.explaining = False
    elif begun := NUMBERED.match(line):
        questions.append(_Asked(number, begun[1], [begun[2].strip()]))
    elif asked is None:
        found.lose(number, "teks di luar soal", f"Tidak ikut: {line.strip()[:80]}")
    elif answer := ANSWER.match(line):
        asked.right, asked.answered = asked.right + _letters(answer[1]), True
    elif explained := EXPLANATION.match(line):
        asked.explanation.append(explained[1])
        asked.explaining = True
    elif asked.explaining:
        asked.explanation.append(line.strip())
    elif option := OPTION.match(line):
        _option(option, number, asked)
    elif asked.answered:
        found.lose(number, "teks di luar soal", f"Tidak ikut: {line.strip()[:80]}")
    elif asked.options:
        letter, text, at = asked.options[-1]
        asked.options[-1] = (letter, f"{text} {line.strip()}", at)
    else:
        asked.stem.append(line.strip())


def _option(option: "re.Match[str]", number: int, asked: _Asked) -> None:
    letter, text = option[2].upper(), option[3].strip()
    if option[1] or MARKED.search(text):
        asked.right.append(letter)
        asked.answered = True
    asked.options.append((letter, MARKED.sub("", text), number))


def _letters(words: str) -> list[str]:
    return [each.strip(" .)").upper() for each in SEVERAL.split(words.strip()) if each.strip(" .)")]


def _add(asked: _Asked, found: Understood, *, several: bool) -> None:
    letters = [letter for letter, _, _ in asked.options]
    sentence = _problem(asked, letters, several=several)
    if sentence:
        found.fail(asked.line, sentence)
        return
    options = [
        ForeignOption(from_plain(text), round(1 / len(asked.right), 7) if letter in asked.right else 0.0)
        for letter, text, _ in asked.options
    ]
    found.add(
        "esai" if not options else "ganda" if len(asked.right) > 1 else "tunggal",
        from_plain("\n".join(asked.stem)),
        options,
        line=asked.line,
        feedback=from_plain("\n".join(asked.explanation)),
    )


def _problem(asked: _Asked, letters: list[str], *, several: bool) -> str | None:
    if not "".join(asked.stem).strip():
        return "Pilihan ini tidak punya pertanyaan. Tulis pertanyaannya di baris sebelumnya."
    if not letters:
        return (
            None if several and not asked.right else "Soal ini tidak punya pilihan. Tulis misalnya A. Teks."
        )
    if len(letters) < 2:
        return "Soal ini hanya punya satu pilihan. Tulis paling sedikit dua."
    if len(set(letters)) < len(letters):
        return "Satu huruf pilihan dipakai dua kali. Beri huruf lain."
    if not asked.right:
        return "Kunci soal ini tidak ada. Tulis ANSWER: B atau Jawaban: B di bawah pilihannya."
    unknown = [letter for letter in asked.right if letter not in letters]
    if unknown:
        return (
            f"Kunci {', '.join(unknown)[:40]} tidak ada di antara pilihan {letters[0]} sampai {letters[-1]}."
        )
    if len(asked.right) > 1 and not several:
        return "Aiken hanya mengenal satu jawaban benar. Tulis satu huruf."
    return None
