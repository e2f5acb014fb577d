"""Lists in workbooks: XLSX and XLS, sheet by sheet."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from detector.errors import InputError
from detector.extras import need
from detector.registry.importing.archives import check_archive
from detector.registry.importing.tables import Cells, Row, Table, Tables, choose_sheets

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_HINT = "save it anew, or as CSV"


def open_workbook(file: Path, source: BinaryIO, chosen: Sequence[str] = ()) -> Tables:
    """The sheets of a workbook, those that a person sees, or those that are ``chosen`` by name.

    Raises ``InputError`` for what is no workbook, ``UsageError`` for a sheet that it does not have.
    """
    need("python_calamine", "a workbook")
    from python_calamine import (  # noqa: PLC0415  (this format only)
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    if zipfile.is_zipfile(source):
        check_archive(file, source)
    source.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(source)
    except Exception as error:  # noqa: BLE001  (errors of its own, of the archive and of XML, no common class)
        raise InputError(f"{file}: no readable workbook: {error}", _HINT) from None
    sheets = [
        (sheet.name, sheet.visible != SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]
    wanted, left_out = choose_sheets(file, sheets, chosen)
    share = [0.0]

    def tables() -> Iterator[Table]:
        for place, name in enumerate(wanted):
            sheet = _sheet(file, book, name)
            yield Table(name, _counted(sheet, share, place, len(wanted)))
            share[0] = (place + 1) / len(wanted)

    return Tables(tables(), lambda: share[0], left_out)


def _sheet(file: Path, book: object, name: str) -> "CalamineSheet":
    try:
        sheet: CalamineSheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001  (as above)
        raise InputError(f"{file}, {name}: no readable sheet: {error}", _HINT) from None
    return sheet


def _counted(sheet: "CalamineSheet", share: list[float], place: int, sheets: int) -> Iterator[Row]:
    # Rows come from the sheet's first on, as the spreadsheet counts them; columns from the first with a cell.
    begin = sheet.start[1] if sheet.start else 0
    merged = [
        _MergedCells(top, bottom, left - begin, right - begin + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    total = max(1, sheet.total_height)
    for line, cells in enumerate(_with_merged(sheet.iter_rows(), merged), 1):
        share[0] = (place + min(1.0, line / total)) / sheets
        yield line, cells


class _MergedCells(NamedTuple):
    """Cells that are one: its rows, both included, and its columns, from 0, without ``end``."""

    top: int
    bottom: int
    left: int
    end: int


def _with_merged(rows: Iterable[Iterable[object]], merged: Iterable[_MergedCells]) -> Iterator[Cells]:
    """The rows with the content of merged cells in each of them; a workbook fills only the first."""
    waiting = sorted(merged, reverse=True)
    open_areas: list[tuple[_MergedCells, object]] = []
    for place, row in enumerate(rows):
        cells = list(row)
        while waiting and waiting[-1].top <= place:
            area = waiting.pop()
            if area.top == place and 0 <= area.left < len(cells):
                open_areas.append((area, cells[area.left]))
        open_areas = [(area, cell) for area, cell in open_areas if area.bottom >= place]
        for area, cell in open_areas:
            end = min(area.end, len(cells))
            cells[area.left : end] = [cell] * (end - area.left)
        yield cells
