"""Across episodes and dramas: the rules of family 5xx over the ledger, one drama at a time.

SQLite groups and sorts on disk, so the memory does not grow with the catalogue.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from detector.auditor.ledger import Ledger, StoredRow
from detector.auditor.results import JudgingRules, case_of, findings_to_text, record_of
from detector.law.catalogue_context import Elsewhere, Held, Neighbours, Serials
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.records import Finding, ScanFailure

ACROSS: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.code.startswith("NMD5"))
"""The rules that compare."""

_MOST_HELD = 50
_MOST_ELSEWHERE = 5

_TABLES = """
CREATE TEMP TABLE held(drama TEXT, same TEXT, number TEXT, issuer TEXT, kind TEXT, year INTEGER, serial TEXT,
  episodes INTEGER);
INSERT INTO held SELECT row.drama, marker.same, MIN(marker.number), issuer, kind, year, MIN(serial), COUNT(*)
  FROM row JOIN marker ON marker.result = row.result
  WHERE row.drama IS NOT NULL AND marker.confidence >= ? GROUP BY row.drama, marker.same;
CREATE INDEX temp.held_drama ON held(drama);
CREATE INDEX temp.held_same ON held(same, drama);
CREATE TEMP TABLE shared AS SELECT same FROM held GROUP BY same HAVING COUNT(*) > 1;
CREATE TEMP TABLE name AS SELECT drama, MIN(name) AS name FROM row WHERE drama IS NOT NULL GROUP BY drama;
CREATE INDEX temp.name_drama ON name(drama)
"""


def compare(ledger: Ledger, bench: JudgingRules) -> int:
    """Give each row its findings of family 5xx; how many rows got any."""
    base = ledger.base
    with ledger.whole():
        for table in ("held", "shared", "name"):
            base.execute(f"DROP TABLE IF EXISTS temp.{table}")
        for statement in _TABLES.split(";"):
            base.execute(statement, [bench.policy.min_confidence] if "?" in statement else [])
        base.execute("DELETE FROM across")
        found = 0
        view = _View(base)
        for drama in view.dramas():
            rows = ledger.kept_of(drama) if view.is_suspect(drama) else ()
            told = [
                (kept.place, findings_to_text(findings))
                for kept in rows
                if (findings := list(_findings(kept, view.neighbours(drama, kept), bench)))
            ]
            base.executemany("INSERT INTO across VALUES (?, ?)", told)
            found += len(told)
    return found


def _findings(kept: StoredRow, neighbours: Neighbours, bench: JudgingRules) -> Iterator[Finding]:
    result = record_of(kept)
    if result is None or isinstance(result, ScanFailure):
        return
    case = replace(case_of(result, bench), neighbours=neighbours)
    for rule in ACROSS:
        if rule.is_in_force(case.provisions, case.as_of):
            yield from rule.check(case)


class _View:
    """What the catalogue shows, asked of tables on disk; what is small is held in memory."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._serials = self._all_serials()
        self._issuers = self._all_issuers()
        self._known: tuple[str, Neighbours] | None = None

    def dramas(self) -> Iterator[str]:
        """The dramas of which something was read, in order."""
        last = ""
        query = (
            "SELECT drama FROM row WHERE drama > ? AND result IS NOT NULL "
            "GROUP BY drama ORDER BY drama LIMIT 500"
        )
        while page := self._base.execute(query, [last]).fetchall():
            for (last,) in page:
                yield last

    def is_suspect(self, drama: str) -> bool:
        """Whether a rule may have something to say of an episode of the drama; if not, none has."""
        held = self._of(drama).held
        if not held:
            return False
        query = "SELECT COUNT(*) FROM row WHERE drama = ? AND result IS NOT NULL"
        episodes = self._base.execute(query, [drama]).fetchone()[0]
        if len(held) > 1 or held[0].episodes < episodes or self._of(drama).elsewhere:
            return True
        return self._is_odd(drama, held[0])

    def _is_odd(self, drama: str, held: Held) -> bool:
        """Whether its serial or its issuer is a rare one where the drama is shown."""
        query = "SELECT DISTINCT platform FROM row WHERE drama = ?"
        platforms = [platform for (platform,) in self._base.execute(query, [drama])]
        if held.kind == "platform" and any(
            self._issuers.get(platform, {}).get(held.issuer or "", 0)
            < max(self._issuers.get(platform, {"": 0}).values())
            for platform in platforms
        ):
            return True
        _, _, year, serial = held.identity.rsplit("|", 3)
        known = self._serials.get((held.issuer, int(year) if year.isdecimal() else None))
        if known is None:
            return False
        return int(serial or 0) == known.largest[0] or 1 in known.widths.values()

    def neighbours(self, drama: str, kept: StoredRow) -> Neighbours:
        """The catalogue as an episode of the drama sees it."""
        return replace(self._of(drama), issuers=self._issuers.get(kept.episode.platform, {}))

    def _of(self, drama: str) -> Neighbours:
        if self._known is None or self._known[0] != drama:
            held = self._held(drama)
            self._known = drama, Neighbours(held, self._elsewhere(drama), serials=self._serials)
        return self._known[1]

    def _held(self, drama: str) -> tuple[Held, ...]:
        query = (
            "SELECT same, number, episodes, kind, issuer FROM held WHERE drama = ? "
            "ORDER BY episodes DESC, same LIMIT ?"
        )
        return tuple(Held(*row) for row in self._base.execute(query, [drama, _MOST_HELD]))

    def _elsewhere(self, drama: str) -> dict[str, tuple[Elsewhere, ...]]:
        query = (
            "SELECT mine.same, name.name, other.episodes FROM held AS mine "
            "JOIN shared ON shared.same = mine.same "
            "JOIN held AS other ON other.same = mine.same AND other.drama != mine.drama "
            "JOIN name ON name.drama = other.drama "
            "WHERE mine.drama = ? ORDER BY mine.same, other.episodes DESC, name.name"
        )
        rows = groupby(self._base.execute(query, [drama]), key=itemgetter(0))
        return {same: tuple(Elsewhere(*row[1:]) for row in _first(others)) for same, others in rows}

    def _all_serials(self) -> dict[tuple[str | None, int | None], Serials]:
        """By issuer and year: a few thousand, however many numbers there are."""
        query = (
            "SELECT issuer, year, LENGTH(serial), COUNT(DISTINCT same) FROM held "
            "WHERE year IS NOT NULL GROUP BY issuer, year, LENGTH(serial)"
        )
        found: dict[tuple[str | None, int | None], dict[int, int]] = {}
        for issuer, year, width, count in self._base.execute(query):
            found.setdefault((issuer, year), {})[width] = count
        return {place: Serials(widths, self._largest(*place)) for place, widths in found.items()}

    def _largest(self, issuer: str | None, year: int | None) -> tuple[int, int]:
        query = (
            "SELECT DISTINCT CAST(serial AS INTEGER) AS value FROM held WHERE issuer IS ? AND year IS ? "
            "ORDER BY value DESC LIMIT 2"
        )
        values = [value for (value,) in self._base.execute(query, [issuer, year])]
        return values[0], values[-1] if len(values) > 1 else 0

    def _all_issuers(self) -> dict[str | None, dict[str, int]]:
        """By platform: which platforms gave the numbers shown there."""
        query = (
            "SELECT platform, issuer, COUNT(*) FROM row JOIN marker ON marker.result = row.result "
            "WHERE kind = 'platform' AND platform IS NOT NULL GROUP BY platform, issuer"
        )
        found: dict[str | None, dict[str, int]] = {}
        for platform, issuer, count in self._base.execute(query):
            found.setdefault(platform, {})[issuer or ""] = count
        return found


def _first(rows: Iterator[Any]) -> Iterator[Any]:
    """The first few; the others are taken from the cursor and dropped."""
    for number, row in enumerate(rows):
        if number < _MOST_ELSEWHERE:
            yield row
