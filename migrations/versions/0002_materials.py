"""Materials: documents, immutable versions, and what is rendered from them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CURRENT = "fk_document_current_version_id_document_version"


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "modul",
                "kuis",
                "latihan",
                "tes",
                "salah-kaprah",
                "dasar-hukum",
                "istilah",
                "standar",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("current_version_id", sa.Integer(), nullable=True),
        sa.Column("file_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["current_version_id"],
            ["document_version.id"],
            name=CURRENT,
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_document_kind_slug")),
    )
    op.create_table(
        "image",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_image")),
    )
    op.create_table(
        "document_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "change_kind",
            sa.Enum(
                "koreksi",
                "substansi",
                name="change_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("berkas", "studio", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("rendered_with", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_document_version_number")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_document_version_published_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
    )
    op.create_table(
        "entry_legal",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("legal", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_entry_legal_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "code", "position", name=op.f("pk_entry_legal")),
    )
    op.create_table(
        "glossary_term",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("foreign_term", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_glossary_term_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_glossary_term")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_glossary_term_version_id_code")),
    )
    op.create_table(
        "legal_source",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "berlaku",
                "dicabut",
                "diubah",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revoked_by", sa.String(length=80), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column(
            "certainty",
            sa.Enum(
                "pasti",
                "perlu-diperiksa",
                name="certainty",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_legal_source_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_legal_source")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_legal_source_version_id_code")),
    )
    op.create_table(
        "module_version",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("jp_hundredths", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=True),
        sa.CheckConstraint("minutes >= 1 AND jp_hundredths >= 0", name=op.f("ck_module_version_amounts")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_version.id"],
            name=op.f("fk_module_version_version_id_document_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_module_version")),
    )
    op.create_table(
        "question_set",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("module_slug", sa.String(length=80), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "latihan", "kuis", "tes", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("pass_mark", sa.String(length=24), nullable=False),
        sa.Column("attempts_allowed", sa.Integer(), nullable=False),
        sa.Column("attempts_window_days", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.Column("limit_minutes", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shuffle_questions", sa.Boolean(), nullable=False),
        sa.Column("shuffle_choices", sa.Boolean(), nullable=False),
        sa.Column("ask_confidence", sa.Boolean(), nullable=False),
        sa.Column(
            "feedback",
            sa.Enum(
                "langsung",
                "setelah-kirim",
                "setelah-tutup",
                name="feedback",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("draw", sa.Integer(), nullable=True),
        sa.Column("question_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_question_set_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_question_set")),
    )
    op.create_index("ix_question_set_slug", "question_set", ["slug"], unique=False)

    op.create_table(
        "salah_kaprah",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("belief", sa.Text(), nullable=False),
        sa.Column("temptation", sa.Text(), nullable=False),
        sa.Column("refutation", sa.Text(), nullable=False),
        sa.Column("truth", sa.Text(), nullable=False),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_salah_kaprah_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_salah_kaprah")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_salah_kaprah_version_id_code")),
    )
    op.create_table(
        "salah_kaprah_indicator",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("instrument", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_version.id"],
            name=op.f("fk_salah_kaprah_indicator_version_id_document_version"),
        ),
        sa.PrimaryKeyConstraint(
            "version_id", "code", "instrument", "number", name=op.f("pk_salah_kaprah_indicator")
        ),
    )
    op.create_table(
        "standard",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("test_slug", sa.String(length=80), nullable=False),
        sa.Column("pass_mark", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=24), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("validity_days", sa.Integer(), nullable=False),
        sa.Column("min_measured", sa.Integer(), nullable=False),
        sa.Column("min_answered", sa.String(length=24), nullable=False),
        sa.Column("delayed_test_slug", sa.String(length=80), nullable=True),
        sa.Column("delayed_from_days", sa.Integer(), nullable=True),
        sa.Column("delayed_until_days", sa.Integer(), nullable=True),
        sa.Column("delayed_share", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_standard_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_standard")),
    )
    op.create_table(
        "version_image",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["image.sha256"], name=op.f("fk_version_image_sha256_image")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_version_image_version_id_document_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "name", name=op.f("pk_version_image")),
    )
    op.create_table(
        "module_line",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "list",
            sa.Enum(
                "tujuan",
                "prasyarat",
                "dasar",
                "salah_kaprah",
                "instrumen",
                name="list",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["module_version.version_id"],
            name=op.f("fk_module_line_version_id_module_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "list", "position", name=op.f("pk_module_line")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum("tunggal", "ganda", name="type", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("diagnostic", sa.String(length=80), nullable=True),
        sa.Column("fixed_order", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.String(length=80), nullable=True),
        sa.Column("stem_html", sa.Text(), nullable=False),
        sa.Column("stem_text", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("explanation_html", sa.Text(), nullable=False),
        sa.CheckConstraint("weight >= 1", name=op.f("ck_question_weight")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_set.version_id"], name=op.f("fk_question_version_id_question_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_question_version_id_key")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_question_version_id_position")),
    )
    op.create_table(
        "section",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_section_position")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["module_version.version_id"], name=op.f("fk_section_version_id_module_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_section")),
        sa.UniqueConstraint("version_id", "anchor", name=op.f("uq_section_version_id_anchor")),
    )
    op.create_table(
        "standard_module",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("module_slug", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["standard.version_id"], name=op.f("fk_standard_module_version_id_standard")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_standard_module")),
    )
    op.create_table(
        "choice",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("salah_kaprah", sa.String(length=80), nullable=True),
        sa.Column("feedback_html", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_choice_question_id_question")
        ),
        sa.PrimaryKeyConstraint("question_id", "position", name=op.f("pk_choice")),
    )
    if op.get_bind().dialect.name != "sqlite":  # SQLite takes the circle when the table is made
        op.create_foreign_key(CURRENT, "document", "document_version", ["current_version_id"], ["id"])


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(CURRENT, "document", type_="foreignkey")
    op.drop_table("choice")
    op.drop_table("standard_module")
    op.drop_table("section")
    op.drop_table("question")
    op.drop_table("module_line")
    op.drop_table("version_image")
    op.drop_table("standard")
    op.drop_table("salah_kaprah_indicator")
    op.drop_table("salah_kaprah")
    op.drop_index("ix_question_set_slug", table_name="question_set")

    op.drop_table("question_set")
    op.drop_table("module_version")
    op.drop_table("legal_source")
    op.drop_table("glossary_term")
    op.drop_table("entry_legal")
    op.drop_table("document_version")
    op.drop_table("image")
    op.drop_table("document")
