"""GIFT: `::judul:: soal { =benar ~salah }`, as Moodle documents it."""

import re
from dataclasses import dataclass, field

from app.materials.exchange.markup import from_either, from_html, from_markdown, from_plain, name_formulas
from app.materials.exchange.understood import ForeignOption, Understood, choosing, fraction

ESCAPED = re.compile(r"\\([~=#{}:\\n])")
STORED = {character: chr(0xE000 + number) for number, character in enumerate("~=#{}:\\n")}
PLAIN = {mark: "\n" if character == "n" else character for character, mark in STORED.items()}
REMARK = re.compile(r"\[(id|tag):([^\]]*)\]")
NAME = re.compile(r"\A\s*::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\A\s*\[(html|plain|markdown|moodle)\]", re.IGNORECASE)
WEIGHT = re.compile(r"\A%(-?\d+(?:\.\d+)?)%")
TRUTH = re.compile(r"\A(TRUE|T|FALSE|F)\s*(?:#|\Z)", re.IGNORECASE)
NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
NEAR = re.compile(rf"\A({NUMBER})(?:\s*:\s*({NUMBER}))?\Z")
RANGE = re.compile(rf"\A({NUMBER})\s*\.\.\s*({NUMBER})\Z")


@dataclass(slots=True)
class _Chunk:
    """The lines of one question, with the remarks before it."""

    line: int
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Text:
    """Turns the texts of one question into Markdown by its named format."""

    line: int
    kind: str
    found: Understood

    def markdown(self, text: str) -> str:
        named = FORMAT.match(text)
        kind, text = (named[1].lower(), text[named.end() :]) if named else (self.kind, text)
        plain = _unescaped(text).strip()
        if kind == "html":
            name_formulas(plain, self.line, self.found)
            return from_html(plain, self.line, self.found)
        if kind == "markdown":
            return from_markdown(plain, self.line, self.found)
        name_formulas(plain, self.line, self.found)
        return from_plain(plain) if kind == "plain" else from_either(plain, self.line, self.found)


def read_gift(text: str, found: Understood) -> None:
    """Every question of the file."""
    for chunk in _chunks(text, found):
        _question(chunk, found)


def _chunks(text: str, found: Understood) -> list[_Chunk]:
    """Empty lines part questions, except between the braces of one."""
    chunks: list[_Chunk] = []
    chunk: _Chunk | None = None
    names, tags = list[str](), list[str]()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        bare = line.strip()
        if bare.startswith("//"):
            remarks = REMARK.findall(bare)
            names += [word.strip() for kind, word in remarks if kind == "id"]
            tags += [word.strip() for kind, word in remarks if kind == "tag"]
            if not remarks and bare.strip("/ "):
                found.lose(number, "komentar", f"Komentar tidak ikut: {bare.strip('/ ')[:80]}")
        elif bare.startswith("$CATEGORY:"):
            found.lose(number, "kategori", f"Kategori tidak ada pada format kami: {bare[10:].strip()[:80]}")
            chunk = None
        elif not bare and (chunk is None or not _open(chunk, text, number)):
            chunk = None
        elif chunk is None:
            chunk = _Chunk(number, [line], names, tags)
            chunks.append(chunk)
            names, tags = [], []
        else:
            chunk.lines.append(line)
    return chunks


def _open(chunk: _Chunk, text: str, number: int) -> bool:
    """Whether a brace is open at this empty line, and closes before another one opens."""
    so_far = _stored("\n".join(chunk.lines))
    if so_far.count("{") <= so_far.count("}"):
        return False
    rest = _stored("\n".join(text.split("\n")[number:]))
    closes, opens = rest.find("}"), rest.find("{")
    return closes >= 0 and (opens < 0 or closes < opens)


def _stored(text: str) -> str:
    """Escaped signs as single private characters, so that splitting does not see them."""
    return ESCAPED.sub(lambda match: STORED[match[1]], text)


def _unescaped(text: str) -> str:
    return "".join(PLAIN.get(character, character) for character in text)


