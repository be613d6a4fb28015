"""Question sets and, for the server alone, their questions with the key."""

from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from app.db import session
from app.materials.models import ChoiceRow, Document, DocumentVersion, QuestionRow, QuestionSetVersion
from app.materials.rules import Choice, DocumentKind, Question, QuestionSet

_SET = select(QuestionSetVersion.__table__, DocumentVersion.number).join(
    DocumentVersion, DocumentVersion.id == QuestionSetVersion.version_id
)
_QUESTIONS = (
    select(QuestionRow.__table__)
    .where(QuestionRow.version_id == bindparam("version_id"))
    .order_by(QuestionRow.position)
)
_CHOICES = (
    select(ChoiceRow.__table__)
    .join(QuestionRow, QuestionRow.id == ChoiceRow.question_id)
    .where(QuestionRow.version_id == bindparam("version_id"))
    .order_by(ChoiceRow.question_id, ChoiceRow.position)
)
_ONE_QUESTION = (
    select(
        QuestionRow.__table__,
        ChoiceRow.position.label("choice_position"),
        ChoiceRow.html,
        ChoiceRow.text,
        ChoiceRow.correct,
        ChoiceRow.salah_kaprah,
        ChoiceRow.feedback_html,
    )
    .join(ChoiceRow, ChoiceRow.question_id == QuestionRow.id)
    .where(QuestionRow.id == bindparam("question_id"))
    .order_by(ChoiceRow.position)
)


def question_set(slug: str) -> QuestionSet | None:
    """The current version of the quiz of a module, or of a test."""
    return _one(
        _SET.join(Document, Document.current_version_id == QuestionSetVersion.version_id).where(
            Document.slug == slug, Document.kind.in_([DocumentKind.KUIS, DocumentKind.TES])
        )
    )


def question_set_version(version_id: int) -> QuestionSet | None:
    """A version of a question set, current or not."""
    return _one(_SET.where(QuestionSetVersion.version_id == version_id))


def questions(version_id: int) -> list[Question]:
    """The questions of a version in the order of the source, with their key: never send this to a browser."""
    wanted = {"version_id": version_id}
    choices: dict[int, list[Choice]] = {}
    for row in session.execute(_CHOICES, wanted):
        choice = Choice(row.position, row.html, row.text, row.correct, row.salah_kaprah, row.feedback_html)
        choices.setdefault(row.question_id, []).append(choice)
    return [_question(row, choices.get(row.id, [])) for row in session.execute(_QUESTIONS, wanted)]


def question(question_id: int) -> Question | None:
    """One question with its key: never send this to a browser."""
    rows = session.execute(_ONE_QUESTION, {"question_id": question_id}).all()
    choices = [
        Choice(row.choice_position, row.html, row.text, row.correct, row.salah_kaprah, row.feedback_html)
        for row in rows
    ]
    return _question(rows[0], choices) if rows else None


def _one(statement: Select[*tuple[Any, ...]]) -> QuestionSet | None:
    row = session.execute(statement).first()
    return None if row is None else QuestionSet(**row._asdict())


def _question(row: Row[*tuple[Any, ...]], choices: list[Choice]) -> Question:
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
        choices=tuple(choices),
    )
