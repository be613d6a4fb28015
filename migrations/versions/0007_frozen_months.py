"""Published months: counts by OPD and job level with the rules and policy numbers that shaped them.

Rows are never changed or removed, so the database itself refuses both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("frozen_month", "frozen_opd", "frozen_cell", "frozen_belief", "frozen_change")
LEVELS = ("pimpinan", "pengawas", "fungsional", "pelaksana")
REFUSED = "a published month is never changed"


def upgrade() -> None:
    op.create_table(
        "frozen_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("standard_code", sa.String(length=80), nullable=False),
        sa.Column("standard_title", sa.String(length=200), nullable=False),
        sa.Column("pass_mark", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("validity_days", sa.Integer(), nullable=False),
        sa.Column("n_min", sa.Integer(), nullable=False),
        sa.Column("min_answered", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(revision = 1) = (reason IS NULL)", name=op.f("ck_frozen_month_reason")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_frozen_month_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_month")),
        sa.UniqueConstraint("period", "revision", name=op.f("uq_frozen_month_period_revision")),
    )
    _counts("frozen_opd", [], sa.Column("name", sa.String(length=200), nullable=False))
    _counts(
        "frozen_cell",
        [_level()],
        *_numbers(
            "obliged",
            "in_grace",
            "exempt",
            "started",
            "measured",
            "completed",
            "passed",
            "paham",
            "belum_tahu",
            "salah_kaprah",
            "core_asked",
        ),
    )
    _counts("frozen_belief", [_level(), _code()], *_numbers("holders", "asked"))
    _counts("frozen_change", [_code()], *_numbers("stayed", "to_paham", "to_unknown", "new", "free"))
    _refuse_changes()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_published_month()")


def _counts(table: str, keys: list[sa.Column[str]], *columns: sa.Column[int] | sa.Column[str]) -> None:
    names = ["month_id", "opd_code", *(key.name for key in keys)]
    op.create_table(
        table,
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("opd_code", sa.String(length=40), nullable=False),
        *keys,
        *columns,
        sa.ForeignKeyConstraint(
            ["month_id"], ["frozen_month.id"], name=op.f(f"fk_{table}_month_id_frozen_month")
        ),
        sa.PrimaryKeyConstraint(*names, name=op.f(f"pk_{table}")),
    )


def _level() -> sa.Column[str]:
    levels = sa.Enum(*LEVELS, name="job_level", native_enum=False, create_constraint=True, length=32)
    return sa.Column("job_level", levels, nullable=False)


def _code() -> sa.Column[str]:
    return sa.Column("code", sa.String(length=80), nullable=False)


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_published_month() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_month()"
            )
        return
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_stands_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
