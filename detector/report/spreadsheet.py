"""Tables of any headings as CSV and as XLSX. No cell can be taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TextIO

from detector.extras import need
from detector.formula_escaping import inert
from detector.report.csv_table import BYTE_ORDER_MARK, Cell

MAX_ROWS = 1_048_575
"""Rows that a sheet of XLSX holds below its headings."""
_MAX_CHARACTERS = 32_767
"""Of one cell of XLSX."""
_WIDTH = 18
"""Of a column, in characters."""


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO) -> None:
    """A heading and the rows, as RFC 4180 says, after a byte order mark for spreadsheets."""
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([inert(cell) for cell in row] for row in rows)


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Cell]], file: Path) -> None:
    """Sheets of ``MAX_ROWS`` rows at most, each with its headings frozen and a filter.

    A text is written as a text, so that neither a formula nor a lost leading zero can arise; numbers and days
    as such. Raises ``OSError`` where the file cannot be written, and ``ExtraMissing``.
    """
    need("xlsxwriter", "a workbook")
    from xlsxwriter import Workbook  # noqa: PLC0415  (this format only)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    source = iter(rows)
    following = next(source, None)
    sheets = 0
    while following is not None or not sheets:
        sheets += 1
        sheet = book.add_worksheet("results" if sheets == 1 else f"results {sheets}")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(headings) - 1), _WIDTH)
        sheet.write_row(0, 0, headings, bold)
        number = 0
        while following is not None and number < MAX_ROWS:
            number += 1
            for column, cell in enumerate(following):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell[:_MAX_CHARACTERS])
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime.combine(cell, time()), day)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
            following = next(source, None)
        sheet.autofilter(0, 0, number, max(0, len(headings) - 1))
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0]
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from None
