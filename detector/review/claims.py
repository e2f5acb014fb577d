"""Claims: waiting cases that are kept for one reviewer until the end of their shift.

Others see them, and who has them, but can neither lease nor claim them. A claim ends with the decision, when
it is given back, or when its time is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from detector.review.case_queue import CaseFilter, matching, may_take
from detector.review.cases import NOT_CLAIMED, Reviewer
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE
from detector.settings.service import ServiceSettings

MAX_CLAIMED = 1_000
"""Cases that one reviewer can have claimed at a time, so that nobody empties the queue by mistake."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The open cases that a reviewer has claimed: how many, and how long they are still kept."""

    count: int = 0
    left_ms: int = 0


class Claims:
    """The claims in the database; all of one reviewer end at the same time."""

    def __init__(self, store: Store, settings: ServiceSettings) -> None:
        """``store`` has the tables."""
        self._store = store
        self._duration_ms = round(settings.desk_shift_h * 3_600_000)

    def of(self, reviewer: str) -> Claimed:
        """What a reviewer has claimed and not yet decided."""
        with self._store.reading() as connection:
            count, until_ms = self._counted(connection, reviewer)
            return Claimed(count, until_ms - self._store.now_ms(connection)) if count else Claimed()

    def claim(self, reviewer: Reviewer, case_filter: CaseFilter, count: int, jobs: Sequence[str] = ()) -> int:
        """Claim the most urgent free cases that match, or of these the ``jobs``; how many there were.

        Earlier claims of the reviewer are kept as long as the new ones.
        """
        now = self._store.now()
        query, sort_key = matching(case_filter, now)
        query = query.with_only_columns(CASE.c.seq).where(CASE.c.is_open, may_take(reviewer.id, now))
        is_mine = self._is_claimed_by(reviewer.id)
        query = query.where(CASE.c.claimed_by.is_(None) | ~is_mine).order_by(*sort_key)
        if jobs:
            query, count = query.where(CASE.c.job.in_(jobs)), len(jobs)
        with self._store.writing() as connection:
            held, _ = self._counted(connection, reviewer.id)
            chosen = query.limit(min(count, MAX_CLAIMED - held)).with_for_update(of=CASE, skip_locked=True)
            found = connection.execute(chosen).scalars().all()
            until = now + self._duration_ms
            values = {"claimed_by": reviewer.id, "claimed_name": reviewer.name, "claimed_until_ms": until}
            connection.execute(sa.update(CASE).where(CASE.c.seq.in_(found) | is_mine).values(values))
        return len(found)

    def give_back(self, reviewer: str) -> int:
        """End all claims of a reviewer; how many open cases others can have now."""
        with self._store.writing() as connection:
            mine = sa.update(CASE).where(self._is_claimed_by(reviewer))
            return connection.execute(mine.values(NOT_CLAIMED)).rowcount

    def _counted(self, connection: sa.Connection, reviewer: str) -> tuple[int, int]:
        query = sa.select(sa.func.count(), sa.func.max(CASE.c.claimed_until_ms)).select_from(CASE)
        count, until_ms = connection.execute(query.where(self._is_claimed_by(reviewer))).one()
        return count, until_ms or 0

    def _is_claimed_by(self, reviewer: str) -> sa.ColumnElement[bool]:
        is_claimed = CASE.c.claimed_until_ms > self._store.now()
        return (CASE.c.claimed_by == reviewer) & CASE.c.is_open & is_claimed
