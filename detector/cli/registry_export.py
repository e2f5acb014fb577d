"""``detector registry export``: all entries, as an import reads them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.options import AsOfOption, ConfigOption, RegistryOption
from detector.cli.output import atomic_file, sink
from detector.cli.registry_session import registry_session
from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.registry_replies import Entry

TableFormat = Literal["csv", "xlsx"]
_Format = Literal["csv", "xlsx", "jsonl"]
_OF_SUFFIX: dict[str, _Format] = {".csv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl"}


def export(
    *,
    format_: Annotated[
        _Format | None, typer.Option("--format", help="Default: by the suffix of -o FILE, else csv.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Written whole or not at all."),
    ] = None,
    as_of: AsOfOption = None,
    registry: RegistryOption = None,
    config: ConfigOption = None,
) -> None:
    """Write all entries, as `registry import` reads them."""
    from detector.registry.export_rows import HEADINGS, cells_of

    kind = format_ or _OF_SUFFIX.get(output.suffix.lower() if output else "", "csv")
    with registry_session(registry, config) as (held, _):
        entries = held.entries(as_of or date.today())
        if kind == "jsonl":
            _write_objects(entries, output)
        else:
            write_table(HEADINGS, map(cells_of, entries), kind, output)


def write_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], kind: TableFormat, output: Path | None
) -> None:
    """Write a table to a file, or to standard output. Raises ``UsageError`` for XLSX on a terminal."""
    from detector.report.spreadsheet import write_csv, write_xlsx

    if kind == "csv":
        with sink(output) as out:
            write_csv(headings, rows, out)
        return
    if output is None:
        raise UsageError("a workbook needs a file", "write -o FILE.xlsx")
    with atomic_file(output) as half:
        try:
            write_xlsx(headings, rows, half)
        except OverflowError as error:
            raise UsageError(f"{output}: {error}", "export as CSV, which has no limit") from None


def _write_objects(entries: "Iterable[Entry]", output: Path | None) -> None:
    from detector.registry.export_rows import object_of

    with sink(output) as out:
        for entry in entries:
            out.write(json.dumps(object_of(entry), ensure_ascii=False) + "\n")
