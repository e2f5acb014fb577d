"""From the tables of a file to the entries of its list, and what in it is no entry."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice, zip_longest

from detector.errors import InputError
from detector.registry.importing.cell_values import key, layout_words
from detector.registry.importing.columns import HINT, REQUIRED, Columns, check_unique
from detector.registry.importing.entries import ColumnReader, EntryReader
from detector.registry.importing.headings import (
    HEADINGS_WITHIN,
    SAMPLED_ROWS,
    CellTests,
    HeadingFinder,
    Headings,
    are_column_numbers,
    shown,
)
from detector.registry.importing.tables import Cells, Row, Table, Tables
from detector.registry.protocol import EntryRow, LeftOut, RejectedRow

NOT_CONFIRMED = "not confirmed"
"""Why a row of a draft is left out that no person has confirmed."""
_MOST_REJECTED = 100_000
"""Rejected rows, and rows left out, after which a list counts as not understood."""
_PAGE_NUMBER = re.compile(r"第\s*\d+\s*页[，,\s]*(?:共\s*\d+\s*页)?|[-—]\s*\d+\s*[-—]")
_GROUP = re.compile(r"[（(]?[一二三四五六七八九十]+[）)]?[、.．].+|.+[（(]\s*共?\s*\d+\s*[部条项个]\s*[）)]")
_GROUP_HEADING = "heading of a group"
_COUNT = re.compile(r"共?\s*\d+\s*[部条项个]")
"""What a total may have below the heading of the numbers."""
_WIDEST = 20_000
"""Cells of a row: a workbook's sheet has at most 16,384 columns."""
_WIDEST_TURNED = 500
"""Columns of a table that is turned."""
_SHOWN = 80
"""Characters of a row that is left out."""


