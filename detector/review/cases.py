"""The desk's cases: who has which, what is decided, and what can still be undone.

A case is leased to one reviewer at a time. A decision needs the lease and keeps it, so that it can be undone
until the lease ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from detector.errors import LeaseLost, NoSuchResource, StateConflict
from detector.review.agreement import Standing, effect, effective, standing
from detector.review.audit_log import Action, AuditLog, Entry
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE, CASE_RULE
from detector.settings.service import ServiceSettings

_TAKEN = "take another case; the queue shows who has which"
_OPEN_AGAIN = "open the case again, look, and decide anew"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides: the id of a token and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer decides: a ``reason`` of the list or none, a ``note``, ``fields`` as corrected."""

    action: Action
    reason: str | None = None
    note: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as one reviewer finds it: ``is_mine`` under the lease, ``can_undo`` the newest entry.

    ``is_blind``: others decided on it, and this reviewer, who may be the second, is not to know what.
    """

    row: Mapping[str, Any]
    history: tuple[Entry, ...]
    standing: Standing
    is_mine: bool
    can_undo: bool
    is_blind: bool
    left_ms: int


class Cases:
    """The cases in the database."""

    def __init__(self, store: Store, settings: ServiceSettings) -> None:
        """``store`` has the tables."""
        self.store, self.journal = store, AuditLog(store)
        self._lease_ms = round(settings.desk_lease_s * 1000)
        self._is_strict, self._percent = settings.desk_second, settings.desk_sample_percent

    def now_ms(self) -> int:
        """The database's clock, in ms since 1970."""
        with self.store.reading() as connection:
            return self.store.now_ms(connection)

    def take(self, job: str, reviewer: Reviewer) -> bool:
        """Lease a case, or make one's lease longer; whether it is this reviewer's now."""
        now = self.store.now()
        is_free = sa.or_(CASE.c.holder.is_(None), CASE.c.holder == reviewer.id, CASE.c.lease_until_ms < now)
        values = {"holder": reviewer.id, "holder_name": reviewer.name}
        with self.store.writing() as connection:
            # What is settled is looked at without a lease; one that it still has ends in its time.
            taken = sa.update(CASE).where(CASE.c.job == job, CASE.c.is_open, is_free)
            longer = values | {"lease_until_ms": now + self._lease_ms}
            return bool(connection.execute(taken.values(longer)).rowcount)

    def release(self, job: str, reviewer: Reviewer) -> None:
        """Give a case back."""
        with self.store.writing() as connection:
            mine = sa.update(CASE).where(CASE.c.job == job, CASE.c.holder == reviewer.id)
            connection.execute(mine.values(holder=None, holder_name=None, lease_until_ms=None))

    def one(self, job: str, reviewer: Reviewer) -> Case:
        """A case. Raises ``NoSuchResource``."""
        with self.store.reading() as connection:
            return self._case(connection, job, reviewer)

    def decide(self, job: str, reviewer: Reviewer, choice: Choice) -> Case:
        """Write a decision. Raises ``NoSuchResource``, ``LeaseLost``; ``StateConflict`` for a settled one."""
        with self.store.writing(keeps=True) as connection:
            case = self._held(connection, job, reviewer)
            if not case.row["is_open"]:
                raise StateConflict("the case is settled", "undo the decision first, while its time lasts")
            if choice.action == "edit":
                changed: dict[str, Any] = {"fields": dict(choice.fields)}
                stood: dict[str, Any] = {"fields": dict(case.standing.fields)}
            else:
                changed = {"vote": effect(case.row["outcome"], choice.action)}
                stood = _before(case)
            told = {"action": choice.action, "reason": choice.reason, "note": choice.note}
            self._write(connection, case, reviewer, told | {"before": stood, "after": changed})
            return self._case(connection, job, reviewer)

    def undo(self, job: str, reviewer: Reviewer) -> Case:
        """Take back one's newest decision. Raises as :meth:`decide` does."""
        with self.store.writing(keeps=True) as connection:
            case = self._held(connection, job, reviewer)
            if not case.can_undo:
                raise StateConflict("there is no decision of yours to undo", "only the newest one can be")
            undone = effective(case.history)[-1]
            told = {"action": "undo", "reason": None, "note": ""}
            swapped = {"before": dict(undone.after), "after": dict(undone.before)}
            self._write(connection, case, reviewer, told | swapped)
            return self._case(connection, job, reviewer)

    def _standing(self, job: str, entries: Iterable[Entry]) -> Standing:
        return standing(entries, is_strict=self._is_strict, is_drawn=is_sampled(job, self._percent))

    def _write(
        self, connection: sa.Connection, case: Case, reviewer: Reviewer, told: Mapping[str, Any]
    ) -> None:
        job, seq = case.row["job"], case.row["seq"]
        who = {"job": job, "who": reviewer.id, "name": reviewer.name}
        entry = self.journal.append(connection, who | dict(told))
        stands = self._standing(job, [*case.history, entry])
        is_open = stands.verdict is None
        values: dict[str, Any] = {"verdict": stands.verdict, "is_open": is_open}
        values |= {"waits_for_other_than": stands.waits_for_other_than}
        connection.execute(sa.update(CASE).where(CASE.c.seq == seq).values(values))
        connection.execute(sa.update(CASE_RULE).where(CASE_RULE.c.seq == seq).values(is_open=is_open))

    def _held(self, connection: sa.Connection, job: str, reviewer: Reviewer) -> Case:
        if not self.store.is_file:  # two requests of one reviewer: one after the other
            connection.execute(sa.select(CASE.c.seq).where(CASE.c.job == job).with_for_update())
        case = self._case(connection, job, reviewer)
        if case.is_mine:
            return case
        if case.row["holder"] not in (None, reviewer.id) and case.left_ms > 0:
            raise LeaseLost(f"{case.row['holder_name']} has this case", _TAKEN)
        raise LeaseLost("your time for this case is over", _OPEN_AGAIN)

    def _case(self, connection: sa.Connection, job: str, reviewer: Reviewer) -> Case:
        row = connection.execute(sa.select(CASE).where(CASE.c.job == job)).mappings().first()
        if row is None:
            raise NoSuchResource(f"there is no case {job!r}", "the queue lists all cases")
        history = tuple(self.journal.of(connection, job))
        left_ms = max(0, (row["lease_until_ms"] or 0) - self.store.now_ms(connection))
        is_mine = row["holder"] == reviewer.id and left_ms > 0
        newest = effective(history)[-1:]
        can_undo = is_mine and bool(newest) and newest[0].who == reviewer.id
        stands = self._standing(job, history)
        has_voted = any(who == reviewer.id for who, _ in stands.votes)
        is_blind = row["is_open"] and bool(stands.votes) and not has_voted
        return Case(dict(row), history, stands, is_mine, can_undo, is_blind, left_ms)


def is_sampled(job: str, percent: float) -> bool:
    """Whether a case is of the sample that two must decide: by its id, so that nobody chooses."""
    return int(job[:8], 16) % 10_000 < percent * 100


def _before(case: Case) -> dict[str, Any]:
    verdict = case.standing.verdict
    return {"machine": case.row["outcome"], "verdict": verdict, "fields": dict(case.standing.fields)}
