"""Questions from and to elsewhere: every construct is understood or named, and nothing executes."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.materials.exchange import WRITERS, Understood, as_json, as_markdown, template, understand
from app.materials.parsing import parse_questions
from app.materials.rules.quiz import QuestionType

CONTENT = Path(__file__).resolve().parents[2] / "content"


def read(text: str | bytes, source: str) -> Understood:
    return understand(text.encode() if isinstance(text, str) else text, source)


def only(found: Understood):  # type: ignore[no-untyped-def]
    assert [each.text for each in found.errors] == []
    (question,) = found.questions
    return question


def shape(text: str, source: str) -> tuple[str, list[tuple[str, float]]]:
    question = only(read(text, source))
    return question.type, [(option.text, option.fraction) for option in question.options]


GIFT = [
    ("S {=a ~b ~c}", "tunggal", [("a", 1), ("b", 0), ("c", 0)]),
    ("S {~%50%a ~%50%b ~%-100%c}", "ganda", [("a", 0.5), ("b", 0.5), ("c", -1)]),
    ("S {=a ~%33.33333%b ~c}", "ganda", [("a", 1), ("b", 0.3333333), ("c", 0)]),
    ("S {T}", "tunggal", [("Benar", 1), ("Salah", 0)]),
    ("S {FALSE}", "tunggal", [("Benar", 0), ("Salah", 1)]),
    ("S {=Palu =%50%Kota Palu}", "isian", [("Palu", 1), ("Kota Palu", 0.5)]),
    ("S {=a -> 1 =b -> 2 = -> 3}", "jodoh", [("1", 1), ("2", 1), ("3", 0)]),
    ("S {#47:0.5}", "angka", [("47", 1)]),
    ("S {#=1822:0 =%50%1822:2}", "angka", [("1822", 1), ("1822", 0.5)]),
    ("S {}", "esai", []),
    (r"S \{1\} {=a\=b ~c\~d\#e}", "tunggal", [("a=b", 1), ("c~d#e", 0)]),
    ("S {\n=a\n\n~b\n}", "tunggal", [("a", 1), ("b", 0)]),
]


@pytest.mark.parametrize(("text", "kind", "options"), GIFT)
def test_gift_types(text: str, kind: str, options: list[tuple[str, float]]) -> None:
    assert shape(text, "gift") == (kind, options)


def test_gift_names_feedback_tags_and_formats() -> None:
    text = "// [id:satu] [tag:dasar]\n::Judul::[html]<p>Apa <b>itu</b>?</p>{=a#Ya\\: benar ~b#Tidak ####Umum}"
    question = only(found := read(text, "gift"))
    assert (question.key, question.tags, question.line) == ("satu", ("dasar",), 2)
    assert (question.stem, question.feedback) == ("Apa **itu**?", "Umum")
    assert [option.feedback for option in question.options] == ["Ya: benar", "Tidak"]
    assert [loss.construct for loss in found.losses] == ["judul"]


def test_gift_true_false_feedback_stands_at_what_it_is_about() -> None:
    question = only(read("S {TRUE#keliru#tepat}", "gift"))
    assert [(option.text, option.feedback) for option in question.options] == [
        ("Benar", "tepat"),
        ("Salah", "keliru"),
    ]


def test_gift_range_and_missing_word() -> None:
    (option,) = only(read("S {#1..5}", "gift")).options
    assert (option.text, option.tolerance) == ("3", 2)
    assert only(read("Kota {=Palu ~Poso} adalah ibu kota.", "gift")).stem == "Kota _____ adalah ibu kota."


LOST = [
    ("gift", "$CATEGORY: a/b\n\nS {=a ~b}", 1, "kategori"),
    ("gift", "// catatan\nS {=a ~b}", 1, "komentar"),
    ("gift", "Hanya teks\n\nS {=a ~b}", 1, "keterangan"),
    ("gift", "[html]S<img src=x.png> {=a ~b}", 1, "gambar"),
    ("gift", "[html]S<script>x</script> {=a ~b}", 1, "<script>"),
    ("gift", "[html]S <a href='javascript\\:x'>t</a> {=a ~b}", 1, "tautan"),
    ("text2qti", "Quiz title: K\n\n1. S\na) x\n*b) y", 1, "quiz title"),
    ("text2qti", "shuffle answers: true\n\n1. S\na) x\n*b) y", 1, "pengaturan"),
    ("text2qti", "Points: 3\n1. S\na) x\n*b) y", 1, "poin"),
    ("text2qti", "GROUP\npick: 1\n1. S\na) x\n*b) y\nEND_GROUP", 1, "kelompok"),
    ("text2qti", "```{.python .run}\nprint(1)\n```\n1. S\na) x\n*b) y", 1, "kode"),
    ("text2qti", "% catatan\n1. S\na) x\n*b) y", 1, "komentar"),
    ("text2qti", "COMMENT\nx\nEND_COMMENT\n1. S\na) x\n*b) y", 1, "komentar"),
    ("text2qti", "1. S ![alt](a.png)\na) x\n*b) y", 1, "gambar"),
    ("text2qti", "1. S $x^2$\na) x\n*b) y", 1, "rumus"),
    ("text2qti", "1. S\n+ bagus\na) x\n*b) y", 1, "umpan balik benar"),
    ("text2qti", "1. S\n^^^^", 1, "unggah berkas"),
    ("teks", "Judul latihan\n1. S\nA. x\nB. y\nJawaban: B", 1, "teks di luar soal"),
    ("gift", "[markdown]S ![alt](a.png) {=a ~b}", 1, "gambar"),
    ("gift", "S $$x^2$$ {=a ~b}", 1, "rumus"),
    ("gift", "S {=Pal*}", 1, "tanda *"),
    ("gift", "S {#=3 ~#jauh}", 1, "umpan balik jawaban lain"),
    ("gift", "S {TRUE#salah#benar#lagi}", 1, "umpan balik"),
    ("aiken", "S\n*A. x\nB. y\nANSWER: A", 2, "tanda *"),
]


@pytest.mark.parametrize(("source", "text", "line", "construct"), LOST)
def test_what_does_not_come_along_is_named_with_its_line(
    source: str, text: str, line: int, construct: str
) -> None:
    found = read(text, source)
    assert (line, construct) in [(loss.line, loss.construct) for loss in found.losses]
    assert len(found.questions) == 1
    assert found.errors == []


BROKEN = [
    ("gift", "S {=a ~b", 1, "kurawal"),
    ("gift", "S {=a {x} ~b}", 1, "kurawal"),
    ("gift", "{=a ~b}", 1, "pertanyaan"),
    ("gift", "S {~a ~b}", 1, "jawaban benar"),
    ("gift", "S {#lima}", 1, "tidak dapat dibaca"),
    ("gift", "S {=a ~}", 1, "belum berisi"),
    ("aiken", "S\nA. x\nB. y", 1, "Kunci"),
    ("aiken", "S\nA. x\nB. y\nANSWER: D", 1, "Kunci D"),
    ("aiken", "S\nA. x\nANSWER: A", 1, "satu pilihan"),
    ("aiken", "S\nA. x\nA. y\nANSWER: A", 1, "dua"),
    ("aiken", "A. x\nB. y\nANSWER: A", 1, "pertanyaan"),
    ("aiken", "S\nANSWER: A", 1, "pilihan"),
    ("text2qti", "1. S\na) x\nb) y", 1, "jawaban benar"),
    ("text2qti", "1. S\n*a) x\n*b) y", 1, "lebih dari satu"),
    ("text2qti", "1. S", 1, "belum punya jawaban"),
    ("text2qti", "1. S\n*a) x\n[*] y", 1, "mencampur"),
    ("text2qti", "1. S\n= lima", 1, "tidak dapat dibaca"),
    ("text2qti", "apa ini", 1, "tidak dikenali"),
    ("text2qti", "COMMENT\n1. S\na) x\n*b) y", 4, "tidak ditutup"),
    ("teks", "1. S\nA. x\nB. y", 1, "Kunci"),
    ("teks", "1. S\nA. x\nB. y\nKunci jawaban\n1. B\n7. A", 6, "soal 7"),
    ("moodle-xml", "<quiz><question type='truefalse'></quiz>", 1, "rusak"),
    ("moodle-xml", "<apa/>", 1, "bukan Moodle XML"),
    ("qti12", "<apa/>", 1, "bukan QTI"),
    ("qti12", b"PK\x03\x04rusak", 1, "rusak"),
    ("xlsx", b"bukan", 1, "lembar kerja"),
    ("gift", b"\x81\x8d\x8f{=a ~b}", 1, "bukan berkas teks"),
    ("gift", "S\0 {=a ~b}", 1, "bukan berkas teks"),
    ("aiken", "", 1, "Tidak ada soal"),
    ("gift", "x" * 200_000, 1, "100.000"),
    ("aiken", b"x" * 5_000_001, 1, "5 MB"),
]


@pytest.mark.parametrize(("source", "text", "line", "words"), BROKEN)
def test_what_cannot_be_read_is_said_with_its_line(
    source: str, text: str | bytes, line: int, words: str
) -> None:
    found = read(text, source)
    assert any(each.line == line and words in each.text for each in found.errors), found.errors


def test_one_broken_question_takes_no_other_with_it() -> None:
    found = read("S {=a ~b}\n\nT {~a ~b}\n\nU {=a ~b}", "gift")
    assert [question.stem for question in found.questions] == ["S", "U"]
    assert [fault.line for fault in found.errors] == [3]


def test_encodings() -> None:
    text = "Café apa?\r\nA. é\r\nB. y\r\nANSWER: A\r\n"
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert only(read(data, "aiken")).options[0].text == "é"
    guessed = read(text.encode("cp1252"), "aiken")
    assert only(guessed).options[0].text == "é"
    assert [loss.construct for loss in guessed.losses] == ["pengodean"]


def test_text_pasted_from_word() -> None:
    text = """1. Pilih dua\nA. satu\nB. dua\nC. tiga\nJawaban: A dan C\nPembahasan: karena\n
