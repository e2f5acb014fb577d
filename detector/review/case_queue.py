"""The desk's queue: open cases, the gravest first, page by page; every way of filtering has its index."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from detector.errors import RequestInvalid
from detector.review.intake import ORDER, SPAN
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE, CASE_RULE, JOB

_SIBLINGS = 200
_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases; ``None`` asks for nothing in particular. ``below``: a confidence under it, per mille."""

    platform: str | None = None
    rule: str | None = None
    outcome: str | None = None
    drama: str | None = None
    below: int | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Cases in the queue's order, and the cursor of the next page if there is one."""

    rows: Sequence[Mapping[str, Any]]
    cursor: str | None


class CaseQueue:
    """Reads the cases in the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def page(self, wanted: Wanted, cursor: str | None, limit: int) -> Page:
        """At most ``limit`` cases after the cursor. Raises ``RequestInvalid`` for a cursor that is none."""
        after = _place_of(cursor) if cursor else None
        rows = self._rows(wanted, after, limit + 1)
        more = len(rows) > limit
        return Page(rows[:limit], _cursor_of(rows[limit - 1]) if more else None)

    def next_of(self, wanted: Wanted, row: Mapping[str, Any], reviewer: str) -> str | None:
        """The case after this one that the reviewer could decide, else the first of all, else ``None``."""
        place = (row["rank"], row["seq"])
        for after in (place, None):
            found = self._rows(wanted, after, 1, self._free(reviewer) & (CASE.c.seq != row["seq"]))
            if found:
                return str(found[0]["job"])
        return None

    def before(self, wanted: Wanted, row: Mapping[str, Any]) -> str | None:
        """The case before this one in the queue; ``None`` for none."""
        found = self._rows(wanted, (row["rank"], row["seq"]), 1, is_back=True)
        return str(found[0]["job"]) if found else None

    def count(self) -> int:
        """How many cases are open, at most 100,000."""
        some = sa.select(CASE.c.seq).where(CASE.c.is_open).limit(_COUNTED).subquery()
        with self._store.reading() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()

    def siblings(self, drama: str | None) -> list[Mapping[str, Any]]:
        """The cases of one drama, by the number of the episode."""
        if drama is None:
            return []
        query = sa.select(CASE).where(CASE.c.drama == drama).order_by(CASE.c.number, CASE.c.seq)
        with self._store.reading() as connection:
            return [dict(row) for row in connection.execute(query.limit(_SIBLINGS)).mappings()]

    def _free(self, reviewer: str) -> sa.ColumnElement[bool]:
        is_free = CASE.c.holder.is_(None) | (CASE.c.holder == reviewer)
        may = CASE.c.waits_for_other_than.is_(None) | (CASE.c.waits_for_other_than != reviewer)
        return may & (is_free | (CASE.c.lease_until_ms < self._store.now()))

    def _rows(
        self,
        wanted: Wanted,
        after: tuple[int, int] | None,
        limit: int,
        also: sa.ColumnElement[bool] | None = None,
        *,
        is_back: bool = False,
    ) -> list[Mapping[str, Any]]:
        query, place = _filtered(wanted)
        if after is not None:
            where = sa.tuple_(*place)
            query = query.where(where < sa.tuple_(*map(sa.literal, after)) if is_back else where > after)
        if also is not None:
            query = query.where(also)
        order = [column.desc() for column in place] if is_back else place
        with self._store.reading() as connection:
            if wanted.rule and not self._store.is_file:
                # Before a server has statistics it takes a rule for rare and sorts all its cases, though the
                # index has them in order.
                connection.execute(sa.text("SET LOCAL enable_sort = off"))
            found = connection.execute(query.order_by(*order).limit(limit)).mappings()
            return [dict(row) for row in found]


def _filtered(wanted: Wanted) -> tuple[sa.Select[Any], list[sa.Column[Any]]]:
    """The query, and the two columns of its order: those of the rule's index where a rule is asked for."""
    is_open = not wanted.settled
    source: sa.Table = CASE
    query = sa.select(CASE, JOB.c.episode).join(JOB, JOB.c.seq == CASE.c.seq)
    if wanted.rule:
        source = CASE_RULE
        query = query.join(CASE_RULE, CASE_RULE.c.seq == CASE.c.seq)
        query = query.where(CASE_RULE.c.code == wanted.rule.upper())
    query = query.where(source.c.is_open.is_(is_open))
    if wanted.outcome:
        first = ORDER.index(wanted.outcome) * SPAN
        query = query.where(source.c.rank >= first, source.c.rank < first + SPAN)
    if wanted.platform:
        query = query.where(CASE.c.platform == wanted.platform)
    if wanted.drama:
        query = query.where(CASE.c.drama == wanted.drama)
    if wanted.below is not None:
        query = query.where(CASE.c.confidence < wanted.below)
    return query, [source.c.rank, source.c.seq]


def _cursor_of(row: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(f"{row['rank']}.{row['seq']}".encode()).decode().rstrip("=")


def _place_of(cursor: str) -> tuple[int, int]:
    try:
        told = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        rank, _, seq = told.partition(".")
        place = int(rank), int(seq)
    except (ValueError, binascii.Error):
        place = -1, -1
    if not (0 <= place[0] < 2**31 and 0 <= place[1] < 2**63):
        raise RequestInvalid("cursor: this is none", "take the cursor from the page before, as it is")
    return place
