"""Decisions on scans as callers see them, events of two types, callbacks, tries of a fetch."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add them; a delivery that is there is one of a scan's end, to the URL of its endpoint."""
    op.create_table(
        "scan_decision",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("job", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text) for name in ("action", "state", "by", "by_id", "reason", "note")),
        sa.Column("at_ms", sa.BigInteger),
    )
    op.create_index("decision_of_scan", "scan_decision", ["action", "seq"])
    op.add_column("job", sa.Column("callback", sa.Text))
    op.add_column("job", sa.Column("fetches", sa.Integer, nullable=False, server_default="0"))
    op.create_index("job_ended", "job", ["ended_ms"])
    op.add_column(
        "endpoint", sa.Column("only_callbacks", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("delivery", sa.Column("type", sa.Text, nullable=False, server_default="scan.ended"))
    op.add_column("delivery", sa.Column("entry", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("delivery", sa.Column("url", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE delivery SET url = (SELECT url FROM endpoint WHERE endpoint.id = delivery.endpoint)")
    op.drop_index("delivery_once", "delivery")
    op.create_index("delivery_once", "delivery", ["endpoint", "job", "entry", "url"], unique=True)


def downgrade() -> None:
    """Take them away again; deliveries that told decisions go with them."""
    op.execute(
        "DELETE FROM delivery WHERE entry > 0 OR url <> (SELECT url FROM endpoint WHERE id = endpoint)"
    )
    op.drop_index("delivery_once", "delivery")
    op.create_index("delivery_once", "delivery", ["endpoint", "job"], unique=True)
    op.drop_index("job_ended", "job")
    for table, *columns in (
        ("delivery", "type", "entry", "url"), ("endpoint", "only_callbacks"), ("job", "callback", "fetches"),
    ):  # fmt: skip
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("scan_decision")
