"""The review queue: open cases, the most urgent first, page by page. Every filter has its index."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from detector.review.cases import claimed_by_other
from detector.review.intake import OUTCOME_ORDER, RANKS_PER_OUTCOME
from detector.service.storage.database import Store
from detector.service.storage.paging import Page, decode_cursor, page_of
from detector.service.storage.schema import CASE, CASE_RULE, JOB

MAX_COUNT = 100_000
"""Open cases are counted up to this number, as counting more takes too long for a page."""

MAX_SIBLINGS = 200
"""Episodes of a drama that a page lists."""
_CURSOR_LIMITS = (2**31, 2**63)  # of rank and seq


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; ``None`` matches all, but passes are listed only by their ``outcome``.

    ``below``: those with less confidence, per mille. ``claimed_by``: those that this reviewer has claimed.
    """

    platform: str | None = None
    rule: str | None = None
    outcome: str | None = None
    drama: str | None = None
    below: int | None = None
    settled: bool = False
    claimed_by: str | None = None


class CaseQueue:
    """Reads the queue from the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def page(self, case_filter: CaseFilter, cursor: str | None, limit: int) -> Page:
        """At most ``limit`` cases after the cursor, the most urgent first. Raises ``RequestInvalid``."""
        query, sort_key = matching(case_filter, self._store.now())
        if cursor:
            query = query.where(sa.tuple_(*sort_key) > _literal(*decode_cursor(cursor, _CURSOR_LIMITS)))
        rows = self._rows(case_filter, query.order_by(*sort_key).limit(limit + 1))
        return page_of(rows, limit, "rank", "seq")

    def next_case(self, case_filter: CaseFilter, row: Mapping[str, Any], reviewer: str) -> str | None:
        """The next case that the reviewer could decide, else the first one; ``None`` if there is none."""
        now = self._store.now()
        query, sort_key = matching(case_filter, now)
        query = query.where(may_take(reviewer, now), CASE.c.seq != row["seq"]).order_by(*sort_key).limit(1)
        after = query.where(sa.tuple_(*sort_key) > _literal(row["rank"], row["seq"]))
        found = self._rows(case_filter, after) or self._rows(case_filter, query)
        return str(found[0]["job"]) if found else None

    def previous_case(self, case_filter: CaseFilter, row: Mapping[str, Any]) -> str | None:
        """The case before this one in the queue; ``None`` if there is none."""
        query, sort_key = matching(case_filter, self._store.now())
        query = query.where(sa.tuple_(*sort_key) < _literal(row["rank"], row["seq"]))
        found = self._rows(case_filter, query.order_by(*(key.desc() for key in sort_key)).limit(1))
        return str(found[0]["job"]) if found else None

    def count_open(self, case_filter: CaseFilter, reviewer: str | None = None) -> int:
        """The number of open cases that match, at most ``MAX_COUNT``; those that a reviewer may decide."""
        now = self._store.now()
        query, _ = matching(replace(case_filter, settled=False), now)
        if reviewer:
            query = query.where(_may_decide(reviewer, now))
        some = query.with_only_columns(CASE.c.seq).limit(MAX_COUNT).subquery()
        with self._store.reading() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()

    def siblings(self, drama: str | None) -> list[Mapping[str, Any]]:
        """The cases of one drama, by the number of the episode."""
        if drama is None:
            return []
        query = sa.select(CASE).where(CASE.c.drama == drama).order_by(CASE.c.number, CASE.c.seq)
        with self._store.reading() as connection:
            return [dict(row) for row in connection.execute(query.limit(MAX_SIBLINGS)).mappings()]

    def same_cause(self, row: Mapping[str, Any], code: str, reviewer: str) -> set[str]:
        """The open cases of the drama with a finding of the same rule that this reviewer may decide."""
        is_other = (CASE.c.drama == row["drama"]) & CASE.c.is_open & (CASE.c.seq != row["seq"])
        query = sa.select(CASE.c.job).join(CASE_RULE, CASE_RULE.c.seq == CASE.c.seq)
        is_mine = _may_decide(reviewer, self._store.now())
        query = query.where(is_other & is_mine & (CASE_RULE.c.code == code))
        with self._store.reading() as connection:
            return set(connection.execute(query.limit(MAX_SIBLINGS)).scalars())

    def _rows(self, case_filter: CaseFilter, query: sa.Select[Any]) -> list[Mapping[str, Any]]:
        with self._store.reading() as connection:
            if case_filter.rule and not self._store.is_file:
                # Before PostgreSQL has statistics it takes a rule for rare and sorts all its cases, though
                # the index has them in order.
                connection.execute(sa.text("SET LOCAL enable_sort = off"))
            return [dict(row) for row in connection.execute(query).mappings()]


def may_take(reviewer: str, now: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a reviewer may decide a case, and nobody else looks at it."""
    is_free = CASE.c.holder.is_(None) | (CASE.c.holder == reviewer) | (CASE.c.lease_until_ms < now)
    return _may_decide(reviewer, now) & is_free


def _may_decide(reviewer: str, now: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    is_not_second = CASE.c.waits_for_other_than.is_(None) | (CASE.c.waits_for_other_than != reviewer)
    return is_not_second & ~claimed_by_other(reviewer, now)


def matching(
    case_filter: CaseFilter, now: sa.ColumnElement[int]
) -> tuple[sa.Select[Any], list[sa.Column[Any]]]:
    """The query, and the columns of its sort key: with a rule those of the rules' index."""
    query = sa.select(CASE, JOB.c.episode, JOB.c.result, JOB.c.ended_ms).join(JOB, JOB.c.seq == CASE.c.seq)
    index: sa.Table = CASE
    if case_filter.rule:
        index = CASE_RULE
        query = query.join(CASE_RULE, CASE_RULE.c.seq == CASE.c.seq)
        query = query.where(CASE_RULE.c.code == case_filter.rule.upper())
    query = query.where(index.c.is_open.is_(not case_filter.settled))
    if case_filter.claimed_by:
        query = query.where(CASE.c.claimed_by == case_filter.claimed_by, CASE.c.claimed_until_ms > now)
    elif not case_filter.outcome and not case_filter.settled:
        query = query.where(index.c.rank < OUTCOME_ORDER.index("pass") * RANKS_PER_OUTCOME)
    if case_filter.outcome:
        first = OUTCOME_ORDER.index(case_filter.outcome) * RANKS_PER_OUTCOME
        query = query.where(index.c.rank >= first, index.c.rank < first + RANKS_PER_OUTCOME)
        query = query.where(CASE.c.outcome == case_filter.outcome)
    if case_filter.platform:
        query = query.where(CASE.c.platform == case_filter.platform)
    if case_filter.drama:
        query = query.where(CASE.c.drama == case_filter.drama)
    if case_filter.below is not None:
        query = query.where(CASE.c.confidence < case_filter.below)
    return query, [index.c.rank, index.c.seq]


def _literal(rank: int, seq: int) -> sa.Tuple:
    return sa.tuple_(sa.literal(rank), sa.literal(seq))
