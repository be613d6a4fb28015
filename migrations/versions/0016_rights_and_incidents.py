"""Requests of correction, the register of incidents, and when time last passed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAITING = sa.text("decided_at IS NULL")
FIELDS = ("nama", "nip", "surel", "jenjang", "opd", "lainnya")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    field = sa.Enum(*FIELDS, name="field", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("field", field, nullable=False),
        sa.Column("stood", sa.String(length=400), nullable=False),
        sa.Column("wanted", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        _instant("filed_at"),
        _instant("decided_at", nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (accepted IS NULL)", name=op.f("ck_correction_request_decision")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_correction_request_decided_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_correction_request_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    op.create_index("ix_correction_request_person_id", "correction_request", ["person_id"])
    op.create_index(
        "uq_correction_request_waiting",
        "correction_request",
        ["person_id", "field"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        _instant("noticed_at"),
        sa.Column("reporter", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("data_kinds", sa.Text(), nullable=False),
        sa.Column("chronology", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        _instant("persons_told_at", nullable=True),
        _instant("authority_told_at", nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        _instant("made_at"),
        _instant("closed_at", nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_incident_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_table(
        "incident_person",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("found_by", sa.String(length=200), nullable=False),
        _instant("added_at"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_person_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_incident_person_person_id_person")
        ),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name=op.f("pk_incident_person")),
    )
    op.create_index("ix_incident_person_person_id", "incident_person", ["person_id"])
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=32), nullable=False),
        _instant("beat_at"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )


def downgrade() -> None:
    for table in ("heartbeat", "incident_person", "incident", "correction_request"):
        op.drop_table(table)
