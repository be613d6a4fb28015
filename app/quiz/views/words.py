"""Counts and times in words, for the pages of the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from app.materials.rules import Question, QuestionSet, QuestionType
from app.quiz.queries import RemarkNote
from app.quiz.rules import ResultMarks
from app.web.filters import datetime_short


@dataclass(frozen=True, slots=True)
class Clock:
    """What is left of the time, for the head of a page; `seconds` None without a limit."""

    seconds: int | None

    @property
    def words(self) -> str:
        """Sisa 12.40"""
        minutes, seconds = divmod(self.seconds or 0, 60)
        return f"Sisa {minutes}.{seconds:02}"

    @property
    def soon(self) -> bool:
        """Whether the last minute has begun."""
        return self.seconds is not None and self.seconds < 60


def percent_text(share: Fraction) -> str:
    """A whole percentage, rounded down, so that a score never looks like a pass that it is not."""
    return f"{int(share * 100)}%"


def needed_words(question_set: QuestionSet, questions: Sequence[Question]) -> str:
    """7 dari 10 soal; a percentage where questions have parts or weights."""
    if any(each.type is not QuestionType.TUNGGAL or each.weight != 1 for each in questions):
        return f"Nilai {percent_text(question_set.pass_mark)}"
    count = question_set.question_count
    return f"{ceil(question_set.pass_mark * count)} dari {count} soal"


def duration_words(minutes: int) -> str:
    """24 jam; 90 menit."""
    return f"{minutes // 60} jam" if minutes % 60 == 0 else f"{minutes} menit"


def attempt_words(question_set: QuestionSet) -> str:
    """3 kali dalam 30 hari; Tidak dibatasi."""
    if not question_set.attempts_allowed:
        return "Tidak dibatasi"
    window = f" dalam {question_set.attempts_window_days} hari" if question_set.attempts_window_days else ""
    return f"{question_set.attempts_allowed} kali{window}"


def time_words(question_set: QuestionSet) -> str:
    """Paling lama 20 menit; Tanpa batas waktu."""
    limit = question_set.limit_minutes
    return f"Paling lama {limit} menit" if limit else "Tanpa batas waktu"


def listed(numbers: Sequence[int]) -> str:
    """2, 5 dan 7"""
    words = [str(number) for number in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} dan {words[-1]}" if words else ""


def remark_words(note: RemarkNote, pass_mark: Fraction) -> tuple[str, str]:
    """What happened to a result that was marked again, as a heading and a sentence or two."""
    when = datetime_short(note.applied_at)
    if note.positions:
        heading = f"Kunci soal {listed(note.positions)} diperbaiki pada {when}."
    else:
        heading = f"Nilai Anda dihitung ulang pada {when}."
    before, after = note.before, note.after
    if after.score == before.score:
        return heading, f"Nilai Anda dihitung ulang dan tetap {_marks_words(after, note.items)}."
    way = "naik" if after.score > before.score else "turun"
    if after.correct == before.correct:
        change = f"{way} dari {percent_text(before.score)} menjadi {percent_text(after.score)}"
    else:
        change = f"{way} dari {before.correct} menjadi {_marks_words(after, note.items)}"
    return heading, f"Nilai Anda dihitung ulang: {change}.{_pass_words(before, after, pass_mark)}"


def _marks_words(marks: ResultMarks, items: int) -> str:
    return f"{marks.correct} dari {items} benar"


def _pass_words(before: ResultMarks, after: ResultMarks, pass_mark: Fraction) -> str:
    if after.passed and not before.passed:
        return " Dengan nilai ini Anda lulus."
    return " Kelulusan Anda tetap berlaku." if after.passed and after.score < pass_mark else ""
