"""The audit trail holds itself: origin, values before and after, and no row is ever changed or removed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FROZEN = ("audit_entry", "setting_change")
RAISE = "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'"
ERASABLE = (
    "EXISTS (SELECT 1 FROM person WHERE person.id = OLD.person_id AND person.anonymised_at IS NOT NULL)"
)


def upgrade() -> None:
    op.add_column("person", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("audit_entry", sa.Column("origin", sa.String(length=64), nullable=False, server_default=""))
    for column in ("actor_id", "action", "subject"):
        name = "ix_audit_entry_actor" if column == "actor_id" else f"ix_audit_entry_{column}"
        op.create_index(name, "audit_entry", [column, "id"])
    op.create_table(
        "audit_value",
        sa.Column("id", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_value_entry_id_audit_entry")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_value_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_value")),
    )
    op.create_index("ix_audit_value_entry_id", "audit_value", ["entry_id"])
    op.create_index("ix_audit_value_person_id", "audit_value", ["person_id"])
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_setting_change_changed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    op.create_index("ix_setting_change_name", "setting_change", ["name", "id"])
    _move_names_out_of_the_details()
    if op.get_bind().dialect.name == "postgresql":
        _hold_postgresql()
    else:
        _hold_sqlite()


def _move_names_out_of_the_details() -> None:
    """Corrections of a person used to stand in the details, with the names; they must be erasable."""
    of_person = "action = 'change person' AND subject LIKE 'person:%'"
    op.execute(
        "INSERT INTO audit_value (entry_id, person_id, field, before, after) "  # noqa: S608 (our own constants)
        "SELECT id, CAST(substr(subject, 8) AS INTEGER), 'Perubahan', '', details FROM audit_entry "
        f"WHERE {of_person}"
    )
    op.execute(f"UPDATE audit_entry SET details = '' WHERE {of_person}")  # noqa: S608


def _hold_sqlite() -> None:
    for table in FROZEN:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_sqlite_trigger(table, verb))
    op.execute(_sqlite_trigger("audit_value", "UPDATE"))
    op.execute(_sqlite_trigger("audit_value", "DELETE", f"WHEN NOT {ERASABLE}"))


def _sqlite_trigger(table: str, verb: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _hold_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {RAISE}; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_erasing() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {ERASABLE} THEN RETURN OLD; END IF; "
        f"{RAISE}; END $$"
    )
    for table in FROZEN:
        op.execute(_postgresql_trigger(table, "UPDATE OR DELETE", "ROW"))
    op.execute(_postgresql_trigger("audit_value", "UPDATE", "ROW"))
    op.execute(
        "CREATE TRIGGER audit_value_erase BEFORE DELETE ON audit_value "
        "FOR EACH ROW EXECUTE FUNCTION refuse_erasing()"
    )
    for table in (*FROZEN, "audit_value"):
        op.execute(_postgresql_trigger(table, "TRUNCATE", "STATEMENT"))


def _postgresql_trigger(table: str, verbs: str, each: str) -> str:
    name = f"{table}_no_{verbs.split()[0].lower()}"
    return (
        f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_rewriting()"
    )


def downgrade() -> None:
    op.drop_table("setting_change")
    op.drop_table("audit_value")
    if op.get_bind().dialect.name == "postgresql":
        for verb in ("update", "truncate"):
            op.execute(f"DROP TRIGGER audit_entry_no_{verb} ON audit_entry")
        op.execute("DROP FUNCTION refuse_rewriting()")
        op.execute("DROP FUNCTION refuse_erasing()")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_entry_no_{verb}")
    for column in ("subject", "action", "actor"):
        op.drop_index(f"ix_audit_entry_{column}", table_name="audit_entry")
    op.drop_column("audit_entry", "origin")
    op.drop_column("person", "anonymised_at")
