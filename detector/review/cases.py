"""The cases of the review queue: leases, decisions, and undo.

A case is leased to one reviewer at a time. A decision needs the lease and keeps it, so that it can be undone
until the lease ends. What one has claimed for a shift, nobody else can lease meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from detector.errors import LeaseLost, NoSuchResource, StateConflict
from detector.review.agreement import Consensus, consensus, effective_entries, verdict_of
from detector.review.audit_log import Action, AuditEntry, AuditLog
from detector.review.intake import rank_while_open
from detector.review.standing import standing_decision
from detector.service.jobs.decisions import store_decision, tell_decision
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE, CASE_RULE, DECISION, JOB, SCAN_DECISION
from detector.settings.service import ServiceSettings

NOT_CLAIMED: Mapping[str, None] = dict.fromkeys(("claimed_by", "claimed_name", "claimed_until_ms"))
"""The columns of a case that nobody has claimed."""

_CHUNK = 500
_MISSING_LOCK = 6_283_185_310
"""Key of the turn (:meth:`Store.take_turn`) of instances that store missing decisions."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides: the id of a token and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's decision: a ``reason`` of the list or none, a ``note``, and corrected ``fields``.

    ``findings``: rule → whether the reviewer accepts what it found; they need not say it of each.
    """

    action: Action
    reason: str | None = None
    note: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as one reviewer sees it. ``is_mine``: leased to them; ``can_undo``: the newest entry.

    ``is_blind``: others have voted, and this reviewer must not see their votes before voting.
    ``claimed_by``: the name of another reviewer who has claimed it for a shift.
    """

    row: Mapping[str, Any]
    history: tuple[AuditEntry, ...]
    consensus: Consensus
    is_mine: bool
    can_undo: bool
    is_blind: bool
    left_ms: int
    claimed_by: str | None = None

    @property
    def taken(self) -> str:
        """Who has the case, as a sentence, where another reviewer has it."""
        if self.claimed_by:
            return f"{self.claimed_by} has claimed this case for a shift"
        return f"{self.row['holder_name']} has this case"


