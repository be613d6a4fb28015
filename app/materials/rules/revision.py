"""Prepared changes to a text: an item out of it, retired or with a successor; a source that was checked."""

import re
from collections.abc import Collection
from datetime import date

from app.materials.rules.draft import ListDraft, QuestionDraft, QuestionsDraft

FENCE = "---"
RETIRED = "ditarik:"
LONGEST_KEY = 56
CHECKED = re.compile(r"^((?:- |\s+)diperiksa_pada:\s*)[^\s#]+")


def item_block(text: str, draft: QuestionsDraft, key: str) -> str | None:
    """The Markdown of one question, with its key written out; None when it is not there."""
    question = _named(draft, key)
    if question is None:
        return None
    lines = text.split("\n")[question.line - 1 : _end(draft, question, text) - 1]
    lines[0] = _with_key(lines[0], key)
    return "\n".join(lines).strip("\n") + "\n"


def without_item(text: str, draft: QuestionsDraft, key: str) -> str | None:
    """The text without that question, whose key is named under `ditarik`; None when it is not there."""
    question = _named(draft, key)
    if question is None:
        return None
    lines = text.split("\n")
    end = _end(draft, question, text)
    del lines[question.line - 1 : end - 1]
    _retire(lines, key)
    return "\n".join(lines).rstrip("\n") + "\n"


def with_successor(text: str, draft: QuestionsDraft, key: str) -> tuple[str, str] | None:
    """The text in which that question bears a new key and says whom it replaces, and the new key."""
    question = _named(draft, key)
    if question is None:
        return None
    fresh = fresh_key(key, {each.key for each in draft.questions} | set(draft.retired))
    lines = text.split("\n")
    heading = re.sub(r"\s*menggantikan=\S+?(?=[\s}])", "", _with_key(lines[question.line - 1], key))
    lines[question.line - 1] = heading.replace(f"{{#{key}", f"{{#{fresh} menggantikan={key}", 1)
    return "\n".join(lines), fresh


def fresh_key(key: str, taken: Collection[str]) -> str:
    """The key with the first number that nobody bears yet."""
    stem = re.sub(r"-\d+\Z", "", key)[:LONGEST_KEY]
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _named(draft: QuestionsDraft, key: str) -> QuestionDraft | None:
    return next((question for question in draft.questions if question.key == key), None)


def _end(draft: QuestionsDraft, question: QuestionDraft, text: str) -> int:
    """The line on which the next question or group begins, else the one after the last."""
    lines = [each.line for each in draft.questions] + [each.line for each in draft.groups]
    starts = [line for line in lines if line > question.line]
    return min(starts, default=text.count("\n") + 2)


def _with_key(heading: str, key: str) -> str:
    """The heading with its key in braces; a derived key is written out, since a copy has other words."""
    if f"{{#{key}" in heading:
        return heading
    return f"{heading.rstrip()} {{#{key}}}" if not heading.rstrip().endswith("}") else _inside(heading, key)


def _inside(heading: str, key: str) -> str:
    before, _, inside = heading.rpartition("{")
    return f"{before}{{#{key} {inside}"


def _retire(lines: list[str], key: str) -> None:
    """Name the key in the front matter: in the list that stands there, else in one of its own."""
    end = next((n for n, line in enumerate(lines) if n and line.strip() == FENCE), None)
    if end is None:
        return
    place = next((n for n in range(1, end) if lines[n].startswith(RETIRED)), None)
    if place is None:
        lines.insert(end, f"{RETIRED} [{key}]")
        return
    listed = lines[place].removeprefix(RETIRED).strip()
    if listed.startswith("["):
        _into_brackets(lines, place, end, key)
    elif listed:
        lines[place] = f"{RETIRED} [{listed}, {key}]"
    else:
        _under(lines, place, end, key)


def _into_brackets(lines: list[str], place: int, end: int, key: str) -> None:
    last = next((n for n in range(place, end) if "]" in lines[n]), place)
    before, _, after = lines[last].rpartition("]")
    is_empty = before.rstrip().endswith("[")
    lines[last] = f"{before.rstrip().rstrip(',')}{'' if is_empty else ', '}{key}]{after}"


def _under(lines: list[str], place: int, end: int, key: str) -> None:
    following = place + 1
    while following < end and lines[following].lstrip().startswith("-"):
        following += 1
    indent = re.match(r"\s*", lines[following - 1])[0] if following > place + 1 else "  "  # type: ignore[index]
    lines.insert(following, f"{indent}- {key}")


def with_checked(text: str, draft: ListDraft, codes: Collection[str], day: date) -> str:
    """The register in which these sources were checked on that day; every other line stays as it was."""
    lines = text.split("\n")
    starts = sorted(source.line for source in draft.legal)
    for source in draft.legal:
        if source.id not in codes:
            continue
        end = min((line for line in starts if line > source.line), default=len(lines) + 1)
        for place in range(source.line - 1, end - 1):
            lines[place] = CHECKED.sub(rf"\g<1>{day.isoformat()}", lines[place])
    return "\n".join(lines)
