"""What each type of question must have to be answered and marked."""

from collections.abc import Callable, Iterable
from typing import Protocol

from app.materials.rules.draft import ChoiceDraft, QuestionDraft
from app.materials.rules.number import read_number
from app.materials.rules.problem import Code, Problem, galat
from app.materials.rules.quiz import CHOOSING, QuestionType

FEWEST = 2
LONGEST_WRITTEN = 200


class Fault(Protocol):
    """Notes a GALAT: at the line of the question, or at the one given."""

    def __call__(self, code: Code, sentence: str, line: int = 0, /) -> None: ...


def answer_problems(path: str, question: QuestionDraft) -> list[Problem]:
    """Every GALAT about the entries of a question and about what it diagnoses."""
    problems: list[Problem] = []

    def fault(code: Code, sentence: str, line: int = 0, /) -> None:
        problems.append(galat(path, line or question.line, code, sentence))

    if question.choices and question.type is not None:
        {
            QuestionType.URUTAN: _refuse_steps,
            QuestionType.JODOH: _refuse_pairs,
            QuestionType.ISIAN: _refuse_words,
            QuestionType.ANGKA: _refuse_numbers,
        }.get(question.type, _refuse_marks)(question, fault)
        _refuse_diagnostic(question, fault)
    return problems


def _refuse_marks(question: QuestionDraft, fault: Fault) -> None:
    right = sum(choice.correct for choice in question.choices)
    wrong = len(question.choices) - right
    if right == 0:
        fault(Code.BENAR, "Soal ini belum punya pilihan benar. Tandai satu dengan [x].")
    elif question.type is QuestionType.TUNGGAL and right > 1:
        fault(Code.BENAR, f"Soal tunggal hanya punya satu pilihan benar; di sini ada {right}.")
    elif question.type is QuestionType.GANDA and wrong == 0:
        fault(Code.SALAH, "Soal ganda memerlukan paling sedikit satu pilihan yang keliru.")
    if right and question.type is QuestionType.TUNGGAL and wrong == 0:
        fault(Code.SALAH, "Soal ini memerlukan paling sedikit satu pilihan yang keliru.")
    _refuse_tagged_key(question, fault)


def _refuse_tagged_key(question: QuestionDraft, fault: Fault) -> None:
    for choice in question.choices:
        if choice.correct and choice.salah_kaprah:
            fault(Code.DIAGNOSTIK, "Pilihan benar tidak boleh diberi kode salah kaprah.", choice.line)


def _refuse_steps(question: QuestionDraft, fault: Fault) -> None:
    if len(question.choices) < FEWEST:
        fault(Code.PILIHAN, "Soal urutan memerlukan paling sedikit dua langkah.")
    if question.fixed_order:
        fault(Code.ATRIBUT, "Soal urutan selalu diacak. Hapus atribut urut-tetap.")
    for choice, earlier in _repeated(question.choices, lambda choice: _same_words(choice.text)):
        fault(Code.PILIHAN, f"Langkah ini sama dengan baris {earlier.line}.", choice.line)


def _refuse_pairs(question: QuestionDraft, fault: Fault) -> None:
    pairs = [choice for choice in question.choices if choice.left is not None]
    if len(pairs) < FEWEST:
        fault(Code.PILIHAN, "Soal jodoh memerlukan paling sedikit dua pasangan.")
    for choice, earlier in _repeated(pairs, lambda choice: _same_words(choice.left or "")):
        fault(Code.PILIHAN, f"Kolom kiri ini sama dengan baris {earlier.line}.", choice.line)
    if len({_same_words(choice.text) for choice in question.choices}) < FEWEST:
        fault(Code.SALAH, "Soal jodoh memerlukan paling sedikit dua isi yang berbeda di kolom kanan.")
    extras = [choice for choice in question.choices if choice.left is None]
    for choice, earlier in _repeated([*pairs, *extras], lambda choice: _same_words(choice.text)):
        if choice.left is None:
            sentence = f"Pengecoh ini sama dengan kolom kanan baris {earlier.line}."
            fault(Code.PILIHAN, sentence, choice.line)


def _refuse_words(question: QuestionDraft, fault: Fault) -> None:
    _refuse_without_accepted(question, fault)
    for choice in question.choices:
        if len(choice.text) > LONGEST_WRITTEN:
            fault(Code.PILIHAN, f"Jawaban ini melebihi {LONGEST_WRITTEN} karakter.", choice.line)
    for choice, earlier in _repeated(question.choices, lambda choice: _same_words(choice.text)):
        fault(Code.PILIHAN, f"Jawaban ini sama dengan baris {earlier.line}.", choice.line)


def _refuse_numbers(question: QuestionDraft, fault: Fault) -> None:
    _refuse_without_accepted(question, fault)
    values = [(choice, read_number(choice.text)) for choice in question.choices]
    for choice, value in values:
        if value is None:
            sentence = "Tulis satu angka tanpa titik ribuan dan tanpa satuan, misalnya 1250 atau 3,80."
            fault(Code.PILIHAN, sentence, choice.line)
    accepted = [value for choice, value in values if choice.correct and value is not None]
    for choice, value in values:
        if choice.correct or value is None:
            continue
        if any(abs(value - right) <= question.tolerance for right in accepted):
            fault(Code.PILIHAN, "Angka ini termasuk jawaban yang diterima.", choice.line)


def _refuse_without_accepted(question: QuestionDraft, fault: Fault) -> None:
    if not any(choice.correct for choice in question.choices):
        fault(Code.BENAR, "Soal ini belum punya jawaban yang diterima. Tandai satu dengan [x].")
    _refuse_tagged_key(question, fault)


def _refuse_diagnostic(question: QuestionDraft, fault: Fault) -> None:
    code = question.diagnostic
    if code is None:
        return
    if question.type in (QuestionType.URUTAN, QuestionType.JODOH):
        fault(Code.DIAGNOSTIK, "Soal urutan dan jodoh tidak dapat mengukur salah kaprah. Hapus diagnostik.")
        return
    wrong = [choice for choice in question.choices if not choice.correct]
    tagged = sum(choice.salah_kaprah == code for choice in wrong)
    if question.type not in CHOOSING:
        if tagged == 0:
            fault(Code.DIAGNOSTIK, f"Soal diagnostik memerlukan satu jawaban keliru {{sk={code}}}.")
        return
    if tagged != 1:
        sentence = f"Soal diagnostik harus punya tepat satu pilihan {{sk={code}}}; ada {tagged}."
        fault(Code.DIAGNOSTIK, sentence)
    if all(choice.salah_kaprah for choice in wrong):
        fault(Code.DIAGNOSTIK, "Soal diagnostik memerlukan satu pilihan keliru tanpa kode salah kaprah.")


def _repeated(
    choices: Iterable[ChoiceDraft], name: Callable[[ChoiceDraft], str]
) -> list[tuple[ChoiceDraft, ChoiceDraft]]:
    """Each entry whose name an earlier one has already, with that one."""
    first: dict[str, ChoiceDraft] = {}
    return [
        (choice, earlier)
        for choice in choices
        if (earlier := first.setdefault(name(choice), choice)) is not choice
    ]


def _same_words(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(". ")
