"""`modul.md`: fields, then one section for each `## ` heading."""

import re
from dataclasses import dataclass, field, replace

from app.materials.parsing.attributes import split_attributes
from app.materials.parsing.blocks import Block, blocks_of, heading_text
from app.materials.parsing.fields import Fields
from app.materials.parsing.footnotes import Notes, gather, note_problems, with_notes
from app.materials.parsing.front_matter import open_document
from app.materials.parsing.references import scan
from app.materials.parsing.spelling import spelling_problems
from app.materials.rules.address import Address, DocumentKind, address_of, slugify
from app.materials.rules.draft import Heading, ModuleDraft, Passage, Reference, SectionDraft, Target
from app.materials.rules.problem import Code, Problem, galat, in_order

KEYS = (
    "judul",
    "ringkasan",
    "tujuan",
    "menit",
    "jp",
    "prasyarat",
    "dasar",
    "salah_kaprah",
    "instrumen",
    "narasumber",
)
INSTRUMENTS = (2020, 2026)
LONGEST_LEAD = 120
SHORTEST_LEAD = 30
TAKEN_BY_THE_PAGE = re.compile(r"isi\Z|latihan-")
WORD = re.compile(r"\w[\w'’-]*")
MARKS = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\))?|[*_`]")


@dataclass(slots=True)
class _Reader:
    """What the walk through the body gathers."""

    path: str
    lines: list[str]
    first_line: int
    notes: Notes
    sections: list[SectionDraft] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, line: int, code: Code, sentence: str) -> None:
        self.problems.append(galat(self.path, line, code, sentence))

    def source(self, start: int, end: int) -> str:
        return "\n".join(self.lines[start - self.first_line : end - self.first_line])


def parse_module(text: str, path: str) -> ModuleDraft:
    """The module that this text describes; never raises, and its `problems` say what is wrong where."""
    path = str(path)
    opened = open_document(text, path)
    draft = _fields(opened.fields, path)
    notes = gather(opened.body.split("\n"), first_line=opened.first_line)
    reader = _Reader(path, notes.lines, opened.first_line, notes)
    _sections(reader)
    if not reader.sections and opened.is_readable:
        reader.fault(
            opened.first_line, Code.BAGIAN, "Modul belum punya bagian. Mulai dengan baris ## Judul bagian."
        )
    reader.problems += note_problems(notes, path, first_line=opened.first_line)
    problems = [*opened.fields.problems, *reader.problems, *spelling_problems(text, path)]
    return replace(
        draft,
        sections=tuple(reader.sections),
        references=(*opened.fields.references, *reader.references),
        problems=tuple(in_order(problems)),
    )


def _fields(fields: Fields, path: str) -> ModuleDraft:
    draft = ModuleDraft(
        path=path,
        address=address_of(path) or Address(DocumentKind.MODUL, ""),
        title=fields.text("judul", longest=120),
        summary=fields.text("ringkasan", longest=400),
        objectives=fields.texts("tujuan", required=True),
        minutes=fields.whole("menit", None, least=1, most=600),
        jp=fields.decimal("jp"),
        prerequisites=fields.codes("prasyarat", Target.MODULE),
        legal=fields.codes("dasar", Target.LEGAL),
        salah_kaprah=fields.codes("salah_kaprah", Target.BELIEF),
        instruments=_instruments(fields),
        speaker=fields.optional_text("narasumber", longest=200),
        sections=(),
        references=(),
        problems=(),
    )
    if fields.entries:
        fields.refuse_unknown(KEYS)
    return draft


def _instruments(fields: Fields) -> tuple[int, ...]:
    years = fields.whole_numbers("instrumen")
    if any(year not in INSTRUMENTS for year in years):
        fields.fault("instrumen", "Instrumen yang dikenal hanya 2020 dan 2026.")
    return tuple(year for year in dict.fromkeys(years) if year in INSTRUMENTS)


def _sections(reader: _Reader) -> None:
    text = "\n".join(reader.lines)
    blocks = blocks_of(text, first_line=reader.first_line)
    for block in blocks:
        _refuse_heading(reader, block)
    starts = [index for index, block in enumerate(blocks) if block.level == 2 and not block.underlined]
    before = blocks[: starts[0]] if starts else blocks
    if before and starts:
        reader.fault(
            before[0].start, Code.BAGIAN, "Teks sebelum bagian pertama tidak akan tampil. Pindahkan."
        )
    for place, index in enumerate(starts):
        stop = starts[place + 1] if place + 1 < len(starts) else len(blocks)
        end = blocks[stop].start if stop < len(blocks) else reader.first_line + len(reader.lines)
        reader.sections.append(_section(reader, blocks[index], blocks[index + 1 : stop], end))


def _refuse_heading(reader: _Reader, block: Block) -> None:
    if block.underlined:
        sentence = "Garis di bawah teks membuatnya menjadi judul. Beri baris kosong di atas garis."
        reader.fault(block.start, Code.BAGIAN, sentence)
    elif block.level == 1:
        reader.fault(block.start, Code.BAGIAN, "Judul modul sudah ada di kunci judul. Pakai ## untuk bagian.")


def _section(reader: _Reader, heading: Block, blocks: list[Block], end: int) -> SectionDraft:
    title, anchor = _heading(reader, heading.start)
    taken = {section.anchor for section in reader.sections}
    if anchor in taken:
        reader.fault(
            heading.start, Code.ALAMAT_ULANG, f'Alamat "{anchor}" sudah dipakai. Beri {{#alamat}} lain.'
        )
    headings = _inner_headings(reader, blocks)
    written = Passage(reader.source(heading.start + 1, end), heading.start + 1)
    found = scan(Passage(with_notes(written.text, reader.notes), written.line), reader.path)
    reader.references += found.references
    reader.problems += found.problems
    if not written.text.strip():
        reader.fault(heading.start, Code.BAGIAN, "Bagian ini belum berisi.")
    return SectionDraft(
        line=heading.start,
        anchor=anchor,
        title=title,
        body=Passage(with_notes(_with_anchors(written, headings), reader.notes), written.line),
        words=len(WORD.findall(MARKS.sub(r"\1", written.text))),
        lead=_lead(blocks),
        headings=tuple(headings),
    )


def _heading(reader: _Reader, line: int) -> tuple[str, str]:
    source = heading_text(reader.source(line, line + 1))
    title, attributes = split_attributes(source, path=reader.path, line=line)
    attributes.refuse_unknown(())
    reader.problems += attributes.problems
    title = MARKS.sub(r"\1", title).strip()
    if not title:
        reader.fault(line, Code.BAGIAN, "Judul ini belum berisi kata.")
    return title, attributes.anchor or slugify(title)


def _inner_headings(reader: _Reader, blocks: list[Block]) -> list[Heading]:
    found: list[Heading] = []
    for block in blocks:
        if block.level < 3 or block.underlined:
            continue
        title, anchor = _heading(reader, block.start)
        if TAKEN_BY_THE_PAGE.match(anchor):
            reader.fault(
                block.start, Code.ALAMAT_ULANG, f'Alamat "{anchor}" dipakai halaman. Beri {{#alamat}} lain.'
            )
        if any(heading.anchor == anchor for heading in found):
            sentence = f'Alamat "{anchor}" sudah dipakai di bagian ini. Beri {{#alamat}} lain.'
            reader.fault(block.start, Code.ALAMAT_ULANG, sentence)
        found.append(Heading(anchor, title, block.start))
    return found


def _with_anchors(body: Passage, headings: list[Heading]) -> str:
    """The text with the address of every inner heading written out, so that the renderer need not guess."""
    lines = body.text.split("\n")
    for heading in headings:
        index = heading.line - body.line
        marks = lines[index].lstrip().split(None, 1)[0]
        title, _ = split_attributes(heading_text(lines[index]), path="", line=0)
        lines[index] = f"{marks} {title} {{#{heading.anchor}}}"
    return "\n".join(lines)


def _lead(blocks: list[Block]) -> str:
    first = next((block for block in blocks if block.type == "paragraph_open"), None)
    content = next((token.content for token in first.tokens if token.type == "inline"), "") if first else ""
    if content.startswith("!!!"):
        return ""
    words = " ".join(MARKS.sub(r"\1", content).split())
    lead = ""
    for sentence in re.split(r"(?<=[.?!])\s", words):
        if len(lead) >= SHORTEST_LEAD:
            break
        lead = f"{lead} {sentence}".strip()
    if len(lead) <= LONGEST_LEAD:
        return lead
    return lead[:LONGEST_LEAD].rsplit(" ", 1)[0].rstrip(",;:") + "…"
