"""What the check of a question set refuses, and what it advises."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import chain

from app.materials.rules.address import DocumentKind
from app.materials.rules.draft import QuestionDraft, QuestionsDraft
from app.materials.rules.library import Library
from app.materials.rules.problem import Code, Problem, galat, peringatan
from app.materials.rules.quiz import QuestionType, SetKind

LONGEST_STEM = 60
FEWEST_CORE, FEWEST_OTHER = 3, 2
ALL_OF_THEM = re.compile(r"\bsemua(?:nya)?\b(?:\s+\w+){0,3}\s+(?:benar|betul)\b", re.IGNORECASE)
NEGATIVE = re.compile(r"\b(?:tidak|bukan|jangan|kecuali|tanpa|belum)(?:lah|kah)?\b", re.IGNORECASE)
WORD = re.compile(r"\w[\w'’-]*")


def question_problems(draft: QuestionsDraft, library: Library) -> list[Problem]:
    """Everything about the questions themselves and about the set as a whole."""
    strict = draft.kind is SetKind.TES and library.is_test_of_a_standard(draft.address.slug)
    each = chain.from_iterable(_question(draft, question, strict) for question in draft.questions)
    return [
        *_homeless(draft, library),
        *each,
        *_retired(draft),
        *_longest(draft),
        *_place(draft),
        *_coverage(draft, library),
    ]


def _homeless(draft: QuestionsDraft, library: Library) -> list[Problem]:
    if draft.address.kind is DocumentKind.TES or draft.address.slug in library.modules:
        return []
    sentence = "Folder ini belum punya modul.md yang dapat terbit. Terbitkan modulnya dulu."
    return [galat(draft.path, 1, Code.MODUL, sentence)]


def _question(draft: QuestionsDraft, question: QuestionDraft, strict: bool) -> list[Problem]:
    problems: list[Problem] = []

    def fault(code: Code, sentence: str) -> None:
        problems.append(galat(draft.path, question.line, code, sentence))

    if question.choices and question.type is not None:
        _refuse_marks(question, fault)
        _refuse_diagnostic(question, fault)
    if strict and question.type is not QuestionType.TUNGGAL:
        fault(Code.TES_STANDAR, "Soal tes standar harus berjenis tunggal.")
    if strict and question.weight != 1:
        fault(Code.TES_STANDAR, "Soal tes standar harus berbobot 1. Hapus atribut bobot.")
    return problems + _advice(draft, question)


def _refuse_marks(question: QuestionDraft, fault: Callable[[Code, str], None]) -> None:
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
    if any(choice.correct and choice.salah_kaprah for choice in question.choices):
        fault(Code.DIAGNOSTIK, "Pilihan benar tidak boleh diberi kode salah kaprah.")


def _refuse_diagnostic(question: QuestionDraft, fault: Callable[[Code, str], None]) -> None:
    if question.diagnostic is None:
        return
    wrong = [choice for choice in question.choices if not choice.correct]
    tagged = sum(choice.salah_kaprah == question.diagnostic for choice in wrong)
    if tagged != 1:
        sentence = (
            f"Soal diagnostik harus punya tepat satu pilihan {{sk={question.diagnostic}}}; ada {tagged}."
        )
        fault(Code.DIAGNOSTIK, sentence)
    if all(choice.salah_kaprah for choice in wrong):
        fault(Code.DIAGNOSTIK, "Soal diagnostik memerlukan satu pilihan keliru tanpa kode salah kaprah.")


def _advice(draft: QuestionsDraft, question: QuestionDraft) -> list[Problem]:
    found: list[Problem] = []
    words = len(WORD.findall(question.stem))
    if words > LONGEST_STEM:
        sentence = f"Pertanyaan ini {words} kata. Ringkaslah sampai paling banyak {LONGEST_STEM}."
        found.append(peringatan(draft.path, question.line, Code.PANJANG, sentence))
    if len(NEGATIVE.findall(question.stem)) > 1:
        sentence = "Pertanyaan ini memuat dua penyangkal. Ubahlah agar langsung terbaca."
        found.append(peringatan(draft.path, question.line, Code.NEGATIF, sentence))
    for choice in question.choices:
        if ALL_OF_THEM.search(choice.text):
            sentence = 'Pilihan "semua benar" mudah ditebak. Ganti dengan pilihan yang berisi.'
            found.append(peringatan(draft.path, choice.line, Code.SEMUA_BENAR, sentence))
    return found


def _retired(draft: QuestionsDraft) -> list[Problem]:
    return [
        galat(draft.path, question.line, Code.KUNCI_ULANG, f'Kunci "{question.key}" tercantum di ditarik.')
        for question in draft.questions
        if question.key in draft.retired
    ]


def _single(draft: QuestionsDraft) -> list[QuestionDraft]:
    return [
        question
        for question in draft.questions
        if question.type is QuestionType.TUNGGAL and sum(choice.correct for choice in question.choices) == 1
    ]


def _longest(draft: QuestionsDraft) -> list[Problem]:
    questions = _single(draft)
    count = sum(_right_is_longest(question) for question in questions)
    if len(questions) < 2 or count * 2 <= len(questions):
        return []
    sentence = f"Jawaban benar adalah yang terpanjang pada {count} dari {len(questions)} soal."
    return [peringatan(draft.path, questions[0].line, Code.TERPANJANG, sentence)]


def _right_is_longest(question: QuestionDraft) -> bool:
    right = max(len(choice.text) for choice in question.choices if choice.correct)
    return all(len(choice.text) < right for choice in question.choices if not choice.correct)


def _place(draft: QuestionsDraft) -> list[Problem]:
    fixed = [question for question in _single(draft) if question.fixed_order or not draft.shuffle_choices]
    places = Counter(
        next(index for index, choice in enumerate(question.choices) if choice.correct) for question in fixed
    )
    if len(fixed) < 2 or not places:
        return []
    place, count = places.most_common(1)[0]
    if count * 2 <= len(fixed):
        return []
    sentence = f"Jawaban benar berada di urutan {place + 1} pada {count} dari {len(fixed)} soal."
    return [peringatan(draft.path, fixed[0].line, Code.LETAK, sentence)]


def _coverage(draft: QuestionsDraft, library: Library) -> list[Problem]:
    """A test must ask often enough to diagnose: three items for the core misconception, two for others."""
    if draft.kind is not SetKind.TES:
        return []
    counts = Counter(question.diagnostic for question in draft.questions if question.diagnostic)
    core = library.core_beliefs()
    problems = []
    for code in sorted(
        counts.keys() | (core if library.is_test_of_a_standard(draft.address.slug) else set())
    ):
        fewest = FEWEST_CORE if code in core else FEWEST_OTHER
        if counts[code] < fewest:
            line = next((q.line for q in draft.questions if q.diagnostic == code), 1)
            sentence = f'"{code}" baru diukur {counts[code]} soal; diagnosis memerlukan {fewest}.'
            problems.append(peringatan(draft.path, line, Code.CAKUPAN, sentence))
    return problems
