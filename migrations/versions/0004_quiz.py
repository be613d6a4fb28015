"""Quiz: attempts, answers, marks, and the summary of a standard."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing_belief",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("standard_code", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_standing_belief_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "standard_code", "day", "code", name=op.f("pk_standing_belief")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_set_version_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("standard_code", sa.String(length=80), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "round",
            sa.Enum(
                "utama",
                "prates",
                "pascates",
                "tunda",
                name="round",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "in_progress",
                "submitted",
                "auto_submitted",
                "abandoned",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("writer", sa.String(length=64), nullable=True),
        sa.Column("invalidated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invalidated_by", sa.Integer(), nullable=True),
        sa.Column("invalidated_reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(state IN ('submitted', 'auto_submitted')) = (submitted_at IS NOT NULL)",
            name=op.f("ck_attempt_sent"),
        ),
        sa.CheckConstraint(
            "(invalidated_at IS NULL) = (invalidated_reason IS NULL)", name=op.f("ck_attempt_invalidation")
        ),
        sa.CheckConstraint("deadline_at IS NULL OR deadline_at > started_at", name=op.f("ck_attempt_span")),
        sa.ForeignKeyConstraint(
            ["invalidated_by"], ["person.id"], name=op.f("fk_attempt_invalidated_by_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id_person")),
        sa.ForeignKeyConstraint(
            ["question_set_version_id"],
            ["question_set.version_id"],
            name=op.f("fk_attempt_question_set_version_id_question_set"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("person_id", "slug", "number", name=op.f("uq_attempt_person_id_slug_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attempt_public_id")),
    )
    op.create_index(
        "ix_attempt_due",
        "attempt",
        ["deadline_at"],
        unique=False,
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )
    op.create_index("ix_attempt_standard_code", "attempt", ["standard_code"], unique=False)
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["person_id", "slug"],
        unique=True,
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )

    op.create_table(
        "attempt_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column(
            "marking",
            sa.Enum("tunggal", "ganda", name="marking", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("options", sa.Integer(), nullable=False),
        sa.Column("asks_confidence", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_item_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_attempt_item_question_id_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_item")),
        sa.UniqueConstraint("attempt_id", "position", name=op.f("uq_attempt_item_attempt_id_position")),
        sa.UniqueConstraint("attempt_id", "question_id", name=op.f("uq_attempt_item_attempt_id_question_id")),
        sa.UniqueConstraint("attempt_id", "token", name=op.f("uq_attempt_item_attempt_id_token")),
    )
    op.create_index("ix_attempt_item_question_id", "attempt_item", ["question_id"], unique=False)

    op.create_table(
        "result",
        sa.Column(
            "attempt_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("score_numerator", sa.Integer(), nullable=False),
        sa.Column("score_denominator", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "0 <= correct AND correct <= answered AND answered <= items", name=op.f("ck_result_counts")
        ),
        sa.CheckConstraint("score_denominator > 0", name=op.f("ck_result_score")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_result_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_result")),
    )
    op.create_table(
        "standing",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("standard_code", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_standing_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_standing_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "standard_code", "day", name=op.f("pk_standing")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_standing_attempt_id")),
    )
    op.create_index(
        "ix_standing_latest", "standing", ["standard_code", "person_id", "submitted_at"], unique=False
    )

    op.create_table(
        "answer",
        sa.Column(
            "attempt_item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("response", sa.String(length=400), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 1 AND 3", name=op.f("ck_answer_confidence")),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_answer_revision")),
        sa.ForeignKeyConstraint(
            ["attempt_item_id"], ["attempt_item.id"], name=op.f("fk_answer_attempt_item_id_attempt_item")
        ),
        sa.PrimaryKeyConstraint("attempt_item_id", name=op.f("pk_answer")),
    )
    op.create_table(
        "item_result",
        sa.Column(
            "attempt_item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("points_numerator", sa.Integer(), nullable=False),
        sa.Column("points_denominator", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "paham",
                "belum_tahu",
                "salah_kaprah",
                "galat_lain",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("belief", sa.String(length=80), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (belief IS NULL)", name=op.f("ck_item_result_diagnosis")),
        sa.CheckConstraint("points_denominator > 0", name=op.f("ck_item_result_points")),
        sa.ForeignKeyConstraint(
            ["attempt_item_id"], ["attempt_item.id"], name=op.f("fk_item_result_attempt_item_id_attempt_item")
        ),
        sa.PrimaryKeyConstraint("attempt_item_id", name=op.f("pk_item_result")),
    )
    op.create_table(
        "late_answer",
        sa.Column(
            "attempt_item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("response", sa.String(length=400), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 1 AND 3", name=op.f("ck_late_answer_confidence")),
        sa.ForeignKeyConstraint(
            ["attempt_item_id"], ["attempt_item.id"], name=op.f("fk_late_answer_attempt_item_id_attempt_item")
        ),
        sa.PrimaryKeyConstraint("attempt_item_id", "device", name=op.f("pk_late_answer")),
    )


def downgrade() -> None:
    op.drop_table("late_answer")
    op.drop_table("item_result")
    op.drop_table("answer")
    op.drop_index("ix_standing_latest", table_name="standing")

    op.drop_table("standing")
    op.drop_table("result")
    op.drop_index("ix_attempt_item_question_id", table_name="attempt_item")

    op.drop_table("attempt_item")
    op.drop_index(
        "uq_attempt_open",
        table_name="attempt",
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )
    op.drop_index("ix_attempt_standard_code", table_name="attempt")
    op.drop_index(
        "ix_attempt_due",
        table_name="attempt",
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )

    op.drop_table("attempt")
    op.drop_table("standing_belief")