def _question(chunk: _Chunk, found: Understood) -> None:
    text = _stored("\n".join(chunk.lines))
    named = NAME.match(text)
    name, text = (_unescaped(named[1]).strip(), text[named.end() :]) if named else ("", text)
    format_ = FORMAT.match(text)
    texts = _Text(chunk.line, format_[1].lower() if format_ else "moodle", found)
    text = text[format_.end() :] if format_ else text
    start, end = text.find("{"), text.rfind("}")
    if start < 0 and end < 0:
        found.lose(
            chunk.line, "keterangan", f"Teks tanpa jawaban tidak ikut: {_unescaped(text).strip()[:80]}"
        )
        return
    if start < 0 or end < start:
        found.fail(
            chunk.line,
            "Kurung kurawal soal ini tidak berpasangan. Tulis { di depan dan } di belakang jawaban.",
        )
        return
    if "{" in text[start + 1 : end]:
        found.fail(
            chunk.line, "Soal ini punya dua pasang kurung kurawal. Tulis \\{ dan \\} untuk kurung biasa."
        )
        return
    before, inside, after = text[:start], text[start + 1 : end].strip(), text[end + 1 :].strip()
    if after:
        found.lose(chunk.line, "kata yang hilang", "Tempat kosong di tengah kalimat ditulis sebagai _____.")
        before = f"{before.rstrip()} _____ {after}".replace("_____ .", "_____.")
    if not before.strip():
        found.fail(chunk.line, "Soal ini belum berisi pertanyaan di depan kurung kurawal.")
        return
    inside, _, general = inside.partition("####")
    stem = texts.markdown(before).replace("\\_", "_")
    _answers(
        inside.strip(), _Found(stem, name or "".join(chunk.names[:1]), chunk, texts, texts.markdown(general))
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a question before its answers are read."""

    stem: str
    name: str
    chunk: _Chunk
    texts: _Text
    general: str

    def add(self, kind: str, options: list[ForeignOption], general: str | None = None) -> None:
        chunk = self.chunk
        name = chunk.names[0] if chunk.names else self.name
        if self.name not in {name, ""}:
            self.texts.found.lose(chunk.line, "judul", f"Judul soal tidak ikut: {self.name[:80]}")
        self.texts.found.add(
            kind,
            self.stem,
            options,
            line=chunk.line,
            name=name,
            feedback=self.general if general is None else general,
            tags=tuple(chunk.tags),
        )

    def fail(self, sentence: str) -> None:
        self.texts.found.fail(self.chunk.line, sentence)


def _answers(inside: str, question: _Found) -> None:
    if not inside:
        question.add("esai", [])
    elif truth := TRUTH.match(inside):
        _true_false(truth[1].upper()[0] == "T", inside, question)
    elif inside.startswith("#"):
        _numerical(inside[1:].strip(), question)
    else:
        _entries(inside, question)


def _true_false(true: bool, inside: str, question: _Found) -> None:
    _, *remarks = inside.split("#")
    wrong, right = (question.texts.markdown(each) for each in (*remarks, "", "")[:2])
    if any(each.strip() for each in remarks[2:]):
        question.texts.found.lose(
            question.chunk.line, "umpan balik", "Umpan balik ketiga pada soal benar atau salah tidak ikut."
        )
    question.add(
        "tunggal",
        [
            ForeignOption("Benar", float(true), right if true else wrong),
            ForeignOption("Salah", float(not true), wrong if true else right),
        ],
    )


def _split(inside: str) -> list[tuple[str, float, str, str]]:
    """(sign, fraction, text, feedback) of each entry."""
    entries = []
    for match in re.finditer(r"([=~])([^=~]*)", inside):
        sign, rest = match[1], match[2].strip()
        weight = WEIGHT.match(rest)
        share = fraction(float(weight[1])) if weight else float(sign == "=")
        rest = rest[weight.end() :] if weight else rest
        text, _, remark = rest.partition("#")
        entries.append((sign, share, text.strip(), remark.strip()))
    return entries


def _entries(inside: str, question: _Found) -> None:
    entries = _split(inside)
    if not entries or inside[0] not in "=~":
        question.fail("Jawaban harus diawali = (benar) atau ~ (salah).")
    elif any(not text for _, _, text, _ in entries):
        question.fail("Ada jawaban yang belum berisi teks.")
    elif all(sign == "=" and "->" in text for sign, _, text, _ in entries):
        _matching(entries, question)
    elif all(sign == "=" for sign, *_ in entries):
        if any("*" in text for _, _, text, _ in entries):
            sentence = "Tanda * tidak mewakili huruf lain; ditulis apa adanya."
            question.texts.found.lose(question.chunk.line, "tanda *", sentence)
        question.add("isian", _options(entries, question))
    elif not any(share > 0 for _, share, *_ in entries):
        question.fail("Soal ini belum punya jawaban benar. Beri tanda = di depan jawaban yang benar.")
    else:
        options = _options(entries, question)
        question.add(choosing(options), options)


def _options(entries: list[tuple[str, float, str, str]], question: _Found) -> list[ForeignOption]:
    texts = question.texts
    return [
        ForeignOption(texts.markdown(text), share, texts.markdown(remark))
        for _, share, text, remark in entries
    ]


def _matching(entries: list[tuple[str, float, str, str]], question: _Found) -> None:
    texts, options = question.texts, list[ForeignOption]()
    for _, _, text, remark in entries:
        left, _, right = text.partition("->")
        options.append(
            ForeignOption(
                texts.markdown(right),
                float(bool(left.strip())),
                texts.markdown(remark),
                left=texts.markdown(left),
            )
        )
    question.add("jodoh", options)


def _numerical(inside: str, question: _Found) -> None:
    entries = _split(inside) if "=" in inside or "~" in inside else [("=", 1.0, *_parted(inside))]
    options, feedback = list[ForeignOption](), question.general
    for sign, share, text, remark in entries:
        said = question.texts.markdown(remark)
        read = _number(_unescaped(text))
        if read is None and sign == "~" and not text:
            feedback = "\n\n".join(filter(None, (feedback, said)))
            question.texts.found.lose(
                question.chunk.line,
                "umpan balik jawaban lain",
                "Umpan balik untuk jawaban lain masuk ke penjelasan.",
            )
        elif read is None:
            question.fail(f"Angka {_unescaped(text)[:40]!r} tidak dapat dibaca. Tulis misalnya {{#3.5:0.1}}.")
            return
        else:
            value, tolerance = read
            options.append(ForeignOption(_written(value), share, said, tolerance=tolerance))
    question.add("angka", options, feedback)


def _parted(inside: str) -> tuple[str, str]:
    text, _, remark = inside.partition("#")
    return text.strip(), remark.strip()


def _number(text: str) -> tuple[float, float] | None:
    """(value, tolerance) of `3:0.1` or `1..5`."""
    text = text.strip()
    if match := RANGE.match(text):
        low, high = float(match[1]), float(match[2])
        return round((low + high) / 2, 9), round(abs(high - low) / 2, 9)
    if match := NEAR.match(text):
        return float(match[1]), float(match[2] or 0)
    return None


def _written(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".")
