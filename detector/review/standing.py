"""The decision that stands for a case, from its entries in the audit log: what pipelines act on. Pure."""

from collections.abc import Sequence

from detector.review.agreement import Consensus, effective_entries
from detector.review.audit_log import AuditEntry
from detector.service.jobs.decisions import StandingDecision
from detector.service.storage.schema import DECISION_ACTIONS, DecisionAction

_BY_VOTE: dict[str, DecisionAction] = {"pass": "release", "fail": "block", "undecided": "undecided"}


def standing_decision(entries: Sequence[AuditEntry], state: Consensus) -> StandingDecision | None:
    """The vote that settled the case, else the newest one; ``None`` without a vote that was not undone."""
    votes = [entry for entry in effective_entries(entries) if entry.action != "edit"]
    if not votes:
        return None
    settling = [entry for entry in votes if entry.after["vote"] == state.verdict]
    entry = (settling or votes)[-1]
    return StandingDecision(
        action=decided_action(entry),
        state="final" if state.verdict else "awaiting-second",
        by=entry.name,
        by_id=entry.who,
        at_ms=entry.at_ms,
        reason=entry.reason,
        note=entry.note,
    )


def decided_action(entry: AuditEntry) -> DecisionAction:
    """What a vote decides; of entries of earlier versions, which have other actions, the vote tells it."""
    known = next((action for action in DECISION_ACTIONS if action == entry.action), None)
    return known or _BY_VOTE[entry.after["vote"]]
