"""What a standing showed of the misconceptions stands in its own row."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = ("person_id", "standard_code", "day")
COUNTS = ("items", "answered", "confirmed", "known")


def upgrade() -> None:
    op.add_column("standing", sa.Column("told", sa.Text(), nullable=False, server_default=""))
    join = sa.func.string_agg if op.get_bind().dialect.name == "postgresql" else sa.func.group_concat
    belief = sa.table("standing_belief", *map(sa.column, (*KEY, "code", *COUNTS)))
    standing = sa.table("standing", *map(sa.column, (*KEY, "told")))
    written = belief.c.code
    for name in COUNTS:
        written = written + sa.literal(":") + sa.cast(belief.c[name], sa.String)
    theirs = sa.and_(*(belief.c[name] == standing.c[name] for name in KEY))
    told = sa.select(join(written, " ")).where(theirs).correlate(standing).scalar_subquery()
    op.execute(standing.update().values(told=sa.func.coalesce(told, "")))
    op.drop_table("standing_belief")


def downgrade() -> None:
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
    rows = op.get_bind().execute(sa.text("SELECT person_id, standard_code, day, told FROM standing")).all()
    beliefs = [
        {"person": person, "standard": standard, "day": day}
        | dict(zip(("code", *COUNTS), _read(each), strict=True))
        for person, standard, day, told in rows
        for each in told.split(" ")
        if each
    ]
    if beliefs:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO standing_belief VALUES"
                " (:person, :standard, :day, :code, :items, :answered, :confirmed, :known)"
            ),
            beliefs,
        )
    with op.batch_alter_table("standing") as table:
        table.drop_column("told")


def _read(each: str) -> list[object]:
    code, *counts = each.split(":")
    return [code, *map(int, counts)]