2) Apa\u00a0ini?\na. x\tb. y\n*c. z\n\n3. Jelaskan.\n"""
    found = read(text, "teks")
    assert [(question.type, question.feedback) for question in found.questions] == [
        ("ganda", "karena"),
        ("tunggal", ""),
        ("esai", ""),
    ]
    assert [option.fraction for option in found.questions[1].options] == [0, 0, 1]


def test_plain_words_do_not_turn_into_markup() -> None:
    (question,) = read("S {=2*3*4 ~# judul ~1. satu ~<b>tebal</b> ~a {#kunci}}".replace("#", "\\#").replace(
        "{\\#kunci}", "\\{\\#kunci\\}"
    ), "gift").questions  # fmt: skip
    draft = parse_questions(as_markdown(Understood([question]), title="x"), "modul/01-x/kuis.md")
    assert len(draft.questions[0].choices) == 5
    assert [each.code for each in draft.problems if "PENJELASAN" not in each.code] == []


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/A</text></category></question>
<question type="{kind}">
<name><text>Nama</text></name>
<questiontext format="html"><text><![CDATA[<p>Soal <em>ini</em>?</p>]]></text></questiontext>
<generalfeedback format="html"><text>Umum</text></generalfeedback>
{body}
<tags><tag><text>dasar</text></tag></tags>
</question>
</quiz>"""
ANSWER = '<answer fraction="{0}" format="html"><text>{1}</text><feedback><text>fb</text></feedback></answer>'


