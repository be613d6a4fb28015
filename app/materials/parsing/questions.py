"""`kuis.md`, `latihan.md` and `tes.md`: fields, then one question for each `## ` heading."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.materials.parsing.attributes import Attributes, split_attributes
from app.materials.parsing.blocks import Block, blocks_of, heading_text
from app.materials.parsing.choices import Choices, choices_of, is_choice_list
from app.materials.parsing.fields import Fields
from app.materials.parsing.front_matter import open_document
from app.materials.parsing.references import Found, scan, scan_line
from app.materials.parsing.spelling import spelling_problems
from app.materials.rules.address import Address, DocumentKind, address_of, slugify, suggestion
from app.materials.rules.draft import Passage, QuestionDraft, QuestionsDraft, Reference, Target
from app.materials.rules.problem import Code, Problem, galat, in_order
from app.materials.rules.quiz import FeedbackRule, QuestionType, SetKind

KEYS = (
    "judul",
    "jenis",
    "ambang",
    "percobaan",
    "percobaan_per_hari",
    "jeda_menit",
    "dibuka",
    "ditutup",
    "batas_menit",
    "acak_soal",
    "acak_pilihan",
    "keyakinan",
    "ditarik",
    "umpan_balik",
    "ambil",
)
QUESTION_ATTRIBUTES = ("jenis", "bobot", "urut-tetap", "diagnostik", "menggantikan", "toleransi")
GROUP_ATTRIBUTES = ("ambil", "bentuk")
LATER_TYPES = ("urutan", "jodoh", "isian", "angka")
TYPES = (*(member.value for member in QuestionType), *LATER_TYPES)
USUAL_KIND = {DocumentKind.TES: SetKind.TES, DocumentKind.LATIHAN: SetKind.LATIHAN}
DEFAULT_PASS = Fraction(7, 10)
MINUTES_A_YEAR = 366 * 24 * 60
EXPLANATION = "penjelasan"


@dataclass(slots=True)
class _Reader:
    """What the walk through the body gathers."""

    path: str
    lines: list[str]
    first_line: int
    test: bool
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
    draft = _fields(opened.fields, path)
    reader = _Reader(path, opened.body.split("\n"), opened.first_line, draft.kind is SetKind.TES)
    _walk(reader)
    if not reader.questions and opened.body:
        reader.fault(
            opened.first_line, Code.SUSUNAN, "Berkas ini belum punya soal. Mulai dengan baris ## Soal."
        )
    _refuse_twice(reader)
    problems = [*opened.fields.problems, *reader.problems, *spelling_problems(text, path)]
    return replace(
        draft,
        questions=tuple(reader.questions),
        references=(*opened.fields.references, *reader.references),
        problems=tuple(in_order(problems)),
    )


def _fields(fields: Fields, path: str) -> QuestionsDraft:
    address = address_of(path) or Address(DocumentKind.KUIS, "")
    usual = USUAL_KIND.get(address.kind, SetKind.KUIS)
    kind = fields.member("jenis", SetKind, usual) or usual
    immediate = FeedbackRule.LANGSUNG if kind is SetKind.LATIHAN else FeedbackRule.SETELAH_KIRIM
    draft = QuestionsDraft(
        path=path,
        address=address,
        title=fields.text("judul", longest=120),
        kind=kind,
        pass_mark=fields.share("ambang", DEFAULT_PASS) or DEFAULT_PASS,
        attempts_allowed=fields.whole("percobaan", 0, most=100),
        attempts_window_days=fields.whole("percobaan_per_hari", 0, most=3650),
        pause_minutes=fields.whole("jeda_menit", 0, most=MINUTES_A_YEAR),
        limit_minutes=fields.whole("batas_menit", 0, most=24 * 60),
        opens_at=fields.instant("dibuka"),
        closes_at=fields.instant("ditutup"),
        shuffle_questions=fields.yes_no("acak_soal"),
        shuffle_choices=fields.yes_no("acak_pilihan"),
        ask_confidence=fields.yes_no("keyakinan"),
        feedback=fields.member("umpan_balik", FeedbackRule, immediate) or immediate,
        retired=fields.texts("ditarik"),
        questions=(),
        references=(),
        problems=(),
    )
    if fields.entries:
        fields.refuse_unknown(KEYS)
        _refuse_fields(fields, draft)
    return draft


def _refuse_fields(fields: Fields, draft: QuestionsDraft) -> None:
    if "ambil" in fields.entries:
        fields.fault(
            "ambil", "Kunci ambil belum didukung. Semua soal berkas ini ditanyakan.", Code.BELUM_DIDUKUNG
        )
    if draft.feedback is FeedbackRule.SETELAH_TUTUP and draft.closes_at is None:
        fields.fault("umpan_balik", "Umpan balik setelah-tutup memerlukan kunci ditutup.")
    if _wrong_way_round(draft):
        fields.fault("ditutup", "Waktu ditutup harus sesudah waktu dibuka.")
    allowed = {DocumentKind.KUIS: (SetKind.KUIS, SetKind.LATIHAN), DocumentKind.TES: (SetKind.TES,)}
    kinds = allowed.get(draft.address.kind, (SetKind.LATIHAN,))
    if draft.kind not in kinds:
        words = " atau ".join(kinds)
        fields.fault("jenis", f"Berkas ini harus berjenis {words}.")


def _wrong_way_round(draft: QuestionsDraft) -> bool:
    if draft.opens_at is None or draft.closes_at is None:
        return False
    if (draft.opens_at.tzinfo is None) != (draft.closes_at.tzinfo is None):
        return False
    return draft.closes_at <= draft.opens_at


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
            sentence = "Garis di bawah teks membuatnya menjadi judul. Beri baris kosong di atas garis."
            reader.fault(blocks[index].start, Code.SUSUNAN, sentence)
        elif blocks[index].level == 1:
            _group(reader, blocks[index], blocks[index + 1 : stop])
        else:
            _question(reader, blocks[index], blocks[index + 1 : stop], end)


def _group(reader: _Reader, heading: Block, blocks: list[Block]) -> None:
    _, attributes = _attributes_of(reader, heading)
    attributes.refuse_unknown(GROUP_ATTRIBUTES, anchor=False)
    for name in GROUP_ATTRIBUTES:
        if name in attributes.values:
            attributes.fault(f'Atribut "{name}" belum didukung.', Code.BELUM_DIDUKUNG)
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
    choices = _choices(reader, heading, asking, attributes)
    body = _body(reader, heading, asking, blocks, end)
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
        type=_type(attributes, choices),
        weight=attributes.whole("bobot", 1),
        diagnostic=attributes.values.get("diagnostik"),
        fixed_order=attributes.yes_no("urut-tetap"),
        replaces=attributes.values.get("menggantikan"),
        stem=stem,
        body=body,
        explanation=explanation,
        choices=tuple(choices.drafts),
    )
    if question.diagnostic:
        reader.references.append(Reference(Target.BELIEF, question.diagnostic, heading.start))
    reader.problems += attributes.problems
    reader.questions.append(question)


def _split_at_explanation(reader: _Reader, blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    for block in blocks:
        if (
            block.level == 3
            and heading_text(reader.passage(block.start, block.end).text).lower() != EXPLANATION
        ):
            sentence = "Judul ### hanya untuk Penjelasan. Pakai huruf tebal untuk judul lain."
            reader.fault(block.start, Code.SUSUNAN, sentence)
        if block.underlined:
            sentence = "Garis di bawah teks membuatnya menjadi judul. Beri baris kosong di atas garis."
            reader.fault(block.start, Code.SUSUNAN, sentence)
    for index, block in enumerate(blocks):
        if (
            block.level == 3
            and heading_text(reader.passage(block.start, block.end).text).lower() == EXPLANATION
        ):
            return blocks[:index], blocks[index:]
    return blocks, []


def _choices(reader: _Reader, heading: Block, asking: list[Block], attributes: Attributes) -> Choices:
    index = next((number for number, block in enumerate(asking) if is_choice_list(block)), None)
    later = attributes.values.get("jenis") in LATER_TYPES
    if index is None:
        if not later:
            _refuse_missing(reader, heading, asking)
        return Choices()
    for stray in asking[index + 1 :]:
        reader.fault(stray.start, *_stray(stray))
    found = choices_of(asking[index], reader.lines, first_line=reader.first_line, path=reader.path)
    reader.problems += found.problems
    reader.references += found.references
    return found


def _refuse_missing(reader: _Reader, heading: Block, asking: list[Block]) -> None:
    plain = next((block for block in asking if block.type == "bullet_list_open"), None)
    if plain is not None:
        reader.fault(
            plain.start, Code.PILIHAN, "Beri [ ] atau [x] di depan setiap pilihan, misalnya - [x] Teks."
        )
    else:
        reader.fault(heading.start, Code.PILIHAN, "Soal ini belum punya pilihan. Tulis misalnya - [x] Teks.")


def _stray(block: Block) -> tuple[Code, str]:
    if block.type == "blockquote_open":
        return Code.UMPAN_BALIK, "Umpan balik harus menjorok empat spasi di bawah pilihannya."
    if is_choice_list(block):
        return Code.PILIHAN, "Pilihan terputus menjadi dua daftar. Satukan dengan tanda yang sama."
    return Code.SUSUNAN, "Teks di antara pilihan dan ### Penjelasan tidak akan tampil. Pindahkan ke atas."


def _body(reader: _Reader, heading: Block, asking: list[Block], blocks: list[Block], end: int) -> Passage:
    """What stands between the question and its options."""
    stop = next((block.start for block in asking if is_choice_list(block)), None)
    if stop is None:
        stop = blocks[len(asking)].start if len(asking) < len(blocks) else end
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


def _type(attributes: Attributes, choices: Choices) -> QuestionType | None:
    written = attributes.values.get("jenis")
    if written in LATER_TYPES:
        attributes.fault(
            f'Jenis soal "{written}" belum tersedia. Pakai tunggal atau ganda.', Code.BELUM_DIDUKUNG
        )
        return None
    if "toleransi" in attributes.values:
        attributes.fault(
            'Atribut "toleransi" hanya untuk jenis angka, yang belum tersedia.', Code.BELUM_DIDUKUNG
        )
    if written is None:
        several = sum(draft.correct for draft in choices.drafts) > 1
        return QuestionType.GANDA if several else QuestionType.TUNGGAL
    if written not in TYPES:
        attributes.fault(
            f'Jenis soal "{written[:40]}" tidak dikenal.{suggestion(written, TYPES)}', Code.JENIS
        )
        return None
    return QuestionType(written)


def _refuse_twice(reader: _Reader) -> None:
    first: dict[str, int] = {}
    for question in reader.questions:
        if question.key in first:
            sentence = (
                f'Kunci "{question.key}" sudah dipakai di baris {first[question.key]}. Beri kunci lain.'
            )
            reader.fault(question.line, Code.KUNCI_ULANG, sentence)
        first.setdefault(question.key, question.line)
