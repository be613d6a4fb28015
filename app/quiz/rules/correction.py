"""One question in two versions: whether it is still the same one, and what its key says in each.

The author's key names the question. It may be marked again only when it asks the same in the same words: who
answered one question is never marked by the key of another. Typography does not count, words and signs do.
"""

import re
from collections.abc import Hashable, Iterable
from enum import StrEnum

from app.materials.rules import CHOOSING, WRITTEN, Choice, Question, QuestionType
from app.quiz.rules.responses import canonical, ordered, paired, pairs_in, places_in
from app.quiz.rules.written import folded

TAG = re.compile(r"<[^>]*>")
PICTURE = re.compile(r'<img\b[^>]*\bsrc="([^"]*)"')
DASHES = re.compile(r"[\u2010-\u2015\u2212]")
TYPOGRAPHY = re.compile(r"(?<!\d)[.,:;]|[.,:;](?!\d)|[\"'!?\u2018\u2019\u201c\u201d\u2026]")
Words = tuple[str, ...]


class Hindrance(StrEnum):
    """Why results of an older version cannot be marked by the key of the present one."""

    GONE = "gone"
    TYPE = "type"
    STEM = "stem"
    ENTRIES = "entries"
    MEASURE = "measure"


def hindrance(sat: Question, now: Question | None) -> Hindrance | None:
    """What stands in the way of marking answers to `sat` by the key of `now`; None when nothing does."""
    if now is None:
        return Hindrance.GONE
    if _family(sat) != _family(now):
        return Hindrance.TYPE
    if _asked(sat) != _asked(now):
        return Hindrance.STEM
    if _entries(sat) != _entries(now) or _has_twins(sat) or _has_twins(now):
        return Hindrance.ENTRIES
    return None if _measured(sat) == _measured(now) else Hindrance.MEASURE


def truth(question: Question) -> Hashable:
    """What the key says, in words, wherever they stand: two versions with one truth mark alike."""
    choices = question.choices
    if question.type in CHOOSING:
        return frozenset(_words(each) for each in choices if each.correct)
    if question.type is QuestionType.URUTAN:
        return tuple(_words(each) for each in choices)
    if question.type is QuestionType.JODOH:
        return frozenset((_left(each), _words(each)) for each in choices if each.left_html is not None)
    if question.type is QuestionType.ANGKA:
        return question.tolerance, frozenset((c.number, c.correct, c.salah_kaprah) for c in choices)
    return frozenset((folded(each.text), each.correct, each.salah_kaprah) for each in choices)


def translated(response: str, sat: Question, now: Question) -> str:
    """The stored answer to `sat` as it would be stored for `now`, which asks the same."""
    if sat.type in WRITTEN or sat.id == now.id or not response:
        return response
    first = {_words(each): each.position for each in reversed(now.choices)}
    places = {each.position: first[_words(each)] for each in sat.choices}
    if sat.type is QuestionType.JODOH:
        beside = {_left(each): each.position for each in now.choices if each.left_html is not None}
        lefts = {c.position: beside[_left(c)] for c in sat.choices if c.left_html is not None}
        return paired((lefts[left], places[right]) for left, right in pairs_in(response))
    moved = (places[place] for place in places_in(response))
    return ordered(moved) if sat.type is QuestionType.URUTAN else canonical(moved)


def right_places(question: Question) -> dict[int, int]:
    """For each entry the first one with the same words: two lefts may belong to one right."""
    first: dict[str, int] = {}
    return {each.position: first.setdefault(folded(each.text), each.position) for each in question.choices}


def _family(question: Question) -> QuestionType:
    """A moved [x] may turn one right option into several; every other type stays what it is."""
    return QuestionType.TUNGGAL if question.type in CHOOSING else question.type


def _asked(question: Question) -> Words:
    return (_bare(question.stem_text), *_shown(question.stem_html), *_shown(question.body_html, words=True))


def _entries(question: Question) -> Hashable:
    """What there is to choose, order or join; answers in one's own words have none."""
    choices = question.choices
    if question.type in WRITTEN:
        return ()
    if question.type is QuestionType.JODOH:
        return frozenset(_lefts(choices)), frozenset(_words(each) for each in choices)
    return frozenset(_words(each) for each in choices)


def _has_twins(question: Question) -> bool:
    """Whether two entries read alike, so that nobody can say which of them was chosen."""
    choices = question.choices
    if question.type in WRITTEN:
        return False
    if question.type is not QuestionType.JODOH:
        return len({_words(each) for each in choices}) < len(choices)
    lefts = _lefts(choices)
    rights = set(right_places(question).values())
    return len(set(lefts)) < len(lefts) or len({_words(each) for each in choices}) < len(rights)


def _measured(question: Question) -> Hashable:
    """Which misconception the question and each of its options show; foreseen words belong to the key."""
    if question.type in WRITTEN:
        return question.diagnostic
    return question.diagnostic, frozenset((_words(each), each.salah_kaprah) for each in question.choices)


def _lefts(choices: Iterable[Choice]) -> list[Words]:
    return [_left(each) for each in choices if each.left_html is not None]


def _left(choice: Choice) -> Words:
    return (_bare(choice.left_text or ""), *_shown(choice.left_html or ""))


def _words(choice: Choice) -> Words:
    return (_bare(choice.text), *_shown(choice.html))


def _shown(html: str, *, words: bool = False) -> Words:
    """The pictures of a piece, and its words where no plain text of it is kept."""
    bare = (_bare(TAG.sub(" ", html)),) if words else ()
    return (*bare, *PICTURE.findall(html))


def _bare(text: str) -> str:
    return " ".join(TYPOGRAPHY.sub("", DASHES.sub("-", folded(text))).split())
