"""Moodle XML: `<quiz><question type="multichoice">…`, as Moodle's export writes it."""

from collections.abc import Callable

from app.materials.exchange.markup import from_either, from_html, from_markdown, from_plain, name_formulas
from app.materials.exchange.understood import ForeignOption, Understood, choosing, fraction
from app.materials.exchange.xml import Node, tree_of

SILENT = {
    "name",
    "questiontext",
    "generalfeedback",
    "answer",
    "subquestion",
    "tags",
    "idnumber",
    "single",
    "hidden",
    "shuffleanswers",
    "answernumbering",
    "usecase",
    "defaultgrade",
    "penalty",
    "showstandardinstruction",
    "shownumcorrect",
    "responseformat",
    "responserequired",
    "responsefieldlines",
    "attachments",
    "attachmentsrequired",
    "responsetemplate",
    "graderinfo",
    "unitgradingtype",
    "unitpenalty",
    "showunits",
    "unitsleft",
    "layouttype",
    "selecttype",
    "selectcount",
    "gradingtype",
    "minwordlimit",
    "maxwordlimit",
    "maxbytes",
    "filetypeslist",
    "coderunnertype",
}
TO_GRADERS = {
    "graderinfo": "Catatan untuk penilai tidak ikut.",
    "responsetemplate": "Kerangka jawaban tidak ikut.",
}
COMBINED = {
    "correctfeedback": "benar",
    "partiallycorrectfeedback": "sebagian benar",
    "incorrectfeedback": "salah",
}


def read_moodle_xml(data: bytes, found: Understood) -> None:
    """Every question of the file."""
    root = tree_of(data, found)
    if root is None:
        return
    if root.name != "quiz":
        found.fail(root.line, "Ini bukan Moodle XML: bagian terluarnya bukan <quiz>.")
        return
    readers: dict[str, Callable[[_Question], None]] = {
        "multichoice": _multichoice,
        "truefalse": _truefalse,
        "shortanswer": _shortanswer,
        "matching": _matching,
        "numerical": _numerical,
        "essay": lambda question: question.add("esai", []),
        "ordering": _ordering,
    }
    for node in root.children:
        kind = node.get("type")
        if node.name != "question":
            found.lose(node.line, node.name, "Bagian ini tidak ikut.")
        elif kind == "category":
            found.lose(
                node.line,
                "kategori",
                f"Kategori tidak ada pada format kami: {node.words('category', 'text')[:80]}",
            )
        elif kind == "description":
            found.lose(
                node.line, "keterangan", f"Teks tanpa jawaban tidak ikut: {node.words('name', 'text')[:80]}"
            )
        elif kind not in readers:
            found.lose(
                node.line,
                f"jenis {kind or 'tanpa nama'}",
                f"Jenis soal ini tidak ikut: {node.words('name', 'text')[:80]}",
            )
        else:
            question = _Question(node, found)
            if question.stem:
                readers[kind](question)
            else:
                found.fail(node.line, "Soal ini belum berisi pertanyaan.")


class _Question:
    """One `<question>` while it is read."""

    def __init__(self, node: Node, found: Understood) -> None:
        self.node, self.found = node, found
        self.stem = self.markdown(node.first("questiontext"))

    def markdown(self, node: Node | None) -> str:
        """The Markdown of an element with `format` and `<text>`."""
        if node is None:
            return ""
        for file in node.all("file"):
            self.found.lose(
                file.line, "berkas", f"Lampiran {file.get('name')[:60]} tidak ikut. Pasang sendiri."
            )
        text, kind = node.words("text") or node.text.strip(), node.get("format")
        if kind == "markdown":
            return from_markdown(text, node.line, self.found)
        name_formulas(text, node.line, self.found)
        if kind == "html":
            return from_html(text, node.line, self.found)
        return from_plain(text) if kind == "plain_text" else from_either(text, node.line, self.found)

    def add(self, kind: str, options: list[ForeignOption]) -> None:
        """Hand over what was read, and name the rest."""
        node = self.node
        feedback = [self.markdown(node.first("generalfeedback"))]
        for child in node.children:
            if child.name in COMBINED:
                feedback += self._combined(child)
            elif child.name == "hint" and child.words("text"):
                self.found.lose(child.line, "petunjuk", "Petunjuk percobaan berikutnya tidak ikut.")
            elif child.name not in SILENT and child.name != "hint":
                self.found.lose(child.line, child.name, "Bagian ini tidak ada pada format kami.")
        if node.words("defaultgrade") and float_of(node.words("defaultgrade"), 1) != 1:
            self.found.lose(
                node.line,
                "poin",
                f"Nilai {node.words('defaultgrade')[:20]} tidak ikut; setiap soal berbobot 1.",
            )
        named = any(each.construct == "pengurangan" for each in self.found.losses)
        if float_of(node.words("penalty"), 0) and not named:  # every question of Moodle's has one: said once
            self.found.lose(node.line, "pengurangan", "Pengurangan nilai tiap percobaan tidak ikut.")
        if node.words("usecase") == "1":
            self.found.lose(
                node.line, "huruf besar", "Huruf besar dan kecil tidak dibedakan pada format kami."
            )
        self._name_what_is_said_to_graders()
        tags = node.first("tags")
        self.found.add(
            kind,
            self.stem,
            options,
            line=node.line,
            name=node.words("idnumber") or node.words("name", "text"),
            feedback="\n\n".join(filter(None, feedback)),
            tags=tuple(tag.words("text") for tag in tags.all("tag")) if tags else (),
        )

    def _name_what_is_said_to_graders(self) -> None:
        node = self.node
        for name, words in TO_GRADERS.items():
            child = node.first(name)
            if child is not None and (child.words("text") or child.text.strip()):
                self.found.lose(child.line, name, words)
        named, code = node.words("name", "text"), node.words("idnumber")
        if code and named and named != code:
            self.found.lose(node.line, "judul", f"Judul soal tidak ikut: {named[:80]}")
        if node.words("hidden") == "1":
            self.found.lose(node.line, "tersembunyi", "Soal ini disembunyikan di asalnya; di sini ia tampil.")
        if node.words("shuffleanswers") in {"0", "false"}:
            self.found.lose(node.line, "urutan tetap", "Larangan mengacak pilihan tidak ikut.")

    def _combined(self, child: Node) -> list[str]:
        said = self.markdown(child)
        usual = {
            "jawaban anda benar.",
            "jawaban anda salah.",
            "your answer is correct.",
            "your answer is incorrect.",
            "your answer is partially correct.",
            "jawaban anda sebagian benar.",
        }
        if not said or said.lower() in usual:
            return []
        what = f"umpan balik {COMBINED[child.name]}"
        self.found.lose(child.line, what, "Umpan balik umum ini masuk ke penjelasan bagi semua.")
        return [said]

    def option(self, answer: Node, *, tolerance: float | None = None) -> ForeignOption:
        """One `<answer>`."""
        share = fraction(float_of(answer.get("fraction"), 0))
        text = self.markdown(answer)
        return ForeignOption(text, share, self.markdown(answer.first("feedback")), tolerance=tolerance)

    def fail(self, sentence: str) -> None:
        """This question could not be read."""
        self.found.fail(self.node.line, sentence)


