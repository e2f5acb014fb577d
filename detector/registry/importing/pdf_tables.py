"""The tables of a PDF that has them as text, page by page."""

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from unicodedata import normalize

from detector.errors import InputError
from detector.extras import need
from detector.registry.importing.tables import Row, Table, Tables

_MAX_PAGES = 2_000
_RADICALS = {code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳", "母民虎西见角贝车长门青韦页风飞食马鱼鸟麦黄齐齿龙龟"
)


def open_pdf(file: Path, source: BinaryIO) -> Tables:
    """The ruled tables of each page; a table that goes on has its rows on several pages.

    pdfplumber finds cells by their rules, as printed tables of offices have them, under the MIT licence;
    PyMuPDF's is the AGPL, and Camelot needs Ghostscript or OpenCV and pandas besides. Raises ``ExtraMissing``
    without it, ``InputError`` for what is no PDF or has pages without text.
    """
    need("pdfplumber", "a list in a PDF")
    import pdfplumber  # noqa: PLC0415  (an extra)

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts that are of no concern here
    try:
        document = pdfplumber.open(BytesIO(source.read()))
        pages = document.pages
    except Exception as error:  # noqa: BLE001  (it has no common class of errors)
        raise InputError(f"{file}: no readable PDF: {error}", "save it anew") from None
    if len(pages) > _MAX_PAGES:
        raise InputError(f"{file}: more than {_MAX_PAGES:,} pages", "give a file with the list alone")
    read = 0

    def tables() -> Iterator[Table]:
        nonlocal read
        with document:
            for number, page in enumerate(pages, 1):
                try:
                    found = page.extract_tables()
                    has_text, has_pictures = bool(page.chars), bool(page.images)
                except Exception as error:  # noqa: BLE001  (as above)
                    raise InputError(f"{file}, page {number}: {error}", "save it anew") from None
                if has_pictures and not has_text:
                    # A list with a page missing would be imported as if it were whole.
                    hint = "ask for the list as a table, or read the page with a program for OCR and check it"
                    raise InputError(f"{file}, page {number}: a picture without text", hint)
                line = 0
                for cells in found:
                    rows: list[Row] = [(line + place, _filled(row)) for place, row in enumerate(cells, 1)]
                    line += len(cells)
                    yield Table(f"page {number}", rows)
                page.close()
                read = number

    return Tables(tables(), lambda: read / max(1, len(pages)))


def _filled(row: list[str | None]) -> list[str]:
    """The cells without the line breaks of their narrow columns; Chinese has no spaces to keep there.

    Fonts name the same shape for a letter and for its radical, and programs write the radical: ⽹ for 网.
    """
    return ["" if cell is None else cell.replace("\n", "").translate(_RADICALS) for cell in row]
