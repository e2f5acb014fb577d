"""Imports lists into a registry and looks entries up: here the law's names and the registry meet."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from detector.errors import InputError, UsageError
from detector.law.tables.queries import Provisions
from detector.law.text.parser import parse
from detector.records import Marker, NearMiss
from detector.registry.export_rows import object_of
from detector.registry.importing.columns import DRAMAS, REQUIRED, list_columns
from detector.registry.importing.entries import EntryReader, ParsedNumber
from detector.registry.importing.lists import NOT_CONFIRMED, ListReader
from detector.registry.importing.readers import open_tables
from detector.registry.importing.tables import Tables
from detector.registry.number_formats import format_on
from detector.registry.protocol import (
    Candidate,
    EntryRow,
    ImportRequest,
    ImportResult,
    IssueRequest,
    IssueResult,
    LeftOut,
    Registry,
    RejectedRow,
)
from detector.registry.title_index import difference
from detector.registry_replies import Absent, Entry, Period
from detector.settings import read_text

_CACHED_NUMBERS = 4096

WithProgress = Callable[
    [Iterator[EntryRow | RejectedRow], Callable[[], float]], Iterator[EntryRow | RejectedRow]
]
"""Passes rows on and may show what share of the list (0 to 1) the function says was read."""


class LawNameResolver:
    """What the law's tables know of the names in a list."""

    def __init__(self, provisions: Provisions) -> None:
        """``provisions`` have the issuers, provinces and apps."""
        self._provisions = provisions
        self._cached = lru_cache(maxsize=_CACHED_NUMBERS)(self._parsed)

    def number(self, text: str) -> ParsedNumber:
        """The number in full form that a text is. Raises ``ValueError`` that says why it is none."""
        # A list has few issuers and years but up to a million serials, and parsing is the slowest part of an
        # import: it is done once for each issuer and year, with a serial of 1.
        head, sign, rest = text.rpartition("第")
        serial = rest.removesuffix("号")
        if sign and serial != rest and serial.isascii() and serial.isdecimal() and serial.strip("0"):
            try:
                model = self._cached(f"{head}第1号")
            except ValueError:
                return self._parsed(text)  # so that the message is about this text
            number, printed = f"{model.number[:-2]}{serial}号", f"{model.printed[:-2]}{serial}号"
            return ParsedNumber(number, printed, model.series, serial, model.issuer, model.year)
        return self._parsed(text)

    def province(self, text: str) -> str:
        """The abbreviation of a province, else the text."""
        found = self._provisions.province_named(text)
        return (found.abbreviation if found else None) or text

    def app(self, text: str) -> str:
        """The canonical name of an app, else the text."""
        return self._provisions.app_named(text) or text

    def _parsed(self, text: str) -> ParsedNumber:
        found = parse(text, self._provisions)
        if len(found) == 1 and isinstance(one := found[0], Marker):
            issuer = one.issuer.abbreviation
            return ParsedNumber(one.number, one.printed, one.series, one.serial, issuer, one.year)
        if len(found) > 1:
            raise ValueError(f"{text!r} is more than one number")
        reason = f" ({found[0].reason})" if found and isinstance(found[0], NearMiss) else ""
        raise ValueError(f"{text!r} is no number in full form{reason}")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list to be imported, and how.

    ``mapping`` is a file that says which column is which, ``sheets`` are the sheets of a workbook that hold
    the list, all visible ones if empty. The other fields are those of
    :class:`detector.registry.protocol.ImportRequest`.
    """

    file: Path
    dated: date
    complete: tuple[Period, ...] = ()
    mapping: Path | None = None
    skip_rejected: bool = False
    sheets: tuple[str, ...] = ()
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ListFindings:
    """What in a list is no entry: headings that belong to no field, rows and sheets left out."""

    ignored: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What an import gave."""

    result: ImportResult
    findings: ListFindings

    @property
    def rejected(self) -> tuple[RejectedRow, ...]:
        """The rows that cannot be imported."""
        return self.result.rejected


