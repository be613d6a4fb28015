"""What the check of a question set refuses, and what it advises."""

import re
from collections import Counter
from itertools import chain

from app.materials.checks.answers import answer_problems
from app.materials.rules.address import DocumentKind
from app.materials.rules.draft import QuestionDraft, QuestionsDraft
from app.materials.rules.library import Library
from app.materials.rules.paper import FEWEST_CORE, FEWEST_OTHER, Paper, papers
from app.materials.rules.problem import Code, Problem, galat, peringatan
from app.materials.rules.quiz import CHOOSING, QuestionType, SetKind

LONGEST_STEM = 60
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
        *_forms(draft),
    ]


def _homeless(draft: QuestionsDraft, library: Library) -> list[Problem]:
    if draft.address.kind is DocumentKind.TES or draft.address.slug in library.modules:
        return []
    sentence = "Folder ini belum punya modul.md yang dapat terbit. Terbitkan modulnya dulu."
    return [galat(draft.path, 1, Code.MODUL, sentence)]


def _question(draft: QuestionsDraft, question: QuestionDraft, strict: bool) -> list[Problem]:
    problems = answer_problems(draft.path, question)

    def fault(code: Code, sentence: str) -> None:
        problems.append(galat(draft.path, question.line, code, sentence))

    if strict and question.type is not QuestionType.TUNGGAL:
        fault(Code.TES_STANDAR, "Soal tes standar harus berjenis tunggal.")
    if strict and question.weight != 1:
        fault(Code.TES_STANDAR, "Soal tes standar harus berbobot 1. Hapus atribut bobot.")
    return problems + _advice(draft, question)


def _advice(draft: QuestionsDraft, question: QuestionDraft) -> list[Problem]:
    found: list[Problem] = []
    words = len(WORD.findall(question.stem))
    if words > LONGEST_STEM:
        sentence = f"Pertanyaan ini {words} kata. Ringkaslah sampai paling banyak {LONGEST_STEM}."
        found.append(peringatan(draft.path, question.line, Code.PANJANG, sentence))
    if len(NEGATIVE.findall(question.stem)) > 1:
        sentence = "Pertanyaan ini memuat dua penyangkal. Ubahlah agar langsung terbaca."
        found.append(peringatan(draft.path, question.line, Code.NEGATIF, sentence))
    for choice in question.choices if question.type in CHOOSING else ():
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
    core = library.core_beliefs()
    wanted = {question.diagnostic for question in draft.questions if question.diagnostic}
    if library.is_test_of_a_standard(draft.address.slug):
        wanted |= core
    thin = [
        _too_few(draft, paper, code, FEWEST_CORE if code in core else FEWEST_OTHER)
        for paper in papers(draft)
        for code in sorted(wanted)
        if paper.form is None or paper.sure(code) or code in core
    ]
    return [problem for problem in thin if problem is not None]


def _too_few(draft: QuestionsDraft, paper: Paper, code: str, fewest: int) -> Problem | None:
    count = paper.sure(code)
    if count >= fewest:
        return None
    line = next((q.line for part in paper.parts for q in part.questions if q.diagnostic == code), 1)
    where = f"bentuk {paper.form}" if paper.form else "tes ini"
    sentence = f'"{code}" baru pasti diukur {count} soal di {where}; diagnosis memerlukan {fewest}.'
    return peringatan(draft.path, line, Code.CAKUPAN, sentence)


def _forms(draft: QuestionsDraft) -> list[Problem]:
    """Parallel forms must be exchangeable: as many questions, about the same misconceptions."""
    first, *others = papers(draft)
    if first.form is None:
        return []
    lines = {group.form: group.line for group in reversed(draft.groups)}
    if not others:
        sentence = f"Baru ada bentuk {first.form}. Tambahkan bentuk lain, atau hapus atribut bentuk."
        return [peringatan(draft.path, lines[first.form], Code.BENTUK, sentence)]
    found = []
    for other in others:
        if other.asked != first.asked:
            sentence = (
                f"Bentuk {other.form} menanyakan {other.asked} soal, bentuk {first.form} {first.asked} soal."
            )
            found.append(peringatan(draft.path, lines[other.form], Code.BENTUK, sentence))
        if other.measured != first.measured:
            codes = ", ".join(sorted(other.measured ^ first.measured))
            sentence = f"Bentuk {other.form} dan {first.form} tidak mengukur salah kaprah yang sama: {codes}."
            found.append(peringatan(draft.path, lines[other.form], Code.BENTUK, sentence))
    return found