class ListReader:
    """Reads one list.

    ``ignored`` has the headings that belong to no field, ``left_out`` the rows and sheets that are no
    entries, once all is read.
    """

    def __init__(self, file: str, columns: Columns, entries: EntryReader) -> None:
        """``file`` is the list's name for messages."""
        self._file, self._columns, self._entries = file, columns, entries
        self._finder = HeadingFinder(
            columns, CellTests(entries.is_number, entries.is_value), entries.required
        )
        self._by_name: dict[str, ColumnReader | None] = {}
        self._headings: Headings | None = None
        self._confirmed_at: int | None = None
        self._remarks: dict[int, str] = {}
        self._readers: list[ColumnReader | None] = []
        self._not_understood: list[str] = []
        self.ignored: dict[str, None] = {}
        self.left_out: list[LeftOut] = []

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading of each column of the table that is read now; empty for one that is ignored."""
        return tuple(reader.heading if reader else "" for reader in self._readers)

    def unheaded(self) -> frozenset[int]:
        """The places of the columns of the table that is read now which have no heading."""
        lines = self._headings.lines if self._headings else ()
        headed = {place for line in lines for place, heading in enumerate(line) if heading}
        return frozenset(
            place for place, reader in enumerate(self._readers) if not reader and place not in headed
        )

    def rows(self, source: Tables) -> Iterator[EntryRow | RejectedRow]:
        """Each row of the list as an entry, or why it is none; blank rows and repeated headings are left out.

        Raises ``InputError`` for a list without headings for number and title, with nothing below them, or
        with more rejected rows than a list that was understood can have.
        """
        self.left_out += source.left_out
        count = rejected = 0
        for table in source.tables:
            for row in self._table(table):
                count += 1
                rejected += isinstance(row, RejectedRow)
                if rejected > _MOST_REJECTED:
                    raise InputError(f"{self._file}: more than {_MOST_REJECTED:,} rows are rejected", HINT)
                yield row
        if not count and any(one.reason == NOT_CONFIRMED for one in self.left_out):
            hint = "compare each row with its picture, and write yes into its column"
            raise InputError(f"{self._file}: no row of the draft is confirmed", hint)
        if not count and self._headings:
            # Imported as a complete list, an empty one would end every entry of its issuers.
            raise InputError(f"{self._file}: no rows below the headings", "give a list with rows")
        if not count:
            raise InputError(f"{self._file}: {next(iter(self._not_understood), 'no table in it')}", HINT)

    def _table(self, table: Table) -> Iterator[EntryRow | RejectedRow]:
        rows = iter(table.rows)
        begin = list(islice(rows, HEADINGS_WITHIN + SAMPLED_ROWS))
        if begin and isinstance(begin[0][1], dict):
            yield from self._objects(chain(begin, rows))
            return
        cells = [content for _, content in begin if not isinstance(content, dict)]
        if any(len(row) > _WIDEST for row in cells):
            hint = "give a file with the list alone"
            raise InputError(f"{self._file}: a row of more than {_WIDEST:,} cells", hint)
        headings = self._finder.find(cells)
        if not headings and len(begin) < HEADINGS_WITHIN and (turned := self._turned(table.name, cells)):
            begin, headings = turned
            cells = [content for _, content in begin if not isinstance(content, dict)]
        wide = headings.side_by_side() if headings else 0
        if headings and wide:
            headings = replace(headings, columns=headings.columns[:wide])
        if headings:
            self._use(table.name, headings, cells)
        elif not self._goes_on(cells):
            self._note_no_list(table.name, cells)
            return
        first, depth = (headings.first, headings.depth) if headings else (0, 0)
        for line, content in begin[:first]:
            self._leave_out(table.name, line, "above the headings", content)
        below = chain(begin[first + depth :], rows)
        yield from self._below(table.name, _one_below_another(below, wide) if wide else below)

    def _turned(self, sheet: str, cells: Sequence[Cells]) -> tuple[list[Row], Headings] | None:
        """A table whose headings stand one below the other, turned; its lines are the file's columns."""
        rows = list(zip_longest(*cells))
        headings = self._finder.find(rows) if len(rows) <= _WIDEST_TURNED else None
        if headings is None or headings.depth > 1:
            return None
        self.left_out.append(LeftOut(sheet, 0, "turned: its columns are read as rows"))
        return list(enumerate(rows, 1)), headings

    def _objects(self, rows: Iterable[Row]) -> Iterator[EntryRow | RejectedRow]:
        for line, content in rows:
            if isinstance(content, dict):
                cells = [(self._reader_named(name), cell) for name, cell in content.items()]
                if any(reader and reader.field == "confirmed" and not cell for reader, cell in cells):
                    self._leave_out("", line, NOT_CONFIRMED, list(map(str, content.values())))
                else:
                    row = self._entries.row(line, cells)
                    remarks = {name: cell for name, cell in content.items() if _is_remark(name)}
                    yield _unless_withdrawn(row, remarks) if isinstance(row, EntryRow) else row

    def _reader_named(self, name: str) -> ColumnReader | None:
        if name not in self._by_name:
            column = self._columns.of(name)
            self._by_name[name] = self._entries.column(column)
            if column is None:
                self.ignored[name] = None
        return self._by_name[name]

    def _use(self, sheet: str, headings: Headings, rows: Sequence[Cells]) -> None:
        check_unique(self._file, headings.columns)
        title = " ".join([sheet, *(shown(cell) for cells in rows[: headings.first] for cell in cells)])
        self._refuse_withdrawn(title, headings)
        for heading, reason in headings.unused.items():
            self.ignored[f"{heading} ({reason})" if reason else heading] = None
        self._headings = headings
        self._confirmed_at = headings.place("confirmed")
        self._readers = [self._entries.column(column) for column in headings.columns]
        self._remarks = {
            place: line[place]
            for line in headings.lines
            for place, column in enumerate(headings.columns[: len(line)])
            if not column and _is_remark(line[place])
        }

    def _refuse_withdrawn(self, title: str, headings: Headings) -> None:
        """Raise ``InputError`` where a title says that the numbers below it are no longer valid."""
        word = _withdrawn_word(title)
        if word and headings.place("status") is None:
            raise InputError(
                f"{self._file}: {word} stands above the list, and no column has the status",
                "add a column 状态, so that its numbers do not count as valid, or choose sheets with --sheet",
            )

    def _goes_on(self, rows: Sequence[Cells]) -> bool:
        """Whether a table goes on with the one before: as wide, and with numbers in the same column."""
        if self._headings is None or not rows or max(map(len, rows)) != len(self._readers):
            return False
        place = self._headings.place("number")
        if place is None:
            return False
        return any(self._entries.is_number(cells[place]) for cells in rows if len(cells) > place)

    def _note_no_list(self, sheet: str, rows: Sequence[Cells]) -> None:
        known, others = self._finder.closest(rows)
        where = f"{sheet}: " if sheet else ""
        if known:
            fields = {column.field for column in known.values()}
            missing = " and ".join(field for field in self._entries.required if field not in fields)
            missing = missing or "number and title"
            understood, unknown = ", ".join(known), ", ".join(others) or "none"
            reason = f"{where}no column for {missing}; headings understood: {understood}; not: {unknown}"
        else:
            reason = f"{where}no row with headings for number and title"
        if sheet and any(self._entries.is_number(cell) for cells in rows for cell in cells):
            # Passed over, a sheet with numbers would be a part of the list that is lost.
            hint = "name the sheets with --sheet, or say which columns they are with --mapping"
            raise InputError(f"{self._file}: {reason}", hint)
        self._not_understood.append(reason)
        for cells in rows:
            if text := _text(cells):
                self.left_out.append(LeftOut(sheet, 0, "no list", text))
                break

    def _below(self, sheet: str, rows: Iterable[Row]) -> Iterator[EntryRow | RejectedRow]:
        """The rows below the headings."""
        is_first = True
        for line, content in rows:
            if isinstance(content, dict) or not any(cell not in ("", None) for cell in content):
                continue
            if self._confirmed_at is not None and self._is_unconfirmed(content):
                self._leave_out(sheet, line, NOT_CONFIRMED, content)
                continue
            wide = len(self._readers)
            if len(content) > wide and any(cell not in ("", None) for cell in content[wide:]):
                reason = f"has {len(content)} cells, the headings are {len(self._readers)}"
                row: EntryRow | RejectedRow = RejectedRow(line, "", reason)
            else:
                row = self._entries.row(line, list(zip(self._readers, content, strict=False)))
            if isinstance(row, EntryRow):
                remarks = {
                    name: content[place] for place, name in self._remarks.items() if place < len(content)
                }
                row = _unless_withdrawn(row, remarks)
                yield replace(row, sheet=sheet) if sheet else row
            elif not self._is_explained(sheet, line, content, is_first=is_first):
                yield replace(row, sheet=sheet)
            is_first = False

    def _is_unconfirmed(self, content: Cells) -> bool:
        """Whether this is a row of a draft without a person's word for it."""
        assert self._headings
        return not self._headings.cell("confirmed", content)

    def _is_explained(self, sheet: str, line: int, content: Cells, *, is_first: bool) -> bool:
        """Whether a row that is no entry is none of one: a note, a total, headings."""
        assert self._headings
        if any(map(self._entries.is_number, content)):
            return False
        if self._headings.are_repeated_by(content):
            return True
        if other := self._finder.find([content]):
            self._use(sheet, other, [])
            return True
        reason = "numbers of the columns" if is_first and are_column_numbers(content) else self._kind(content)
        if reason == _GROUP_HEADING:
            self._refuse_withdrawn(_text(content), self._headings)
        if reason:
            self._leave_out(sheet, line, reason, content)
        return bool(reason)

    def _kind(self, content: Cells) -> str:
        """What a row without a number is; empty where it may be an entry."""
        assert self._headings
        names = list(dict.fromkeys(filter(None, map(shown, content))))
        number, title = (self._headings.cell(field, content) for field in REQUIRED)
        if names == [number] == [title]:  # a cell over the whole row
            return "note"
        if not names:
            return "note"
        kind = _kind_by_words(names[0])
        if kind and (number in ("", names[0]) or _kind_by_words(number) or _COUNT.fullmatch(number)):
            return kind
        if len(names) == 1 and not number and (kind := _kind_of_single(names[0])):
            return kind
        others = [
            cell for reader, cell in zip(self._readers, content, strict=False) if reader and shown(cell)
        ]
        if not number and not title and (not others or len(names) == 1):
            return "neither number nor title"
        return ""

    def _leave_out(self, sheet: str, line: int, reason: str, content: Cells | dict[str, object]) -> None:
        text = _text(content)
        if text and len(self.left_out) < _MOST_REJECTED:
            self.left_out.append(LeftOut(sheet, line, reason, text))


