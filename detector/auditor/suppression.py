"""What of an audit's rows is not reported: what a baseline had already, and what a list says to ignore."""

import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from detector.auditor.result_files import codes_of, result_lines
from detector.errors import SettingsError
from detector.law.verdict.outcome import outcome_of
from detector.records import FailOn, ScanFailure
from detector.report.rows import Row, Suppression
from detector.wire import result_from_json

_FIELDS = {"code", "id", "series", "reason", "until"}
_HINT = "an entry has `code` and `reason`, and may have `id` and `series` (patterns) and `until` (a day)"


@dataclass(frozen=True, slots=True)
class IgnoreEntry:
    """What is to be ignored: a rule's code or an error's type, on rows whose id and series match patterns.

    ``until`` is the last day on which it is, ``None`` for no last one.
    """

    code: str
    reason: str
    id: str = "*"
    series: str = "*"
    until: date | None = None

    def matches(self, row: Row) -> bool:
        """Whether it is about this row."""
        episode = row.result.episode
        names = ((episode.id, self.id), (episode.series or "", self.series))
        return all(fnmatchcase(name, pattern) for name, pattern in names)


def read_ignore_list(text: str, name: str) -> tuple[IgnoreEntry, ...]:
    """The entries of a list in TOML, ``[[ignore]]``. Raises ``SettingsError`` naming file and entry."""
    try:
        entries = tomllib.loads(text).get("ignore", [])
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}: no valid TOML: {error}", _HINT) from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingsError(f"{name}: no table [[ignore]]", _HINT)
    return tuple(_entry(f"{name}, entry {number}", entry) for number, entry in enumerate(entries, 1))


def _entry(place: str, entry: dict[str, Any]) -> IgnoreEntry:
    if unknown := set(entry) - _FIELDS:
        raise SettingsError(f"{place}: {sorted(unknown)[0]}: is no field", _HINT)
    for name in ("code", "reason"):
        if not str(entry.get(name, "")).strip():
            raise SettingsError(f"{place}: the field {name} is missing", _HINT)
    until = entry.get("until")
    try:
        day = date.fromisoformat(str(until)) if until is not None else None
    except ValueError:
        raise SettingsError(f"{place}: until: {until!r} is no day", "write it as 2026-12-31") from None
    texts = {name: str(entry[name]) for name in ("code", "reason", "id", "series") if name in entry}
    return IgnoreEntry(**texts, until=day)


@dataclass(slots=True)
class Suppressions:
    """What is suppressed on a day. ``used`` counts the rows for which each entry was."""

    day: date
    fail_on: FailOn = "block"
    entries: tuple[IgnoreEntry, ...] = ()
    baseline: sqlite3.Connection | None = None
    used: Counter[IgnoreEntry] = field(default_factory=Counter)

    @property
    def are_any(self) -> bool:
        """Whether anything may be suppressed."""
        return bool(self.entries) or self.baseline is not None

    def expired(self) -> list[IgnoreEntry]:
        """The entries whose last day is over."""
        return [one for one in self.entries if one.until and one.until < self.day]

    def unused(self) -> list[IgnoreEntry]:
        """The entries that hold and for which there was no row."""
        return [one for one in self.entries if not self.used[one] and one not in self.expired()]

    def applied(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows with what is suppressed of them."""
        return map(self.applied_to, rows) if self.are_any else iter(rows)

    def applied_to(self, row: Row) -> Row:
        """A row with what is suppressed of it."""
        found: dict[str, Suppression] = {}
        codes = codes_of(row.result)
        for entry in self.entries:
            if entry.code in codes and entry not in self.expired() and entry.matches(row):
                self.used[entry] += 1
                found.setdefault(
                    entry.code, Suppression(entry.code, "ignore-list", entry.reason, entry.until)
                )
        for code in sorted(codes & self._known(row.result.episode.id)):
            found.setdefault(code, Suppression(code, "baseline", "in the baseline"))
        if not found:
            return row
        row = replace(row, suppressed=tuple(found.values()))
        if isinstance(row.result, ScanFailure):
            return replace(row, reported="pass")
        return replace(row, reported=outcome_of(row.findings, self.fail_on))

    def _known(self, name: str) -> set[str]:
        if self.baseline is None:
            return set()
        return {code for (code,) in self.baseline.execute("SELECT code FROM known WHERE id = ?", [name])}


@contextmanager
def opened_suppressions(
    day: date, fail_on: FailOn, entries: tuple[IgnoreEntry, ...], baseline: Path | None
) -> Iterator[Suppressions]:
    """``baseline`` is the folder or the results of an earlier run; they are kept on disk meanwhile.

    Raises ``InputError`` for what are no results.
    """
    with closing(sqlite3.connect("")) as base:
        if baseline is not None:
            base.execute("CREATE TABLE known(id TEXT, code TEXT, PRIMARY KEY (id, code)) WITHOUT ROWID")
            for name, plain in result_lines(baseline):
                rows = [(name, code) for code in codes_of(result_from_json(plain))]
                base.executemany("INSERT OR IGNORE INTO known VALUES (?, ?)", rows)
        yield Suppressions(day, fail_on, entries, base if baseline is not None else None)
