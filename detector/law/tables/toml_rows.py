"""TOML text in, frozen rows out; a wrong row is refused with file, line, row and field.

The checks are made by hand, and not by pydantic. That was tried: models made of the rows' fields saved eight
lines, which the translation of messages such as "String should match pattern" would have taken again; they
cost 0.1 s at every start; and the law, whose rules cite its tables as they are imported, would have to be
handed the tables from above.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from detector.errors import SettingsError

HINT = "mend the row in the table; the shipped tables are whole, so install the program again if one is not"
_MAY_BE_EMPTY = ("english", "url")

_Row = TypeVar("_Row")


@lru_cache(maxsize=1)
def _parsed(text: str) -> Mapping[str, object]:
    """The tables of a TOML text. Several of one file are read one after the other."""
    return tomllib.loads(text)


class TableFile(NamedTuple):
    """A TOML text and the name that messages give it."""

    name: str
    text: str

    def tables(self) -> Mapping[str, object]:
        """The tables of the text. Raises ``SettingsError`` naming the file where it is no TOML."""
        try:
            return _parsed(self.text)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{self.name}: no valid TOML: {error}", HINT) from None

    def refusal(self, table: str, number: int, field: str, what: str) -> SettingsError:
        """The error that says ``what`` is wrong with a field of the ``number``-th row (from 1) of a table."""
        line = self._line_of(table, number, field)
        at = f"line {line}: " if line else ""
        return SettingsError(f"{self.name}: {at}[[{table}]] row {number}: {field}: {what}", HINT)

    def _line_of(self, table: str, number: int, field: str) -> int | None:
        """The line of a row's field, or of its head where it lacks the field; ``None`` for inline rows."""
        heads = list(re.finditer(rf"^[ \t]*\[\[[ \t]*{re.escape(table)}[ \t]*\]\]", self.text, re.MULTILINE))
        rows = self.tables().get(table)
        if not isinstance(rows, list) or len(heads) != len(rows):
            return None
        start = heads[number - 1].end()
        after = re.search(r"^[ \t]*\[\[?[ \t]*\w", self.text[start:], re.MULTILINE)
        end = start + after.start() if after else len(self.text)
        named = re.search(
            rf"^[ \t]*[\"']?{re.escape(field)}[\"']?[ \t]*=", self.text[start:end], re.MULTILINE
        )
        place = start + named.start() if named else heads[number - 1].start()
        return self.text.count("\n", 0, place) + 1


class _WrongField(Exception):
    def __init__(self, field: str, what: str) -> None:
        super().__init__(field, what)
        self.field, self.what = field, what


def read_rows(file: TableFile, table: str, row_type: type[_Row]) -> tuple[_Row, ...]:
    """The rows of ``[[table]]``, in the file's order.

    Raises ``SettingsError`` naming file, line, row (from 1) and field where the text is no TOML, the table is
    absent or empty, or a row has a missing, unknown or wrong field or repeats the first field of an earlier
    row.
    """
    rows = file.tables().get(table)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(f"{file.name}: no [[{table}]] rows", HINT)
    records: dict[str, _Row] = {}
    key = key_field(row_type)
    for number, row in enumerate(rows, 1):
        try:
            record = _record(row, row_type)
        except _WrongField as wrong:
            raise file.refusal(table, number, wrong.field, wrong.what) from None
        if getattr(record, key) in records:
            raise file.refusal(table, number, key, f"{getattr(record, key)!r} stands in an earlier row")
        records[getattr(record, key)] = record
    return tuple(records.values())


def key_field(row_type: type[Any]) -> str:
    """The name of a row type's first field, which no two rows share."""
    return fields(row_type)[0].name


def _record(row: dict[str, object], row_type: type[_Row]) -> _Row:
    kinds: dict[str, Any] = {field.name: field.type for field in fields(row_type)}  # type: ignore[arg-type]
    for name in [*kinds, *row]:
        if name not in kinds:
            raise _WrongField(name, "is no known field")
        if name not in row and NoneType not in get_args(kinds[name]):
            raise _WrongField(name, "is missing")
    build: Callable[..., _Row] = row_type
    values = {name: _value(name, kinds[name], row.get(name)) for name in kinds}
    try:
        return build(**values)
    except ValueError as error:  # a row that is wrong as a whole says "field: what"
        field, _, what = str(error).partition(": ")
        raise _WrongField(field, what) from None


def _value(name: str, kind: Any, value: object) -> object:  # noqa: ANN401  (a type, or a form of typing)
    if NoneType in get_args(kind):
        return None if value is None else _value(name, get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _WrongField(name, f"{value!r} is no list of texts")
        return tuple(_value(name, get_args(kind)[0], item) for item in value)
    if kind is date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise _WrongField(name, f"{value!r} is no date; write it as 2026-11-23")
    elif kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _WrongField(name, f"{value!r} is no whole number from 0")
    elif not isinstance(value, str) or not (value.strip() or name in _MAY_BE_EMPTY):
        raise _WrongField(name, f"{value!r} is no text")
    elif get_origin(kind) is Literal and value not in get_args(kind):
        raise _WrongField(name, f"{value!r} is none of {', '.join(get_args(kind))}")
    return value
