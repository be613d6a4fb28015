"""Decisions on who is obliged from when and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "obligation_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_code", sa.String(length=80), nullable=False),
        sa.Column("opd_id", sa.Integer(), nullable=True),
        sa.Column(
            "job_level",
            sa.Enum(
                "pimpinan",
                "pengawas",
                "fungsional",
                "pelaksana",
                name="job_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_obligation_rule_decided_by_person")
        ),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_obligation_rule_opd_id_opd")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_rule")),
    )
    op.create_index(
        "ix_obligation_rule_standard_code", "obligation_rule", ["standard_code", "decided_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_obligation_rule_standard_code", table_name="obligation_rule")

    op.drop_table("obligation_rule")
