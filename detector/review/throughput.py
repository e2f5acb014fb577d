"""What one reviewer has done in this shift: decisions without a pause of more than four hours."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from detector.service.storage.database import Store
from detector.service.storage.schema import DECISION, DECISION_HEAD

_PAUSE_MS = 4 * 3_600_000
_NEWEST = 20_000
"""Entries of the log that are looked through, of all reviewers, so that a page stays quick."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Cases decided, and the time from the first of the decisions until now; both 0 before the first."""

    decided: int = 0
    duration_ms: int = 0

    @property
    def per_hour(self) -> float | None:
        """Decisions an hour; ``None`` for less than a minute."""
        return self.decided * 3_600_000 / self.duration_ms if self.duration_ms >= 60_000 else None


def shift_of(store: Store, reviewer: str) -> Shift:
    """The shift of a reviewer that has not ended yet; decisions that were undone do not count."""
    with store.reading() as connection:
        now_ms = store.now_ms(connection)
        head = connection.execute(sa.select(DECISION_HEAD.c.seq)).scalar() or 0
        columns = (DECISION.c.job, DECISION.c.at_ms, DECISION.c.action, DECISION.c.before)
        mine = sa.select(*columns).where(DECISION.c.seq > head - _NEWEST, DECISION.c.who == reviewer)
        entries = connection.execute(mine.order_by(DECISION.c.seq.desc())).all()
    votes, earliest_ms = Counter[str](), now_ms
    for job, at_ms, action, before in entries:
        if earliest_ms - at_ms > _PAUSE_MS:
            break
        earliest_ms = at_ms
        if action == "undo":
            votes[job] -= '"vote"' in before  # the undone state: of a decision it has the vote
        elif action != "edit":
            votes[job] += 1
    return Shift(sum(count > 0 for count in votes.values()), now_ms - earliest_ms)
