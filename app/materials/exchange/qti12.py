"""QTI 1.2, a bare file or a zip package, as learning platforms export quizzes."""

import re
import zipfile
from io import BytesIO

from app.materials.exchange.markup import from_either, from_html, from_plain, name_formulas
from app.materials.exchange.understood import ForeignOption, Understood, choosing, fraction
from app.materials.exchange.xml import Node, tree_of

KINDS = {
    "multiple_choice_question": "pilihan",
    "true_false_question": "pilihan",
    "multiple_answers_question": "kotak",
    "matching_question": "jodoh",
    "short_answer_question": "isian",
    "numerical_question": "angka",
    "essay_question": "esai",
    "text_only_question": "keterangan",
    "file_upload_question": "unggah",
    "fill_in_multiple_blanks_question": "",
    "multiple_dropdowns_question": "",
    "calculated_question": "",
}
STRANGE = ("response_xy", "response_grp", "render_hotspot", "render_slider")
"""Ways to answer that we do not hold."""
BESIDE = {
    "hint": ("petunjuk", "Petunjuk tidak ikut."),
    "rubric": ("rubrik", "Rubrik penilaian tidak ikut."),
    "objectives": ("tujuan", "Tujuan pada soal tidak ikut."),
    "qticomment": ("komentar", "Komentar tidak ikut."),
    "varsubstring": ("sebagian kata", "Jawaban yang cukup memuat sebagian kata tidak ikut."),
}
LARGEST_FILE = 20_000_000
MOST_FILES = 200


def read_qti12(data: bytes, found: Understood) -> None:
    """Every item of the file, or of each file of the package that holds any."""
    if not data.startswith(b"PK"):
        _document(data, found)
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _package(package, found)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        found.fail(1, "Paket zip ini rusak atau terkunci. Ekspor ulang dari sumbernya.")


def _package(package: zipfile.ZipFile, found: Understood) -> None:
    entries = [each for each in package.infolist() if not each.is_dir()]
    if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > LARGEST_FILE:
        found.fail(1, "Paket zip ini terlalu besar setelah dibuka. Bagilah menjadi beberapa paket.")
        return
    for entry in entries:
        if not entry.filename.lower().endswith(".xml"):
            found.lose(1, "berkas", f"Tidak ikut: {entry.filename[:80]}")
            continue
        with package.open(entry) as file:
            data = file.read(LARGEST_FILE + 1)
        if b"questestinterop" in data[:4000]:
            _document(data, found)
    if not found.questions and not found.errors:
        found.fail(1, "Di dalam paket ini tidak ada berkas QTI 1.2.")


def _document(data: bytes, found: Understood) -> None:
    root = tree_of(data, found)
    if root is None:
        return
    if root.name != "questestinterop":
        found.fail(root.line, "Ini bukan QTI 1.2: bagian terluarnya bukan <questestinterop>.")
        return
    for node in root.under("selection_number"):
        found.lose(node.line, "kelompok", f"Jumlah soal yang diambil ({node.text.strip()[:10]}) tidak ikut.")
    for node in root.under("qtimetadatafield"):
        if node.words("fieldlabel") in {"cc_maxattempts", "qmd_timelimit"}:
            found.lose(node.line, "pengaturan", f"Pengaturan kuis tidak ikut: {node.words('fieldlabel')}")
    items = root.under("item")
    if not items:
        found.fail(root.line, "Berkas QTI ini tidak memuat soal.")
    for item in items:
        _Item(item, found).read()


