"""Rows of the dated tables: TOML text in, frozen records out, wrong rows refused by name."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Literal, TypeVar

from detector.errors import SettingsError

_HINT = "mend the row in the table, or install the program again"


@dataclass(frozen=True, slots=True)
class IssuerRow:
    """An authority: NRTA, a province or the Corps."""

    abbreviation: str
    kind: Literal["nrta", "province"]
    name: str
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrefixRow:
    """A platform's prefix, and the apps on which its numbers are valid."""

    prefix: str
    operator: str
    apps: tuple[str, ...]
    english_names: tuple[str, ...]
    evidence: Literal["observed", "likely"]


@dataclass(frozen=True, slots=True)
class AppRow:
    """An app, and the other names by which it goes."""

    app: str
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series of numbers and the document it belongs to."""

    series: str
    other_forms: tuple[str, ...]
    document: Literal["review", "record", "legacy"]
    era: Literal["current", "legacy"]
    english: str
    paper: str


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What stands before a number of a paper whose number form is not published."""

    label: str
    paper: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """An instrument of the law. ``url`` is empty where the text is on no public page."""

    id: str
    title: str
    url: str


_Row = TypeVar("_Row", IssuerRow, PrefixRow, AppRow, SeriesRow, LabelRow, SourceRow)

_CHOICES = {
    "kind": ("nrta", "province"),
    "evidence": ("observed", "likely"),
    "document": ("review", "record", "legacy"),
    "era": ("current", "legacy"),
}
_LISTS = ("other_names", "apps", "english_names", "other_forms")
_MAY_BE_EMPTY = ("english", "url")


def read_rows(file: str, text: str, table: str, row_type: type[_Row]) -> tuple[_Row, ...]:
    """The rows of ``[[table]]`` in a TOML text, in the file's order.

    ``file`` is the name for messages. Raises ``SettingsError`` naming file, row (from 1) and field where
    the text is no TOML, the table is absent or empty, or a row has a missing, unknown or wrong field or
    repeats the first field of an earlier row.
    """
    try:
        rows = tomllib.loads(text).get(table)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: no valid TOML: {error}", _HINT) from None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(f"{file}: no [[{table}]] rows", _HINT)
    records = tuple(
        _record(f"{file}: [[{table}]] row {number}", row, row_type) for number, row in enumerate(rows, 1)
    )
    key = fields(row_type)[0].name
    _refuse_repeats(f"{file}: [[{table}]]", key, (getattr(record, key) for record in records))
    return records


def _record(place: str, row: dict[str, object], row_type: type[_Row]) -> _Row:
    names: list[str] = [field.name for field in fields(row_type)]
    for name in [*names, *row]:
        if name not in names:
            raise SettingsError(f"{place}: {name}: is no known field", _HINT)
        if name not in row:
            raise SettingsError(f"{place}: {name}: is missing", _HINT)
    build: Callable[..., _Row] = row_type
    return build(**{name: _value(f"{place}: {name}", name, row[name]) for name in names})


def _value(place: str, name: str, value: object) -> str | tuple[str, ...]:
    if name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise SettingsError(f"{place}: {value!r} is no list of texts", _HINT)
        return tuple(value)
    if not isinstance(value, str) or not (value.strip() or name in _MAY_BE_EMPTY):
        raise SettingsError(f"{place}: {value!r} is no text", _HINT)
    if name in _CHOICES and value not in _CHOICES[name]:
        raise SettingsError(f"{place}: {value!r} is none of {', '.join(_CHOICES[name])}", _HINT)
    return value


def _refuse_repeats(place: str, field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for number, value in enumerate(values, 1):
        if value in seen:
            raise SettingsError(f"{place} row {number}: {field}: {value!r} stands in an earlier row", _HINT)
        seen.add(value)
