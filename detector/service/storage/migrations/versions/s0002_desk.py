"""The reviewers' desk: cases in a queue, the log of decisions, sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_REFUSED = "the log of decisions is append-only"


def upgrade() -> None:
    """Make the tables, and let the database itself refuse to change the log."""
    _make_cases()
    _make_log()
    op.create_table(
        "desk_session",
        sa.Column("hash", sa.Text, primary_key=True),
        *_text("who", "name", "csrf", nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER decision_no_{verb.lower()} BEFORE {verb} ON decision "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION decision_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER decision_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON decision "
        "FOR EACH STATEMENT EXECUTE FUNCTION decision_refuse()"
    )


def _text(*names: str, nullable: bool = True) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def _seq(*, is_key: bool = True) -> sa.Column[int]:
    return sa.Column("seq", _SEQ, primary_key=is_key, autoincrement=False, nullable=False)


def _make_cases() -> None:
    op.create_table(
        "review_case",
        _seq(),
        sa.Column("job", sa.Text, nullable=False, unique=True),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        *_text("outcome", nullable=False),
        *_text("platform", "drama"),
        *(sa.Column(name, sa.Integer) for name in ("number", "confidence")),
        *_text("verdict", "waits_for_other_than", "holder", "holder_name"),
        sa.Column("lease_until_ms", sa.BigInteger),
    )
    op.create_index("case_queue", "review_case", ["is_open", "rank", "seq"])
    op.create_index("case_platform", "review_case", ["is_open", "platform", "rank", "seq"])
    op.create_index("case_drama", "review_case", ["drama", "number", "seq"])
    op.create_table(
        "review_rule",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("is_open", sa.Boolean, primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True, autoincrement=False),
        _seq(),
    )
    op.create_index("rule_of_case", "review_rule", ["seq"])


def _make_log() -> None:
    op.create_table(
        "decision",
        _seq(),
        *_text("job", nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        *_text("who", "name", "action", nullable=False),
        *_text("reason"),
        *_text("note", "before", "after", "previous", "hash", nullable=False),
    )
    op.create_index("decision_of_case", "decision", ["job", "seq"])
    op.create_table(
        "decision_head",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        _seq(is_key=False),
        *_text("hash", nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    for table in ("desk_session", "decision_head", "decision", "review_rule", "review_case"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION decision_refuse()")
