"""The decision that stands for a scan, as callers see it: stored and told with the log's entry."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from detector.service.jobs.outbox import Event, enqueue_webhooks
from detector.service.jobs.queries import SCAN
from detector.service.storage.schema import JOB, SCAN_DECISION, DecisionAction, DecisionState


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """What was decided, when, by whom (name and id of the token); ``state``: whether a second must agree."""

    action: DecisionAction
    state: DecisionState
    by: str
    by_id: str
    at_ms: int
    reason: str | None
    note: str


def store_decision(connection: sa.Connection, scan: str, decision: StandingDecision | None) -> None:
    """Write what stands for a scan now; ``None`` where all was undone."""
    connection.execute(sa.delete(SCAN_DECISION).where(SCAN_DECISION.c.job == scan))
    seq = sa.select(JOB.c.seq).where(JOB.c.id == scan).scalar_subquery()
    values = asdict(decision) if decision else {}
    connection.execute(sa.insert(SCAN_DECISION).values({"job": scan, "seq": seq, **values}))


def tell_decision(connection: sa.Connection, scan: str, entry: int, at_ms: int) -> None:
    """Add the webhooks of the log's entry that has just changed what stands for a scan."""
    row = connection.execute(SCAN.where(JOB.c.id == scan)).mappings().one()
    enqueue_webhooks(connection, dict(row), Event("scan.decided", at_ms, entry))
