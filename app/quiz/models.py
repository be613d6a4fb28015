"""Tables of the room: attempts, what was answered, and the marks."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime, enum_column, where
from app.quiz.rules import AllowanceKind, AttemptState, ItemState, Marking, Round

BigId = BigInteger().with_variant(Integer, "sqlite")
OPEN = text("state = 'in_progress'")


class Attempt(Model):
    """One sitting of one version of a question set; the database allows one open attempt a person and set."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('submitted', 'auto_submitted')) = (submitted_at IS NOT NULL)", name="sent"
        ),
        CheckConstraint("deadline_at IS NULL OR deadline_at > started_at", name="span"),
        CheckConstraint("(invalidated_at IS NULL) = (invalidated_reason IS NULL)", name="invalidation"),
        UniqueConstraint("person_id", "slug", "number"),
        Index("uq_attempt_open", "person_id", "slug", unique=True, **where(OPEN.text)),
        Index("ix_attempt_due", "deadline_at", **where(OPEN.text)),
        Index("ix_attempt_standard_code", "standard_code"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question_set_version_id: Mapped[int] = mapped_column(ForeignKey("question_set.version_id"))
    slug: Mapped[str] = mapped_column(String(80))
    standard_code: Mapped[str | None] = mapped_column(String(80))
    number: Mapped[int]
    round: Mapped[Round] = enum_column(Round, "round")
    state: Mapped[AttemptState] = enum_column(AttemptState, "state")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seed: Mapped[str] = mapped_column(String(64))
    form: Mapped[str | None] = mapped_column(String(8))
    writer: Mapped[str | None] = mapped_column(String(64))
    invalidated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invalidated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invalidated_reason: Mapped[str | None] = mapped_column(String(400))


class Allowance(Model):
    """What a trainer gave one person for one set; `attempt_id` is the one attempt that it was used for."""

    __tablename__ = "allowance"
    __table_args__ = (
        CheckConstraint("(kind = 'waktu') = (minutes IS NOT NULL)", name="minutes"),
        CheckConstraint("minutes > 0", name="some_minutes"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal"),
        CheckConstraint("attempt_id IS NULL OR withdrawn_at IS NULL", name="used_or_withdrawn"),
        Index("ix_allowance_person_slug", "person_id", "slug"),
        Index("ix_allowance_attempt_id", "attempt_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    slug: Mapped[str] = mapped_column(String(80))
    kind: Mapped[AllowanceKind] = enum_column(AllowanceKind, "kind")
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(400))
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttemptItem(Model):
    """A question drawn for an attempt.

    `marking` and `options` repeat what its immutable version says, so that a save needs one read.
    """

    __tablename__ = "attempt_item"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        UniqueConstraint("attempt_id", "token"),
        UniqueConstraint("attempt_id", "question_id"),
        Index("ix_attempt_item_question_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    token: Mapped[str] = mapped_column(String(16))
    marking: Mapped[Marking] = enum_column(Marking, "marking")
    options: Mapped[int]
    asks_confidence: Mapped[bool]


class Answer(Model):
    """What stands as answered to one item; a row changes only to a higher revision, and not once checked."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence"),
    )

    attempt_item_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_item.id"), primary_key=True, autoincrement=False
    )
    revision: Mapped[int]
    device: Mapped[str] = mapped_column(String(64))
    response: Mapped[str] = mapped_column(String(400))
    confidence: Mapped[int | None]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LateAnswer(Model):
    """An answer after deadline and grace, kept but not marked: the newest of each device."""

    __tablename__ = "late_answer"
    __table_args__ = (CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence"),)

    attempt_item_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_item.id"), primary_key=True, autoincrement=False
    )
    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int]
    response: Mapped[str] = mapped_column(String(400))
    confidence: Mapped[int | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LateDecision(Model):
    """What a trainer decided about a late answer as it then was; a newer one of that device waits again."""

    __tablename__ = "late_decision"

    attempt_item_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_item.id"), primary_key=True, autoincrement=False
    )
    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    accepted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(400))
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Result(Model):
    """The marks of a submitted attempt: one row, whoever submits and however often."""

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint("0 <= correct AND correct <= answered AND answered <= items", name="counts"),
        CheckConstraint("score_denominator > 0", name="score"),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True, autoincrement=False)
    correct: Mapped[int]
    items: Mapped[int]
    answered: Mapped[int]
    score_numerator: Mapped[int]
    score_denominator: Mapped[int]
    passed: Mapped[bool]


class ItemResult(Model):
    """The mark of one item; outcome and belief stand on diagnostic items alone."""

    __tablename__ = "item_result"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (belief IS NULL)", name="diagnosis"),
        CheckConstraint("points_denominator > 0", name="points"),
    )

    attempt_item_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_item.id"), primary_key=True, autoincrement=False
    )
    points_numerator: Mapped[int]
    points_denominator: Mapped[int]
    answered: Mapped[bool]
    outcome: Mapped[ItemState | None] = enum_column(ItemState, "outcome")
    belief: Mapped[str | None] = mapped_column(String(80))


class Standing(Model):
    """A person's last valid attempt at a standard's test on one local day; rebuildable from the results."""

    __tablename__ = "standing"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    standard_code: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    correct: Mapped[int]
    items: Mapped[int]
    answered: Mapped[int]
    told: Mapped[str] = mapped_column(Text)
    """What it showed of every misconception, as `rules.told` writes it."""


class Remark(Model):
    """Marks computed again, and why; without a target version it was one attempt, marked by its own keys."""

    __tablename__ = "remark"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_reason IS NULL)", name="undoing"),
        CheckConstraint("results >= 0 AND up >= 0 AND down >= 0 AND up + down <= results", name="counts"),
        Index("ix_remark_slug", "slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    target_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_set.version_id"))
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(400))
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    results: Mapped[int]
    up: Mapped[int]
    down: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_reason: Mapped[str | None] = mapped_column(String(400))


class RemarkQuestion(Model):
    """A question as it was sat, and the published one by whose key it was marked again."""

    __tablename__ = "remark_question"
    __table_args__ = (Index("ix_remark_question_question_id", "question_id"),)

    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    target_question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))


class RemarkResult(Model):
    """A result that was marked again, before and after, changed or not; and what a new pass brought about."""

    __tablename__ = "remark_result"
    __table_args__ = (Index("ix_remark_result_attempt_id", "attempt_id"),)

    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    before_correct: Mapped[int]
    before_answered: Mapped[int]
    before_numerator: Mapped[int]
    before_denominator: Mapped[int]
    before_passed: Mapped[bool]
    after_correct: Mapped[int]
    after_answered: Mapped[int]
    after_numerator: Mapped[int]
    after_denominator: Mapped[int]
    after_passed: Mapped[bool]
    made_pass: Mapped[bool]
    made_completion: Mapped[bool]


class RemarkItem(Model):
    """An item whose mark changed, before and after."""

    __tablename__ = "remark_item"
    __table_args__ = (Index("ix_remark_item_attempt_item_id", "attempt_item_id"),)

    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"), primary_key=True)
    attempt_item_id: Mapped[int] = mapped_column(ForeignKey("attempt_item.id"), primary_key=True)
    before_numerator: Mapped[int]
    before_denominator: Mapped[int]
    before_answered: Mapped[bool]
    before_outcome: Mapped[ItemState | None] = enum_column(ItemState, "before_outcome")
    after_numerator: Mapped[int]
    after_denominator: Mapped[int]
    after_answered: Mapped[bool]
    after_outcome: Mapped[ItemState | None] = enum_column(ItemState, "after_outcome")
