"""Words that the house spells otherwise; advice with the better word, by line."""

import re

from app.materials.rules.problem import Code, Problem, peringatan

BETTER = {
    "prosentase": "persentase",
    "analisa": "analisis",
    "ijin": "izin",
    "resiko": "risiko",
    "praktek": "praktik",
    "jadual": "jadwal",
    "kwalitas": "kualitas",
    "efektifitas": "efektivitas",
    "aktifitas": "aktivitas",
    "sistim": "sistem",
    "standarisasi": "standardisasi",
    "tauladan": "teladan",
    "sosialiasi": "sosialisasi",
    "sosialisai": "sosialisasi",
    "nara sumber": "narasumber",
    "non aktif": "nonaktif",
    "antar instansi": "antarinstansi",
    "antar perangkat daerah": "antarperangkat daerah",
    "pasca pelatihan": "pascapelatihan",
    "pasca tes": "pascates",
    "pra tes": "prates",
    "silahkan": "silakan",
    "perlindungan data pribadi": "pelindungan data pribadi",
    "sekertaris": "sekretaris",
    "notulensi": "notula",
    "notulen": "notula",
    "absensi": "presensi",
    "tandatangan": "tanda tangan",
    "online": "daring",
    "offline": "luring",
    "upload": "unggah",
    "download": "unduh",
    "dashboard": "dasbor",
}
WRONG = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, BETTER)) + r")(?![\w-])", re.IGNORECASE)
NOT_PROSE = re.compile(
    r"`[^`]*`|\]\([^()\n]*\)|\{[^{}]*\}|https?://\S+"  # code, addresses, attributes
    r"|^!!! ?[\w-]+(?: +\"[\w-]+\")?"  # heads of boxes
    r"|^\s*(?:- )?[\w-]+:(?=\s|$)|^\s*- \w+(?:-\w+)+\s*$"  # keys and codes of YAML
)


def spelling_problems(text: str, path: str, *, first_line: int = 1) -> list[Problem]:
    """A PERINGATAN for each word that the vocabulary lists as wrong."""
    problems = []
    for number, line in enumerate(text.split("\n"), first_line):
        for match in WRONG.finditer(NOT_PROSE.sub(" ", line)):
            word = " ".join(match[1].split())
            sentence = f'Tulis "{BETTER[word.lower()]}", bukan "{word}".'
            problems.append(peringatan(path, number, Code.EJAAN, sentence))
    return problems
