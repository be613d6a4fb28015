"""What a version adds for those who have completed a module, and versions that wait for their instant."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = ("modul", "kuis", "latihan", "tes", "salah-kaprah", "dasar-hukum", "istilah", "standar")
WAITS = sa.text("state = 'menunggu'")


def _enum(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "section_change",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("kind", _enum("baru", "diubah", "pindah", name="kind"), nullable=False),
        sa.Column("was", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["module_version.version_id"],
            name=op.f("fk_section_change_version_id_module_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "anchor", name=op.f("pk_section_change")),
    )
    op.create_table(
        "part_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_part_read_person_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_part_read_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_read")),
        sa.UniqueConstraint(
            "person_id", "version_id", "anchor", name=op.f("uq_part_read_person_id_version_id_anchor")
        ),
    )
    op.create_table(
        "planned_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum(*KINDS, name="kind"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("change_kind", _enum("koreksi", "substansi", name="change_kind"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expected_version_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("state", _enum("menunggu", "terbit", "batal", "gagal", name="state"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'menunggu') = (ended_at IS NULL)", name=op.f("ck_planned_version_ended")
        ),
        sa.CheckConstraint("due_at > made_at", name=op.f("ck_planned_version_later")),
        sa.ForeignKeyConstraint(
            ["expected_version_id"],
            ["document_version.id"],
            name=op.f("fk_planned_version_expected_version_id_document_version"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_planned_version_made_by_person")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_planned_version_ended_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_version")),
    )
    for name, columns, unique in (
        ("uq_planned_version_waiting", ["kind", "slug"], True),
        ("ix_planned_version_due", ["due_at"], False),
    ):
        op.create_index(
            name, "planned_version", columns, unique=unique, sqlite_where=WAITS, postgresql_where=WAITS
        )


def downgrade() -> None:
    op.drop_table("planned_version")
    op.drop_table("part_read")
    op.drop_table("section_change")
