"""Plans of first versions, and of several documents that are published together."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LEADER = "fk_planned_version_leader_id_planned_version"


def upgrade() -> None:
    with op.batch_alter_table("planned_version") as table:
        table.alter_column("expected_version_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("leader_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(LEADER), "planned_version", ["leader_id"], ["id"])
        table.create_index("ix_planned_version_leader_id", ["leader_id"])


def downgrade() -> None:
    op.execute("DELETE FROM planned_version WHERE expected_version_id IS NULL OR leader_id IS NOT NULL")
    with op.batch_alter_table("planned_version") as table:
        table.drop_index("ix_planned_version_leader_id")
        table.drop_constraint(op.f(LEADER), type_="foreignkey")
        table.drop_column("leader_id")
        table.alter_column("expected_version_id", existing_type=sa.Integer(), nullable=False)
