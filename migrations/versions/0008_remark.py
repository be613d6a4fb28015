"""Results marked again by a corrected key: what was changed, from what, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("target_version_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("down", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_reason IS NULL)", name=op.f("ck_remark_undoing")),
        sa.CheckConstraint(
            "results >= 0 AND up >= 0 AND down >= 0 AND up + down <= results", name=op.f("ck_remark_counts")
        ),
        sa.ForeignKeyConstraint(["applied_by"], ["person.id"], name=op.f("fk_remark_applied_by_person")),
        sa.ForeignKeyConstraint(
            ["target_version_id"],
            ["question_set.version_id"],
            name=op.f("fk_remark_target_version_id_question_set"),
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_remark_undone_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index("ix_remark_slug", "remark", ["slug"])
    op.create_table(
        "remark_question",
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("target_question_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_remark_question_question_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remark.id"], name=op.f("fk_remark_question_remark_id_remark")
        ),
        sa.ForeignKeyConstraint(
            ["target_question_id"],
            ["question.id"],
            name=op.f("fk_remark_question_target_question_id_question"),
        ),
        sa.PrimaryKeyConstraint("remark_id", "question_id", name=op.f("pk_remark_question")),
    )
    op.create_index("ix_remark_question_question_id", "remark_question", ["question_id"])
    op.create_table(
        "remark_result",
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before_correct", sa.Integer(), nullable=False),
        sa.Column("before_answered", sa.Integer(), nullable=False),
        sa.Column("before_numerator", sa.Integer(), nullable=False),
        sa.Column("before_denominator", sa.Integer(), nullable=False),
        sa.Column("before_passed", sa.Boolean(), nullable=False),
        sa.Column("after_correct", sa.Integer(), nullable=False),
        sa.Column("after_answered", sa.Integer(), nullable=False),
        sa.Column("after_numerator", sa.Integer(), nullable=False),
        sa.Column("after_denominator", sa.Integer(), nullable=False),
        sa.Column("after_passed", sa.Boolean(), nullable=False),
        sa.Column("made_pass", sa.Boolean(), nullable=False),
        sa.Column("made_completion", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_remark_result_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(["remark_id"], ["remark.id"], name=op.f("fk_remark_result_remark_id_remark")),
        sa.PrimaryKeyConstraint("remark_id", "attempt_id", name=op.f("pk_remark_result")),
    )
    op.create_index("ix_remark_result_attempt_id", "remark_result", ["attempt_id"])
    op.create_table(
        "remark_item",
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("attempt_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before_numerator", sa.Integer(), nullable=False),
        sa.Column("before_denominator", sa.Integer(), nullable=False),
        sa.Column("before_answered", sa.Boolean(), nullable=False),
        sa.Column(
            "before_outcome",
            sa.Enum(
                "paham",
                "belum_tahu",
                "salah_kaprah",
                "galat_lain",
                name="before_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("after_numerator", sa.Integer(), nullable=False),
        sa.Column("after_denominator", sa.Integer(), nullable=False),
        sa.Column("after_answered", sa.Boolean(), nullable=False),
        sa.Column(
            "after_outcome",
            sa.Enum(
                "paham",
                "belum_tahu",
                "salah_kaprah",
                "galat_lain",
                name="after_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["attempt_item_id"], ["attempt_item.id"], name=op.f("fk_remark_item_attempt_item_id_attempt_item")
        ),
        sa.ForeignKeyConstraint(["remark_id"], ["remark.id"], name=op.f("fk_remark_item_remark_id_remark")),
        sa.PrimaryKeyConstraint("remark_id", "attempt_item_id", name=op.f("pk_remark_item")),
    )
    op.create_index("ix_remark_item_attempt_item_id", "remark_item", ["attempt_item_id"])


def downgrade() -> None:
    op.drop_table("remark_item")
    op.drop_table("remark_result")
    op.drop_table("remark_question")
    op.drop_table("remark")
