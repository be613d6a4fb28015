"""text2qti: `1.  soal`, `*b) benar`, `... umpan balik`; its texts are Markdown."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.materials.exchange.markup import from_markdown
from app.materials.exchange.understood import ForeignOption, Understood

QUESTION = re.compile(r"\A(\d+)\.(?:[ \t]+(.*))?\Z")
CHOICE = re.compile(r"\A(\*)?([a-zA-Z])\)[ \t]+(.*)\Z")
BOX = re.compile(r"\A\[([ *]?)\][ \t]+(.*)\Z")
SHORT = re.compile(r"\A\*[ \t]+(.*)\Z")
NUMERIC = re.compile(r"\A=[ \t]*(.*)\Z")
REMARK = re.compile(r"\A(\.\.\.|\+|-|!)[ \t]+(.*)\Z")
ESSAY, UPLOAD = re.compile(r"\A_{3,}\s*\Z"), re.compile(r"\A\^{3,}\s*\Z")
NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
NEAR = re.compile(rf"\A({NUMBER})(?:[ \t]*\+-[ \t]*({NUMBER})(%)?)?\Z")
RANGE = re.compile(rf"\A\[[ \t]*({NUMBER})[ \t]*,[ \t]*({NUMBER})[ \t]*\]\Z")
FIELD = re.compile(
    r"\A(title|points|text title|text|quiz title|quiz description)[ \t]*:[ \t]*(.*)\Z", re.IGNORECASE
)
SETTING = re.compile(r"\A([a-z][a-z ]{3,40})[ \t]*:[ \t]*(true|false|[\d.]+)\s*\Z", re.IGNORECASE)
GROUP = re.compile(
    r"\A(GROUP|END_GROUP|pick[ \t]*:.*|points per question[ \t]*:.*|solutions per group[ \t]*:.*)\s*\Z",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Asked:
    line: int
    name: str
    stem: list[str]
    options: list[list[object]] = field(default_factory=list)  # kind, fraction, lines, feedback lines
    general: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """Where the walk through the lines stands; indented lines continue `into`."""

    found: Understood
    asked: _Asked | None = None
    into: list[str] | None = None
    title: str = ""
    skipping: str = ""
    blank: bool = False

    def end(self) -> None:
        if self.asked is not None:
            _add(self.asked, self.found)
        self.asked, self.into = None, None


def read_text2qti(text: str, found: Understood) -> None:
    """Every question of the file; code in it is never run."""
    walk = _Walk(found)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not _skipped(line, number, walk):
            _line(line.rstrip(), number, walk)
    if walk.skipping:
        found.fail(number, f"{walk.skipping} tidak ditutup. Tambahkan penutupnya.")
    walk.end()


def _skipped(line: str, number: int, walk: _Walk) -> bool:
    """Remarks, and blocks of code that text2qti would run."""
    bare = line.strip()
    if walk.skipping:
        walk.skipping = "" if bare in {"END_COMMENT", "```"} else walk.skipping
        return True
    if bare == "COMMENT" or re.match(r"```\s*\{[^}]*\.run", bare):
        walk.skipping = "COMMENT" if bare == "COMMENT" else "Blok kode"
        words = (
            "Komentar tidak ikut." if bare == "COMMENT" else "Kode tidak pernah dijalankan, dan tidak ikut."
        )
        walk.found.lose(number, "komentar" if bare == "COMMENT" else "kode", words)
        return True
    if line.startswith("%"):
        walk.found.lose(number, "komentar", f"Komentar tidak ikut: {bare.strip('% ')[:80]}")
        return True
    return False


def _line(line: str, number: int, walk: _Walk) -> None:
    if not line.strip():
        walk.blank = True
        return
    blank, walk.blank = walk.blank, False
    if line[0] in " \t":
        _continued(line, number, walk, blank=blank)
    elif walk.asked is not None and _part(line, walk):
        return
    elif begun := QUESTION.match(line):
        walk.end()
        walk.asked = _Asked(number, walk.title, [begun[2] or ""])
        walk.into, walk.title = walk.asked.stem, ""
    else:
        _outside(line, number, walk)


def _continued(line: str, number: int, walk: _Walk, *, blank: bool) -> None:
    if walk.into is None:
        walk.found.lose(number, "teks di luar soal", f"Tidak ikut: {line.strip()[:80]}")
        return
    walk.into += ["", line.strip()] if blank else [line.strip()]


def _part(line: str, walk: _Walk) -> bool:
    """Whether the line is a part of the present question."""
    asked = walk.asked
    assert asked is not None
    takes: list[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, float, str]]]] = [
        (CHOICE, lambda m: ("pilihan", float(bool(m[1])), m[3])),
        (BOX, lambda m: ("kotak", float(m[1] == "*"), m[2])),
        (SHORT, lambda m: ("isian", 1.0, m[1])),
        (NUMERIC, lambda m: ("angka", 1.0, m[1])),
    ]
    for pattern, take in takes:
        if match := pattern.match(line):
            kind, share, text = take(match)
            lines, remarks = [text], list[str]()
            asked.options.append([kind, share, lines, remarks])
            asked.kinds.append(kind)
            walk.into = lines
            return True
    if ESSAY.match(line) or UPLOAD.match(line):
        asked.kinds.append("esai" if ESSAY.match(line) else "unggah")
        walk.into = None
        return True
    if remark := REMARK.match(line):
        _remark(remark, asked, walk)
        return True
    return False


def _remark(remark: "re.Match[str]", asked: _Asked, walk: _Walk) -> None:
    lines = [remark[2]]
    if asked.options and remark[1] != "!":
        into = asked.options[-1][3]
        assert isinstance(into, list)
        into.append(lines)
    else:
        if remark[1] in "+-":
            what = "benar" if remark[1] == "+" else "salah"
            walk.found.lose(
                asked.line, f"umpan balik {what}", "Umpan balik umum ini masuk ke penjelasan bagi semua."
            )
        asked.general.append("")
        asked.general.append(remark[2])
        lines = asked.general
    walk.into = lines


def _outside(line: str, number: int, walk: _Walk) -> None:
    walk.end()
    named, found = FIELD.match(line), walk.found
    if named and named[1].lower() == "title":
        walk.title = named[2]
    elif named and named[1].lower() == "points":
        if named[2].strip() != "1":
            found.lose(number, "poin", f"Nilai {named[2].strip()[:20]} tidak ikut; setiap soal berbobot 1.")
    elif named:
        found.lose(number, named[1].lower(), f"Tidak ikut: {named[2].strip()[:80]}")
    elif GROUP.match(line):
        found.lose(number, "kelompok", f"Kelompok dan jumlah yang diambil tidak ikut: {line.strip()[:60]}")
    elif SETTING.match(line):
        found.lose(number, "pengaturan", f"Pengaturan kuis tidak ikut: {line.strip()[:60]}")
    else:
        found.fail(
            number, f"Baris ini tidak dikenali: {line.strip()[:60]!r}. Awali soal dengan nomor dan titik."
        )


def _add(asked: _Asked, found: Understood) -> None:
    kinds = set(asked.kinds)
    stem = _markdown(asked.stem, asked.line, found)
    if not stem:
        found.fail(asked.line, "Soal ini belum berisi pertanyaan.")
    elif len(kinds) != 1:
        words = "belum punya jawaban" if not kinds else "mencampur beberapa jenis jawaban"
        found.fail(asked.line, f"Soal ini {words}. Pakai satu jenis, misalnya a) dan *b).")
    else:
        _typed(kinds.pop(), stem, asked, found)


def _typed(kind: str, stem: str, asked: _Asked, found: Understood) -> None:
    options = [_option(each, kind, asked, found) for each in asked.options]
    right = sum(option.fraction > 0 for option in options)
    if any(option.text == "" for option in options):
        found.fail(asked.line, "Ada jawaban yang belum berisi teks atau angka yang tidak dapat dibaca.")
        return
    if kind in {"pilihan", "kotak"} and not right:
        found.fail(asked.line, "Soal ini belum punya jawaban benar. Beri tanda * pada jawaban yang benar.")
        return
    if kind == "pilihan" and right > 1:
        found.fail(
            asked.line,
            "Soal ini punya lebih dari satu jawaban benar. Pakai [*] dan [ ] untuk beberapa jawaban.",
        )
        return
    if kind == "unggah":
        found.lose(
            asked.line,
            "unggah berkas",
            "Jawaban berupa berkas tidak ada pada format kami; ditulis sebagai esai.",
        )
    if kind == "kotak":
        options = [
            ForeignOption(each.text, round(1 / right, 7) if each.fraction else 0.0, each.feedback)
            for each in options
        ]
    found.add(
        {"pilihan": "tunggal", "kotak": "ganda", "unggah": "esai"}.get(kind, kind),
        stem,
        options,
        line=asked.line,
        name=asked.name,
        feedback=_markdown(asked.general, asked.line, found),
    )


def _option(entry: list[object], kind: str, asked: _Asked, found: Understood) -> ForeignOption:
    _, share, lines, remarks = entry
    assert isinstance(share, float)
    assert isinstance(lines, list)
    assert isinstance(remarks, list)
    feedback = "\n\n".join(_markdown(each, asked.line, found) for each in remarks)
    text = _markdown(lines, asked.line, found)
    if kind != "angka":
        return ForeignOption(text, share, feedback)
    value, tolerance = _number("\n".join(lines).strip())
    return ForeignOption(value, share, feedback, tolerance=tolerance)


def _number(text: str) -> tuple[str, float]:
    """(value, tolerance) of `3.14 +- 0.1`, `50 +- 10%` or `[1, 5]`; the value is "" when it is no number."""
    if match := RANGE.match(text):
        low, high = float(match[1]), float(match[2])
        return f"{round((low + high) / 2, 9):g}", round(abs(high - low) / 2, 9)
    if match := NEAR.match(text):
        near = float(match[2] or 0)
        return match[1], round(abs(float(match[1])) * near / 100, 9) if match[3] else near
    return "", 0.0


def _markdown(lines: list[str], line: int, found: Understood) -> str:
    return from_markdown("\n".join(lines).strip(), line, found)