class Cases:
    """The cases in the database."""

    def __init__(self, store: Store, settings: ServiceSettings) -> None:
        """``store`` has the tables."""
        self.store, self.audit_log = store, AuditLog(store)
        self._lease_ms = round(settings.desk_lease_s * 1000)
        self._needs_second, self._sample_percent = settings.desk_second, settings.desk_sample_percent

    def now_ms(self) -> int:
        """The database's clock, in ms since 1970."""
        with self.store.reading() as connection:
            return self.store.now_ms(connection)

    def lease(self, job: str, reviewer: Reviewer) -> bool:
        """Lease an open case, or renew one's lease; false if another reviewer has it, or it is settled."""
        now = self.store.now()
        is_free = sa.or_(CASE.c.holder.is_(None), CASE.c.holder == reviewer.id, CASE.c.lease_until_ms < now)
        values = {"holder": reviewer.id, "holder_name": reviewer.name, "lease_until_ms": now + self._lease_ms}
        with self.store.writing() as connection:
            # A settled case is shown without a lease; the lease of its last decision ends in its own time.
            is_free &= ~claimed_by_other(reviewer.id, now)
            leased = sa.update(CASE).where(CASE.c.job == job, CASE.c.is_open, is_free)
            return bool(connection.execute(leased.values(values)).rowcount)

    def release(self, job: str, reviewer: Reviewer) -> None:
        """Give up the lease of a case."""
        with self.store.writing() as connection:
            mine = sa.update(CASE).where(CASE.c.job == job, CASE.c.holder == reviewer.id)
            connection.execute(mine.values(holder=None, holder_name=None, lease_until_ms=None))

    def get(self, job: str, reviewer: Reviewer) -> Case:
        """A case. Raises ``NoSuchResource``."""
        with self.store.reading() as connection:
            return self._case(connection, job, reviewer)

    def decide(self, job: str, reviewer: Reviewer, decision: Decision) -> Case:
        """Log a decision. Raises ``NoSuchResource``, ``LeaseLost``, or ``StateConflict`` if it is settled."""
        with self.store.writing(durable=True) as connection:
            case = self._leased_case(connection, job, reviewer)
            if not case.row["is_open"]:
                raise StateConflict("the case is settled", "undo the decision first, while the lease lasts")
            corrections = dict(case.consensus.corrections)
            if decision.action == "edit":
                before: dict[str, Any] = {"fields": corrections}
                after: dict[str, Any] = {"fields": dict(decision.fields)}
            else:
                machine, verdict = case.row["outcome"], case.consensus.verdict
                before = {"machine": machine, "verdict": verdict, "fields": corrections}
                after = {"vote": verdict_of(machine, decision.action)}
                if decision.findings:
                    after["findings"] = dict(decision.findings)
            logged = {"action": decision.action, "reason": decision.reason, "note": decision.note}
            self._log(connection, case, reviewer, logged | {"before": before, "after": after})
            return self._case(connection, job, reviewer)

    def undo(self, job: str, reviewer: Reviewer) -> Case:
        """Take back the reviewer's newest decision. Raises as :meth:`decide` does."""
        with self.store.writing(durable=True) as connection:
            case = self._leased_case(connection, job, reviewer)
            if not case.can_undo:
                raise StateConflict(
                    "there is no decision of yours to undo", "only the newest one can be undone"
                )
            undone = effective_entries(case.history)[-1]
            logged = {"action": "undo", "reason": None, "note": ""}
            swapped = {"before": dict(undone.after), "after": dict(undone.before)}
            self._log(connection, case, reviewer, logged | swapped)
            return self._case(connection, job, reviewer)

    def _log(
        self, connection: sa.Connection, case: Case, reviewer: Reviewer, logged: Mapping[str, Any]
    ) -> None:
        job, seq = case.row["job"], case.row["seq"]
        who = {"job": job, "who": reviewer.id, "name": reviewer.name}
        entry = self.audit_log.append(connection, who | dict(logged))
        state = self._consensus(job, [*case.history, entry])
        is_open = state.verdict is None
        waits = state.waits_for_other_than
        key = {
            "is_open": is_open,
            "rank": rank_while_open(case.row["outcome"], case.row["rank"], waits=waits is not None),
        }
        values = {"verdict": state.verdict, "waits_for_other_than": waits, **key}
        if waits == case.row["claimed_by"]:  # the one who decided last cannot be the second
            values |= NOT_CLAIMED
        connection.execute(sa.update(CASE).where(CASE.c.seq == seq).values(values))
        connection.execute(sa.update(CASE_RULE).where(CASE_RULE.c.seq == seq).values(key))
        before = standing_decision(case.history, case.consensus)
        standing = standing_decision([*case.history, entry], state)
        if standing != before:  # a correction changes nothing for pipelines
            store_decision(connection, job, standing)
            tell_decision(connection, job, entry.seq, entry.at_ms)

    def store_missing_decisions(self) -> int:
        """Store what stands for cases decided before that was stored; how many there were. Tells nobody."""
        count = 0
        missing = sa.select(DECISION.c.job).distinct().join(JOB, JOB.c.id == DECISION.c.job)
        missing = missing.where(DECISION.c.job.not_in(sa.select(SCAN_DECISION.c.job))).limit(_CHUNK)
        while True:
            with self.store.writing() as connection:
                self.store.take_turn(connection, _MISSING_LOCK)
                jobs = connection.execute(missing).scalars().all()
                for job in jobs:
                    entries = self.audit_log.entries_of(connection, job)
                    store_decision(connection, job, standing_decision(entries, self._consensus(job, entries)))
            count += len(jobs)
            if len(jobs) < _CHUNK:
                return count

    def _leased_case(self, connection: sa.Connection, job: str, reviewer: Reviewer) -> Case:
        if not self.store.is_file:  # two requests of one reviewer must take turns
            connection.execute(sa.select(CASE.c.seq).where(CASE.c.job == job).with_for_update())
        case = self._case(connection, job, reviewer)
        if case.is_mine:
            return case
        is_held = case.row["holder"] not in (None, reviewer.id) and case.left_ms > 0
        if case.claimed_by or is_held:
            raise LeaseLost(case.taken, "take another case; the queue shows who has which")
        raise LeaseLost("your time for this case is over", "open the case again, look, and decide anew")

    def _case(self, connection: sa.Connection, job: str, reviewer: Reviewer) -> Case:
        row = connection.execute(sa.select(CASE).where(CASE.c.job == job)).mappings().first()
        if row is None:
            raise NoSuchResource(f"there is no case {job!r}", "the queue lists all cases")
        history = tuple(self.audit_log.entries_of(connection, job))
        now_ms = self.store.now_ms(connection)
        left_ms = max(0, (row["lease_until_ms"] or 0) - now_ms)
        is_claimed = row["claimed_by"] not in (None, reviewer.id) and row["claimed_until_ms"] > now_ms
        is_mine = row["holder"] == reviewer.id and left_ms > 0
        newest = effective_entries(history)[-1:]
        state = self._consensus(job, history)
        has_voted = any(who == reviewer.id for who, _ in state.votes)
        return Case(
            row=dict(row),
            history=history,
            consensus=state,
            is_mine=is_mine,
            can_undo=is_mine and bool(newest) and newest[0].who == reviewer.id,
            is_blind=row["is_open"] and bool(state.votes) and not has_voted,
            left_ms=left_ms,
            claimed_by=row["claimed_name"] if is_claimed and row["is_open"] else None,
        )

    def _consensus(self, job: str, entries: Iterable[AuditEntry]) -> Consensus:
        sampled = is_sampled(job, self._sample_percent)
        return consensus(entries, needs_second=self._needs_second, is_sampled=sampled)


def claimed_by_other(reviewer: str, now: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a case is kept for another reviewer's shift."""
    is_another = CASE.c.claimed_by.is_not(None) & (CASE.c.claimed_by != reviewer)
    return is_another & (CASE.c.claimed_until_ms > now)


def is_sampled(job: str, percent: float) -> bool:
    """Whether a case is in the sample that two must decide: by its id, so that nobody can choose."""
    return int(job[:8], 16) % 10_000 < percent * 100
