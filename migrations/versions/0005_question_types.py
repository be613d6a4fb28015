"""Questions in an order, pairs, words and numbers; groups to draw from, and parallel forms."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FEW = "'tunggal', 'ganda'"
ALL = "'tunggal', 'ganda', 'urutan', 'jodoh', 'isian', 'angka'"
LIMITED = (("question", "type"), ("attempt_item", "marking"))


def upgrade() -> None:
    for table, column in LIMITED:
        _allow(table, column, before=FEW, after=ALL)
    op.add_column("question", sa.Column("tolerance", sa.String(length=32), nullable=True))
    op.add_column("choice", sa.Column("left_html", sa.Text(), nullable=True))
    op.add_column("choice", sa.Column("left_text", sa.Text(), nullable=True))
    op.create_table(
        "question_group",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("draw", sa.Integer(), nullable=True),
        sa.Column("form", sa.String(length=8), nullable=True),
        sa.CheckConstraint("draw >= 1", name=op.f("ck_question_group_draw")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["question_set.version_id"],
            name=op.f("fk_question_group_version_id_question_set"),
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_question_group")),
    )
    op.create_table(
        "grouped_question",
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_grouped_question_question_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "number"],
            ["question_group.version_id", "question_group.number"],
            name=op.f("fk_grouped_question_version_id_number_question_group"),
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_grouped_question")),
    )


def downgrade() -> None:
    """Refused while a question of a later type exists: it could not be told in the earlier words."""
    op.drop_table("grouped_question")
    op.drop_table("question_group")
    op.drop_column("choice", "left_text")
    op.drop_column("choice", "left_html")
    op.drop_column("question", "tolerance")
    for table, column in LIMITED:
        _allow(table, column, before=ALL, after=FEW)


def _allow(table: str, column: str, *, before: str, after: str) -> None:
    """Change the words that a CHECK takes; no row is touched."""
    connection = op.get_bind()
    strangers = connection.execute(
        sa.text(f"SELECT count(*) FROM {table} WHERE {column} NOT IN ({after})")  # noqa: S608  names of ours
    ).scalar_one()
    if strangers:
        raise RuntimeError(f"{strangers} rows of {table} are of a later type")
    if connection.dialect.name == "sqlite":
        _rewrite(table, f"CHECK ({column} IN ({before}))", f"CHECK ({column} IN ({after}))")
        return
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({after})")


def _rewrite(table: str, before: str, after: str) -> None:
    """SQLite keeps the text of a table and lets it be edited where what is stored stays as it is.

    Rebuilding the table instead would drop what others point at while foreign keys are on.
    """
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = :name AND instr(sql, :before) > 0"
        ),
        {"before": before, "after": after, "name": table},
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = RESET")
    if changed.rowcount != 1:
        raise RuntimeError(f"the table {table} does not look as this step expects")
