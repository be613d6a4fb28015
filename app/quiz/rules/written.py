"""An answer in one's own words: what is kept of it, and what makes two of them the same."""

import re
import unicodedata
from decimal import Decimal

from app.quiz.rules.errors import InvalidAnswer

LONGEST_WORDS = 200
LONGEST_NUMBER = 40
INVISIBLE = "Cf"
NO_TEXT = frozenset({"Cc", "Cs"})
PLAIN = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)\Z")
POINT_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?\Z")
COMMA_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]*\Z")


def kept_words(text: str) -> str:
    """The words as they are stored: single spaces, no invisible marks; InvalidAnswer for no text at all."""
    if len(text) > LONGEST_WORDS * 4:
        raise InvalidAnswer
    visible = "".join(letter for letter in text if unicodedata.category(letter) != INVISIBLE)
    words = " ".join(unicodedata.normalize("NFC", visible).split())
    if len(words) > LONGEST_WORDS or any(unicodedata.category(letter) in NO_TEXT for letter in words):
        raise InvalidAnswer
    return words


def kept_number(text: str) -> str:
    """A number as it was typed, without spaces; InvalidAnswer for anything that is none."""
    number = kept_words(text).replace(" ", "").replace("\u2212", "-")
    if len(number) > LONGEST_NUMBER or (number and not readings(number)):
        raise InvalidAnswer
    return number


def folded(text: str) -> str:
    """What counts of the words: not case, accents, outer and double spaces, nor a final full stop."""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(" ".join(bare.split()).removesuffix(".").split())


def readings(number: str) -> frozenset[Decimal]:
    """The values that a typed number may mean: `1.250` reads two ways, by its point."""
    found = set()
    if PLAIN.match(number):
        found.add(Decimal(number.replace(",", ".")))
    if POINT_GROUPS.match(number):
        found.add(Decimal(number.replace(".", "").replace(",", ".")))
    if COMMA_GROUPS.match(number):
        found.add(Decimal(number.replace(",", "")))
    return frozenset(found)
