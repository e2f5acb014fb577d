"""The first tables: jobs, batches, keys, tokens, endpoints and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _make_jobs()
    _make_requests()
    _make_tokens()
    _make_webhooks()


def _text(*names: str, nullable: bool = True) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def _ms(*names: str, nullable: bool = True) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=nullable) for name in names]


def _make_jobs() -> None:
    op.create_table(
        "job",
        sa.Column("seq", _SEQ, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        *_text("token", "state", "episode", "source", "as_of", nullable=False),
        *_text("batch", "data_id", "platform", "lease", "outcome", "reason", "result"),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("place", "lane", "attempts", "losses")),
        *_ms("created_ms", "not_before_ms", nullable=False),
        *_ms("begun_ms", "ended_ms", "lease_until_ms"),
    )
    op.create_index("job_waiting", "job", ["state", "lane", "seq"])
    op.create_index("job_of_batch", "job", ["batch", "place"])
    op.create_index("job_of_token", "job", ["token", "seq"])
    op.create_table(
        "job_rule",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
    )


def _make_requests() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Text, primary_key=True),
        *_text("token", nullable=False),
        sa.Column("scans", sa.Integer, nullable=False),
        *_ms("created_ms", nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        *_text("digest", "made", nullable=False),
        *_ms("created_ms", nullable=False),
    )


def _make_tokens() -> None:
    op.create_table(
        "token",
        sa.Column("id", sa.Text, primary_key=True),
        *_text("name", "hash", "scopes", nullable=False),
        *_text("old_hash"),
        *_ms("old_until_ms", "revoked_ms"),
        *(sa.Column(name, sa.Integer) for name in ("rate_per_minute", "scans_per_day")),
        *_ms("created_ms", nullable=False),
    )
    op.create_table(
        "usage",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("scans", sa.Integer, nullable=False),
    )


def _make_webhooks() -> None:
    op.create_table(
        "endpoint",
        sa.Column("id", sa.Text, primary_key=True),
        *_text("token", "url", "secret", nullable=False),
        *_text("old_secret"),
        *_ms("old_until_ms"),
        sa.Column("is_on", sa.Boolean, nullable=False),
        *_ms("created_ms", nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("seq", _SEQ, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("endpoint", sa.Text, sa.ForeignKey("endpoint.id", ondelete="CASCADE"), nullable=False),
        *_text("job", "body", "state", nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        *_ms("next_ms", "created_ms", nullable=False),
        *_ms("lease_until_ms", "ended_ms"),
        sa.Column("status", sa.Integer),
        *_text("reason"),
    )
    op.create_index("delivery_due", "delivery", ["state", "next_ms"])
    op.create_index("delivery_once", "delivery", ["endpoint", "job"], unique=True)


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    for table in ("delivery", "endpoint", "usage", "token", "idempotency", "batch", "job_rule", "job"):
        op.drop_table(table)
