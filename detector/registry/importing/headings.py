"""Where in a table its headings stand, and which column is which: by its heading, else by its cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from detector.registry.importing.cell_values import key, layout_words
from detector.registry.importing.columns import REQUIRED, Column, Columns
from detector.registry.importing.tables import Cells

HEADINGS_WITHIN = 200
"""Rows in which the headings must stand: above them are titles and notes."""
SAMPLED_ROWS = 60
"""Rows below the headings whose cells tell what a column holds."""
_DEEPEST = 3
_LONGEST_GROUP = 12
"""Characters of a heading over others; what is longer is a title."""
_CHOICES = ("category", "production")
_COLUMN_NUMBER = re.compile(r"[（(]?(?:\d{1,2}|[A-Z]|[甲乙丙丁戊己庚辛一二三四五六七八九十]{1,2})栏?[）)]?")

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .'’/&-]*")

Test = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a table.

    ``first`` is the place of their first row among those looked at, ``depth`` the count of their rows.
    ``columns`` are what the columns hold, ``unused`` the headings of those that hold nothing known, each with
    the reason, empty for "not known". ``lines`` are the rows as text.
    """

    first: int
    depth: int
    columns: tuple[Column | None, ...]
    unused: dict[str, str]
    lines: tuple[tuple[str, ...], ...]

    def place(self, field: str) -> int | None:
        """The first column of a field; ``None`` where it has none."""
        places = (place for place, column in enumerate(self.columns) if column and column.field == field)
        return next(places, None)

    def cell(self, field: str, content: Cells) -> str:
        """What a row has in the first column of a field."""
        place = self.place(field)
        return shown(content[place]) if place is not None and place < len(content) else ""

    def side_by_side(self) -> int:
        """The columns of each of several lists that stand side by side; 0 where one list has all columns."""
        places = [place for place, column in enumerate(self.columns) if column and column.field == "number"]
        wide = places[1] - places[0] if len(places) > 1 else 0
        is_repeated = all(
            column == self.columns[place % wide] for place, column in enumerate(self.columns) if wide
        )
        return wide if is_repeated else 0

    def are_repeated_by(self, content: Cells) -> bool:
        """Whether a row is one of the headings' again, as on a new page."""
        return any(
            all(self.cell(field, content) == self.cell(field, line) for field in REQUIRED)
            and any(self.cell(field, content) for field in REQUIRED)
            for line in self.lines
        )


@dataclass(frozen=True, slots=True)
class CellTests:
    """Whether a cell is a number in full form, and for a field whether its parser takes a cell."""

    is_number: Test
    is_value: Callable[[str, object], bool]


