"""What lies on a trainer's desk before it is published: texts, pictures, and a folder that was read."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_draft",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base_version_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_text_draft_revision")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_text_draft_person_id_person")),
        sa.ForeignKeyConstraint(
            ["base_version_id"],
            ["document_version.id"],
            name=op.f("fk_text_draft_base_version_id_document_version"),
        ),
        sa.PrimaryKeyConstraint("person_id", "path", name=op.f("pk_text_draft")),
    )
    op.create_table(
        "loose_picture",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["image.sha256"], name=op.f("fk_loose_picture_sha256_image")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_loose_picture_added_by_person")),
        sa.PrimaryKeyConstraint("slug", "name", name=op.f("pk_loose_picture")),
    )
    op.create_table(
        "content_parcel",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_content_parcel_person_id_person")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_content_parcel")),
    )


def downgrade() -> None:
    op.drop_table("content_parcel")
    op.drop_table("loose_picture")
    op.drop_table("text_draft")
