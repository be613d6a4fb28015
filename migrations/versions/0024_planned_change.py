"""Changes of an OPD or of a job level that wait for their day."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KINDS = ("ubah", "gabung", "akhiri", "jenjang")
STATES = ("menunggu", "terlaksana", "ditarik", "gagal")
WAITING = sa.text("state = 'menunggu'")


def _enum(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "planned_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("kind", KINDS), nullable=False),
        sa.Column("opd_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("wanted", sa.String(length=1000), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _enum("state", STATES), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(opd_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_planned_change_about_one")
        ),
        sa.CheckConstraint(
            "(state = 'menunggu') = (settled_at IS NULL)", name=op.f("ck_planned_change_settled")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_planned_change_made_by_person")),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_planned_change_opd_id_opd")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_planned_change_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_change")),
    )
    op.create_index("ix_planned_change_due", "planned_change", ["state", "due_on"])
    for about in ("opd", "person"):
        op.create_index(
            f"uq_planned_change_{about}",
            "planned_change",
            [f"{about}_id", "kind"],
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )


def downgrade() -> None:
    op.drop_table("planned_change")
