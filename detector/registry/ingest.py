"""From the rows of a list to entries, or to the reason why a row cannot be one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from detector.answers import Entry
from detector.records import Marker
from detector.registry import cells
from detector.registry.columns import Column, Columns, no_headings, refuse_twice
from detector.registry.port import Rejected, Row
from detector.registry.sheets import Sheet

_HEADINGS_WITHIN = 200
"""Rows in which the headings must stand: above them are titles and notes, on pages other tables."""

_MEMO = 8192
_MOSTLY_NEW = ("number", "title", "summary")

_Reader = Callable[[Any, str], Any]


class Names(Protocol):
    """What the law knows of the names in a list; handed over, for registry and law do not know each other."""

    def marker(self, text: str) -> Marker:
        """The number in full form that a text is. Raises ``ValueError`` that says why it is none."""

    def province(self, text: str) -> str:
        """The abbreviation of a province, else the text."""

    def app(self, text: str) -> str:
        """The canonical name of an app, else the text."""


class Ingest:
    """Reads one list. ``columns.ignored`` has the headings that were not looked at, once all is read."""

    def __init__(self, file: str, columns: Columns, names: Names) -> None:
        """``file`` is the list's name for messages."""
        self._file, self.columns, self._names = file, columns, names
        self._readers = _readers(names)

    def rows(self, sheet: Sheet) -> Iterator[Row | Rejected]:
        """Each row of the list as an entry, or why it is none; blank rows and repeated headings are left out.

        Raises ``InputError`` for a list without headings for number and title.
        """
        columns: list[Column | None] | None = None
        headings: Sequence[object] = ()
        seen: list[str] = []
        has_objects = False
        for line, content in sheet.rows:
            if isinstance(content, dict):
                has_objects = True
                yield self._row(line, [(self.columns.of(name), cell) for name, cell in content.items()])
            elif columns is None:
                columns, headings = self.columns.of_row(content), content
                seen += [str(cell) for cell in content if cell]
                if columns:
                    refuse_twice(self._file, columns)
                elif line >= _HEADINGS_WITHIN:
                    break
            elif content != headings and any(cell not in ("", None) for cell in content):
                yield self._cells(line, columns, content)
        if columns is None and not has_objects:
            raise no_headings(self._file, seen[:20])

    def _cells(
        self, line: int, columns: Sequence[Column | None], content: Sequence[object]
    ) -> Row | Rejected:
        if len(content) > len(columns) and any(content[len(columns) :]):
            return Rejected(line, "", f"has {len(content)} cells, the headings are {len(columns)}")
        return self._row(line, list(zip(columns, content, strict=False)))

    def _row(self, line: int, found: Sequence[tuple[Column | None, object]]) -> Row | Rejected:
        values: dict[str, Any] = {}
        told: dict[str, Column] = {}
        for column, cell in found:
            if column is None or cell in ("", None, []):
                continue
            try:
                value = self._readers[column.field](cell, column.unit)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                return Rejected(line, column.heading, str(error))
            if value not in ("", None, ()):
                values[column.field], told[column.field] = value, column
                if column.field == "category":
                    values["regime"] = self._readers["regime"](cell, "")
        for name in ("number", "title"):
            if name not in values:
                return Rejected(line, told[name].heading if name in told else name, "is empty")
        return _entry(line, values, told)


def _entry(line: int, values: dict[str, Any], told: Mapping[str, Column]) -> Row | Rejected:
    marker: Marker = values.pop("number")
    if "status_since" in values and values.get("status", "valid") == "valid":
        return Rejected(line, told["status_since"].heading, "is given for a number that is valid")
    values.setdefault("printed", marker.printed)
    entry = Entry(
        number=marker.number,
        series=marker.series,
        serial=marker.serial,
        issuer=marker.issuer.abbreviation,
        year=marker.year,
        **values,
    )
    return Row(line, entry)


def _readers(names: Names) -> dict[str, _Reader]:
    plain: dict[str, Callable[[Any], Any]] = {
        "printed": cells.text,
        "title": cells.text,
        "aliases": cells.aliases,
        "episodes": cells.count,
        "institution": cells.text,
        "personnel": cells.texts,
        "category": cells.choice("category"),
        "regime": cells.regime,
        "production": cells.choice("production"),
        "status": cells.choice("status"),
        "status_since": cells.day,
        "issued_on": cells.day,
        **dict.fromkeys(("source", "summary", "review_opinion", "cost_allocation", "commitment"), cells.text),
        "number": lambda cell: names.marker(cells.text(cell)),
        "province": lambda cell: names.province(cells.text(cell)),
        "platforms": lambda cell: tuple(dict.fromkeys(map(names.app, cells.texts(cell)))),
    }

    readers = {name: _without_unit(read) for name, read in plain.items()}
    readers |= {"investment_cny": cells.yuan, "episode_ms": cells.milliseconds}
    return {name: read if name in _MOSTLY_NEW else _remembered(read) for name, read in readers.items()}


def _without_unit(read: Callable[[Any], Any]) -> _Reader:
    return lambda cell, _unit: read(cell)


def _remembered(read: _Reader) -> _Reader:
    """The same reader; the cells of a million rows are mostly those of other rows."""
    known = lru_cache(maxsize=_MEMO)(read)
    return lambda cell, unit: known(cell, unit) if isinstance(cell, str) else read(cell, unit)
