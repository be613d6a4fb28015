"""Which parallel form an attempt was given."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("form", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("attempt", "form")
