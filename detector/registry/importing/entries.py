"""From the rows of a list to entries, or to the reason why a row cannot be one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from detector.errors import InputError
from detector.registry.importing import cell_values
from detector.registry.importing.columns import HINT, Column, Columns, check_unique
from detector.registry.importing.readers import Sheet
from detector.registry.protocol import EntryRow, RejectedRow
from detector.registry_replies import Entry

_HEADINGS_WITHIN = 200
"""Rows in which the headings must stand: above them are titles and notes, on web pages other tables."""

_CACHED_CELLS = 8192
_MOSTLY_UNIQUE = ("number", "title", "personnel", "summary")


class ParsedNumber(NamedTuple):
    """A number in full form, taken apart: what an entry has of it. ``issuer`` is the abbreviation."""

    number: str
    printed: str
    series: str
    serial: str
    issuer: str | None
    year: int | None


class NameResolver(Protocol):
    """What the law knows of the names in a list; passed in, because the registry does not import the law."""

    def number(self, text: str) -> ParsedNumber:
        """The number in full form that a text is. Raises ``ValueError`` that says why it is none."""

    def province(self, text: str) -> str:
        """The abbreviation of a province, else the text."""

    def app(self, text: str) -> str:
        """The canonical name of an app, else the text."""


class _ColumnReader:
    """Reads the cells of one column, and caches: most of a million cells repeat those of other rows."""

    def __init__(self, column: Column, read: Callable[[Any], Any]) -> None:
        self.field, self.heading = column.field, column.heading
        self._read = read
        self._known: dict[str, Any] = {}
        self._is_cached = column.field not in _MOSTLY_UNIQUE

    def value(self, cell: object) -> Any:  # noqa: ANN401  (the field's own type)
        """What the cell says. Raises ``ValueError`` or ``TypeError`` where it says nothing of the kind."""
        if not self._is_cached or not isinstance(cell, str):
            return self._read(cell)
        if cell not in self._known:
            if len(self._known) >= _CACHED_CELLS:
                self._known.clear()
            self._known[cell] = self._read(cell)
        return self._known[cell]


class EntryReader:
    """Reads one list. ``columns.ignored`` has the headings that belong to no field, once all is read."""

    def __init__(self, file: str, columns: Columns, names: NameResolver, dated: date) -> None:
        """``file`` is the list's name for messages, ``dated`` the day on which it is true."""
        self._file, self.columns, self._dated = file, columns, dated
        self._cell_parsers = _cell_parsers(names)
        self._keys: dict[str, _ColumnReader | None] = {}

    def rows(self, sheet: Sheet) -> Iterator[EntryRow | RejectedRow]:
        """Each row of the list as an entry, or why it is none; blank rows and repeated headings are left out.

        Raises ``InputError`` for a list without headings for number and title, or with nothing below them.
        """
        readers: list[_ColumnReader | None] | None = None
        headings: Sequence[object] = ()
        seen: list[str] = []
        begun = count = 0
        for line, content in sheet.rows:
            if content is None:
                readers, begun = None, line
            elif isinstance(content, dict):
                count += 1
                yield self._row(line, [(self._reader_of(key), cell) for key, cell in content.items()])
            elif readers is None:
                if line - begun <= _HEADINGS_WITHIN:
                    readers, headings = self._readers(content), content
                    seen += [str(cell) for cell in content if cell]
            elif content != headings and any(cell not in ("", None) for cell in content):
                count += 1
                if any(content[len(readers) :]):
                    reason = f"has {len(content)} cells, the headings are {len(readers)}"
                    yield RejectedRow(line, "", reason)
                else:
                    yield self._row(line, list(zip(readers, content, strict=False)))
        if not count and headings and readers:
            # Imported as a complete list, an empty one would end every entry of its issuers.
            raise InputError(f"{self._file}: no rows below the headings", "give a list with rows")
        if not count:
            named = ", ".join(filter(None, seen[:20])) or "nothing"
            raise InputError(f"{self._file}: no columns for number and title; found {named}", HINT)

    def _readers(self, content: Sequence[object]) -> list[_ColumnReader | None] | None:
        columns = self.columns.of_row(content)
        if columns is None:
            return None
        check_unique(self._file, columns)
        return [self._reader(column) for column in columns]

    def _reader(self, column: Column | None) -> _ColumnReader | None:
        return _ColumnReader(column, self._cell_parsers[column.field](column.unit)) if column else None

    def _reader_of(self, key: str) -> _ColumnReader | None:
        if key not in self._keys:
            self._keys[key] = self._reader(self.columns.of(key))
        return self._keys[key]

    def _row(self, line: int, found: Sequence[tuple[_ColumnReader | None, object]]) -> EntryRow | RejectedRow:
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
        for name in ("number", "title"):
            if name not in values:
                headings = (reader.heading for reader, _ in found if reader and reader.field == name)
                return RejectedRow(line, next(headings, name), "is empty")
        return self._entry(line, values, heads)

    def _entry(self, line: int, values: dict[str, Any], heads: Mapping[str, str]) -> EntryRow | RejectedRow:
        if "status_since" in values and values.get("status", "valid") == "valid":
            return RejectedRow(line, heads["status_since"], "is given for a number that is valid")
        number: ParsedNumber = values.pop("number")
        if (values.get("issued_on") or date.min) > self._dated:
            return RejectedRow(line, heads["issued_on"], f"is after the list's own day, {self._dated}")
        if (number.year or 0) > self._dated.year:
            return RejectedRow(line, heads["number"], f"is of a year after the list's own day, {self._dated}")
        values.setdefault("printed", number.printed)
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
        "printed": cell_values.text,
        "title": cell_values.text,
        "aliases": cell_values.aliases,
        "episodes": cell_values.count,
        "institution": cell_values.text,
        "personnel": cell_values.texts,
        "category": lambda cell: (category(cell), cell_values.regime(cell)),
        "production": cell_values.choice("production"),
        "status": cell_values.choice("status"),
        "status_since": cell_values.day,
        "issued_on": cell_values.day,
        **dict.fromkeys(
            ("source", "summary", "review_opinion", "cost_allocation", "commitment"), cell_values.text
        ),
        "number": lambda cell: names.number(cell_values.text(cell)),
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
