"""The index of titles anew, with rows of their own: SQLite compares long ones only as a whole."""

import sqlalchemy as sa
from alembic import op

from detector.registry.sql.title_store import fill

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of the pairs of letters anew, and index all titles."""
    op.drop_table("title_bigram")
    for table in ("title_segment", "titles"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608  (names of ours)
    op.create_table(
        "title_bigram",
        sa.Column("segment", sa.Integer, sa.ForeignKey("title_segment.segment"), primary_key=True),
        sa.Column("bigram", sa.BigInteger, primary_key=True),
        sa.Column("owners", sa.LargeBinary, nullable=False),
    )
    fill(op.get_bind())


def downgrade() -> None:
    """Nothing: the earlier version reads and writes this table too."""
