"""Question sets and, for the server alone, their questions with the key."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select

from app.db import kept, read
from app.materials.models import (
    ChoiceRow,
    Document,
    DocumentVersion,
    GroupedQuestion,
    QuestionGroupRow,
    QuestionRow,
    QuestionSetVersion,
)
from app.materials.rules import Choice, DocumentKind, Question, QuestionGroup, QuestionSet

_SET = select(QuestionSetVersion.__table__, DocumentVersion.number).join(
    DocumentVersion, DocumentVersion.id == QuestionSetVersion.version_id
)
_CURRENT = _SET.join(Document, Document.current_version_id == QuestionSetVersion.version_id)
_NAMED = _CURRENT.where(Document.slug == bindparam("slug"))
_EXAM = _NAMED.where(Document.kind.in_([DocumentKind.KUIS, DocumentKind.TES]))
_PRACTICE = _NAMED.where(Document.kind == DocumentKind.LATIHAN)
_VERSION = _SET.where(QuestionSetVersion.version_id == bindparam("version_id"))
_QUESTION = (
    select(
        QuestionRow.__table__,
        QuestionGroupRow.number.label("group_number"),
        QuestionGroupRow.title.label("group_title"),
        QuestionGroupRow.draw.label("group_draw"),
        QuestionGroupRow.form.label("group_form"),
    )
    .select_from(QuestionRow)
    .outerjoin(GroupedQuestion, GroupedQuestion.question_id == QuestionRow.id)
    .outerjoin(
        QuestionGroupRow,
        and_(
            QuestionGroupRow.version_id == GroupedQuestion.version_id,
            QuestionGroupRow.number == GroupedQuestion.number,
        ),
    )
)
_QUESTIONS = _QUESTION.where(QuestionRow.version_id == bindparam("version_id")).order_by(QuestionRow.position)
_VERSION_OF = select(QuestionRow.version_id).where(QuestionRow.id == bindparam("question_id"))
_CHOICE = (
    ChoiceRow.position.label("choice_position"),
    ChoiceRow.html,
    ChoiceRow.text,
    ChoiceRow.correct,
    ChoiceRow.salah_kaprah,
    ChoiceRow.feedback_html,
    ChoiceRow.left_html,
    ChoiceRow.left_text,
)
_CHOICES = (
    select(ChoiceRow.question_id, *_CHOICE)
    .join(QuestionRow, QuestionRow.id == ChoiceRow.question_id)
    .where(QuestionRow.version_id == bindparam("version_id"))
    .order_by(ChoiceRow.question_id, ChoiceRow.position)
)


def question_set(slug: str) -> QuestionSet | None:
    """The current version of the quiz of a module, or of a test."""
    return _one(_EXAM, slug=slug)


def practice_set(module_slug: str) -> QuestionSet | None:
    """The current version of the `latihan.md` of a module: questions for its pages, never a sitting."""
    return _one(_PRACTICE, slug=module_slug)


@kept
def question_set_version(version_id: int) -> QuestionSet | None:
    """A version of a question set, current or not."""
    return _one(_VERSION, version_id=version_id)


@kept
def questions(version_id: int) -> tuple[Question, ...]:
    """The questions of a version in the order of the source, with their key: never send this to a browser."""
    choices: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in read(_CHOICES, version_id=version_id):
        choices.setdefault(row.question_id, []).append(row)
    return tuple(_question(row, choices.get(row.id, [])) for row in read(_QUESTIONS, version_id=version_id))


def question(question_id: int) -> Question | None:
    """One question of any version, with its key: never send this to a browser."""
    version_id = read(_VERSION_OF, question_id=question_id).scalar()
    found = questions(version_id) if version_id is not None else ()
    return next((each for each in found if each.id == question_id), None)


def _one(statement: Select[*tuple[Any, ...]], **values: object) -> QuestionSet | None:
    row = read(statement, **values).first()
    return None if row is None else QuestionSet(**row._asdict())


def _question(row: Row[*tuple[Any, ...]], choices: Sequence[Row[*tuple[Any, ...]]]) -> Question:
    return Question(
        id=row.id,
        key=row.key,
        position=row.position,
        type=row.type,
        weight=row.weight,
        diagnostic=row.diagnostic,
        fixed_order=row.fixed_order,
        stem_html=row.stem_html,
        stem_text=row.stem_text,
        body_html=row.body_html,
        explanation_html=row.explanation_html,
        choices=tuple(_choice(choice) for choice in choices),
        tolerance=row.tolerance or Decimal(0),
        group=_group(row),
    )


def _choice(row: Row[*tuple[Any, ...]]) -> Choice:
    return Choice(
        position=row.choice_position,
        html=row.html,
        text=row.text,
        correct=row.correct,
        salah_kaprah=row.salah_kaprah,
        feedback_html=row.feedback_html,
        left_html=row.left_html,
        left_text=row.left_text,
    )


def _group(row: Row[*tuple[Any, ...]]) -> QuestionGroup | None:
    if row.group_number is None:
        return None
    return QuestionGroup(row.group_number, row.group_title, row.group_draw, row.group_form)
