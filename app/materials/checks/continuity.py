"""What a new version may do to the items of the published one: the same key stays the same item."""

import re

from app.materials.rules.draft import QuestionDraft, QuestionsDraft
from app.materials.rules.problem import Code, Problem, galat
from app.materials.rules.quiz import CHOOSING, WRITTEN, QuestionType


def continuity_problems(draft: QuestionsDraft, published: QuestionsDraft) -> list[Problem]:
    """A GALAT for each vanished key, and for each key whose options became others."""
    now = {question.key: question for question in draft.questions}
    replaced = {question.replaces for question in draft.questions} | set(draft.retired)
    problems: list[Problem] = []
    for before in published.questions:
        after = now.get(before.key)
        if after is not None:
            problems += _changed(draft.path, before, after)
        elif before.key not in replaced:
            sentence = f'Soal "{before.key}" hilang. Cantumkan di ditarik, atau menggantikan={before.key}.'
            problems.append(galat(draft.path, 1, Code.KUNCI_HILANG, sentence))
    return problems


def _changed(path: str, before: QuestionDraft, after: QuestionDraft) -> list[Problem]:
    what = _difference(before, after)
    if what is None:
        return []
    sentence = f"{what} Beri kunci baru dengan menggantikan={before.key}."
    return [galat(path, after.line, Code.BUTIR_BERUBAH, sentence)]


def _difference(before: QuestionDraft, after: QuestionDraft) -> str | None:
    if _family(before) != _family(after):
        return "Jenis soal terbit ini berubah."
    if before.diagnostic != after.diagnostic:
        return "Kode diagnostik soal terbit ini berubah."
    return _other_answers(before, after) if before.type in WRITTEN else _other_entries(before, after)


def _family(question: QuestionDraft) -> QuestionType | None:
    """A moved [x] may turn one right option into several; every other type stays what it is."""
    return QuestionType.TUNGGAL if question.type in CHOOSING else question.type


def _other_entries(before: QuestionDraft, after: QuestionDraft) -> str | None:
    if len(before.choices) != len(after.choices):
        return "Jumlah pilihan soal terbit ini berubah."
    old, new = (
        [(_bare(choice.left or ""), _bare(choice.text)) for choice in question.choices]
        for question in (before, after)
    )
    is_key = before.type is QuestionType.URUTAN  # the order of steps is what may have been wrong
    if old != new and sorted(old) == sorted(new) and not is_key:
        return "Urutan pilihan soal terbit ini berubah."
    if [c.salah_kaprah for c in before.choices] != [c.salah_kaprah for c in after.choices]:
        return "Kode salah kaprah pilihan soal terbit ini berubah."
    return None


def _other_answers(before: QuestionDraft, after: QuestionDraft) -> str | None:
    """What is accepted is the key, and may be corrected; what an answer shows of a person may not."""
    now = {_bare(choice.text): choice.salah_kaprah for choice in after.choices}
    if any(now.get(_bare(c.text), c.salah_kaprah) != c.salah_kaprah for c in before.choices):
        return "Kode salah kaprah jawaban soal terbit ini berubah."
    return None


def _bare(text: str) -> str:
    """The letters alone, so that typography does not count."""
    return "".join(re.findall(r"\w+", text)).lower()