def import_list(
    registry: Registry, source: ListFile, provisions: Provisions, with_progress: WithProgress
) -> ImportedList:
    """Import a list, all of it or nothing.

    Raises ``InputError`` for a file that cannot be read and ``RegistryError`` for the registry. Rows that
    cannot be imported are in the result.
    """
    if source.complete and source.skip_rejected:
        hint = "mend the rows, or leave out --complete"
        raise UsageError("a list with rows left out is not complete", hint)
    with _opened(source, provisions) as (reader, tables), source.file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        # What is read depends on these too, and the state is named by all that led to it.
        how = "\n".join(filter(None, (_mapping(source), *source.sheets)))
        request = ImportRequest(
            source.file.name, sha256, source.dated, source.complete, how, source.skip_rejected, source.by
        )
        rows = _confirmed(reader, tables) if source.complete else reader.rows(tables)
        result = registry.import_rows(with_progress(rows, tables.done), request)
    return ImportedList(result, ListFindings(tuple(reader.ignored), tuple(reader.left_out)))


def _confirmed(reader: ListReader, tables: Tables) -> Iterator[EntryRow | RejectedRow]:
    """The rows of a list that is to be complete: of a draft all must be confirmed."""
    yield from reader.rows(tables)
    if any(one.reason == NOT_CONFIRMED for one in reader.left_out):
        raise UsageError(
            "a list with rows left out is not complete", "confirm the rows, or leave out --complete"
        )


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list as it is understood: its first entries, the count of its rows, and what is no entry."""

    first: tuple[EntryRow, ...]
    rows: int
    rejected: tuple[RejectedRow, ...]
    findings: ListFindings


def check_list(
    source: ListFile, provisions: Provisions, with_progress: WithProgress, shown: int
) -> CheckedList:
    """Read a whole list without importing it; the first ``shown`` entries as they are understood.

    Raises ``InputError`` for a file that cannot be read.
    """
    first: list[EntryRow] = []
    rejected: list[RejectedRow] = []
    count = 0
    with _opened(source, provisions) as (reader, tables):
        for row in with_progress(reader.rows(tables), tables.done):
            count += 1
            if isinstance(row, RejectedRow):
                rejected.append(row)
            elif len(first) < shown:
                first.append(row)
    findings = ListFindings(tuple(reader.ignored), tuple(reader.left_out))
    return CheckedList(tuple(first), count, tuple(rejected), findings)


@contextmanager
def _opened(
    source: ListFile, provisions: Provisions, required: Sequence[str] = REQUIRED
) -> Iterator[tuple[ListReader, Tables]]:
    with open_tables(source.file, source.sheets) as tables:
        yield list_reader(source, provisions, required), tables


def list_reader(source: ListFile, provisions: Provisions, required: Sequence[str] = REQUIRED) -> ListReader:
    """What reads the tables of a list. Raises ``SettingsError`` for its mapping."""
    columns = list_columns(str(source.mapping), _mapping(source) or None)
    entries = EntryReader(LawNameResolver(provisions), source.dated, required)
    return ListReader(str(source.file), columns, entries)


def _mapping(source: ListFile) -> str:
    return read_text(source.mapping, "--mapping") if source.mapping else ""


def read_dramas(source: ListFile, provisions: Provisions) -> tuple[Entry, ...]:
    """The dramas of a list, with or without numbers. Raises ``InputError`` for a row that cannot be one."""
    with _opened(source, provisions, DRAMAS) as (reader, tables):
        rows = list(reader.rows(tables))
    for row in rows:
        if isinstance(row, RejectedRow):
            where = ", ".join(filter(None, (row.sheet, f"line {row.line}", row.column)))
            raise InputError(f"{source.file}, {where}: {row.reason}", "mend the row and run again")
    return tuple(row.entry for row in rows if isinstance(row, EntryRow))


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """From which series numbers are issued.

    ``issuer`` is the platform as people name it, ``year`` that of the numbers. ``digits`` are those of a
    serial with its zeros, ``None`` for those of the table of formats. ``by`` is who issues them, ``None`` if
    not known.
    """

    issuer: str
    year: int
    dated: date
    digits: int | None = None
    by: str | None = None


def issue_numbers(
    registry: Registry, dramas: Sequence[Entry], series: NumberSeries, provisions: Provisions
) -> IssueResult:
    """Give each drama a platform's next number, all of them or none; one that has a number keeps it.

    Raises ``UsageError`` for an issuer that is no platform of the law's tables, for a drama with a number or
    of another category than other, and where no form of numbers was in force yet.
    """
    issuer = provisions.issuer_named(series.issuer)
    if issuer is None or issuer.kind != "platform" or not issuer.abbreviation:
        hint = "name a platform of `detector platforms`, or add it with --provisions"
        raise UsageError(f"--issuer: {series.issuer!r} is no platform of the law's tables", hint)
    form = format_on(series.dated)
    if form is None:
        raise UsageError(f"--dated: no form of numbers was in force on {series.dated}", "give a later day")
    for drama in dramas:
        if drama.number:
            raise UsageError(f"{drama.title}: has the number {drama.number}", "import it with its number")
        if drama.category not in (None, "other"):
            hint = "a platform issues numbers for the dramas alone that it reviews itself"
            raise UsageError(f"{drama.title}: is not of the category other", hint)
    own = [
        replace(drama, category="other", platforms=drama.platforms or (issuer.abbreviation,))
        for drama in dramas
    ]
    number_of = form.numbers(issuer.abbreviation, series.year, series.digits)
    LawNameResolver(provisions).number(number_of(1)[0])  # the parser must read what is issued
    asked = IssueRequest(issuer.abbreviation, form.series, series.year, series.dated, number_of, by=series.by)
    return registry.issue(own, asked)


def parse_period(text: str, provisions: Provisions, dated: date) -> Period:
    """An issuer and days, as ``番茄:2024-06-01:2026-10-31``; the last day is by default the list's own.

    Raises ``UsageError``.
    """
    name, *days = text.split(":")
    issuer = provisions.issuer_named(name, english=True)
    try:
        first, last = (*map(date.fromisoformat, days), *(dated,) * (2 - len(days)))[:2]
    except ValueError:
        issuer = None
        first = last = dated
    if issuer is None or not issuer.abbreviation or not 1 <= len(days) <= 2 or first > last or last > dated:
        hint = "write ISSUER:FIRST:LAST, as 番茄:2024-06-01:2026-10-31, with an issuer of the law's tables"
        raise UsageError(f"--complete: {text!r} is no issuer with a period up to {dated}", hint)
    return Period(issuer.abbreviation, first, last)


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What a look-up gave: the entry of a number, or that there is none, or titles like a text."""

    entry: Entry | None = None
    absent: Absent | None = None
    candidates: tuple[Candidate, ...] = ()


