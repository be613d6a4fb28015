"""The bytes of a file from elsewhere as text, or a sentence that says why not."""

import codecs
import unicodedata

from app.materials.exchange.understood import Understood

LARGEST = 5_000_000
LONGEST_LINE = 100_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
TOO_LARGE = "Berkas ini melebihi 5 MB. Bagilah menjadi beberapa berkas."
NOT_TEXT = "Berkas ini bukan berkas teks. Simpan ulang sebagai teks UTF-8, lalu coba lagi."


def text_of(data: bytes, found: Understood) -> str | None:
    """The text with LF alone; None and an error when it cannot be trusted.

    UTF-8 with or without a byte order mark, and UTF-16 with one, are read. Anything else is read as
    Windows-1252 when every byte has a meaning there, and the guess is named as a loss.
    """
    if len(data) > LARGEST:
        found.fail(1, TOO_LARGE)
        return None
    name = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        guessed = _guessed(data, data.count(b"\n", 0, error.start) + 1, found) if name == "utf-8" else None
        if guessed is None:
            found.fail(1, NOT_TEXT)
            return None
        text = guessed
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _checked(text, found)


def _guessed(data: bytes, line: int, found: Understood) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    found.lose(
        line, "pengodean", "Berkas ini bukan UTF-8; dibaca sebagai Windows-1252. Periksa huruf beraksen."
    )
    return text


def _checked(text: str, found: Understood) -> str | None:
    for number, line in enumerate(text.split("\n"), 1):
        if "\0" in line:
            found.fail(number, NOT_TEXT)
            return None
        if len(line) > LONGEST_LINE:
            found.fail(number, "Baris ini lebih dari 100.000 huruf. Pecah barisnya, lalu coba lagi.")
            return None
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) != "Cc")
