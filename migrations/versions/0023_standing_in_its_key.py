"""A standing lies in its key alone: what a submission writes is one tree on SQLite instead of four."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ATTEMPT = "uq_standing_attempt_id"


def upgrade() -> None:
    op.drop_index("ix_standing_latest", table_name="standing")
    if op.get_bind().dialect.name == "sqlite":
        _lay_anew(with_rowid=False)
    else:
        op.drop_constraint(ATTEMPT, "standing")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _lay_anew(with_rowid=True)
    else:
        op.create_unique_constraint(ATTEMPT, "standing", ["attempt_id"])
    op.create_index("ix_standing_latest", "standing", ["standard_code", "person_id", "submitted_at"])


def _lay_anew(*, with_rowid: bool) -> None:
    """SQLite decides where rows lie, and what is unique, when a table is made."""
    with op.batch_alter_table(
        "standing", recreate="always", table_kwargs={"sqlite_with_rowid": with_rowid}
    ) as table:
        if with_rowid:
            table.create_unique_constraint(ATTEMPT, ["attempt_id"])
        else:
            table.drop_constraint(ATTEMPT, type_="unique")