class _Item:
    """One `<item>` while it is read."""

    def __init__(self, node: Node, found: Understood) -> None:
        self.node, self.found = node, found
        self.presentation = node.first("presentation") or Node("presentation", node.line, {})
        self.remarks = {
            each.get("ident"): "\n\n".join(filter(None, (self.markdown(m) for m in each.under("material"))))
            for each in node.all("itemfeedback")
        }
        self.used: set[str] = set()
        self.named = "tanpa jenis"

    def markdown(self, material: Node | None) -> str:
        """The Markdown of a `<material>`."""
        if material is None:
            return ""
        parts = []
        for child in material.children:
            if child.name != "mattext":
                self.found.lose(child.line, child.name, "Bahan ini tidak ikut. Pasang sendiri.")
                continue
            text, kind = child.text.strip(), child.get("texttype").lower()
            name_formulas(text, child.line, self.found)
            if kind == "text/html":
                parts.append(from_html(text, child.line, self.found))
            else:
                parts.append(
                    from_plain(text) if kind == "text/plain" else from_either(text, child.line, self.found)
                )
        return "\n\n".join(filter(None, parts))

    def metadata(self, label: str) -> str:
        """A field of the item's metadata."""
        fields = self.node.under("qtimetadatafield")
        return next((each.words("fieldentry") for each in fields if each.words("fieldlabel") == label), "")

    def read(self) -> None:
        """Understand the item, or say what about it could not be."""
        stem = "\n\n".join(filter(None, map(self.markdown, self._asking())))
        kind = self._kind()
        if kind == "keterangan":
            self.found.lose(self.node.line, "keterangan", f"Teks tanpa jawaban tidak ikut: {stem[:80]}")
        elif not kind:
            named = self.metadata("question_type") or self.named
            self.found.lose(self.node.line, f"jenis {named}", f"Jenis soal ini tidak ikut: {stem[:80]}")
        elif not stem:
            self.found.fail(self.node.line, "Soal ini belum berisi pertanyaan.")
        else:
            getattr(self, f"_{kind}")(stem)

    def _asking(self) -> list[Node]:
        """The materials of the question itself, which may stand inside a `<flow>`."""
        flows = [self.presentation, *self.presentation.under("flow")]
        return [material for flow in flows for material in flow.all("material")]

    def _kind(self) -> str:
        named = self.metadata("question_type")
        if named:
            return KINDS.get(named, "")
        strange = next((name for name in STRANGE if self.presentation.under(name)), None)
        if strange or any(
            each.get("rcardinality").lower() == "ordered" for each in self.presentation.under("response_lid")
        ):
            self.named = strange or "urutan"
            return ""
        lids, strings = self.presentation.under("response_lid"), self.presentation.under("response_str")
        if len(lids) > 1:
            return "jodoh"
        if lids:
            return "kotak" if lids[0].get("rcardinality").lower() == "multiple" else "pilihan"
        if self.presentation.under("response_num") or any(
            each.under("vargte") for each in self._conditions()
        ):
            return "angka"
        if strings:
            return "isian" if any(each.under("varequal") for each in self._conditions()) else "esai"
        return "keterangan"

    def _conditions(self) -> list[Node]:
        return self.node.under("respcondition")

    def add(self, kind: str, stem: str, options: list[ForeignOption]) -> None:
        """Hand over what was read; remarks that belong to no option are for everybody."""
        node = self.node
        general = []
        for ident, said in self.remarks.items():
            if ident in self.used or not said:
                continue
            general.append(said)
            if "general" not in ident.lower():
                what = "benar" if ident.lower().startswith("correct") else "salah"
                self.found.lose(
                    node.line, f"umpan balik {what}", "Umpan balik umum ini masuk ke penjelasan bagi semua."
                )
        points = self.metadata("points_possible")
        if points and points not in {"1", "1.0"}:
            self.found.lose(node.line, "poin", f"Nilai {points[:20]} tidak ikut; setiap soal berbobot 1.")
        for name, (construct, words) in BESIDE.items():
            for each in node.under(name)[:1]:
                self.found.lose(each.line, construct, words)
        if any(each.get("case").lower() == "yes" for each in node.under("varequal")) and kind == "isian":
            self.found.lose(
                node.line, "huruf besar", "Huruf besar dan kecil tidak dibedakan pada format kami."
            )
        if any(each.get("rshuffle").lower() == "no" for each in node.under("response_label")):
            self.found.lose(node.line, "urutan tetap", "Larangan mengacak pilihan tidak ikut.")
        name = node.get("title")
        name = "" if name.lower() in {"", "question", "soal"} else name
        self.found.add(kind, stem, options, line=node.line, name=name, feedback="\n\n".join(general))

    def _scored(self) -> dict[str, float]:
        """Value that is compared -> share of the points, for conditions of one comparison."""
        most = max((_points(each) for each in self._conditions()), default=0) or 100
        found: dict[str, float] = {}
        for condition in self._conditions():
            share = fraction(_points(condition) / most * 100)
            for equal in _positive(condition):
                if share:
                    found[equal.text.strip()] = max(found.get(equal.text.strip(), share), share)
        return found

    def _remark_of(self, value: str) -> str:
        for condition in self._conditions():
            if [each.text.strip() for each in _positive(condition)] == [value]:
                for link in condition.all("displayfeedback"):
                    ident = link.get("linkrefid")
                    if ident in self.remarks and ident not in {
                        "correct_fb",
                        "general_incorrect_fb",
                        "general_fb",
                    }:
                        self.used.add(ident)
                        return self.remarks[ident]
        return ""

    def _labels(self, lid: Node) -> list[tuple[str, str]]:
        return [
            (each.get("ident"), self.markdown(each.first("material"))) for each in lid.under("response_label")
        ]

    def _pilihan(self, stem: str) -> None:
        scores = self._scored()
        lids = self.presentation.under("response_lid")
        options = [
            ForeignOption(_word(text), scores.get(ident, 0.0), self._remark_of(ident))
            for ident, text in (self._labels(lids[0]) if lids else [])
        ]
        if not any(each.fraction > 0 for each in options):
            self.found.fail(self.node.line, "Soal ini belum punya jawaban benar.")
            return
        self.add(choosing(options), stem, options)

    def _kotak(self, stem: str) -> None:
        lids = self.presentation.under("response_lid")
        full = max(self._conditions(), key=_points, default=None)
        right = [each.text.strip() for each in _positive(full)] if full and _points(full) > 0 else []
        options = [
            ForeignOption(text, round(1 / len(right), 7) if ident in right else 0.0, self._remark_of(ident))
            for ident, text in (self._labels(lids[0]) if lids else [])
        ]
        if not any(each.fraction > 0 for each in options):
            self.found.fail(self.node.line, "Soal ini belum punya jawaban benar.")
            return
        self.add("ganda", stem, options)

    def _jodoh(self, stem: str) -> None:
        pairs = {
            equal.get("respident"): equal.text.strip()
            for condition in self._conditions()
            if _points(condition) > 0
            for equal in _positive(condition)
        }
        options, rights, taken = list[ForeignOption](), dict[str, str](), set[str]()
        for lid in self.presentation.under("response_lid"):
            labels = dict(self._labels(lid))
            rights |= labels
            ident = pairs.get(lid.get("ident"), "")
            left = self.markdown(lid.first("material"))
            if ident not in labels or not left:
                self.found.fail(lid.line, "Pasangan ini tidak punya kunci. Periksa berkas asalnya.")
                return
            taken.add(ident)
            options.append(ForeignOption(labels[ident], 1.0, left=left))
        options += [ForeignOption(text, 0.0, left="") for ident, text in rights.items() if ident not in taken]
        self.add("jodoh", stem, options)

    def _isian(self, stem: str) -> None:
        options = [
            ForeignOption(from_plain(value), share, self._remark_of(value))
            for value, share in self._scored().items()
        ]
        if not options:
            self.found.fail(self.node.line, "Soal isian ini belum punya jawaban yang diterima.")
            return
        self.add("isian", stem, options)

    def _angka(self, stem: str) -> None:
        options = []
        most = max((_points(each) for each in self._conditions()), default=0) or 100
        for condition in self._conditions():
            bounds = [
                _number(each.text)
                for name in ("vargte", "vargt", "varlte", "varlt")
                for each in condition.under(name)
            ]
            exact = [_number(each.text) for each in _positive(condition)]
            numbers = [each for each in (*exact, *bounds) if each is not None]
            if not numbers or (not exact and len(numbers) < 2):
                continue
            if _points(condition) <= 0:
                self.found.lose(
                    condition.line, "jawaban tanpa nilai", "Jawaban angka yang bernilai 0 tidak ikut."
                )
                continue
            if condition.under("vargt") or condition.under("varlt"):
                self.found.lose(
                    condition.line,
                    "batas",
                    "Batas lebih dari atau kurang dari dibaca beserta angka batasnya sendiri.",
                )
            value = exact[0] if exact and exact[0] is not None else sum(numbers) / len(numbers)
            near = max(abs(each - value) for each in numbers)
            options.append(
                ForeignOption(
                    f"{value:.9f}".rstrip("0").rstrip("."),
                    fraction(_points(condition) / most * 100),
                    tolerance=round(near, 9),
                )
            )
        if not options:
            self.found.fail(self.node.line, "Soal angka ini belum punya jawaban yang diterima.")
            return
        self.add("angka", stem, options)

    def _esai(self, stem: str) -> None:
        self.add("esai", stem, [])

    def _unggah(self, stem: str) -> None:
        self.found.lose(
            self.node.line,
            "unggah berkas",
            "Jawaban berupa berkas tidak ada pada format kami; ditulis sebagai esai.",
        )
        self.add("esai", stem, [])


def _points(condition: Node) -> float:
    found = [
        each for each in condition.all("setvar") if each.get("varname").upper() in {"SCORE", "QUE_SCORE", ""}
    ]
    return sum(_number(each.text) or 0 for each in found)


def _positive(condition: Node | None) -> list[Node]:
    """The comparisons that must hold, leaving out those under `<not>`."""
    if condition is None:
        return []
    denied = {id(each) for no in condition.under("not") for each in no.under("varequal")}
    return [each for each in condition.under("varequal") if id(each) not in denied]


def _number(text: str) -> float | None:
    match = re.fullmatch(r"\s*([-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*", text)
    return float(match[1].replace(",", ".")) if match else None


def _word(text: str) -> str:
    return {"true": "Benar", "false": "Salah"}.get(text.lower(), text)
