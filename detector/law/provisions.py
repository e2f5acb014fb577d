"""The dated tables of the law: issuers, platforms, series, categories, days, policies.

The facts stand in ``detector/law/data/*.toml``, each with its source or its evidence. A user's text may add
rows to most of them or replace rows by key (:func:`extended`); series and days are bound to the grammar and
to the rules, so they are as shipped. Whoever reads a table with a wrong row gets a ``SettingsError``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from detector.errors import SettingsError
from detector.law.ground import Ground
from detector.law.lookups import Provisions
from detector.law.rows import (
    AiLabelRow,
    AppRow,
    ClassRow,
    ConfusableRow,
    DateRow,
    DurationRow,
    IssuerRow,
    LabelRow,
    LimitRow,
    PolicyRow,
    PrefixRow,
    SeriesRow,
    SourceRow,
    TriggerRow,
)
from detector.law.tables import HINT, key_field, read_rows, read_tables
from detector.words import Words

_Row = TypeVar("_Row")
_DatedRow = LimitRow | DurationRow | TriggerRow | ClassRow


_TABLES: Mapping[str, tuple[str, str, type[Any]]] = {
    "issuer": ("issuers", "issuers.toml", IssuerRow),
    "prefix": ("prefixes", "platforms.toml", PrefixRow),
    "app": ("apps", "platforms.toml", AppRow),
    "limit": ("limits", "categories.toml", LimitRow),
    "duration": ("durations", "categories.toml", DurationRow),
    "trigger": ("triggers", "categories.toml", TriggerRow),
    "class": ("classes", "categories.toml", ClassRow),
    "policy": ("policies", "policies.toml", PolicyRow),
    "ai_label": ("ai_labels", "ai_labels.toml", AiLabelRow),
    "source": ("sources", "sources.toml", SourceRow),
}
"""Table → field of ``Provisions``, shipped file, kind of row."""


@cache
def shipped() -> Provisions:
    """The tables as they come with the program."""
    rows: dict[str, Any] = {
        field: read_rows(file, _text(file), table, row_type)
        for table, (field, file, row_type) in _TABLES.items()
    }
    provisions = Provisions(**rows)
    _check_together("the shipped tables", provisions)
    return provisions


def extended(file: str, text: str) -> Provisions:
    """The shipped tables with the rows of a user's TOML text, which replace shipped rows of the same key.

    ``file`` is the name for messages. Raises ``SettingsError`` naming file, row and field.
    """
    provisions = replace(shipped(), added=text)
    for table in read_tables(file, text):
        if table not in _TABLES:
            raise SettingsError(f"{file}: {table}: is no known table", f"known are {', '.join(_TABLES)}")
        field, _, row_type = _TABLES[table]
        new = read_rows(file, text, table, row_type)
        rows: dict[str, Any] = {field: _overlaid(getattr(provisions, field), new, row_type)}
        provisions = replace(provisions, **rows)
    _check_together(file, provisions)
    return provisions


def _overlaid(old: tuple[_Row, ...], new: tuple[_Row, ...], row_type: type[_Row]) -> tuple[_Row, ...]:
    key = key_field(row_type)
    rows = {getattr(row, key): row for row in old}
    return tuple((rows | {getattr(row, key): row for row in new}).values())


def _check_together(file: str, provisions: Provisions) -> None:
    """Refuse a row whose source, app or day does not fit the other rows."""
    dated: tuple[_DatedRow, ...] = (
        *provisions.limits,
        *provisions.durations,
        *provisions.triggers,
        *provisions.classes,
    )
    sourced: tuple[_DatedRow | AiLabelRow | PolicyRow, ...] = (
        *dated,
        *provisions.ai_labels,
        *provisions.policies,
    )
    sources = {row.id for row in provisions.sources}
    for row in sourced:
        if row.source is not None and row.source not in sources:
            key = getattr(row, key_field(type(row)))
            raise SettingsError(f"{file}: row {key!r}: source: no [[source]] has the id {row.source!r}", HINT)
    apps = {row.app for row in provisions.apps}
    for prefix in provisions.prefixes:
        for app in set(prefix.apps) - apps:
            place = f"{file}: [[prefix]] row {prefix.prefix!r}"
            raise SettingsError(f"{place}: apps: no [[app]] is called {app!r}", HINT)
    _refuse_same_day(file, dated)


def _refuse_same_day(file: str, rows: Iterable[_DatedRow]) -> None:
    holds: dict[tuple[object, date], str] = {}
    for row in rows:
        for subject in _subjects(row):
            other = holds.setdefault((subject, row.in_force_from), row.id)
            if other != row.id:
                message = f"row {row.id!r}: in_force_from: row {other!r} begins on the same day"
                raise SettingsError(f"{file}: {message}", HINT)


def _subjects(row: _DatedRow) -> Iterable[object]:
    """What a dated row is about: of two rows on the same subject the later one holds."""
    if isinstance(row, LimitRow):
        return [("limit", production) for production in row.productions]
    if isinstance(row, DurationRow):
        return ["duration"]
    return [("trigger", row.fact)] if isinstance(row, TriggerRow) else [("class", row.category)]


def _text(file: str) -> str:
    return resources.files("detector.law").joinpath("data", file).read_text("utf-8")


@cache
def series_rows() -> tuple[SeriesRow, ...]:
    """The series of numbers, current and legacy."""
    return read_rows("series.toml", _text("series.toml"), "series", SeriesRow)


@cache
def label_rows() -> tuple[LabelRow, ...]:
    """The labels of papers whose number forms are not published."""
    return read_rows("series.toml", _text("series.toml"), "label", LabelRow)


@cache
def confusable_rows() -> tuple[ConfusableRow, ...]:
    """Characters that the reader was seen to confuse, the most often confused first."""
    return read_rows("confusables.toml", _text("confusables.toml"), "confusable", ConfusableRow)


@cache
def _days() -> dict[str, DateRow]:
    return {row.id: row for row in read_rows("dates.toml", _text("dates.toml"), "date", DateRow)}


def day(row_id: str) -> date:
    """The day on which a duty begins or a period ends. Raises ``KeyError`` for an unknown id."""
    return _days()[row_id].day


def source(source_id: str, clause: Words) -> Ground:
    """A shipped instrument, and the clause in it. Raises ``SettingsError`` for an unknown id."""
    return shipped().source(source_id, clause)


def series_row(form: str) -> SeriesRow | None:
    """The series of which ``form`` is the name or another printed form."""
    return _series().get(form)


@cache
def _series() -> dict[str, SeriesRow]:
    return {form: row for row in series_rows() for form in (row.series, *row.other_forms)}


def is_current(series: str) -> bool:
    """Whether a canonical series belongs to the notice on micro-dramas, not to older papers."""
    row = series_row(series)
    return row is not None and row.era == "current"
