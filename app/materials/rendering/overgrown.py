"""Brackets that nobody closes, lists without a floor: seen in one pass, before a renderer loses itself."""

import re

MOST_OPEN = 30
"""In one paragraph at once. Each makes the renderer read on to the end, so the work grows with the square."""
TOO_MANY = (
    f"Di sini lebih dari {MOST_OPEN} kurung [ atau tautan ]( dibuka tanpa ditutup. "
    "Tutup dengan ] atau ), atau tulis \\[ bila kurungnya memang teks."
)
DEEPEST = 40
"""Levels of lists and quotations; the renderer reads the inner ones anew for every outer one."""
TOO_DEEP = "Teks ini bersarang terlalu dalam. Sederhanakan daftar atau kutipannya."
AHEAD = re.compile(r"([ >]*)([-*+][ ]|\d{1,9}[.)][ ])?")
SIGN = re.compile(r"\\.|`[^`\n]*`|\]\(|[\[\])]")
FENCE = re.compile(r"\s*(?:```|~~~)")


def overgrown(text: str) -> tuple[int, str] | None:
    """How many lines down something is too much, and the sentence that says what; None when nothing is.

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
        if _depth(line) > DEEPEST:
            return number, TOO_DEEP
        for sign in SIGN.findall(line):
            if sign == "[":
                labels.append(number)
            elif sign == ")":
                del addresses[-1:]
            elif sign in ("]", "]("):
                del labels[-1:]
                addresses += [number] if sign == "](" else []
            if max(len(labels), len(addresses)) > MOST_OPEN:
                return min(labels[:1] + addresses[:1]), TOO_MANY
    return None


def _depth(line: str) -> int:
    """Levels that an item of a list, or a quotation, stands in."""
    ahead = AHEAD.match(line.expandtabs(4))
    if ahead is None:
        return 0
    quoted = ahead[1].count(">")
    return quoted + (len(ahead[1]) - quoted) // 4 if quoted or ahead[2] else 0
