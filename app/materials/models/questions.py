"""Question set versions: fields, questions, options with their key."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime, enum_column
from app.materials.models.ratio import Amount, Ratio
from app.materials.rules.quiz import FeedbackRule, QuestionType, SetKind


class QuestionSetVersion(Model):
    """The rules of a sitting, as they were published."""

    __tablename__ = "question_set"
    __table_args__ = (Index("ix_question_set_slug", "slug"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("document_version.id"), primary_key=True, autoincrement=False
    )
    slug: Mapped[str] = mapped_column(String(80))
    module_slug: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[SetKind] = enum_column(SetKind, "kind")
    pass_mark: Mapped[Fraction] = mapped_column(Ratio)
    attempts_allowed: Mapped[int]
    attempts_window_days: Mapped[int]
    pause_minutes: Mapped[int]
    limit_minutes: Mapped[int]
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shuffle_questions: Mapped[bool]
    shuffle_choices: Mapped[bool]
    ask_confidence: Mapped[bool]
    feedback: Mapped[FeedbackRule] = enum_column(FeedbackRule, "feedback")
    draw: Mapped[int | None]
    question_count: Mapped[int]


class QuestionRow(Model):
    """A question as it was published; `key` is the author's, stable over versions."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        UniqueConstraint("version_id", "position"),
        CheckConstraint("weight >= 1", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_set.version_id"))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    type: Mapped[QuestionType] = enum_column(QuestionType, "type")
    weight: Mapped[int]
    diagnostic: Mapped[str | None] = mapped_column(String(80))
    fixed_order: Mapped[bool]
    replaces: Mapped[str | None] = mapped_column(String(80))
    tolerance: Mapped[Decimal | None] = mapped_column(Amount)
    stem_html: Mapped[str] = mapped_column(Text)
    stem_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    explanation_html: Mapped[str] = mapped_column(Text)


class ChoiceRow(Model):
    """An entry of an answer, known by its place in the source, from 0; pairs have a left."""

    __tablename__ = "choice"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    correct: Mapped[bool]
    salah_kaprah: Mapped[str | None] = mapped_column(String(80))
    feedback_html: Mapped[str | None] = mapped_column(Text)
    left_html: Mapped[str | None] = mapped_column(Text)
    left_text: Mapped[str | None] = mapped_column(Text)


class QuestionGroupRow(Model):
    """A heading over questions: how many of them are asked, and in which parallel form."""

    __tablename__ = "question_group"
    __table_args__ = (CheckConstraint("draw >= 1", name="draw"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("question_set.version_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    draw: Mapped[int | None]
    form: Mapped[str | None] = mapped_column(String(8))


class GroupedQuestion(Model):
    """Under which heading a question stands; a question before the first heading has no row."""

    __tablename__ = "grouped_question"
    __table_args__ = (
        ForeignKeyConstraint(
            ["version_id", "number"], ["question_group.version_id", "question_group.number"]
        ),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, autoincrement=False)
    version_id: Mapped[int]
    number: Mapped[int]
