"""Transfers, further posts, former job levels and former names of OPD."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concurrent_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opd_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_concurrent_post_span")),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_concurrent_post_opd_id_opd")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_concurrent_post_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concurrent_post")),
    )
    op.create_index("ix_concurrent_post_person_id", "concurrent_post", ["person_id"], unique=False)

    op.create_table(
        "former_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
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
            nullable=False,
        ),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_level_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_level")),
        sa.UniqueConstraint("person_id", "until_on", name=op.f("uq_former_level_person_id_until_on")),
    )
    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opd_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["opd_id"], ["opd.id"], name=op.f("fk_former_name_opd_id_opd")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
        sa.UniqueConstraint("opd_id", "until_on", name=op.f("uq_former_name_opd_id_until_on")),
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_opd_id", sa.Integer(), nullable=False),
        sa.Column("to_opd_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("move_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "menunggu",
                "diterima",
                "ditolak",
                "ditarik",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(state = 'menunggu') = (decided_at IS NULL)", name=op.f("ck_transfer_decided")),
        sa.CheckConstraint("from_opd_id <> to_opd_id", name=op.f("ck_transfer_elsewhere")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_transfer_decided_by_person")),
        sa.ForeignKeyConstraint(["from_opd_id"], ["opd.id"], name=op.f("fk_transfer_from_opd_id_opd")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_transfer_person_id_person")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_transfer_proposed_by_person")),
        sa.ForeignKeyConstraint(["to_opd_id"], ["opd.id"], name=op.f("fk_transfer_to_opd_id_opd")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index("ix_transfer_person_id", "transfer", ["person_id"], unique=False)
    op.create_index(
        "uq_transfer_waiting",
        "transfer",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'menunggu'"),
        postgresql_where=sa.text("state = 'menunggu'"),
    )


def downgrade() -> None:
    op.drop_index("uq_transfer_waiting", table_name="transfer")
    op.drop_index("ix_transfer_person_id", table_name="transfer")

    op.drop_table("transfer")
    op.drop_table("former_name")
    op.drop_table("former_level")
    op.drop_index("ix_concurrent_post_person_id", table_name="concurrent_post")

    op.drop_table("concurrent_post")
