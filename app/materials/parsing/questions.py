"""`kuis.md`, `latihan.md` and `tes.md`: fields, then one question for each `## ` heading."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.materials.parsing.answers import Answer, Source, answer_of, usual_type, written_type
from app.materials.parsing.attributes import Attributes, split_attributes
from app.materials.parsing.blocks import Block, blocks_of, heading_text
from app.materials.parsing.front_matter import open_document
from app.materials.parsing.groups import group_of, group_problems
from app.materials.parsing.references import Found, scan, scan_line
from app.materials.parsing.set_fields import set_of
from app.materials.parsing.spelling import spelling_problems
from app.materials.rules.address import slugify
from app.materials.rules.draft import GroupDraft, Passage, QuestionDraft, QuestionsDraft, Reference, Target
from app.materials.rules.number import read_number
from app.materials.rules.problem import Code, Problem, galat, in_order
from app.materials.rules.quiz import QuestionType, SetKind

QUESTION_ATTRIBUTES = ("jenis", "bobot", "urut-tetap", "diagnostik", "menggantikan", "toleransi")
EXPLANATION = "penjelasan"
UNDERLINED = "Garis di bawah teks membuatnya menjadi judul. Beri baris kosong di atas garis."


@dataclass(slots=True)
class _Reader:
    """What the walk through the body gathers."""

    path: str
    lines: list[str]
    first_line: int
    test: bool
    groups: list[GroupDraft] = field(default_factory=list)
    questions: list[QuestionDraft] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, line: int, code: Code, sentence: str) -> None:
        self.problems.append(galat(self.path, line, code, sentence))

    def passage(self, start: int, end: int) -> Passage:
        """The lines from `start` until before `end`, without empty lines at both ends."""
        lines = self.lines[start - self.first_line : end - self.first_line]
        while lines and not lines[-1].strip():
            lines.pop()
        while lines and not lines[0].strip():
            lines.pop(0)
            start += 1
        return Passage("\n".join(lines), start)

    def take(self, found: Found) -> None:
        self.references += found.references
        self.problems += found.problems


def parse_questions(text: str, path: str) -> QuestionsDraft:
    """The question set that this text describes; never raises, and its `problems` say what is wrong where."""
    path = str(path)
    opened = open_document(text, path)
    draft = set_of(opened.fields, path)
    reader = _Reader(path, opened.body.split("\n"), opened.first_line, draft.kind is SetKind.TES)
    _walk(reader)
    if not reader.questions and opened.is_readable:
        reader.fault(
            opened.first_line, Code.SUSUNAN, "Berkas ini belum punya soal. Mulai dengan baris ## Soal."
        )
    _refuse_twice(reader)
    draft = replace(draft, groups=tuple(reader.groups), questions=tuple(reader.questions))
    reader.problems += group_problems(draft, opened.fields)
    problems = [*opened.fields.problems, *reader.problems, *spelling_problems(text, path)]
    return replace(
        draft,
        references=(*opened.fields.references, *reader.references),
        problems=tuple(in_order(problems)),
    )


def _walk(reader: _Reader) -> None:
    blocks = blocks_of("\n".join(reader.lines), first_line=reader.first_line)
    last = reader.first_line + len(reader.lines)
    starts = [index for index, block in enumerate(blocks) if block.level in (1, 2)]
    lead = blocks[: starts[0]] if starts else blocks
    if lead and starts:
        reader.fault(lead[0].start, Code.SUSUNAN, "Teks sebelum soal pertama tidak akan tampil. Pindahkan.")
    for place, index in enumerate(starts):
        stop = starts[place + 1] if place + 1 < len(starts) else len(blocks)
        end = blocks[stop].start if stop < len(blocks) else last
        if blocks[index].underlined:
            reader.fault(blocks[index].start, Code.SUSUNAN, UNDERLINED)
        elif blocks[index].level == 1:
            _group(reader, blocks[index], blocks[index + 1 : stop])
        else:
            _question(reader, blocks[index], blocks[index + 1 : stop], end)


def _group(reader: _Reader, heading: Block, blocks: list[Block]) -> None:
    title, attributes = _attributes_of(reader, heading)
    reader.groups.append(group_of(title, attributes, len(reader.groups) + 1))
    reader.problems += attributes.problems
    if blocks:
        reader.fault(
            blocks[0].start, Code.SUSUNAN, "Teks di bawah judul kelompok tidak akan tampil. Pindahkan."
        )


def _attributes_of(reader: _Reader, heading: Block) -> tuple[str, Attributes]:
    source = heading_text(reader.lines[heading.start - reader.first_line])
    return split_attributes(source, path=reader.path, line=heading.start)


def _question(reader: _Reader, heading: Block, blocks: list[Block], end: int) -> None:
    stem, attributes = _attributes_of(reader, heading)
    attributes.refuse_unknown(QUESTION_ATTRIBUTES)
    if not stem:
        reader.fault(heading.start, Code.SUSUNAN, "Soal ini belum berisi pertanyaan.")
    asking, explaining = _split_at_explanation(reader, blocks)
    named = written_type(attributes)
    answer = answer_of(asking, named, heading, Source(reader.path, reader.lines, reader.first_line))
    reader.problems += answer.choices.problems
    reader.references += answer.choices.references
    body = _body(reader, heading, answer, explaining[0].start if explaining else end)
    explanation = _explanation(reader, heading, explaining, end)
    if reader.test and attributes.anchor is None:
        reader.fault(
            heading.start, Code.WAJIB_ISI, "Soal tes wajib punya kunci {#kunci} di belakang pertanyaan."
        )
    reader.take(scan_line(stem, heading.start, reader.path))
    question = QuestionDraft(
        line=heading.start,
        key=attributes.anchor or slugify(stem),
        key_given=attributes.anchor is not None,
        type=named or (None if "jenis" in attributes.values else usual_type(answer.choices)),
        weight=attributes.whole("bobot", 1),
        diagnostic=attributes.values.get("diagnostik"),
        fixed_order=attributes.yes_no("urut-tetap"),
        replaces=attributes.values.get("menggantikan"),
        stem=stem,
        body=body,
        explanation=explanation,
        choices=tuple(answer.choices.drafts),
        tolerance=_tolerance(attributes, named),
        group=reader.groups[-1].number if reader.groups else None,
    )
    if question.diagnostic:
        reader.references.append(Reference(Target.BELIEF, question.diagnostic, heading.start))
    reader.problems += attributes.problems
    reader.questions.append(question)


def _tolerance(attributes: Attributes, named: QuestionType | None) -> Decimal:
    written = attributes.values.get("toleransi")
    if written is None:
        return Decimal(0)
    if named is not QuestionType.ANGKA:
        attributes.fault('Atribut "toleransi" hanya untuk jenis angka.')
    found = read_number(written)
    if found is None or found < 0:
        attributes.fault('Isi atribut "toleransi" dengan angka, misalnya toleransi=0,01.')
        return Decimal(0)
    return found


def _split_at_explanation(reader: _Reader, blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    explains = [
        block.level == 3 and heading_text(reader.passage(block.start, block.end).text).lower() == EXPLANATION
        for block in blocks
    ]
    for block, is_explanation in zip(blocks, explains, strict=True):
        if block.level == 3 and not is_explanation:
            sentence = "Judul ### hanya untuk Penjelasan. Pakai huruf tebal untuk judul lain."
            reader.fault(block.start, Code.SUSUNAN, sentence)
        if block.underlined:
            reader.fault(block.start, Code.SUSUNAN, UNDERLINED)
    index = explains.index(True) if True in explains else len(blocks)
    return blocks[:index], blocks[index:]


def _body(reader: _Reader, heading: Block, answer: Answer, end: int) -> Passage:
    """What stands between the question and its answer."""
    stop = end if answer.block is None else answer.block.start
    body = reader.passage(heading.start + 1, stop)
    reader.take(scan(body, reader.path))
    return body


def _explanation(reader: _Reader, heading: Block, explaining: list[Block], end: int) -> Passage | None:
    if not explaining:
        sentence = "Soal ini belum punya penjelasan. Tulis ### Penjelasan di bawah pilihannya."
        reader.fault(heading.start, Code.PENJELASAN, sentence)
        return None
    passage = reader.passage(explaining[0].start + 1, end)
    if not passage.text:
        reader.fault(explaining[0].start, Code.PENJELASAN, "Penjelasan ini belum berisi.")
    reader.take(scan(passage, reader.path))
    return passage


def _refuse_twice(reader: _Reader) -> None:
    first: dict[str, int] = {}
    for question in reader.questions:
        if question.key in first:
            sentence = (
                f'Kunci "{question.key}" sudah dipakai di baris {first[question.key]}. Beri kunci lain.'
            )
            reader.fault(question.line, Code.KUNCI_ULANG, sentence)
        first.setdefault(question.key, question.line)