class HeadingFinder:
    """Finds the headings of a table with the columns that are known."""

    def __init__(self, columns: Columns, tests: CellTests, required: Sequence[str] = REQUIRED) -> None:
        self._columns, self._tests, self._required = columns, tests, required
        self._ranks = {heading: place for place, heading in enumerate(columns.fields)}

    def find(self, rows: Sequence[Cells]) -> Headings | None:
        """The headings of the table that begins with these rows; ``None`` where it has none for a list."""
        found: list[Headings] = []
        for first in range(min(len(rows), HEADINGS_WITHIN)):
            if found and first > found[0].first + _DEEPEST - 1:
                break
            if len(set(filter(None, map(shown, rows[first])))) >= len(self._required):
                found += self._from(first, rows)
        return max(found, key=_worth) if found else None

    def closest(self, rows: Sequence[Cells]) -> tuple[dict[str, Column], list[str]]:
        """Of the row most like headings: the columns that are known, and the other headings."""
        best: tuple[dict[str, Column], list[str]] = ({}, [])
        for row in rows[:HEADINGS_WITHIN]:
            names = [name for name in dict.fromkeys(map(shown, row)) if name]
            known = {name: column for name in names if (column := self._known(name))}
            if len(known) > len(best[0]) and not any(map(self._tests.is_number, row)):
                best = known, [name for name in names if name not in known]
        return best

    def _from(self, first: int, rows: Sequence[Cells]) -> Iterator[Headings]:
        lines: list[tuple[str, ...]] = []
        for row in rows[first : min(first + _DEEPEST, HEADINGS_WITHIN)]:
            if any(map(self._tests.is_number, row)) or (lines and not any(map(shown, row))):
                return
            lines.append(tuple(map(shown, row)))
            below = rows[first + len(lines) : first + len(lines) + SAMPLED_ROWS]
            columns = self._columns_of(lines, below)
            fields = [column.field for column in columns.columns if column]
            if all(field in fields for field in self._required):
                yield replace(columns, first=first)

    def _columns_of(self, lines: Sequence[tuple[str, ...]], below: Sequence[Cells]) -> Headings:
        joined = _joined(lines)
        columns = [self._column(heading, above) for heading, above in joined]
        names = [heading for heading, _ in joined]
        unused = {name: "" for name, column in zip(names, columns, strict=True) if name and not column}
        samples = list(zip_longest(*below))[: len(columns)]
        samples += [()] * (len(columns) - len(samples))
        self._number_by_cells(names, columns, samples, unused)
        for place, column in enumerate(columns):
            if column and column.field in _CHOICES and not self._has_value(column.field, samples[place]):
                unused[column.heading] = f"no cell is a {column.field}"
                columns[place] = None
        self._drop_second_choices(columns, unused)
        return Headings(0, len(lines), tuple(columns), unused, tuple(lines))

    def _column(self, heading: str, above: Sequence[str]) -> Column | None:
        """The column of a heading below others: 制作机构 over 名称 is the institution, not a title."""
        for group in chain.from_iterable(map(_variants, reversed(above))):
            # The end of a group says what it is: 登记备案信息 over 编号 is 备案编号.
            for begin in range(max(1, min(len(group), _LONGEST_GROUP) - 1)):
                if found := self._known(group[begin:] + heading):
                    return replace(found, heading=heading)
        if above and key(heading) in layout_words("generic"):
            return None
        return self._known(heading)

    def _known(self, heading: str) -> Column | None:
        for name in _variants(heading):
            if key(name) in self._columns.fields or name == heading:
                probe = Columns(self._columns.fields).of(name)
                if probe:
                    unit = probe.unit if probe.unit or name == heading else _unit(heading)
                    return Column(heading, probe.field, unit)
        return None

    def _has_value(self, field: str, cells: Sequence[object]) -> bool:
        filled = [cell for cell in cells if shown(cell)]
        return not filled or any(self._tests.is_value(field, cell) for cell in filled)

    def _number_by_cells(
        self,
        names: Sequence[str],
        columns: list[Column | None],
        samples: Sequence[Sequence[object]],
        unused: dict[str, str],
    ) -> None:
        """Where a heading says nothing, or something else than its cells, the cells tell the number."""
        hits = [sum(map(self._tests.is_number, cells)) for cells in samples]
        headed = [place for place, column in enumerate(columns) if column and column.field == "number"]
        for place, name in enumerate(names):
            if hits[place] and name in unused:
                unused[name] = "its numbers are not imported"
        if not any(hits) or [place for place in headed if hits[place]] == headed != []:
            return
        for place in headed:
            if not hits[place]:
                unused[names[place]] = "no cell is a number in full form"
                columns[place] = None
        if any(hits[place] for place in headed):
            return
        others = [place for place, column in enumerate(columns) if not column or column.field == "printed"]
        with_numbers = [place for place in others if hits[place]]
        if len(with_numbers) == 1 and not self._is_turned(columns, samples):
            (place,) = with_numbers
            heading = names[place] or f"column {place + 1}"
            unused.pop(names[place], None)
            columns[place] = Column(heading, "number", "")

    def _is_turned(self, columns: Sequence[Column | None], samples: Sequence[Sequence[object]]) -> bool:
        """Whether the headings stand one below the other: then one of them seems to be a title."""
        titles = [place for place, column in enumerate(columns) if column and column.field == "title"]
        return any(self._known(shown(cell)) for place in titles for cell in samples[place] if shown(cell))

    def _drop_second_choices(self, columns: list[Column | None], unused: dict[str, str]) -> None:
        """Keep one heading a field: 制作机构 rather than 报备机构. Number and title are not chosen so."""
        chosen: dict[str, Column] = {}
        for known in filter(None, columns):
            other = chosen.setdefault(known.field, known)
            if self._rank(known.heading) < self._rank(other.heading):
                chosen[known.field] = known
        for place, column in enumerate(columns):
            if column and column.field not in REQUIRED and chosen[column.field].heading != column.heading:
                unused[column.heading] = f"{chosen[column.field].heading} is taken for it"
                columns[place] = None

    def _rank(self, heading: str) -> int:
        ranks = [self._ranks[key(name)] for name in _variants(heading) if key(name) in self._ranks]
        return min(ranks, default=len(self._ranks))


def _worth(headings: Headings) -> tuple[bool, int, int, int]:
    fields = [column.field for column in headings.columns if column]
    is_clear = all(fields.count(field) < 2 for field in REQUIRED)
    return is_clear, len(set(fields)), -headings.depth, -headings.first


def shown(cell: object) -> str:
    """A cell as text on one line."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _joined(lines: Sequence[tuple[str, ...]]) -> list[tuple[str, list[str]]]:
    """For each column its lowest heading, and what stands above it, from the top.

    An upper heading over several columns that are not merged has empty cells to its right.
    """
    *uppers, lowest = lines
    width = max(map(len, lines))
    found = []
    above = [""] * len(uppers)
    for place in range(width):
        bottom = lowest[place] if place < len(lowest) else ""
        parts: list[str] = []
        for level, upper in enumerate(uppers):
            cell = upper[place] if place < len(upper) else ""
            if cell or not bottom:
                above[level] = cell
            if above[level] and above[level] not in (*parts, bottom):
                parts.append(above[level])
        if not bottom and parts:
            bottom = parts.pop()
        found.append((bottom, parts))
    return found


def _variants(heading: str) -> Iterator[str]:
    """A heading as it is, and without what often stands round it."""
    yield heading
    bare = key(re.sub(r"[（(\[【][^）)\]】]*[）)\]】]\s*$", "", heading))
    yield bare
    if not heading.isascii() and (chinese := key(_LATIN.sub("", heading))) != bare:  # 剧名 Title
        yield chinese
    for stem in _without(bare, layout_words("suffixes") + layout_words("units"), str.removesuffix):
        yield stem
        yield from _without(stem, layout_words("prefixes"), str.removeprefix)
    yield from _without(bare, layout_words("prefixes"), str.removeprefix)


def _without(word: str, affixes: Sequence[str], remove: Callable[[str, str], str]) -> Iterator[str]:
    for affix in affixes:
        stem = remove(word, affix)
        if stem and stem != word:
            yield stem


def _unit(heading: str) -> str:
    found = re.search(r"[（(\[【]([^）)\]】]*)[）)\]】]\s*$", heading)
    if found:
        return key(found[1])
    return next((unit for unit in layout_words("units") if key(heading).endswith(unit)), "")


def are_column_numbers(cells: Cells) -> bool:
    """Whether a row below the headings only numbers the columns: 1, 2, 3, or 甲, 乙, 1, 2."""
    names = [name for name in map(shown, cells) if name]
    return len(names) > 1 and len(set(names)) == len(names) and all(map(_COLUMN_NUMBER.fullmatch, names))
