"""A draft as a table that a person confirms: CSV, or XLSX with a picture of each row."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import cv2

from detector.errors import UsageError
from detector.extras import need
from detector.registry_draft.draft import Draft
from detector.report.spreadsheet import write_csv

OWN_COLUMNS = ("confirmed", "page", "row", "confidence", "problem")
"""Those before the list's own; the first is empty, and to be filled in."""
_PICTURE_HIGH_PX = 28
_ROW_HIGH_POINTS = 24
_WIDTH = 16
"""Of a column, in characters."""
_NARROW = 8


def write_draft(draft: Draft, file: Path, own_columns: Sequence[str], said: Callable[[str], str]) -> None:
    """Write the rows; ``own_columns`` and what ``said`` makes of a problem are in the user's language.

    Raises ``UsageError`` for another suffix, ``OSError`` where the file cannot be written, ``ExtraMissing``.
    """
    headings = (*own_columns, *draft.headings)
    kind = file.suffix.lower()
    if kind == ".csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            write_csv(headings, _rows(draft, said), out)
    elif kind == ".xlsx":
        _write_xlsx(draft, file, headings, said)
    else:
        raise UsageError(f"{file}: no table by its suffix", "write FILE.xlsx or FILE.csv")


def _rows(draft: Draft, said: Callable[[str], str]) -> Iterator[list[str]]:
    for row in draft.rows:
        own = ["", str(row.page), str(row.row), f"{row.confidence:.2f}", said(row.problem)]
        yield [*own, *(row.cells.get(heading, "") for heading in draft.headings)]


def _write_xlsx(draft: Draft, file: Path, headings: tuple[str, ...], said: Callable[[str], str]) -> None:
    need("xlsxwriter", "a workbook")
    from xlsxwriter import Workbook  # noqa: PLC0415  (this format only)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    book = Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    sheet.set_column(1, 3, _NARROW)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
    for number, (cells, row) in enumerate(zip(_rows(draft, said), draft.rows, strict=True), 1):
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell)
        sheet.set_row(number, _ROW_HIGH_POINTS)
        scale = _PICTURE_HIGH_PX / row.picture.shape[0]
        _, encoded = cv2.imencode(".jpg", row.picture)
        options = {"image_data": BytesIO(encoded.tobytes()), "x_scale": scale, "y_scale": scale}
        sheet.insert_image(number, len(headings), "row.jpg", options)
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0]
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from None
