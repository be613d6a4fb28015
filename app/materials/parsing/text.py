"""From bytes to lines that the parsers can trust, or to problems that say why not."""

import re

from app.materials.rules.problem import Code, Problem, galat

LARGEST = 200_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def decode(raw: bytes, path: str) -> tuple[str, list[Problem]]:
    """The file's text with its byte order mark, or "" and a problem when it is not UTF-8 or too large."""
    if len(raw) > LARGEST:
        return "", [_too_large(path)]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", [galat(path, line, Code.BERKAS, "Berkas ini bukan UTF-8. Simpan ulang sebagai UTF-8.")]


def clean(text: str, path: str) -> tuple[str, list[Problem]]:
    """The text without byte order mark and with LF alone; "" and problems when it cannot be read at all."""
    if len(text) > LARGEST:
        return "", [_too_large(path)]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems = [
        galat(path, number, Code.BERKAS, "Baris ini memuat karakter tak terlihat. Ketik ulang baris ini.")
        for number, line in enumerate(text.split("\n"), 1)
        if CONTROL.search(line)
    ]
    if problems:
        return "", problems[:20]
    if len(text.encode()) > LARGEST:
        return "", [_too_large(path)]
    return text, []


def _too_large(path: str) -> Problem:
    return galat(path, 1, Code.UKURAN, "Berkas ini melebihi 200 kB. Bagilah menjadi beberapa berkas.")
