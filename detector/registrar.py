"""Keeps a registry: the law's names and the registry's lists together, for those who import and look up."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from detector.errors import RowsRejected, UsageError
from detector.law.tables.queries import Provisions
from detector.law.text.parser import parse
from detector.records import Marker, NearMiss
from detector.registry.export_rows import object_of
from detector.registry.importing.columns import known_columns, mapped_columns
from detector.registry.importing.entries import EntryReader, ParsedNumber
from detector.registry.importing.readers import open_sheet
from detector.registry.protocol import Candidate, EntryRow, ImportRequest, ImportResult, Registry, RejectedRow
from detector.registry.title_index import difference
from detector.registry_replies import Absent, Entry, Period
from detector.settings import read_text

_MEMO = 4096
_CHUNK = 1 << 20


class LawNameResolver:
    """What the law's tables know of the names in a list."""

    def __init__(self, provisions: Provisions) -> None:
        """``provisions`` have the issuers, provinces and apps."""
        self._provisions = provisions
        self._model = lru_cache(maxsize=_MEMO)(self._parsed)

    def number(self, text: str) -> ParsedNumber:
        """The number in full form that a text is. Raises ``ValueError`` that says why it is none."""
        # A list has some issuers and years and a million serials, and parsing is the slowest part of an
        # import: it is done once for each issuer and year, with a serial of 1.
        head, sign, rest = text.rpartition("第")
        serial = rest.removesuffix("号")
        if sign and serial != rest and serial.isascii() and serial.isdecimal() and serial.strip("0"):
            try:
                model = self._model(f"{head}第1号")
            except ValueError:
                return self._parsed(text)  # to say why of this text, not of its model
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
        if len(found) == 1 and isinstance(marker := found[0], Marker):
            issuer = marker.issuer.abbreviation
            return ParsedNumber(
                marker.number, marker.printed, marker.series, marker.serial, issuer, marker.year
            )
        reasons = ", ".join(near.reason for near in found if isinstance(near, NearMiss))
        if len(found) > 1:
            raise ValueError(f"{text!r} is more than one number")
        raise ValueError(f"{text!r} is no number in full form" + (f" ({reasons})" if reasons else ""))


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list to be imported, and how. ``mapping`` is a file that says which column is which."""

    file: Path
    dated: date
    complete: tuple[Period, ...] = ()
    mapping: Path | None = None
    skip_rejected: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import, and the headings that were not looked at."""

    receipt: ImportResult
    ignored: tuple[str, ...]


def import_list(
    registry: Registry,
    order: ListFile,
    provisions: Provisions,
    watched: Callable[
        [Iterator[EntryRow | RejectedRow], Callable[[], float]], Iterator[EntryRow | RejectedRow]
    ],
) -> Imported:
    """Import a list, all of it or nothing. ``watched`` passes the rows on and may show how far it is.

    Raises ``InputError`` for a file that cannot be read and ``RegistryError`` for the registry. Rows that
    cannot be taken are in the receipt.
    """
    if order.complete and order.skip_rejected:
        raise UsageError(
            "a list with rows left out is not complete", "mend the rows, or leave out --complete"
        )
    text = read_text(order.mapping, "--mapping") if order.mapping else ""
    columns = mapped_columns(str(order.mapping), text) if order.mapping else known_columns()
    with open_sheet(order.file) as sheet:
        ingest = EntryReader(str(order.file), columns, LawNameResolver(provisions), order.dated)
        delivery = ImportRequest(
            order.file.name, sha256_of(order.file), order.dated, order.complete, text, order.skip_rejected
        )
        receipt = registry.import_rows(watched(ingest.rows(sheet), sheet.done), delivery)
    return Imported(receipt, tuple(columns.ignored))


def sha256_of(file: Path) -> str:
    """The digest of a file, read piece by piece."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def period(text: str, provisions: Provisions, dated: date) -> Period:
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


def raise_if_rejected(rejected: Sequence[RejectedRow], file: Path) -> None:
    """Raise ``RowsRejected`` if any row was."""
    if rejected:
        raise RowsRejected(
            f"{file}: {len(rejected)} rows cannot be taken, so nothing was imported",
            "mend them, or give --skip-rejected to import the others",
        )


def is_reviewed_by_platform(entry: Entry, provisions: Provisions) -> bool:
    """Whether a drama is one of those that the platform itself reviews, records and reports."""
    if entry.category:
        return entry.category == "other"
    authorities = {row.abbreviation for row in provisions.issuers}
    return entry.series == "网微剧备字" and entry.issuer not in authorities