def look_up(registry: Registry, text: str, as_of: date, provisions: Provisions, limit: int) -> LookupResult:
    """What the registry has of a number, or the entries whose titles are most like a text.

    Raises ``UsageError`` for what is nearly a number: it is not guessed which one.
    """
    found = parse(text, provisions)
    if found and isinstance(found[0], NearMiss):
        hint = "write it in full, as （浙）网微剧备字（2024）第00123号"
        raise UsageError(f"{text!r} is no number in full form ({found[0].reason})", hint)
    if len(found) == 1 and isinstance(found[0], Marker):
        answer = registry.find(found[0], as_of)
        return LookupResult(entry=answer) if isinstance(answer, Entry) else LookupResult(absent=answer)
    return LookupResult(candidates=registry.similar(text, as_of, limit))


def lookup_to_json(text: str, found: LookupResult) -> dict[str, Any]:
    """What a look-up of a text gave, as plain objects."""
    return {
        "entry": object_of(found.entry) if found.entry else None,
        "absent": asdict(found.absent) if found.absent else None,
        "candidates": [
            {
                "entry": object_of(candidate.entry),
                "title": candidate.title,
                "likeness": round(candidate.likeness, 4),
                "difference": difference(text, candidate.title),
            }
            for candidate in found.candidates
        ],
    }


def is_reviewed_by_platform(entry: Entry, provisions: Provisions) -> bool:
    """Whether a drama is one of those that the platform itself reviews, records and reports."""
    if entry.category:
        return entry.category == "other"
    authorities = {row.abbreviation for row in provisions.issuers}
    return entry.series == "网微剧备字" and entry.issuer not in authorities
