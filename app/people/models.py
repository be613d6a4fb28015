"""Tables of the room: who, where, since when, and what they may."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, UtcDateTime, enum_column, where
from app.people.rights import CorrectionField
from app.people.rules import ExemptionReason, JobLevel, OpdKind, Role
from app.people.rules.planned import PlannedKind, PlannedState
from app.people.spells import BulkKind, TransferState


class Opd(Model):
    """A perangkat daerah of the register, with the days on which it exists."""

    __tablename__ = "opd"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[OpdKind] = enum_column(OpdKind, "kind")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Person(Model):
    """Somebody with an account; NIP and surel are two names of the same account."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("nip IS NOT NULL OR surel IS NOT NULL", name="reachable"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    surel: Mapped[str | None] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    job_level: Mapped[JobLevel] = enum_column(JobLevel, "job_level")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    anonymised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Membership(Model):
    """A person's home OPD from a day on, until before another: one home at any day."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("end_on IS NULL OR end_on > start_on", name="span"),
        UniqueConstraint("person_id", "start_on"),
        Index("uq_membership_open", "person_id", unique=True, **where("end_on IS NULL")),
        Index("ix_membership_opd_id", "opd_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    unit: Mapped[str] = mapped_column(String(120), default="")
    start_on: Mapped[date] = mapped_column(Date)
    end_on: Mapped[date | None] = mapped_column(Date)


class Exemption(Model):
    """Days on which a person is not counted, both inclusive, for a reason of the closed list."""

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="span"),
        Index("ix_exemption_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[ExemptionReason] = enum_column(ExemptionReason, "reason")


class Transfer(Model):
    """A proposed change of home OPD; only its acceptance touches the memberships."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("from_opd_id <> to_opd_id", name="elsewhere"),
        CheckConstraint("(state = 'menunggu') = (decided_at IS NULL)", name="decided"),
        Index("uq_transfer_waiting", "person_id", unique=True, **where("state = 'menunggu'")),
        Index("ix_transfer_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    to_opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    unit: Mapped[str] = mapped_column(String(120), default="")
    move_on: Mapped[date] = mapped_column(Date)
    state: Mapped[TransferState] = enum_column(TransferState, "state")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")


class ConcurrentPost(Model):
    """A second post (Plt.) in some OPD, both days inclusive; it is shown and never counted."""

    __tablename__ = "concurrent_post"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="span"),
        Index("ix_concurrent_post_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    title: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)


class FormerLevel(Model):
    """The job level that a person had until before a day; the present one stands with the person."""

    __tablename__ = "former_level"
    __table_args__ = (UniqueConstraint("person_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    job_level: Mapped[JobLevel] = enum_column(JobLevel, "job_level")
    until_on: Mapped[date] = mapped_column(Date)


class FormerName(Model):
    """What an OPD was called until before a day; files still use it, and the import understands it."""

    __tablename__ = "former_name"
    __table_args__ = (UniqueConstraint("opd_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    until_on: Mapped[date] = mapped_column(Date)


class PlannedChange(Model):
    """A change of an OPD or of a job level that waits for its day; `wanted` is its words as JSON."""

    __tablename__ = "planned_change"
    __table_args__ = (
        CheckConstraint("(opd_id IS NULL) <> (person_id IS NULL)", name="about_one"),
        CheckConstraint("(state = 'menunggu') = (settled_at IS NULL)", name="settled"),
        Index("ix_planned_change_due", "state", "due_on"),
        Index("uq_planned_change_opd", "opd_id", "kind", unique=True, **where("state = 'menunggu'")),
        Index("uq_planned_change_person", "person_id", "kind", unique=True, **where("state = 'menunggu'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PlannedKind] = enum_column(PlannedKind, "kind")
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date] = mapped_column(Date)
    wanted: Mapped[str] = mapped_column(String(1000))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[PlannedState] = enum_column(PlannedState, "state")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")


class BulkAct(Model):
    """One act upon many people, which whoever did it can take back for a while."""

    __tablename__ = "bulk_act"
    __table_args__ = (Index("ix_bulk_act_made_by", "made_by", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BulkKind] = enum_column(BulkKind, "kind")
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkItem(Model):
    """A person whom a bulk act changed; `made_id` is the row that it made for the person, if it made one."""

    __tablename__ = "bulk_item"
    __table_args__ = (UniqueConstraint("act_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("bulk_act.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_id: Mapped[int | None]


class RoleGrant(Model):
    """A role of a person; an admin OPD's names the OPD."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(role = 'admin_opd') = (opd_id IS NOT NULL)", name="opd_of_admin"),
        UniqueConstraint("person_id", "role", "opd_id"),
        Index("uq_role_grant_plain", "person_id", "role", unique=True, **where("opd_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = enum_column(Role, "role")
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SignInSession(Model):
    """One signed-in browser; the cookie holds the token, the row its hash."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    device: Mapped[str] = mapped_column(String(80))
    second_step: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInFailure(Model):
    """A wrong try, kept by a keyed hash of what was typed: never the typed text."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_account", "account", "failed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EntryLink(Model):
    """A one-time link with which a person chooses the first password."""

    __tablename__ = "entry_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SecondFactor(Model):
    """The secret that a person's authenticator app shares with us, sealed; and the last step used."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Model):
    """A code that stands in for the app once; kept as a keyed hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EntryCode(Model):
    """A short code of the admin OPD that leads whoever also knows the NIP to a new password, for minutes."""

    __tablename__ = "entry_code"
    __table_args__ = (Index("ix_entry_code_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RosterDraft(Model):
    """A staff file that was read and waits for its owner; emptied when applied, gone after a day."""

    __tablename__ = "roster_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CorrectionRequest(Model):
    """What a person says is wrong, and what was decided; its words are emptied when their time is over."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name="decision"),
        Index("ix_correction_request_person_id", "person_id"),
        Index(
            "uq_correction_request_waiting", "person_id", "field", unique=True, **where("decided_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    field: Mapped[CorrectionField] = enum_column(CorrectionField, "field")
    stood: Mapped[str] = mapped_column(String(400))
    wanted: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(1000))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(400), default="")
