"""What a password must be: long, and not what others can guess. Composition and age only where asked for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.errors import Invalid

MIN_PASSWORD = 12
MAX_PASSWORD = 200
WORDS = Path(__file__).with_name("common_words.txt")
LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp")
MUST_REMAIN = 4
FEWEST_DIFFERENT = 5


class WeakPassword(Invalid):
    """Too short, or one that everybody tries first; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """The switches for an auditor who insists; by default neither is on (ASVS 5.0 advises against both)."""

    mixed: bool = False
    days: int = 0


@dataclass(frozen=True, slots=True)
class Owner:
    """What others know about whoever chooses the password."""

    nip: str | None = None
    name: str = ""
    opd_names: tuple[str, ...] = ()


NOBODY = Owner()
DEFAULT_POLICY = PasswordPolicy()


def refuse_weak(password: str, *, owner: Owner = NOBODY, policy: PasswordPolicy = DEFAULT_POLICY) -> None:
    """Raise WeakPassword with the sentence that says what to change."""
    if len(password) < MIN_PASSWORD:
        raise WeakPassword(
            f"Kata sandi terlalu pendek. Pakai paling sedikit {MIN_PASSWORD} huruf atau angka."
        )
    _refuse_personal(_squeezed(password), owner)
    if _is_common(password, owner):
        raise WeakPassword("Kata sandi ini mudah ditebak. Pakai beberapa kata yang hanya Anda tahu.")
    if policy.mixed and not _is_mixed(password):
        raise WeakPassword(
            "Instansi Anda meminta huruf besar, huruf kecil, dan angka. Tambahkan yang belum ada."
        )


def _refuse_personal(squeezed: str, owner: Owner) -> None:
    digits = re.sub(r"[^0-9]", "", squeezed)
    if owner.nip and owner.nip in digits:
        raise WeakPassword("Kata sandi tidak boleh memuat NIP Anda. NIP diketahui banyak orang.")
    if any(date in digits for date in _birth_dates(owner.nip)):
        raise WeakPassword("Kata sandi tidak boleh memuat tanggal lahir Anda. Tanggal itu terbaca di NIP.")
    if any(len(name) >= 6 and name in squeezed for name in map(_squeezed, owner.opd_names)):
        raise WeakPassword("Kata sandi tidak boleh memuat nama OPD Anda. Pakai kata lain.")


def _birth_dates(nip: str | None) -> tuple[str, ...]:
    """The first eight digits of a NIP as people write a date: 19850131, 31011985 and 310185."""
    if not nip or not re.fullmatch(r"[0-9]{18}", nip):
        return ()
    year, month, day = nip[:4], nip[4:6], nip[6:8]
    return (year + month + day, day + month + year, day + month + year[2:])


def _squeezed(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def _is_common(password: str, owner: Owner) -> bool:
    """Whether nothing of one's own remains beside at most two words that everybody tries."""
    squeezed = _squeezed(password)
    plain_letters = len(squeezed) == len(re.sub(r"\s", "", password))
    if len(set(password.casefold())) < FEWEST_DIFFERENT or (_is_run(squeezed) and plain_letters):
        return True
    words = common_words() | _words_about(owner)
    unended = re.sub(r"[\W\d_]+$", "", password.casefold())
    readings = {_letters(squeezed), _letters(unended.translate(LEET))}
    guessable = any(_remaining(reading, words) < MUST_REMAIN for reading in readings)
    return guessable and not _strange(password) and not _many_digits(squeezed)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _strange(password: str) -> bool:
    """Four or more signs that stand on no key, an emoji for instance, are nobody's first guess."""
    return sum(not sign.isascii() for sign in password) >= MUST_REMAIN


def _many_digits(squeezed: str) -> bool:
    """Twelve digits that do not count up or repeat are as good as a word of one's own."""
    digits = re.sub(r"[^0-9]", "", squeezed)
    return len(digits) >= MIN_PASSWORD and not _is_run(digits)


def _remaining(letters: str, words: frozenset[str]) -> int:
    """How many letters are left after the two longest known words were taken out, wherever they stand."""
    found = sorted({word for word in words if word in letters}, key=len, reverse=True)
    taken = 0
    for word in found:
        if word in letters:
            letters = letters.replace(word, " ")
            taken += 1
        if taken == 2:
            break
    return len(letters.replace(" ", ""))


def _is_run(squeezed: str) -> bool:
    """A piece of a row of keys, of the alphabet or of counting, once or repeated."""
    doubled = [run * 3 for run in (*RUNS, "1234567890", "0123456789")]
    return any(squeezed in run or squeezed[::-1] in run for run in doubled) or _repeats(squeezed)


def _repeats(text: str) -> bool:
    return bool(re.fullmatch(r"(.{1,6})\1+.{0,5}", text))


def _words_about(owner: Owner) -> frozenset[str]:
    texts: Iterable[str] = (owner.name, *owner.opd_names)
    return frozenset(
        _squeezed(word) for text in texts for word in re.split(r"[\s.,]+", text) if len(word) >= 3
    )


def _is_mixed(password: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    return all(any(kind(sign) for sign in password) for kind in kinds)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words of our own list that begin most guesses here; with any digits and signs around them."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
