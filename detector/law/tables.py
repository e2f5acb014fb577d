"""TOML text in, frozen rows out; a wrong row is refused with file, row and field."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin

from detector.errors import SettingsError

HINT = "mend the row in the table; the shipped tables are whole, so install the program again if one is not"
_MAY_BE_EMPTY = ("english", "url")

_Row = TypeVar("_Row")


def read_tables(file: str, text: str) -> Mapping[str, object]:
    """The tables of a TOML text. Raises ``SettingsError`` naming the file where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: no valid TOML: {error}", HINT) from None


def read_rows(file: str, text: str, table: str, row_type: type[_Row]) -> tuple[_Row, ...]:
    """The rows of ``[[table]]`` in a TOML text, in the file's order.

    ``file`` is the name for messages. Raises ``SettingsError`` naming file, row (from 1) and field where
    the text is no TOML, the table is absent or empty, or a row has a missing, unknown or wrong field or
    repeats the first field of an earlier row.
    """
    rows = read_tables(file, text).get(table)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(f"{file}: no [[{table}]] rows", HINT)
    records = tuple(
        _record(f"{file}: [[{table}]] row {number}", row, row_type) for number, row in enumerate(rows, 1)
    )
    key = key_field(row_type)
    _refuse_repeats(f"{file}: [[{table}]]", key, (getattr(record, key) for record in records))
    return records


def key_field(row_type: type[Any]) -> str:
    """The name of a row type's first field, which no two rows share."""
    return fields(row_type)[0].name


def _record(place: str, row: dict[str, object], row_type: type[_Row]) -> _Row:
    kinds: dict[str, Any] = {field.name: field.type for field in fields(row_type)}  # type: ignore[arg-type]
    for name in [*kinds, *row]:
        if name not in kinds:
            raise SettingsError(f"{place}: {name}: is no known field", HINT)
        if name not in row and NoneType not in get_args(kinds[name]):
            raise SettingsError(f"{place}: {name}: is missing", HINT)
    build: Callable[..., _Row] = row_type
    values = {name: _value(f"{place}: {name}", kinds[name], row.get(name)) for name in kinds}
    try:
        return build(**values)
    except ValueError as error:
        raise SettingsError(f"{place}: {error}", HINT) from None


def _value(place: str, kind: Any, value: object) -> object:  # noqa: ANN401  (a type, or a form of typing)
    if NoneType in get_args(kind):
        return None if value is None else _value(place, get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise SettingsError(f"{place}: {value!r} is no list of texts", HINT)
        return tuple(_value(place, get_args(kind)[0], item) for item in value)
    if kind is date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise SettingsError(f"{place}: {value!r} is no date; write it as 2026-11-23", HINT)
        return value
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise SettingsError(f"{place}: {value!r} is no whole number from 0", HINT)
        return value
    return _text(place, get_args(kind) if get_origin(kind) is Literal else (), value)


def _text(place: str, choices: tuple[str, ...], value: object) -> str:
    may_be_empty = place.rpartition(": ")[2] in _MAY_BE_EMPTY
    if not isinstance(value, str) or not (value.strip() or may_be_empty):
        raise SettingsError(f"{place}: {value!r} is no text", HINT)
    if choices and value not in choices:
        raise SettingsError(f"{place}: {value!r} is none of {', '.join(choices)}", HINT)
    return value


def _refuse_repeats(place: str, field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for number, value in enumerate(values, 1):
        if value in seen:
            raise SettingsError(f"{place} row {number}: {field}: {value!r} stands in an earlier row", HINT)
        seen.add(value)
