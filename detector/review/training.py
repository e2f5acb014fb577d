"""Training: settled cases whose answer is known, for reviewers to practise on.

An answer is compared with the decision that stands. It is stored apart from the audit log, so it decides
nothing and no webhook tells it. Who has decided a case, or chose it for training, is not asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from detector.errors import NoSuchResource, StateConflict
from detector.review.cases import Reviewer
from detector.service.storage.database import Store
from detector.service.storage.schema import (
    CASE,
    DECISION,
    SCAN_DECISION,
    TRAINING_ANSWER,
    TRAINING_CASE,
    DecisionAction,
)

_IS_FINAL = (SCAN_DECISION.c.state == "final") & SCAN_DECISION.c.action.is_not(None)


@dataclass(frozen=True, slots=True)
class TrainingAnswer:
    """A reviewer's first answer to a training case, and the decision that stood for it then."""

    job: str
    action: DecisionAction
    expected: DecisionAction
    drama: str | None = None
    number: int | None = None

    @property
    def is_right(self) -> bool:
        """Whether the reviewer decided as it had been decided."""
        return self.action == self.expected


class Training:
    """The training cases in the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def mark(self, job: str, reviewer: Reviewer, note: str) -> None:
        """Choose a case for training; ``note`` explains its answer.

        Raises ``StateConflict`` unless it is settled.
        """
        with self._store.writing() as connection:
            self._settled(connection, job)
            who: dict[str, object] = {"job": job, "note": note, "who": reviewer.id, "name": reviewer.name}
            row = who | {"at_ms": self._store.now_ms(connection)}
            connection.execute(self._store.insert_once(TRAINING_CASE, row))

    def unmark(self, job: str) -> None:
        """Use a case for training no longer; the answers given stay."""
        with self._store.writing() as connection:
            connection.execute(sa.delete(TRAINING_CASE).where(TRAINING_CASE.c.job == job))

    def marked(self, job: str) -> Mapping[str, Any] | None:
        """Who chose a case for training, and the note; ``None`` if it is not for training."""
        with self._store.reading() as connection:
            query = sa.select(TRAINING_CASE).where(TRAINING_CASE.c.job == job)
            row = connection.execute(query).mappings().first()
            return dict(row) if row else None

    def known(self, job: str) -> Mapping[str, Any] | None:
        """The decision that stands for a case; ``None`` if it is not settled, or not any more."""
        with self._store.reading() as connection:
            return _known(connection, job)

    def next_case(self, reviewer: str) -> str | None:
        """A training case that the reviewer has not answered and does not know; ``None`` if there is none."""
        with self._store.reading() as connection:  # ids are random: their order tells nothing
            query = _asked(reviewer).order_by(TRAINING_CASE.c.job).limit(1)
            return connection.execute(query).scalar()

    def asks(self, job: str, reviewer: str) -> bool:
        """Whether the reviewer is asked for an answer to this case."""
        with self._store.reading() as connection:
            query = _asked(reviewer).where(TRAINING_CASE.c.job == job)
            return connection.execute(query).first() is not None

    def answer(self, job: str, reviewer: Reviewer, action: DecisionAction) -> TrainingAnswer:
        """Store the reviewer's first answer; a later one changes nothing.

        Raises ``NoSuchResource`` if the reviewer is not asked, and ``StateConflict`` if it is not settled.
        """
        with self._store.writing() as connection:
            is_known = sa.select(_is_known_to(reviewer.id)).where(TRAINING_CASE.c.job == job)
            if connection.execute(is_known).scalar() in (None, True):
                raise not_asked(job)
            expected = self._settled(connection, job)["action"]
            who = {"job": job, "who": reviewer.id, "name": reviewer.name, "action": action}
            row = who | {"expected": expected, "at_ms": self._store.now_ms(connection)}
            connection.execute(self._store.insert_once(TRAINING_ANSWER, row))
        return next(one for one in self.answers(reviewer.id) if one.job == job)

    def answers(self, reviewer: str) -> list[TrainingAnswer]:
        """All answers of a reviewer, the newest first."""
        columns = (TRAINING_ANSWER.c.job, TRAINING_ANSWER.c.action, TRAINING_ANSWER.c.expected)
        query = sa.select(*columns, CASE.c.drama, CASE.c.number).join(
            CASE, CASE.c.job == TRAINING_ANSWER.c.job
        )
        query = query.where(TRAINING_ANSWER.c.who == reviewer)
        newest_first = query.order_by(TRAINING_ANSWER.c.at_ms.desc(), TRAINING_ANSWER.c.job)
        with self._store.reading() as connection:
            return [TrainingAnswer(**row) for row in connection.execute(newest_first).mappings()]

    def _settled(self, connection: sa.Connection, job: str) -> Mapping[str, Any]:
        """The decision that stands, which neither an undo nor a removal changes in this transaction."""
        if not self._store.is_file:
            connection.execute(sa.select(CASE.c.seq).where(CASE.c.job == job).with_for_update())
        known = _known(connection, job)
        if known is None:
            raise StateConflict("the case is not settled", "only a settled case has a known answer")
        return known


def not_asked(job: str) -> NoSuchResource:
    """The error for a case that is not for training, or whose answer the reviewer knows."""
    return NoSuchResource(f"{job} is no training case for you", "the page of training shows the next one")


def _known(connection: sa.Connection, job: str) -> Mapping[str, Any] | None:
    query = sa.select(SCAN_DECISION).where(SCAN_DECISION.c.job == job, _IS_FINAL)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def _asked(reviewer: str) -> sa.Select[Any]:
    query = sa.select(TRAINING_CASE.c.job).join(SCAN_DECISION, SCAN_DECISION.c.job == TRAINING_CASE.c.job)
    return query.where(_IS_FINAL, ~_is_known_to(reviewer), ~_is_answered_by(reviewer))


def _is_known_to(reviewer: str) -> sa.ColumnElement[bool]:
    """Whether the reviewer chose the training case, or has decided it."""
    decided = sa.exists().where(DECISION.c.job == TRAINING_CASE.c.job, DECISION.c.who == reviewer)
    return sa.or_(TRAINING_CASE.c.who == reviewer, decided)


def _is_answered_by(reviewer: str) -> sa.ColumnElement[bool]:
    is_mine = TRAINING_ANSWER.c.who == reviewer
    return sa.exists().where(TRAINING_ANSWER.c.job == TRAINING_CASE.c.job, is_mine)