def float_of(text: str, default: float) -> float:
    """A number of the source; the default for other words."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return default


def _multichoice(question: _Question) -> None:
    options = [question.option(each) for each in question.node.all("answer")]
    if not any(each.fraction > 0 for each in options):
        question.fail("Soal ini belum punya jawaban benar.")
        return
    single = question.node.words("single") in {"true", "1", ""}
    question.add(choosing(options) if single else "ganda", options)


def _truefalse(question: _Question) -> None:
    words = {"true": "Benar", "false": "Salah"}
    options = []
    for answer in question.node.all("answer"):
        option = question.option(answer)
        text = words.get(option.text.lower(), option.text)
        options.append(ForeignOption(text, option.fraction, option.feedback))
    if sum(each.fraction == 1 for each in options) != 1:
        question.fail("Soal benar-salah ini tidak punya tepat satu kunci.")
        return
    question.add("tunggal", options)


def _shortanswer(question: _Question) -> None:
    options = [question.option(each) for each in question.node.all("answer")]
    if not any(each.fraction > 0 for each in options):
        question.fail("Soal isian ini belum punya jawaban yang diterima.")
        return
    for each in options:
        if "*" in each.text:
            question.found.lose(
                question.node.line, "tanda *", "Tanda * tidak mewakili huruf lain; ditulis apa adanya."
            )
    question.add("isian", options)


def _matching(question: _Question) -> None:
    options = []
    for pair in question.node.all("subquestion"):
        left = question.markdown(pair)
        options.append(ForeignOption(from_plain(pair.words("answer", "text")), float(bool(left)), left=left))
    if not options or any(not each.text for each in options):
        question.fail("Ada pasangan yang belum berisi.")
        return
    question.add("jodoh", options)


def _numerical(question: _Question) -> None:
    options = []
    for answer in question.node.all("answer"):
        written = answer.words("text") or answer.text.strip()
        if written == "*":
            question.found.lose(answer.line, "jawaban lain", "Umpan balik untuk jawaban lain tidak ikut.")
            continue
        try:
            value = float(written.replace(",", "."))
        except ValueError:
            question.fail(f"Angka {written[:40]!r} tidak dapat dibaca.")
            return
        share = fraction(float_of(answer.get("fraction"), 0))
        near = float_of(answer.words("tolerance"), 0)
        said = question.markdown(answer.first("feedback"))
        options.append(ForeignOption(f"{value:.9f}".rstrip("0").rstrip("."), share, said, tolerance=near))
    for units in question.node.all("units"):
        question.found.lose(units.line, "satuan", "Satuan tidak ikut; tulis satuannya di pertanyaan.")
    question.node.children = [each for each in question.node.children if each.name != "units"]
    if not any(each.fraction > 0 for each in options):
        question.fail("Soal angka ini belum punya jawaban yang diterima.")
        return
    question.add("angka", options)


def _ordering(question: _Question) -> None:
    steps = [question.option(each) for each in question.node.all("answer")]
    if len(steps) < 2:
        question.fail("Soal urutan ini belum punya dua langkah.")
        return
    if any(each.feedback for each in steps):
        question.found.lose(question.node.line, "umpan balik langkah", "Umpan balik tiap langkah tidak ikut.")
    question.add("urutan", [ForeignOption(each.text, 1.0) for each in steps])
