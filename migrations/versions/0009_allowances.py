"""More time, or one more attempt, for one person."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("waktu", "percobaan", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'waktu') = (minutes IS NOT NULL)", name=op.f("ck_allowance_minutes")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_allowance_some_minutes")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_allowance_withdrawal")
        ),
        sa.CheckConstraint(
            "attempt_id IS NULL OR withdrawn_at IS NULL", name=op.f("ck_allowance_used_or_withdrawn")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allowance_person_id_person")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_allowance_given_by_person")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_allowance_withdrawn_by_person")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_allowance_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
    )
    op.create_index("ix_allowance_person_slug", "allowance", ["person_id", "slug"])
    op.create_index("ix_allowance_attempt_id", "allowance", ["attempt_id"])


def downgrade() -> None:
    op.drop_table("allowance")
