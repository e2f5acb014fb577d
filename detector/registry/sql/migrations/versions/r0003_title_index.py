"""The tables of the index of titles, which the next version fills."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SHARED = """
    UPDATE entry SET titles = shared.earliest
    FROM (SELECT row, min(row) OVER (PARTITION BY number, title, aliases) AS earliest FROM entry) AS shared
    WHERE shared.row = entry.row
"""


def upgrade() -> None:
    """Add the tables; entries with the same number, title and aliases share a place in the index."""
    op.add_column("entry", sa.Column("titles", sa.Integer, nullable=False, server_default="0"))
    op.execute(_SHARED)
    op.create_index("entry_titles", "entry", ["titles"])
    op.create_table(
        "titles",
        sa.Column("titles", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("folded", sa.Text, nullable=False),
    )
    op.create_table(
        "title_segment",
        sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("size", "last")),
    )
    op.create_table(
        "title_bigram",
        sa.Column("segment", sa.Integer, sa.ForeignKey("title_segment.segment"), primary_key=True),
        sa.Column("bigram", sa.BigInteger, primary_key=True),
        sa.Column("owners", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove the index."""
    for table in ("title_bigram", "title_segment", "titles"):
        op.drop_table(table)
    op.drop_index("entry_titles", "entry")
    op.drop_column("entry", "titles")
