"""Questions from and to elsewhere: pure readers and writers that name what does not come along."""

from collections.abc import Callable

from app.materials.exchange.aiken import read_aiken, read_numbered
from app.materials.exchange.encoding import LARGEST, TOO_LARGE, text_of
from app.materials.exchange.gift import read_gift
from app.materials.exchange.moodle_xml import read_moodle_xml
from app.materials.exchange.outgoing import WRITERS
from app.materials.exchange.qti12 import read_qti12
from app.materials.exchange.sheet import read_sheet, template
from app.materials.exchange.text2qti import read_text2qti
from app.materials.exchange.understood import (
    ForeignOption,
    ForeignQuestion,
    Understood,
    as_json,
)
from app.materials.exchange.writing import appended, as_markdown, blocks

TEXTS: dict[str, Callable[[str, Understood], None]] = {
    "gift": read_gift,
    "aiken": read_aiken,
    "text2qti": read_text2qti,
    "teks": read_numbered,
}
FILES: dict[str, Callable[[bytes, Understood], None]] = {
    "qti12": read_qti12,
    "moodle-xml": read_moodle_xml,
    "xlsx": read_sheet,
}
FORMATS = (*TEXTS, *FILES)
EMPTY = "Tidak ada soal yang ditemukan. Periksa apakah formatnya sesuai dengan isi berkas."


def understand(data: bytes, source: str) -> Understood:
    """What a file of that format holds; never raises for what it holds."""
    found = Understood()
    if source in FILES:
        if len(data) > LARGEST:
            found.fail(1, TOO_LARGE)
        else:
            FILES[source](data, found)
    elif (text := text_of(data, found)) is not None:
        TEXTS[source](text, found)
    if not (found.questions or found.errors):
        found.fail(1, EMPTY)
    return found.in_order()


__all__ = [
    "FORMATS",
    "WRITERS",
    "ForeignOption",
    "ForeignQuestion",
    "Understood",
    "appended",
    "as_json",
    "as_markdown",
    "blocks",
    "template",
    "understand",
]
