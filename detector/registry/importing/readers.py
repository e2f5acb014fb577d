"""Files that hold lists, opened by what they are, table by table."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from detector.errors import InputError, InputNotFound, InputNotPermitted, UsageError
from detector.registry.importing.html_tables import open_html
from detector.registry.importing.opendocument import open_opendocument
from detector.registry.importing.parquet_rows import open_parquet
from detector.registry.importing.pdf_tables import open_pdf
from detector.registry.importing.tables import Tables
from detector.registry.importing.text_files import open_csv, open_json, open_json_lines
from detector.registry.importing.word_tables import open_word
from detector.registry.importing.workbooks import open_workbook

_Open = Callable[[Path, BinaryIO], Tables]
_OF_SUFFIX: dict[str, _Open] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), open_csv),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), open_workbook),
    **dict.fromkeys((".html", ".htm"), open_html),
    **dict.fromkeys((".jsonl", ".ndjson"), open_json_lines),
    ".json": open_json,
    ".parquet": open_parquet,
    ".docx": open_word,
    ".pdf": open_pdf,
}
SUFFIXES = tuple(_OF_SUFFIX)
_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_SNIFFED = 4096


@contextmanager
def open_tables(file: Path, sheets: Sequence[str] = ()) -> Iterator[Tables]:
    """The tables of a file, by its suffix and its content; of a workbook those of ``sheets`` if given.

    Raises ``InputError`` naming file and line, ``UsageError`` for sheets of a file that has none.
    """
    kind = file.suffix.lower()
    if kind not in SUFFIXES:
        raise InputError(f"{file}: no list that can be read", _hint(kind))
    with file_errors(file), file.open("rb") as source:
        start = source.read(_SNIFFED)
        source.seek(0)
        open_file = _by_content(file, start)
        if open_file is open_workbook:
            open_sheets = open_opendocument if _is_opendocument(source) else open_workbook
            yield open_sheets(file, source, sheets)
        elif sheets:
            raise UsageError(f"--sheet: {file} has no sheets", "leave it out")
        else:
            yield open_file(file, source)


@contextmanager
def file_errors(file: Path) -> Iterator[None]:
    """Raise an ``InputError`` that names the file for what the system says of it."""
    try:
        yield
    except FileNotFoundError:
        raise InputNotFound(f"{file}: there is no such file", "check the path") from None
    except PermissionError:
        raise InputNotPermitted(f"{file}: may not be read", "ask for the right to read it") from None
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}", "give a file that can be read") from None


def _is_opendocument(source: BinaryIO) -> bool:
    try:
        return "content.xml" in zipfile.ZipFile(source).namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False
    finally:
        source.seek(0)


def _hint(kind: str) -> str:
    if kind in (".doc", ".wps", ".et", ".fods", ".numbers", ".mht"):
        return f"save it as XLSX, DOCX or CSV; known are {', '.join(SUFFIXES)}"
    return f"known are {', '.join(SUFFIXES)}"


def _by_content(file: Path, start: bytes) -> _Open:
    """What reads a file: offices and programs call web pages, text and new workbooks ``.xls``."""
    expected = _OF_SUFFIX[file.suffix.lower()]
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").replace(b"\0", b"").lower()
    if expected not in (open_workbook, open_csv) or start.startswith((_OLD_OFFICE, _ZIP)):
        return open_workbook if expected is open_csv else expected
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text or text.startswith(b"mime-version"):
        raise InputError(f"{file}: a workbook in an old form of XML or MHTML", "save it anew as XLSX")
    if text.startswith((b"<!doctype", b"<html", b"<table", b"<meta", b"<head")) or b"<table" in text:
        return open_html
    # A workbook begins with one of the signs above; BIFF older than 1997 does with a byte below the space.
    return open_workbook if expected is open_workbook and start[:1] < b"\x20" else open_csv
