"""How a question is answered: the block of its type, its entries, and what must not stand behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.materials.parsing.attributes import Attributes
from app.materials.parsing.blocks import Block
from app.materials.parsing.choices import Choices, choices_of, is_choice_list
from app.materials.parsing.pairs import is_pair_table, pairs_of
from app.materials.parsing.steps import is_step_list, steps_of
from app.materials.rules.address import suggestion
from app.materials.rules.problem import Code, galat
from app.materials.rules.quiz import QuestionType

WANTED = {
    QuestionType.URUTAN: "Soal urutan memerlukan daftar bernomor menurut urutan yang benar.",
    QuestionType.JODOH: "Soal jodoh memerlukan tabel dua kolom: kiri dan pasangannya.",
    QuestionType.ISIAN: "Soal isian memerlukan jawaban yang diterima, misalnya - [x] Teks.",
    QuestionType.ANGKA: "Soal angka memerlukan jawaban yang diterima, misalnya - [x] 3,80.",
}


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a file's body, and the number of the first of them."""

    path: str
    lines: list[str]
    first_line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The block that holds the answer, None when it is missing, and its entries."""

    block: Block | None
    choices: Choices


def written_type(attributes: Attributes) -> QuestionType | None:
    """The type that the author names; None when there is none, or none that exists."""
    written = attributes.values.get("jenis")
    types = [member.value for member in QuestionType]
    if written is None or written in types:
        return QuestionType(written) if written else None
    sentence = f'Jenis soal "{written[:40]}" tidak dikenal.{suggestion(written, types)}'
    attributes.fault(sentence, Code.JENIS)
    return None


def usual_type(choices: Choices) -> QuestionType:
    """The type of a task list whose author names none."""
    several = sum(draft.correct for draft in choices.drafts) > 1
    return QuestionType.GANDA if several else QuestionType.TUNGGAL


def answer_of(asking: list[Block], named: QuestionType | None, heading: Block, source: Source) -> Answer:
    """The entries among these blocks, with whatever is wrong about the block."""
    index = _place(asking, named)
    if index is None:
        line, sentence = _missing(asking, named, heading)
        return Answer(None, Choices(problems=[galat(source.path, line, Code.PILIHAN, sentence)]))
    choices = _entries(asking[index], named, source)
    choices.problems += [galat(source.path, stray.start, *_stray(stray)) for stray in asking[index + 1 :]]
    return Answer(asking[index], choices)


def _place(asking: list[Block], named: QuestionType | None) -> int | None:
    """A task list is the first one; lists and tables may also illustrate, so of those the last one counts."""
    looks: dict[QuestionType | None, Callable[[Block], bool]] = {
        QuestionType.URUTAN: is_step_list,
        QuestionType.JODOH: is_pair_table,
    }
    if named in looks:
        return next((n for n in reversed(range(len(asking))) if looks[named](asking[n])), None)
    return next((n for n, block in enumerate(asking) if is_choice_list(block)), None)


def _entries(block: Block, named: QuestionType | None, source: Source) -> Choices:
    if named is QuestionType.URUTAN:
        return steps_of(block, path=source.path)
    if named is QuestionType.JODOH:
        return pairs_of(block, path=source.path)
    return choices_of(block, source.lines, first_line=source.first_line, path=source.path)


def _missing(asking: list[Block], named: QuestionType | None, heading: Block) -> tuple[int, str]:
    if named in WANTED:
        return heading.start, WANTED[named]
    for block in asking:
        if block.type == "bullet_list_open":
            return block.start, "Beri [ ] atau [x] di depan setiap pilihan, misalnya - [x] Teks."
        if is_step_list(block):
            return block.start, "Daftar bernomor memerlukan {jenis=urutan} di belakang pertanyaan."
        if is_pair_table(block):
            return block.start, "Tabel pasangan memerlukan {jenis=jodoh} di belakang pertanyaan."
    return heading.start, "Soal ini belum punya pilihan. Tulis misalnya - [x] Teks."


def _stray(block: Block) -> tuple[Code, str]:
    if block.type == "blockquote_open":
        return Code.UMPAN_BALIK, "Umpan balik harus menjorok empat spasi di bawah pilihannya."
    if is_choice_list(block):
        return Code.PILIHAN, "Pilihan terputus menjadi dua daftar. Satukan dengan tanda yang sama."
    return Code.SUSUNAN, "Teks di antara jawaban dan ### Penjelasan tidak akan tampil. Pindahkan ke atas."