@pytest.mark.parametrize(
    ("kind", "body", "expected", "options"),
    [
        (
            "multichoice",
            "<single>true</single>" + ANSWER.format(100, "a") + ANSWER.format(-25, "b"),
            "tunggal",
            [("a", 1), ("b", -0.25)],
        ),
        (
            "multichoice",
            "<single>false</single>"
            + ANSWER.format(50, "a")
            + ANSWER.format(50, "b")
            + ANSWER.format(0, "c"),
            "ganda",
            [("a", 0.5), ("b", 0.5), ("c", 0)],
        ),
        (
            "truefalse",
            ANSWER.format(0, "true") + ANSWER.format(100, "false"),
            "tunggal",
            [("Benar", 0), ("Salah", 1)],
        ),
        ("shortanswer", ANSWER.format(100, "Palu"), "isian", [("Palu", 1)]),
        (
            "matching",
            "<subquestion format='html'><text>a</text><answer><text>1</text></answer></subquestion>"
            "<subquestion format='html'><text></text><answer><text>2</text></answer></subquestion>",
            "jodoh",
            [("1", 1), ("2", 0)],
        ),
        (
            "numerical",
            "<answer fraction='100'><text>3.5</text><tolerance>0.1</tolerance></answer>",
            "angka",
            [("3.5", 1)],
        ),
        (
            "ordering",
            ANSWER.format(100, "satu") + ANSWER.format(100, "dua"),
            "urutan",
            [("satu", 1), ("dua", 1)],
        ),
        ("essay", "", "esai", []),
    ],
)
def test_moodle_xml_types(kind: str, body: str, expected: str, options: list[tuple[str, float]]) -> None:
    found = read(MOODLE.format(kind=kind, body=body), "moodle-xml")
    question = only(found)
    assert (question.type, [(o.text, o.fraction) for o in question.options]) == (expected, options)
    assert (question.stem, question.feedback, question.tags) == ("Soal *ini*?", "Umum", ("dasar",))
    assert question.line == 4
    assert (3, "kategori") in [(loss.line, loss.construct) for loss in found.losses]


