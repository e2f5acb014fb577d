"""Cases with a known answer for training reviewers, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables; no case is for training yet."""
    op.create_table(
        "training_case",
        sa.Column("job", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("note", "who", "name")),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "training_answer",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("job", "who")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "action", "expected")),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, with all answers."""
    op.drop_table("training_answer")
    op.drop_table("training_case")
