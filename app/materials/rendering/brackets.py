"""Brackets that nobody closes: counted in one pass, before a renderer looks for the end of each."""

import re

MOST_OPEN = 30
"""In one paragraph at once. Each makes the renderer read on to the end, so the work grows with the square."""
TOO_MANY = (
    f"Di sini lebih dari {MOST_OPEN} kurung [ atau tautan ]( dibuka tanpa ditutup. "
    "Tutup dengan ] atau ), atau tulis \\[ bila kurungnya memang teks."
)
SIGN = re.compile(r"\\.|`[^`\n]*`|\]\(|[\[\])]")
FENCE = re.compile(r"\s*(?:```|~~~)")


def unclosed(text: str) -> int | None:
    """How many lines down the first of too many open brackets stands; None when they are few.

    A blank line ends a paragraph, and with it what it left open; code is passed over.
    """
    labels: list[int] = []
    addresses: list[int] = []
    fenced = False
    for number, line in enumerate(text.split("\n")):
        if FENCE.match(line):
            fenced = not fenced
        if fenced or not line.strip():
            labels, addresses = [], []
            continue
        for sign in SIGN.findall(line):
            if sign == "[":
                labels.append(number)
            elif sign == ")":
                del addresses[-1:]
            elif sign in ("]", "]("):
                del labels[-1:]
                addresses += [number] if sign == "](" else []
            if max(len(labels), len(addresses)) > MOST_OPEN:
                return min(labels[:1] + addresses[:1])
    return None