@pytest.mark.parametrize("kind", ["cloze", "ddwtos", "calculated", "description"])
def test_other_types_of_moodle_are_named(kind: str) -> None:
    found = read(MOODLE.format(kind=kind, body=""), "moodle-xml")
    assert found.questions == []
    assert len(found.losses) == 2


def moodle(body: str) -> str:
    return MOODLE.format(kind="multichoice", body=ANSWER.format(100, "a") + ANSWER.format(0, "b") + body)


MOODLE_LOST = [
    ("<graderinfo format='html'><text>nilai</text></graderinfo>", "graderinfo"),
    ("<responsetemplate format='html'><text>pola</text></responsetemplate>", "responsetemplate"),
    ("<idnumber>satu</idnumber>", "judul"),
    ("<hidden>1</hidden>", "tersembunyi"),
    ("<shuffleanswers>false</shuffleanswers>", "urutan tetap"),
    ("<hint format='html'><text>coba</text></hint>", "petunjuk"),
    ("<defaultgrade>2</defaultgrade>", "poin"),
    ("<penalty>0.7</penalty>", "pengurangan"),
    ("<penalty>0.3333333</penalty>", "pengurangan"),
    ("<correctfeedback format='html'><text>Bagus</text></correctfeedback>", "umpan balik benar"),
    ("<answer fraction='0' format='markdown'><text>![x](a.png)</text></answer>", "gambar"),
    ("<plugin_qtype/>", "plugin_qtype"),
]


@pytest.mark.parametrize(("body", "construct"), MOODLE_LOST)
def test_what_moodle_says_beside_a_question_is_named(body: str, construct: str) -> None:
    found = read(moodle(body), "moodle-xml")
    assert construct in [loss.construct for loss in found.losses]
    assert found.errors == []
    assert len(found.questions) == 1


QTI = r"""<?xml version="1.0" encoding="UTF-8"?>
<questestinterop><item ident="i" title="Soal">{before}
<presentation><material><mattext texttype="text/plain">S \(x\)</mattext></material>
<response_lid ident="r" rcardinality="{rcardinality}"><render_choice>
<response_label ident="a" rshuffle="No"><material><mattext>a</mattext></material></response_label>
<response_label ident="b"><material><mattext>b</mattext></material></response_label>
</render_choice></response_lid></presentation>
<resprocessing><respcondition><conditionvar><varequal respident="r">a</varequal></conditionvar>
<setvar varname="SCORE">100</setvar></respcondition></resprocessing>
</item></questestinterop>"""
BESIDE = (
    "<objectives><material><mattext>t</mattext></material></objectives>"
    "<rubric><material><mattext>r</mattext></material></rubric><qticomment>k</qticomment>"
)


def test_what_qti_says_beside_a_question_is_named() -> None:
    found = read(QTI.format(before=BESIDE, rcardinality="Single"), "qti12")
    assert only(found).type == "tunggal"
    named = {loss.construct for loss in found.losses}
    assert named == {"tujuan", "rubrik", "komentar", "urutan tetap", "rumus"}


def test_ways_of_answering_in_qti_that_we_do_not_hold_are_named_and_not_misread() -> None:
    found = read(QTI.format(before="", rcardinality="Ordered"), "qti12")
    assert found.questions == []
    assert "jenis urutan" in [loss.construct for loss in found.losses]


NUMERIC = """<questestinterop><item ident="i"><presentation><material><mattext>S</mattext></material>
<response_num ident="r"/></presentation><resprocessing>
<respcondition><conditionvar><varequal respident="r">4</varequal></conditionvar>
<setvar varname="SCORE">100</setvar></respcondition>
<respcondition><conditionvar><vargt respident="r">1</vargt><varlt respident="r">3</varlt></conditionvar>
<setvar varname="SCORE">50</setvar></respcondition>
<respcondition><conditionvar><varequal respident="r">9</varequal></conditionvar>
<setvar varname="SCORE">0</setvar></respcondition>
</resprocessing></item></questestinterop>"""


