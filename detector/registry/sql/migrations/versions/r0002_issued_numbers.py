"""What made a snapshot, periods that a revert ended, and the numbers that the platform issues itself."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and tables."""
    kind = sa.Column("kind", sa.String(8), nullable=False, server_default="import")
    op.add_column("snapshot", kind)
    op.add_column("period", sa.Column("gone", sa.Integer))
    op.create_table(
        "counter",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("issuer", "series")),
        sa.Column("year", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "issued",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("issuer", "drama")),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("seq", sa.Integer, sa.ForeignKey("snapshot.seq"), nullable=False),
    )


def downgrade() -> None:
    """Remove them, with all that is in them."""
    op.drop_table("issued")
    op.drop_table("counter")
    op.drop_column("period", "gone")
    op.drop_column("snapshot", "kind")
