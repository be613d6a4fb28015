"""A `kuis.md` of our format from what was understood."""

import re
from collections.abc import Sequence

from app.materials.exchange.markup import protect
from app.materials.exchange.understood import ForeignOption, ForeignQuestion, Understood
from app.materials.rules.number import read_number

KEY = re.compile(r"(?m)^##? .*\{#([a-z0-9-]+)[^{}\n]*\}[ \t]*$")
HEAD = """\
---
judul: {title}
jenis: kuis
ambang: 7/10
percobaan: 0
acak_soal: ya
acak_pilihan: ya
keyakinan: tidak
umpan_balik: setelah-kirim
---
"""


def as_markdown(understood: Understood, *, title: str) -> str:
    """The questions as our file; what it cannot hold is added to the losses.

    A question that had no explanation gets the heading alone: the check then asks for the words at its line.
    """
    quoted = title.replace('"', "'").strip() or "Kuis yang diimpor"
    head = HEAD.format(title=f'"{quoted}"' if any(sign in quoted for sign in ":#[]{}&*!|>%@`") else quoted)
    return "\n".join([head, *blocks(understood)])


def blocks(understood: Understood) -> list[str]:
    """The Markdown of each question that a quiz can hold, as `as_markdown` puts them one below the other."""
    found = []
    for question in understood.questions:
        if question.type == "esai":
            words = "Soal esai tidak dinilai mesin, jadi tidak ditulis ke kuis."
            understood.lose(question.line, "esai", words)
        else:
            found.append(_question(question, understood))
    understood.in_order()
    return found


def appended(text: str, new: Sequence[str]) -> str:
    """A question file with further questions at its end; a key that stands there already gets a number."""
    taken = set(KEY.findall(text))
    parts = [text.rstrip("\n") + "\n"]
    for block in new:
        key = next(iter(KEY.findall(block)))
        fresh, number = key, 2
        while fresh in taken:
            fresh, number = f"{key[:56]}-{number}", number + 1
        taken.add(fresh)
        parts.append(block.replace(f"{{#{key}", f"{{#{fresh}", 1))
    return "\n".join(parts)


def _question(question: ForeignQuestion, understood: Understood) -> str:
    stem, _, body = question.stem.partition("\n\n")
    braces = [f"#{question.key}"]
    braces += [f"jenis={question.type}"] if question.type not in {"tunggal", "ganda"} else []
    near = _tolerance(question, understood)
    braces += [f"toleransi={near}"] if near else []
    if question.tags:
        understood.lose(question.line, "tanda", f"Tag tidak ikut: {', '.join(question.tags)[:80]}")
    lines = [f"## {_line(stem)} {{{' '.join(braces)}}}", ""]
    lines += [body.strip(), ""] if body.strip() else []
    lines += _entries(question, understood)
    lines += ["", "### Penjelasan", ""]
    lines += [question.feedback, ""] if question.feedback else []
    return "\n".join(lines)


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def _entries(question: ForeignQuestion, understood: Understood) -> list[str]:
    if question.type == "urutan":
        return [f"{number}. {_line(each.text)}" for number, each in enumerate(question.options, 1)]
    if question.type == "jodoh":
        return _pairs(question, understood)
    _uneven(question, understood)
    lines = []
    for option in _once(question):
        right = option.fraction > 0 if question.type == "ganda" else option.fraction == 1
        tag = f" {{sk={option.salah_kaprah}}}" if option.salah_kaprah else ""
        text = option.text.replace(".", ",") if question.type == "angka" else protect(option.text)
        lines.append(f"- [{'x' if right else ' '}] {_line(text)}{tag}")
        lines += [f"    > {line}".rstrip() for line in option.feedback.split("\n")] if option.feedback else []
    return lines


def _once(question: ForeignQuestion) -> list[ForeignOption]:
    """An accepted answer counts once, with the most that it brings."""
    if question.type not in {"isian", "angka"}:
        return list(question.options)
    best: dict[str, ForeignOption] = {}
    for option in question.options:
        known = best.get(option.text)
        best[option.text] = option if known is None or option.fraction > known.fraction else known
    return list(best.values())


def _pairs(question: ForeignQuestion, understood: Understood) -> list[str]:
    lines = ["| Kiri | Kanan |", "|---|---|"]
    for option in question.options:
        left, right = (_line(each or "").replace("|", "\\|") for each in (option.left, option.text))
        lines.append(f"| {left} | {right} |")
        if option.feedback:
            understood.lose(question.line, "umpan balik pasangan", f"Tidak ikut: {option.feedback[:80]}")
    return lines


def _uneven(question: ForeignQuestion, understood: Understood) -> None:
    """Shares that our rules of marking do not know."""
    shares = [each.fraction for each in question.options]
    right = [each for each in shares if each > 0]
    even = not right or max(right) - min(right) < 0.01
    whole = question.type == "ganda" or all(each == 1 for each in right)
    if not (even and whole):
        understood.lose(
            question.line, "nilai sebagian", "Nilai sebagian tidak ikut; nilai dihitung menurut aturan kami."
        )
    if any(each < 0 for each in shares):
        understood.lose(
            question.line, "nilai negatif", "Nilai negatif tidak ikut; nilai dihitung menurut aturan kami."
        )
    if question.type == "ganda" and all(each > 0 for each in shares):
        understood.lose(
            question.line,
            "tanpa pilihan salah",
            "Semua pilihan benar. Tambahkan paling sedikit satu yang salah.",
        )


def _tolerance(question: ForeignQuestion, understood: Understood) -> str:
    found = {option.tolerance for option in question.options if option.tolerance}
    if len({option.tolerance for option in question.options if _counts(option)}) > 1:
        understood.lose(
            question.line, "toleransi", "Toleransi berbeda-beda; yang terbesar dipakai untuk semua."
        )
    for option in question.options if question.type == "angka" else ():
        if read_number(option.text.replace(".", ",")) is None:
            understood.lose(question.line, "angka", f"Angka {option.text[:30]} tidak dapat ditulis; periksa.")
    return f"{max(found):.9f}".rstrip("0").rstrip(".").replace(".", ",") if found else ""


def _counts(option: ForeignOption) -> bool:
    return option.fraction > 0 and option.tolerance is not None
