"""From the cells of a row to an entry, or to the reason why it cannot be one."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from detector.registry.importing import cell_values
from detector.registry.importing.columns import REQUIRED, Column
from detector.registry.protocol import EntryRow, RejectedRow
from detector.registry_replies import Entry

_LIKE_A_NUMBER = re.compile(r"第|No\b|V\s*\d{5}", re.IGNORECASE)
_CACHED_CELLS = 8192
_AS_ABOVE = ("同上", "同前", "〃", "″")
_MOSTLY_UNIQUE = ("number", "title", "personnel", "summary")


class ParsedNumber(NamedTuple):
    """A number in full form, taken apart: what an entry has of it. ``issuer`` is the abbreviation."""

    number: str
    printed: str
    series: str
    serial: str
    issuer: str | None
    year: int | None


_NO_NUMBER = ParsedNumber("", "", "", "", None, None)


class NameResolver(Protocol):
    """What the law knows of the names in a list; passed in, because the registry does not import the law."""

    def number(self, text: str) -> ParsedNumber:
        """The number in full form that a text is. Raises ``ValueError`` that says why it is none."""

    def province(self, text: str) -> str:
        """The abbreviation of a province, else the text."""

    def app(self, text: str) -> str:
        """The canonical name of an app, else the text."""


class ColumnReader:
    """Reads the cells of one column, and caches: most of a million cells repeat those of other rows."""

    def __init__(self, column: Column, read: Callable[[Any], Any]) -> None:
        self.field, self.heading = column.field, column.heading
        self._read = read
        self._known: dict[str, Any] = {}
        self._last: Any = None
        self._is_cached = column.field not in _MOSTLY_UNIQUE

    def value(self, cell: object) -> Any:  # noqa: ANN401  (the field's own type)
        """What the cell says. Raises ``ValueError`` or ``TypeError`` where it says nothing of the kind."""
        is_cached = self._is_cached and isinstance(cell, str)
        if is_cached and cell in self._known:
            self._last = self._known[str(cell)]
            return self._last
        if cell in _AS_ABOVE and self.field not in REQUIRED:
            if self._last is None:
                raise ValueError(f"{cell!r}: nothing stands above it")
            return self._last
        self._last = self._read(cell)
        if is_cached:
            if len(self._known) >= _CACHED_CELLS:
                self._known.clear()
            self._known[str(cell)] = self._last
        return self._last


class EntryReader:
    """Reads the cells of rows as entries."""

    def __init__(self, names: NameResolver, dated: date, required: Sequence[str] = REQUIRED) -> None:
        """``dated`` is the day on which the list is true, ``required`` the fields that each row must have."""
        self._dated, self.required = dated, required
        self._cell_parsers = _cell_parsers(names)

    def column(self, column: Column | None) -> ColumnReader | None:
        """What reads the cells of a column; ``None`` for one that holds nothing known."""
        return ColumnReader(column, self._cell_parsers[column.field](column.unit)) if column else None

    def is_number(self, cell: object) -> bool:
        """Whether a cell is one number in full form."""
        return isinstance(cell, str) and bool(_LIKE_A_NUMBER.search(cell)) and self.is_value("number", cell)

    def is_value(self, field: str, cell: object) -> bool:
        """Whether a cell says something that its field can hold."""
        try:
            self._cell_parsers[field]("")(cell)
        except ValueError:
            return False
        return True

    def row(self, line: int, found: Sequence[tuple[ColumnReader | None, object]]) -> EntryRow | RejectedRow:
        """The entry of a row, or why it is none."""
        values: dict[str, Any] = {}
        heads: dict[str, str] = {}
        for reader, cell in found:
            if reader is None or not (cell or cell == 0):
                continue
            try:
                value = reader.value(cell)
            except ValueError as error:
                return RejectedRow(line, reader.heading, str(error))
            if not (value or value == 0):
                continue
            if values.setdefault(reader.field, value) != value:
                return RejectedRow(line, reader.heading, "stands in two columns, with different data")
            heads[reader.field] = reader.heading
        for name in self.required:
            if name not in values:
                headings = (reader.heading for reader, _ in found if reader and reader.field == name)
                return RejectedRow(line, next(headings, name), "is empty")
        return self._entry(line, values, heads)

    def _entry(self, line: int, values: dict[str, Any], heads: Mapping[str, str]) -> EntryRow | RejectedRow:
        if "status_since" in values and values.get("status", "valid") == "valid":
            return RejectedRow(line, heads["status_since"], "is given for a number that is valid")
        values.pop("confirmed", None)
        number: ParsedNumber = values.pop("number", _NO_NUMBER)
        if (values.get("issued_on") or date.min) > self._dated:
            return RejectedRow(line, heads["issued_on"], f"is after the list's own day, {self._dated}")
        if (number.year or 0) > self._dated.year:
            return RejectedRow(line, heads["number"], f"is of a year after the list's own day, {self._dated}")
        values["title"], former = cell_values.title_and_alias(values["title"])
        if former:
            values["aliases"] = tuple(dict.fromkeys((*values.get("aliases", ()), former)))
        values.setdefault("printed", number.printed or None)
        values["category"], values["regime"] = values.get("category", (None, None))
        entry = Entry(
            number=number.number,
            series=number.series,
            serial=number.serial,
            issuer=number.issuer,
            year=number.year,
            **values,
        )
        return EntryRow(line, entry)


def _cell_parsers(names: NameResolver) -> dict[str, Callable[[str], Callable[[Any], Any]]]:
    """Field → from the unit in a column's heading to what reads its cells."""
    category = cell_values.choice("category")
    plain: dict[str, Callable[[Any], Any]] = {
        "printed": cell_values.line,
        "title": cell_values.title,
        "aliases": cell_values.aliases,
        "episodes": cell_values.count,
        "institution": cell_values.line,
        "personnel": cell_values.texts,
        "category": lambda cell: (category(cell), cell_values.regime(cell)),
        "production": cell_values.choice("production"),
        "status": cell_values.choice("status"),
        "confirmed": cell_values.choice("confirmed"),
        "status_since": cell_values.day,
        "issued_on": cell_values.day,
        **dict.fromkeys(
            ("source", "summary", "review_opinion", "cost_allocation", "commitment"), cell_values.text
        ),
        "number": lambda cell: names.number(cell_values.without_label(cell_values.line(cell), "number")),
        "province": lambda cell: names.province(cell_values.text(cell)),
        "platforms": lambda cell: tuple(dict.fromkeys(map(names.app, cell_values.texts(cell)))),
    }
    return {
        **{name: _whatever_unit(read) for name, read in plain.items()},
        "investment_cny": lambda unit: lambda cell: cell_values.yuan(cell, unit),
        "episode_ms": lambda unit: lambda cell: cell_values.milliseconds(cell, unit),
    }


def _whatever_unit(read: Callable[[Any], Any]) -> Callable[[str], Callable[[Any], Any]]:
    return lambda _unit: read
