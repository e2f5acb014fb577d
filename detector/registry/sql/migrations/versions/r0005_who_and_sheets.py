"""Who made a snapshot, and the sheets of the list it came from; of earlier ones neither is known."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns, empty."""
    op.add_column("snapshot", sa.Column("by", sa.Text))
    op.add_column("snapshot", sa.Column("sheets", sa.JSON))


def downgrade() -> None:
    """Remove them, with all that is in them."""
    op.drop_column("snapshot", "sheets")
    op.drop_column("snapshot", "by")
