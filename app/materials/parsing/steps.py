"""The numbered list of an `urutan` question: its steps in the right order."""

from app.materials.parsing.attributes import split_attributes
from app.materials.parsing.blocks import Block
from app.materials.parsing.choices import MOST, Choices, items_of
from app.materials.parsing.references import scan_line
from app.materials.rules.draft import ChoiceDraft
from app.materials.rules.problem import Code, galat


def is_step_list(block: Block) -> bool:
    """Whether a block is a numbered list."""
    return block.type == "ordered_list_open"


def steps_of(block: Block, *, path: str) -> Choices:
    """Every step of the list, in the order of the source."""
    found = Choices()
    shift = block.start - (block.tokens[0].map or [0, 0])[0]

    def fault(line: int, code: Code, sentence: str) -> None:
        found.problems.append(galat(path, line, code, sentence))

    for item in items_of(block.tokens):
        line = shift + (item[0].map or [0, 0])[0]
        inner = [token for token in item if token.level == 2 and token.nesting >= 0]
        if [token.type for token in inner] not in (["paragraph_open"], []):
            fault(line, Code.SUSUNAN, "Satu langkah hanya satu baris. Pindahkan yang lain ke atas daftar.")
        content = next((token.content for token in item if token.type == "inline" and token.level == 3), "")
        text, attributes = split_attributes(content, path=path, line=line)
        attributes.refuse_unknown((), anchor=False)
        found.problems += attributes.problems
        if not text:
            fault(line, Code.PILIHAN, "Langkah ini belum berisi teks.")
        found.take(scan_line(text, line, path))
        found.drafts.append(ChoiceDraft(line, " ".join(text.split()), correct=True))
    if len(found.drafts) > MOST:
        fault(block.start, Code.PILIHAN, f"Paling banyak {MOST} langkah untuk satu soal.")
    return found
