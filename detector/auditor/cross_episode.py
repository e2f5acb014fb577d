"""Across episodes and dramas: the rules of family 5xx over the ledger, one drama at a time.

SQLite groups and sorts on disk, so the memory does not grow with the catalogue.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice
from operator import itemgetter

from detector.auditor.ledger import Ledger, StoredRow
from detector.auditor.results import JudgingRules, case_of, findings_to_text, own_result
from detector.law.catalogue_context import CatalogueContext, DramaNumber, OtherDrama, SerialStatistics
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.records import ScanFailure

CROSS_EPISODE_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.code.startswith("NMD5"))
"""The rules that compare episodes and dramas."""

_MAX_NUMBERS = 50
"""Numbers of one drama that a rule sees, the most frequent first."""
_MAX_ELSEWHERE = 5
"""Other dramas with the same number that a rule sees."""
_PAGE = 500  # dramas that are read at a time

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
"""``held``: the numbers surely read in each drama; ``shared``: the numbers of several dramas."""


def compare(ledger: Ledger, rules: JudgingRules) -> int:
    """Give each row its findings of family 5xx; how many rows got any."""
    base, count = ledger.base, 0
    with ledger.transaction():
        for table in ("held", "shared", "name"):
            base.execute(f"DROP TABLE IF EXISTS temp.{table}")
        for statement in _TABLES.split(";"):
            base.execute(statement, [rules.policy.min_confidence] if "?" in statement else [])
        base.execute("DELETE FROM across")
        view = _CatalogueView(base)
        for drama in view.dramas():
            found: list[tuple[int, str]] = []
            for row in ledger.rows_of_drama(drama) if view.may_have_findings(drama) else ():
                result = own_result(row)
                if result is None or isinstance(result, ScanFailure):
                    continue
                case = replace(case_of(result, rules), catalogue=view.neighbours(drama, row))
                in_force = (
                    one for one in CROSS_EPISODE_RULES if one.is_in_force(case.provisions, case.as_of)
                )
                if findings := [finding for rule in in_force for finding in rule.check(case)]:
                    found.append((row.place, findings_to_text(findings)))
            base.executemany("INSERT INTO across VALUES (?, ?)", found)
            count += len(found)
    return count


class _CatalogueView:
    """What the rules see of the catalogue, read from tables on disk; what is small is kept in memory."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._serials = self._serials_by_issuer_and_year()
        self._issuers = self._issuers_by_platform()
        self._last: tuple[str, CatalogueContext] | None = None

    def dramas(self) -> Iterator[str]:
        """The dramas of which an episode was scanned, in order."""
        last = ""
        query = (
            "SELECT drama FROM row WHERE drama > ? AND result IS NOT NULL "
            "GROUP BY drama ORDER BY drama LIMIT ?"
        )
        while page := self._base.execute(query, [last, _PAGE]).fetchall():
            for (last,) in page:
                yield last

    def may_have_findings(self, drama: str) -> bool:
        """Whether a rule may have a finding on an episode of the drama. A cheap test: most have none."""
        held = self._of(drama).numbers
        if not held:
            return False
        query = "SELECT COUNT(*) FROM row WHERE drama = ? AND result IS NOT NULL"
        episodes = self._base.execute(query, [drama]).fetchone()[0]
        if len(held) > 1 or held[0].episodes < episodes or self._of(drama).other_dramas:
            return True
        number = held[0]
        if number.kind == "platform":
            # Most numbers on one of the drama's platforms may come from another platform.
            query = "SELECT DISTINCT platform FROM row WHERE drama = ?"
            counts = [self._issuers.get(platform, {}) for (platform,) in self._base.execute(query, [drama])]
            if any(one.get(number.issuer or "", 0) < max(one.values(), default=0) for one in counts):
                return True
        # Its serial may be the largest of its issuer and year, or some width of serials stand alone.
        _, _, year, serial = number.key.rsplit("|", 3)
        known = self._serials.get((number.issuer, int(year) if year.isdecimal() else None))
        return known is not None and (int(serial or 0) == known.largest[0] or 1 in known.widths.values())

    def neighbours(self, drama: str, row: StoredRow) -> CatalogueContext:
        """The catalogue as an episode of the drama sees it."""
        return replace(self._of(drama), issuers=self._issuers.get(row.episode.platform, {}))

    def _of(self, drama: str) -> CatalogueContext:
        if self._last is None or self._last[0] != drama:
            query = (
                "SELECT same, number, episodes, kind, issuer FROM held WHERE drama = ? "
                "ORDER BY episodes DESC, same LIMIT ?"
            )
            held = tuple(DramaNumber(*row) for row in self._base.execute(query, [drama, _MAX_NUMBERS]))
            query = (
                "SELECT mine.same, name.name, other.episodes FROM held AS mine "
                "JOIN shared ON shared.same = mine.same "
                "JOIN held AS other ON other.same = mine.same AND other.drama != mine.drama "
                "JOIN name ON name.drama = other.drama "
                "WHERE mine.drama = ? ORDER BY mine.same, other.episodes DESC, name.name"
            )
            elsewhere = {
                same: tuple(OtherDrama(*row[1:]) for row in islice(others, _MAX_ELSEWHERE))
                for same, others in groupby(self._base.execute(query, [drama]), key=itemgetter(0))
            }
            self._last = drama, CatalogueContext(held, elsewhere, serials=self._serials)
        return self._last[1]

    def _serials_by_issuer_and_year(self) -> dict[tuple[str | None, int | None], SerialStatistics]:
        """A few thousand, however many numbers there are."""
        query = (
            "SELECT issuer, year, LENGTH(serial), COUNT(DISTINCT same) FROM held "
            "WHERE year IS NOT NULL GROUP BY issuer, year, LENGTH(serial)"
        )
        widths: dict[tuple[str | None, int | None], dict[int, int]] = {}
        for issuer, year, width, count in self._base.execute(query):
            widths.setdefault((issuer, year), {})[width] = count
        query = (
            "SELECT DISTINCT CAST(serial AS INTEGER) AS value FROM held WHERE issuer IS ? AND year IS ? "
            "ORDER BY value DESC LIMIT 2"
        )
        largest = {key: [value for (value,) in self._base.execute(query, key)] for key in widths}
        return {
            key: SerialStatistics(counts, (largest[key][0], largest[key][1] if len(largest[key]) > 1 else 0))
            for key, counts in widths.items()
        }

    def _issuers_by_platform(self) -> dict[str | None, dict[str, int]]:
        """How many numbers shown on a platform each platform issued."""
        query = (
            "SELECT platform, issuer, COUNT(*) FROM row JOIN marker ON marker.result = row.result "
            "WHERE kind = 'platform' AND platform IS NOT NULL GROUP BY platform, issuer"
        )
        counts: dict[str | None, dict[str, int]] = {}
        for platform, issuer, count in self._base.execute(query):
            counts.setdefault(platform, {})[issuer or ""] = count
        return counts
