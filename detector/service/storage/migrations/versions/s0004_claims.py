"""Cases that reviewers have claimed for their shift."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_INDEX = "case_claimed"


def upgrade() -> None:
    """Add whose a case is, and until when; nobody has claimed any yet."""
    op.add_column("review_case", sa.Column("claimed_by", sa.Text))
    op.add_column("review_case", sa.Column("claimed_name", sa.Text))
    op.add_column("review_case", sa.Column("claimed_until_ms", sa.BigInteger))
    op.create_index(_INDEX, "review_case", ["claimed_by", "is_open", "rank", "seq"])


def downgrade() -> None:
    """Drop the claims."""
    op.drop_index(_INDEX, "review_case")
    for column in ("claimed_until_ms", "claimed_name", "claimed_by"):
        op.drop_column("review_case", column)
