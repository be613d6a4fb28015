"""An answer in one's own words: what is kept of it, and what makes two of them the same."""

import re
import unicodedata
from decimal import Decimal

from app.quiz.rules.errors import AnswerTooLong, NotANumber, UnreadableWords

LONGEST_WORDS = 200
LONGEST_NUMBER = 40
INVISIBLE = "Cf"
NO_TEXT = frozenset({"Cc", "Cs"})
PLAIN = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)")
POINT_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?")
COMMA_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]*")
NUMBER = "|".join(shape.pattern for shape in (PLAIN, POINT_GROUPS, COMMA_GROUPS))
"""What is taken for a number, in words that the page's script reads as well."""


def kept_words(text: str) -> str:
    """The words as they are stored: single spaces, no invisible marks; AnswerToCorrect for no text."""
    if len(text) > LONGEST_WORDS * 4:
        raise AnswerTooLong
    visible = "".join(letter for letter in text if unicodedata.category(letter) != INVISIBLE)
    words = " ".join(unicodedata.normalize("NFC", visible).split())
    if len(words) > LONGEST_WORDS:
        raise AnswerTooLong
    if any(unicodedata.category(letter) in NO_TEXT for letter in words):
        raise UnreadableWords
    return words


def kept_number(text: str) -> str:
    """A number as it was typed, without spaces; AnswerToCorrect for anything that is none."""
    number = kept_words(text).replace(" ", "").replace("\u2212", "-")
    if len(number) > LONGEST_NUMBER or (number and not readings(number)):
        raise NotANumber
    return number


def folded(text: str) -> str:
    """What counts of the words: not case, accents, outer and double spaces, nor a final full stop."""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(" ".join(bare.split()).removesuffix(".").split())


def readings(number: str) -> frozenset[Decimal]:
    """The values that a typed number may mean: `1.250` reads two ways, by its point."""
    found = set()
    if PLAIN.fullmatch(number):
        found.add(Decimal(number.replace(",", ".")))
    if POINT_GROUPS.fullmatch(number):
        found.add(Decimal(number.replace(".", "").replace(",", ".")))
    if COMMA_GROUPS.fullmatch(number):
        found.add(Decimal(number.replace(",", "")))
    return frozenset(found)
