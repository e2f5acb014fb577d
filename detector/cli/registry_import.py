"""``detector registry import``: a list into the registry, all of it or nothing."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detector.cli import options
from detector.cli.language import said, said_word
from detector.cli.output import sink
from detector.cli.progress import with_import_progress
from detector.errors import RowsRejected

if TYPE_CHECKING:
    from detector.registrar import CheckedList, ImportedList
    from detector.registry.protocol import ImportResult

_SCHEMA = "detector.import/1"
_SHOWN_ENTRIES = 5
"""Entries that ``--check`` shows as they are understood."""
_SHOWN_LEFT_OUT = 20
"""Lines about rows that are no entries; JSON has all."""


def import_(  # noqa: PLR0913  (every option of a command is a parameter)
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="XLSX, XLS, ODS, CSV, TSV, HTML, DOCX, PDF, Parquet, JSON or JSON lines."
        ),
    ],
    *,
    dated: options.DatedOption = None,
    complete: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ISSUER:FIRST:LAST", help="The list has every number of this issuer in these days."
        ),
    ] = None,
    sheet: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A sheet of a workbook that has the list. Default: all visible."),
    ] = None,
    mapping: options.MappingOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Show how the list is understood; nothing is imported.")
    ] = False,
    skip_rejected: Annotated[
        bool, typer.Option("--skip-rejected", help="Leave out rows with errors and import the others.")
    ] = False,
    by: options.ByOption = None,
    format_: options.PlainFormatOption = "console",
    registry: options.RegistryOption = None,
    provisions: options.ProvisionsOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Import a list of numbers, all of it or nothing.

    For example: `detector registry import list.xlsx --dated 2026-11-01`.

    Every rejected row is listed with sheet, line, column and reason; rows that are no entries, such as
    totals and notes, are named. Exit code: 0 imported or nothing new, 4 rows rejected or the file cannot be
    read, 6 the registry.
    """
    from detector.registrar import ListFile, check_list, import_list, parse_period
    from detector.report.labels import printable
    from detector.user_name import user_name

    with options.registry_session(registry, config, provisions) as (opened, tables):
        list_day = dated or date.today()
        periods = tuple(parse_period(text, tables, list_day) for text in complete or ())
        source = ListFile(
            file, list_day, periods, mapping, skip_rejected, tuple(sheet or ()), by or user_name()
        )
        found: CheckedList | ImportedList
        if check:
            found = check_list(source, tables, with_import_progress, _SHOWN_ENTRIES)
            plain, lines = _checked_to_json(found), _checked_lines(file, found)
        else:
            found = import_list(opened, source, tables, with_import_progress)
            plain, lines = asdict(found.result), _result_lines(file, found.result)
    with sink() as out:
        if format_ == "json":
            plain = {"schema": _SCHEMA, "file": str(file), **plain, **asdict(found.findings)}
            out.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
        else:
            for line in (*_findings_lines(found), *lines):
                out.write(printable(said(line)) + "\n")
    if found.rejected and not skip_rejected:
        raise RowsRejected(
            f"{file}: {len(found.rejected)} rows cannot be taken, so nothing was imported",
            "mend them, or give --skip-rejected to import the others",
        )


def _checked_to_json(found: "CheckedList") -> dict[str, Any]:
    from detector.registry.export_rows import object_of

    first = [{"sheet": row.sheet, "line": row.line, "entry": object_of(row.entry)} for row in found.first]
    return {"first": first, "rows": found.rows, "rejected": [asdict(row) for row in found.rejected]}


def _findings_lines(found: "CheckedList | ImportedList") -> Iterator[str]:
    for rejected in found.rejected:
        column = f", {rejected.column}" if rejected.column else ""
        yield f"{_place(rejected.sheet, rejected.line)}{column}: {rejected.reason}"
    left_out = found.findings.left_out
    for one in left_out[:_SHOWN_LEFT_OUT]:
        text = f": {one.text}" if one.text else ""
        yield f"left out, {one.reason}: {_place(one.sheet, one.line)}{text}"
    if len(left_out) > _SHOWN_LEFT_OUT:
        yield f"left out besides: {len(left_out) - _SHOWN_LEFT_OUT} more (--format json has all)"
    if count := sum(one.reason == "not confirmed" for one in left_out):
        yield f"rows of the draft that are not confirmed: {count}"
    if ignored := found.findings.ignored:
        yield f"columns ignored: {', '.join(ignored)}"


def _place(sheet: str, line: int) -> str:
    place = f"line {line}" if line else "whole sheet"
    return f"{sheet}, {said(place)}" if sheet else said(place)


def _result_lines(file: Path, result: "ImportResult") -> Iterator[str]:
    if snapshot := result.snapshot:
        counts = f"{snapshot.added} added, {snapshot.changed} changed, {snapshot.ended} ended"
        left_out = f", {snapshot.skipped} left out" if snapshot.skipped else ""
        yield f"{file}: {result.rows} rows, {counts}{left_out}"
        yield f"snapshot {snapshot.id} of {snapshot.dated}"
    elif not result.rejected:
        yield f"{file}: {result.rows} rows, nothing new"


def _checked_lines(file: Path, found: "CheckedList") -> Iterator[str]:
    from detector.registry.export_rows import HEADINGS, cells_of

    for row in found.first:
        yield f"{_place(row.sheet, row.line)}:"
        for name, cell in zip(HEADINGS, cells_of(row.entry), strict=True):
            if cell:
                yield f"  {said_word(name):<16} {cell}"
    yield f"{file}: {found.rows} rows read, {len(found.rejected)} rejected; nothing was imported"
