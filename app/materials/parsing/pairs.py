"""The two-column table of a `jodoh` question: what stands at the left belongs to what stands at the right."""

from markdown_it.token import Token

from app.materials.parsing.blocks import Block
from app.materials.parsing.choices import MOST, Choices
from app.materials.parsing.references import scan_line
from app.materials.rules.draft import ChoiceDraft
from app.materials.rules.problem import Code, galat


def is_pair_table(block: Block) -> bool:
    """Whether a block is a table."""
    return block.type == "table_open"


def pairs_of(block: Block, *, path: str) -> Choices:
    """Every row of the table; a row with an empty left is a further right that belongs to nothing."""
    found = Choices()
    shift = block.start - (block.tokens[0].map or [0, 0])[0]
    (_, head), *rows = _rows(block.tokens)

    def fault(line: int, sentence: str) -> None:
        found.problems.append(galat(path, line, Code.PILIHAN, sentence))

    if len(head) != 2:
        fault(block.start, "Tabel soal jodoh harus dua kolom: kiri dan pasangannya.")
    for place, cells in rows:
        line = shift + place
        left, right = (" ".join(cell.split()) for cell in (*cells, "", "")[:2])
        if not right:
            fault(line, "Kolom kanan baris ini belum berisi.")
        found.take(scan_line(f"{left} {right}", line, path))
        found.drafts.append(ChoiceDraft(line, right, correct=bool(left), left=left or None))
    if len(found.drafts) > MOST:
        fault(block.start, f"Paling banyak {MOST} baris untuk satu soal.")
    return found


def _rows(tokens: tuple[Token, ...]) -> list[tuple[int, list[str]]]:
    """The line of each row within its text, and the words of its cells."""
    rows: list[tuple[int, list[str]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append(((token.map or [0, 0])[0], []))
        elif token.type == "inline":
            rows[-1][1].append(token.content)
    return rows
