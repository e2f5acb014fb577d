"""``detector registry import``: a list into the registry, all of it or nothing."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from detector.cli.options import ConfigOption, ProvisionsOption, RegistryOption, day
from detector.cli.output import sink
from detector.cli.progress import with_import_progress
from detector.cli.registry_session import registry_session

if TYPE_CHECKING:
    from detector.registrar import Imported

_SCHEMA = "detector.import/1"


def import_(  # noqa: PLR0913  (every option of a command is a parameter)
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX, XLS, HTML or JSON lines, by its suffix.")
    ],
    *,
    dated: Annotated[
        date | None, typer.Option(parser=day, metavar="DATE", help="Day on which it is true. Default: today.")
    ] = None,
    complete: Annotated[
        list[str] | None,
        typer.Option(metavar="ISSUER:FIRST:LAST", help="It has all that this issuer gave in these days."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Which column is which, in TOML.")
    ] = None,
    skip_rejected: Annotated[
        bool, typer.Option("--skip-rejected", help="Leave out rows that cannot be taken, import the others.")
    ] = False,
    format_: Annotated[
        Literal["console", "json"], typer.Option("--format", help="For a person or for a program.")
    ] = "console",
    registry: RegistryOption = None,
    provisions: ProvisionsOption = None,
    config: ConfigOption = None,
) -> None:
    """Import a list of numbers, all of it or nothing.

    Every row that cannot be taken is listed with line, column and reason. Exit code: 0 imported or nothing
    new, 4 rows rejected or the file cannot be read, 6 the registry.
    """
    from detector.registrar import ListFile, import_list, period, raise_if_rejected

    with registry_session(registry, config, provisions) as (held, tables):
        list_day = dated or date.today()
        periods = tuple(period(text, tables, list_day) for text in complete or ())
        order = ListFile(file, list_day, periods, mapping, skip_rejected)
        imported = import_list(held, order, tables, with_import_progress)
    with sink() as out:
        (_write_json if format_ == "json" else _write_console)(out, file, imported)
    if not skip_rejected:
        raise_if_rejected(imported.receipt.rejected, file)


def _write_json(out: TextIO, file: Path, imported: "Imported") -> None:
    receipt = asdict(imported.receipt)
    plain = {"schema": _SCHEMA, "file": str(file), **receipt, "ignored": imported.ignored}
    out.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")


def _write_console(out: TextIO, file: Path, imported: "Imported") -> None:
    from detector.report.labels import printable

    receipt, snapshot = imported.receipt, imported.receipt.snapshot
    for rejected in receipt.rejected:
        column = f", {rejected.column}" if rejected.column else ""
        out.write(printable(f"line {rejected.line}{column}: {rejected.reason}") + "\n")
    if imported.ignored:
        out.write(printable(f"columns not looked at: {', '.join(imported.ignored)}") + "\n")
    if snapshot:
        counts = f"{snapshot.added} added, {snapshot.changed} changed, {snapshot.ended} ended"
        left_out = f", {snapshot.skipped} left out" if snapshot.skipped else ""
        out.write(printable(f"{file}: {receipt.rows} rows, {counts}{left_out}") + "\n")
        out.write(f"snapshot {snapshot.id} of {snapshot.dated}\n")
    elif not receipt.rejected:
        out.write(printable(f"{file}: {receipt.rows} rows, nothing new") + "\n")
