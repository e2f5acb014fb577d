"""Entries and deliveries for the tests. All titles and institutions are invented."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from detector.errors import RegistryLocked
from detector.law.text.parser import parse
from detector.records import Marker
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import EntryRow, ImportRequest, ImportResult, Registry, RejectedRow, Snapshot
from detector.registry_replies import Entry, Period

DAY = date(2026, 11, 1)


def marker(number: str) -> Marker:
    """The marker that a text is."""
    (found,) = parse(number)
    assert isinstance(found, Marker)
    return found


def entry(
    number: str = "（番茄）网微剧备字（2026）第847205号",
    title: str = "一号难求",
    **facts: Any,  # noqa: ANN401  (fields of Entry)
) -> Entry:
    """An entry of this number."""
    read = marker(number)
    known = Entry(
        number=read.number,
        series=read.series,
        serial=read.serial,
        title=title,
        printed=number,
        issuer=read.issuer.abbreviation,
        year=read.year,
    )
    return replace(known, **facts)


def delivery(
    dated: date = DAY,
    complete: tuple[Period, ...] = (),
    *,
    skip_rejected: bool = False,
    sha256: str = "0" * 64,
    by: str | None = None,
) -> ImportRequest:
    """A list of this day."""
    return ImportRequest("list.csv", sha256, dated, complete, skip_rejected=skip_rejected, by=by)


def rows(*entries: Entry | RejectedRow) -> list[EntryRow | RejectedRow]:
    """The entries as rows of a list, from line 2."""
    return [
        found if isinstance(found, RejectedRow) else EntryRow(line, found)
        for line, found in enumerate(entries, 2)
    ]


def take(
    registry: Registry,
    *entries: Entry | RejectedRow,
    dated: date = DAY,
    **options: Any,  # noqa: ANN401  (parameters of delivery)
) -> ImportResult:
    """Import the entries as a list of this day."""
    return registry.import_rows(rows(*entries), delivery(dated, **options))


def numbers(found: Iterable[Entry]) -> list[str]:
    """The entries' numbers."""
    return [one.number for one in found]


def small_registry(entries: Iterable[Entry], complete: tuple[Period, ...] = ()) -> Registry:
    """A registry in memory with one list of :data:`DAY`."""
    registry = MemoryRegistry()
    take(registry, *entries, complete=complete)
    return registry


class _SilentRegistry(MemoryRegistry):
    def __init__(self, reason: str) -> None:
        super().__init__()
        self._reason = reason

    def snapshot(self, as_of: date) -> Snapshot | None:
        raise RegistryLocked(f"{self._reason} on {as_of}", "wait")


def silent_registry(reason: str) -> Registry:
    """A registry that cannot be asked."""
    return _SilentRegistry(reason)