def test_of_numbers_in_qti_the_share_is_read_and_what_has_no_place_is_named() -> None:
    found = read(NUMERIC, "qti12")
    question = only(found)
    assert [(each.text, each.fraction, each.tolerance) for each in question.options] == [
        ("4", 1.0, 0.0),
        ("2", 0.5, 1.0),
    ]
    assert [loss.construct for loss in found.losses] == ["batas", "jawaban tanpa nilai"]


def test_the_solution_of_text2qti_explains_to_everybody() -> None:
    question = only(read("1. S\na) x\n... fx\n*b) y\n! Karena y.", "text2qti"))
    assert question.feedback == "Karena y."
    assert [option.feedback for option in question.options] == ["fx", ""]


BOMB = '<!DOCTYPE q [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><{0}>&c;</{0}>'
OUTSIDE = '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/hostname">]><{0}>&a;</{0}>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
@pytest.mark.parametrize(("source", "root"), [("moodle-xml", "quiz"), ("qti12", "questestinterop")])
def test_xml_expands_nothing_and_reads_no_file(text: str, source: str, root: str) -> None:
    found = read(text.format(root), source)
    assert found.questions == []
    assert "entitas" in found.errors[0].text


def test_xml_nested_deep_and_a_large_package_are_refused() -> None:
    assert "dalam" in read("<quiz>" * 300, "moodle-xml").errors[0].text
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.xml", b"<questestinterop>" + b" " * 30_000_000)
    assert "terlalu besar" in read(memory.getvalue(), "qti12").errors[0].text


def test_qti_from_a_package_names_other_files() -> None:
    draft = parse_questions(TYPES["tunggal"], "modul/01-x/kuis.md")
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as package:
        package.writestr("imsmanifest.xml", "<manifest/>")
        package.writestr("kuis.xml", WRITERS["qti12"](draft, Understood()))
        package.writestr("gambar.png", b"x")
    found = read(memory.getvalue(), "qti12")
    assert [loss.construct for loss in found.losses] == ["berkas"]
    assert only(found).type == "tunggal"


HEAD = "---\njudul: K\njenis: kuis\n---\n\n"
END = "\n\n### Penjelasan\n\nSebab.\n"
TYPES = {
    "tunggal": HEAD + "## S? {#s}\n\n- [ ] a\n    > fa\n- [x] b\n    > fb" + END,
    "ganda": HEAD + "## S? {#s}\n\n- [x] a\n- [x] b\n- [ ] c" + END,
    "jodoh": HEAD + "## S? {#s jenis=jodoh}\n\n| L | R |\n|---|---|\n| a | 1 |\n| b | 2 |\n|  | 3 |" + END,
    "isian": HEAD + "## S? {#s jenis=isian}\n\n- [x] Palu\n- [x] Kota Palu" + END,
    "angka": HEAD + "## S? {#s jenis=angka toleransi=0,01}\n\n- [x] 3,80" + END,
    "urutan": HEAD + "## S? {#s jenis=urutan}\n\n1. a\n2. b\n3. c" + END,
}


@pytest.mark.parametrize("target", WRITERS)
@pytest.mark.parametrize("kind", TYPES)
def test_out_and_in_again_is_the_same_question(kind: str, target: str) -> None:
    draft = parse_questions(TYPES[kind], "modul/01-x/kuis.md")
    left = Understood()
    text = WRITERS[target](draft, left)
    if kind == "urutan" and target != "moodle-xml":
        assert [loss.construct for loss in left.losses] == ["urutan"]
        return
    again = parse_questions(as_markdown(read(text, target), title="K"), "modul/01-x/kuis.md")
    assert again.problems == ()
    (before,), (after,) = draft.questions, again.questions
    assert (after.key, after.type, after.stem, after.tolerance) == (
        before.key,
        before.type,
        before.stem,
        before.tolerance,
    )
    assert after.explanation is not None
    assert after.explanation.text == "Sebab."
    number = before.type is QuestionType.ANGKA
    assert [(c.text.rstrip("0") if number else c.text, c.correct, c.left) for c in after.choices] == [
        (c.text.rstrip("0") if number else c.text, c.correct, c.left) for c in before.choices
    ]
    assert [c.feedback.text if c.feedback else None for c in after.choices] == [
        c.feedback.text if c.feedback else None for c in before.choices
    ]


