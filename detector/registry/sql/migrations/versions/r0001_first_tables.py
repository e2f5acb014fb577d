"""The first tables: snapshots, periods of completeness, entries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXTS = (
    "printed", "issuer", "institution", "province", "category", "regime", "production", "source", "summary",
    "review_opinion", "cost_allocation", "commitment",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "snapshot",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("dated", sa.Date, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("rows", "added", "changed")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("ended", "skipped")),
    )
    op.create_table(
        "period",
        sa.Column("seq", sa.Integer, sa.ForeignKey("snapshot.seq"), primary_key=True),
        sa.Column("issuer", sa.String(32), primary_key=True),
        sa.Column("first", sa.Date, primary_key=True),
        sa.Column("last", sa.Date, primary_key=True),
    )
    _create_entry()
    op.create_index("entry_key", "entry", ["key_bare", "key_year", "key_series", "key_issuer"])
    current = sa.text("gone IS NULL")
    op.create_index(
        "entry_number", "entry", ["number"], unique=True, sqlite_where=current, postgresql_where=current
    )


def _create_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("row", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("first", sa.Integer, sa.ForeignKey("snapshot.seq"), nullable=False),
        sa.Column("gone", sa.Integer),
        sa.Column("confirmed", sa.Integer),
        sa.Column("key_year", sa.SmallInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key_issuer", "key_series", "key_bare")),
        sa.Column("number", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("series", "serial", "title")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("aliases", "personnel", "platforms")),
        sa.Column("status", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in _TEXTS),
        sa.Column("year", sa.SmallInteger),
        sa.Column("episodes", sa.Integer),
        sa.Column("episode_ms", sa.BigInteger),
        sa.Column("investment_cny", sa.BigInteger),
        sa.Column("status_since", sa.Date),
        sa.Column("issued_on", sa.Date),
    )


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    for table in ("entry", "period", "snapshot"):
        op.drop_table(table)
