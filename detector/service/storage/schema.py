"""The tables of the service.

Times are whole ms since 1970, by the clock of the database. A job is *queued*, then *running* under a lease,
then *done*; or it is *cancelled*, or *set-aside* because it crashed too many workers.
"""

from typing import Literal, get_args

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""The migrations of this version, oldest first."""

VERSION_TABLE = "service_version"
"""The table of the current revision; the registry has its own, as both may share one database."""

State = Literal["queued", "running", "done", "cancelled", "set-aside"]
STATES: tuple[State, ...] = get_args(State)
ENDED: tuple[State, ...] = ("done", "cancelled", "set-aside")
"""The final states."""

Lane = Literal["ingest", "audit"]
LANES: tuple[Lane, ...] = get_args(Lane)
"""In order of priority: all jobs of an earlier lane start before any of a later one."""

METADATA = MetaData()
_SEQ = BigInteger().with_variant(Integer, "sqlite")

JOB = Table(
    "job",
    METADATA,
    Column("seq", _SEQ, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("token", Text, nullable=False),
    Column("batch", Text),
    Column("place", Integer, nullable=False, default=0),
    Column("lane", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("data_id", Text),
    Column("episode", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("platform", Text),
    Column("created_ms", BigInteger, nullable=False),
    Column("not_before_ms", BigInteger, nullable=False),
    Column("begun_ms", BigInteger),
    Column("ended_ms", BigInteger),
    Column("lease", Text),
    Column("lease_until_ms", BigInteger),
    Column("attempts", Integer, nullable=False, default=0),
    Column("losses", Integer, nullable=False, default=0),
    Column("outcome", Text),
    Column("reason", Text),
    Column("result", Text),
    Column("callback", Text),
    Column("fetches", Integer, nullable=False, default=0),
    Index("job_waiting", "state", "lane", "seq"),
    Index("job_of_batch", "batch", "place"),
    Index("job_of_token", "token", "seq"),
    Index("job_ended", "ended_ms"),
)
"""``episode`` has the facts, ``source`` the video's location, ``result`` the stored form of the result.

``callback``: the URL that is told of this scan, beside the caller's endpoints; ``fetches``: how many times
the video could not be fetched."""

DecisionAction = Literal["release", "block", "return", "rescan", "undecided"]
DECISION_ACTIONS: tuple[DecisionAction, ...] = get_args(DecisionAction)
"""What reviewers decide: let it run, keep it back, give it back to its uploader, scan a new copy, or that
they cannot tell."""

DecisionState = Literal["final", "awaiting-second"]

SCAN_DECISION = Table(
    "scan_decision",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("job", Text, nullable=False, unique=True),
    Column("action", Text),
    Column("state", Text),
    Column("by", Text),
    Column("by_id", Text),
    Column("reason", Text),
    Column("note", Text),
    Column("at_ms", BigInteger),
    Index("decision_of_scan", "action", "seq"),
)
"""The decision that stands for each scan, as the log gives it; ``action`` is null where it was undone."""

JOB_RULE = Table(
    "job_rule",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("seq", _SEQ, primary_key=True),
)
"""The rules with findings in each job's result."""

BATCH = Table(
    "batch",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("scans", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

KEY = Table(
    "idempotency",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)
"""Idempotency keys: the digest of the request, and the id of what it created."""

TOKEN = Table(
    "token",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("old_hash", Text),
    Column("old_until_ms", BigInteger),
    Column("scopes", Text, nullable=False),
    Column("rate_per_minute", Integer),
    Column("scans_per_day", Integer),
    Column("created_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
)

USAGE = Table(
    "usage",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("scans", Integer, nullable=False),
)

ENDPOINT = Table(
    "endpoint",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("old_secret", Text),
    Column("old_until_ms", BigInteger),
    Column("is_on", Boolean, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("only_callbacks", Boolean, nullable=False, default=False),
)
"""``only_callbacks``: it is told nothing but of scans whose callback has its origin."""

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("seq", _SEQ, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("endpoint", Text, ForeignKey("endpoint.id", ondelete="CASCADE"), nullable=False),
    Column("job", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("entry", BigInteger, nullable=False, default=0),
    Column("url", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_ms", BigInteger, nullable=False),
    Column("lease_until_ms", BigInteger),
    Column("status", Integer),
    Column("reason", Text),
    Column("created_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Index("delivery_due", "state", "next_ms"),
    Index("delivery_once", "endpoint", "job", "entry", "url", unique=True),
)
"""The outbox: written in the transaction that ends a scan or logs a decision, one row for each URL.

``entry`` is the number of the log's entry, 0 for the scan's end."""

CASE = Table(
    "review_case",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("job", Text, nullable=False, unique=True),
    Column("is_open", Boolean, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("platform", Text),
    Column("drama", Text),
    Column("number", Integer),
    Column("confidence", Integer),
    Column("verdict", Text),
    Column("waits_for_other_than", Text),
    Column("holder", Text),
    Column("holder_name", Text),
    Column("lease_until_ms", BigInteger),
    Column("claimed_by", Text),
    Column("claimed_name", Text),
    Column("claimed_until_ms", BigInteger),
    Index("case_queue", "is_open", "rank", "seq"),
    Index("case_claimed", "claimed_by", "is_open", "rank", "seq"),
    Index("case_platform", "is_open", "platform", "rank", "seq"),
    Index("case_drama", "drama", "number", "seq"),
)
"""A scan with a result, as the review queue has it: ``seq`` and ``job`` are the job's, ``rank`` sorts the
queue (lowest first), ``confidence`` is per mille, ``verdict`` is what the reviewers decided. It is leased to
``holder`` while they look at it, and kept for ``claimed_by`` for their shift."""

CASE_RULE = Table(
    "review_rule",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("is_open", Boolean, primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Index("rule_of_case", "seq"),
)
"""The rules with findings in each case, with the queue's sort key."""

TRAINING_CASE = Table(
    "training_case",
    METADATA,
    Column("job", Text, primary_key=True),
    Column("note", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Settled cases for training reviewers, by whom they were chosen, and what is explained after an answer."""

TRAINING_ANSWER = Table(
    "training_answer",
    METADATA,
    Column("job", Text, primary_key=True),
    Column("who", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Each reviewer's first answer to a training case, and the decision that stood then."""

DECISION = Table(
    "decision",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("job", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text),
    Column("note", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("decision_of_case", "job", "seq"),
)
"""The audit log of decisions: append-only, each entry with the hash of the entry before."""

DECISION_HEAD = Table(
    "decision_head",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("seq", _SEQ, nullable=False),
    Column("hash", Text, nullable=False),
)
"""The last entry of the audit log, so that a truncated log is noticed."""

SESSION = Table(
    "desk_session",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)
"""Reviewers' sessions: a hash of the cookie, the token's id, and the CSRF token of the forms."""
