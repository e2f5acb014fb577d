"""``detector registry export``: all entries, as an import reads them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from detector.cli import options
from detector.cli.output import STDOUT, atomic_file, sink
from detector.errors import UsageError

TableFormat = Literal["csv", "xlsx"]
_Format = Literal["csv", "xlsx", "jsonl"]
_OF_SUFFIX: dict[str, _Format] = {".csv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl"}


def export(
    *,
    format_: Annotated[
        _Format | None, typer.Option("--format", help="Default: by the suffix of -o FILE, else csv.")
    ] = None,
    output: options.OutputOption = None,
    as_of: options.AsOfOption = None,
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Write all entries, as `registry import` reads them.

    For example: `detector registry export -o registry.csv`.
    """
    from detector.registry.export_rows import HEADINGS, cells_of, object_of

    kind = format_ or _OF_SUFFIX.get(output.suffix.lower() if output else "", "csv")
    with options.registry_session(registry, config) as (opened, _):
        entries = opened.entries(as_of or date.today())
        if kind != "jsonl":
            write_table(HEADINGS, map(cells_of, entries), kind, output)
            return
        with sink(output) as out:
            out.writelines(json.dumps(object_of(entry), ensure_ascii=False) + "\n" for entry in entries)


def write_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], kind: TableFormat, output: Path | None
) -> None:
    """Write a table to a file, or to standard output. Raises ``UsageError`` for XLSX without a file."""
    from detector.report.spreadsheet import write_csv, write_xlsx

    if kind == "csv":
        with sink(output) as out:
            write_csv(headings, rows, out)
        return
    if output is None or output == STDOUT:
        raise UsageError("a workbook needs a file", "write -o FILE.xlsx")
    with atomic_file(output) as temporary:
        try:
            write_xlsx(headings, rows, temporary)
        except OverflowError as error:
            raise UsageError(f"{output}: {error}", "export as CSV, which has no limit") from None
