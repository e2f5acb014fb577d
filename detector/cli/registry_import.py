"""``detector registry import``: a list into the registry, all of it or nothing."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli import options
from detector.cli.language import said
from detector.cli.output import sink
from detector.cli.progress import with_import_progress
from detector.errors import RowsRejected

if TYPE_CHECKING:
    from detector.registry.protocol import ImportResult

_SCHEMA = "detector.import/1"


def import_(  # noqa: PLR0913  (every option of a command is a parameter)
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX, XLS, HTML or JSON lines, by its suffix.")
    ],
    *,
    dated: Annotated[
        date | None,
        typer.Option(
            parser=options.day,
            metavar="DATE",
            help="The day on which the list is true. Default: today.",
        ),
    ] = None,
    complete: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ISSUER:FIRST:LAST", help="The list has every number of this issuer in these days."
        ),
    ] = None,
    mapping: options.MappingOption = None,
    skip_rejected: Annotated[
        bool, typer.Option("--skip-rejected", help="Leave out rows with errors and import the others.")
    ] = False,
    format_: options.PlainFormatOption = "console",
    registry: options.RegistryOption = None,
    provisions: options.ProvisionsOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Import a list of numbers, all of it or nothing.

    Every rejected row is listed with line, column and reason. Exit code: 0 imported or nothing new, 4 rows
    rejected or the file cannot be read, 6 the registry.
    """
    from detector.registrar import ListFile, import_list, parse_period
    from detector.report.labels import printable

    with options.registry_session(registry, config, provisions) as (opened, tables):
        list_day = dated or date.today()
        periods = tuple(parse_period(text, tables, list_day) for text in complete or ())
        source = ListFile(file, list_day, periods, mapping, skip_rejected)
        result, ignored = import_list(opened, source, tables, with_import_progress)
    with sink() as out:
        if format_ == "json":
            plain = {"schema": _SCHEMA, "file": str(file), **asdict(result), "ignored": ignored}
            out.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
        else:
            out.writelines(printable(said(line)) + "\n" for line in _lines(file, result, ignored))
    if result.rejected and not skip_rejected:
        raise RowsRejected(
            f"{file}: {len(result.rejected)} rows cannot be taken, so nothing was imported",
            "mend them, or give --skip-rejected to import the others",
        )


def _lines(file: Path, result: "ImportResult", ignored: tuple[str, ...]) -> Iterator[str]:
    for rejected in result.rejected:
        column = f", {rejected.column}" if rejected.column else ""
        yield f"line {rejected.line}{column}: {rejected.reason}"
    if ignored:
        yield f"columns ignored: {', '.join(ignored)}"
    if snapshot := result.snapshot:
        counts = f"{snapshot.added} added, {snapshot.changed} changed, {snapshot.ended} ended"
        left_out = f", {snapshot.skipped} left out" if snapshot.skipped else ""
        yield f"{file}: {result.rows} rows, {counts}{left_out}"
        yield f"snapshot {snapshot.id} of {snapshot.dated}"
    elif not result.rejected:
        yield f"{file}: {result.rows} rows, nothing new"