@pytest.mark.parametrize("target", WRITERS)
def test_every_quiz_of_the_curriculum_goes_out_and_comes_back(target: str) -> None:
    for path in sorted(CONTENT.glob("modul/*/kuis.md")):
        draft = parse_questions(path.read_text(encoding="utf-8"), str(path.relative_to(CONTENT)))
        found = read(WRITERS[target](draft, Understood()), target)
        assert found.errors == []
        kept = [q for q in draft.questions if target == "moodle-xml" or q.type is not QuestionType.URUTAN]
        assert [(q.key, q.type) for q in found.questions] == [(q.key, q.type) for q in kept]
        for before, after in zip(kept, found.questions, strict=True):
            if before.type in {QuestionType.TUNGGAL, QuestionType.GANDA}:
                assert [c.correct for c in before.choices] == [o.fraction > 0 for o in after.options]


def test_the_template_is_read_and_its_examples_hold_every_type() -> None:
    assert "Tidak ada soal" in read(template(), "xlsx").errors[0].text
    import python_calamine
    import xlsxwriter

    rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(template()))
        .get_sheet_by_name("Contoh")
        .to_python()
    )
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["Kuis kami"], *rows, ["", "apa", "S", "x"]]):
            sheet.write_row(number, 0, row)
    found = read(memory.getvalue(), "xlsx")
    assert [question.type for question in found.questions] == [kind.value for kind in QuestionType]
    assert found.questions[0].options[1].salah_kaprah == "spbe-sama-dengan-aplikasi"
    assert [fault.line for fault in found.errors] == [9]


def test_the_answer_for_machines_has_its_agreed_fields() -> None:
    found = as_json(read("S {=a -> 1 =b -> 2}\n\nT {#3:1}\n\nU {~a}", "gift"))
    pair, number = json.loads(json.dumps(found))["questions"]
    assert set(pair) == {"key", "type", "stem", "options", "feedback", "tags", "line"}
    assert pair["options"][0] == {"text": "1", "fraction": 1.0, "feedback": "", "sk": None, "left": "a"}
    assert number["options"][0]["tolerance"] == 1.0
    assert [set(each) for each in found["errors"]] == [{"line", "text"}]  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", ["gift", "aiken", "text2qti", "teks", "moodle-xml", "qti12"])
@given(
    pieces=st.lists(
        st.sampled_from(
            [*"ab1 .)(*[]{}=~#%:\\\n\t<>/&;\"'-_|!$^+", "ANSWER: A", "::", "->", "é", "1. ", "a) "]
        ),
        max_size=60,
    )
)
def test_no_text_makes_a_reader_fail(source: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read(text, source)
    written = as_markdown(found, title=text[:20])
    assert found.questions or found.errors
    assert re.search(r"jenis: kuis", written)


TEXT2QTI = [
    ("1. S\na) x\n*b) y", "tunggal", [("x", 0), ("y", 1)]),
    ("1. S\n[*] x\n[ ] y\n[*] z", "ganda", [("x", 0.5), ("y", 0), ("z", 0.5)]),
    ("1. S\n*   Palu\n*   kota Palu", "isian", [("Palu", 1), ("kota Palu", 1)]),
    ("1. S\n=   3.14 +- 0.01", "angka", [("3.14", 1)]),
    ("1. S\n=   50 +- 10%", "angka", [("50", 1)]),
    ("1. S\n____", "esai", []),
]


@pytest.mark.parametrize(("text", "kind", "options"), TEXT2QTI)
def test_text2qti_types(text: str, kind: str, options: list[tuple[str, float]]) -> None:
    assert shape(text, "text2qti") == (kind, options)


def test_text2qti_keeps_wrapped_lines_feedback_and_title() -> None:
    text = "Title: Nama\n1.  Apa\n    ini?\n... Umum.\na)  x\n... salah\n*b) y\n    terus\n"
    question = only(read(text, "text2qti"))
    assert (question.key, question.stem, question.feedback, question.line) == (
        "nama",
        "Apa\nini?",
        "Umum.",
        2,
    )
    assert [(o.text, o.feedback) for o in question.options] == [("x", "salah"), ("y\nterus", "")]
