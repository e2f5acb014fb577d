"""Tables of any headings as CSV and as XLSX. No cell can be taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from detector.formula_escaping import inert
from detector.report.csv_table import BYTE_ORDER_MARK

MAX_ROWS = 1_048_575
"""Rows that a sheet of XLSX holds below its headings."""


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO) -> None:
    """A heading and the rows, as RFC 4180 says, after a byte order mark for spreadsheets."""
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([inert(cell) for cell in row] for row in rows)


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]], file: Path) -> None:
    """One sheet. Every cell is a text, so that neither a formula nor a lost leading zero can arise.

    Raises ``OverflowError`` for more than ``MAX_ROWS``, ``OSError`` where the file cannot be written.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  (this format only)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, headings)
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise OverflowError(f"more than {MAX_ROWS} rows")
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0]
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from None
