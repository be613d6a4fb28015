"""Learning: what was read in which version, and what was completed by which rule."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quiz_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_slug", sa.String(length=80), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quiz_pass_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_pass")),
        sa.UniqueConstraint("person_id", "module_slug", name=op.f("uq_quiz_pass_person_id_module_slug")),
    )
    op.create_table(
        "completion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_slug", sa.String(length=80), nullable=False),
        sa.Column("module_version_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "rule",
            sa.Enum(
                "bagian", "bagian+kuis", name="rule", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_version_id"],
            ["document_version.id"],
            name=op.f("fk_completion_module_version_id_document_version"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_completion_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion")),
        sa.UniqueConstraint("person_id", "module_slug", name=op.f("uq_completion_person_id_module_slug")),
    )
    op.create_index("ix_completion_slug", "completion", ["module_slug"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_slug", sa.String(length=80), nullable=False),
        sa.Column("module_version_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_version_id"],
            ["document_version.id"],
            name=op.f("fk_reading_module_version_id_document_version"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("person_id", "module_slug", name=op.f("uq_reading_person_id_module_slug")),
    )
    op.create_index("ix_reading_slug", "reading", ["module_slug"], unique=False)

    op.create_table(
        "section_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=120), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_section_read_reading_id_reading")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_read")),
        sa.UniqueConstraint("reading_id", "anchor", name=op.f("uq_section_read_reading_id_anchor")),
    )


def downgrade() -> None:
    op.drop_table("section_read")
    op.drop_index("ix_reading_slug", table_name="reading")

    op.drop_table("reading")
    op.drop_index("ix_completion_slug", table_name="completion")

    op.drop_table("completion")
    op.drop_table("quiz_pass")