def _one_below_another(rows: Iterable[Row], wide: int) -> Iterator[Row]:
    """The rows of lists of so many columns that stand side by side."""
    for line, content in rows:
        if not isinstance(content, dict):
            yield from ((line, content[begin : begin + wide]) for begin in range(0, len(content), wide))


def _unless_withdrawn(row: EntryRow, remarks: Mapping[str, object]) -> EntryRow | RejectedRow:
    """The row, rejected where a remark says that its number was withdrawn and nothing says its status."""
    for heading, cell in remarks.items():
        word = _withdrawn_word(shown(cell))
        if word and row.entry.status == "valid":
            reason = f"says {word}, and the number would count as valid: write its status into a column 状态"
            return RejectedRow(row.line, heading, reason)
    return row


def _withdrawn_word(text: str) -> str | None:
    """The word by which a text says that numbers are no longer valid."""
    return next((word for word in layout_words("withdrawn") if word in text), None)


@lru_cache(maxsize=1024)  # named objects have their headings in each row
def _is_remark(heading: str) -> bool:
    return key(heading) in layout_words("remarks")


def _text(content: Iterable[object]) -> str:
    text = " ".join(dict.fromkeys(filter(None, map(shown, content))))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _kind_of_single(text: str) -> str:
    """What the only cell of a row says: ``第1页 共2页``, or ``一、浙江省（12部）`` above a group of rows."""
    if _PAGE_NUMBER.fullmatch(text):
        return "page number"
    return _GROUP_HEADING if _GROUP.fullmatch(text) else ""


def _kind_by_words(text: str) -> str:
    if re.match(r"\w{1,6}(?:人|单位|部门|日期|时间|电话|盖章)\s*[：:]", text):
        return "note"
    for kind in ("totals", "notes"):
        if re.match(
            rf"[（(]?(?:{'|'.join(layout_words(kind))})\s*(?:$|[：:、.．，（(）)\d\s])", text, re.IGNORECASE
        ):
            return kind.removesuffix("s")
    return "total" if re.match(r"[总]?共\s*[\d一二三四五六七八九十百]+\s*[部条项个集]", text) else ""
