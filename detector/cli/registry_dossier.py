"""``detector registry dossier``: what a platform must keep of the dramas that it reviews itself."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli import options
from detector.cli.language import said, said_list, said_word
from detector.cli.output import sink
from detector.cli.registry_export import TableFormat, write_table
from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.law.tables.queries import Provisions
    from detector.registry.dossier import DossierFilter
    from detector.registry.protocol import Registry
    from detector.registry_replies import Entry

app = typer.Typer(help="The dossiers of the dramas that a platform reviews itself.", rich_markup_mode=None)

_Province = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only dramas of institutions in this province.")
]
_From = Annotated[
    date | None,
    typer.Option(
        "--from", parser=options.day, metavar="DATE", help="Only numbers issued on this day or later."
    ),
]
_Until = Annotated[
    date | None,
    typer.Option("--until", parser=options.day, metavar="DATE", help="Only numbers issued up to this day."),
]


@app.command()
def check(  # noqa: PLR0913  (every option of a command is a parameter)
    *,
    province: _Province = None,
    first: _From = None,
    last: _Until = None,
    as_of: options.AsOfOption = None,
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> int:
    """List what is missing or too short in the dossiers.

    For example: `detector registry dossier check --province 浙江`.

    Dramas whose day or province is not known are checked too. Exit code: 0 nothing is missing, 1 something
    is.
    """
    from detector.registry.dossier import missing_fields
    from detector.report.labels import printable

    count = bad = 0
    with options.registry_session(registry, config) as (opened, tables), sink() as out:
        chosen = _filter(province, first, last, tables)
        for entry in _own_dramas(opened, as_of, tables):
            if chosen.matches(entry) is not False:
                count += 1
                if missing := missing_fields(entry):
                    bad += 1
                    told = said_list(said(said_word(name)) for name in missing)
                    out.write(printable(f"{entry.number} {entry.title}: {told}") + "\n")
        out.write(said(f"{count} dossiers, {bad} with gaps") + "\n")
    return 1 if bad else 0


@app.command()
def export(  # noqa: PLR0913  (every option of a command is a parameter)
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="FILE.xlsx or FILE.csv.")],
    province: _Province = None,
    first: _From = None,
    last: _Until = None,
    as_of: options.AsOfOption = None,
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Write the table for the province: the nine fields, and which of them are missing.

    For example: `detector registry dossier export -o table.xlsx --province 浙江`.

    With --province, --from or --until, dramas without that fact are left out and named on standard error.
    """
    from detector.registry.dossier import HEADINGS, report_rows
    from detector.report.labels import printable

    kinds: dict[str, TableFormat] = {".csv": "csv", ".xlsx": "xlsx"}
    if output.suffix.lower() not in kinds:
        raise UsageError(f"{output}: no table by its suffix", "write FILE.xlsx or FILE.csv")
    with options.registry_session(registry, config) as (opened, tables):
        chosen = _filter(province, first, last, tables)

        def entries() -> "Iterator[Entry]":
            for entry in _own_dramas(opened, as_of, tables):
                matches = chosen.matches(entry)
                if matches:
                    yield entry
                elif matches is None:
                    message = f"left out, day or province not known: {entry.number} {entry.title}"
                    sys.stderr.write(printable(said(message)) + "\n")

        write_table(HEADINGS, report_rows(entries()), kinds[output.suffix.lower()], output)


def _filter(
    province: str | None, first: date | None, last: date | None, tables: "Provisions"
) -> "DossierFilter":
    from detector.registry.dossier import DossierFilter

    found = tables.province_named(province) if province is not None else None
    if province is not None and found is None:
        raise UsageError(f"--province: {province!r} is in no table", "write it as 浙江 or 浙")
    return DossierFilter(found.abbreviation if found else None, first, last)


def _own_dramas(registry: "Registry", as_of: date | None, tables: "Provisions") -> "Iterator[Entry]":
    from detector.registrar import is_reviewed_by_platform

    entries = registry.entries(as_of or date.today())
    return (entry for entry in entries if is_reviewed_by_platform(entry, tables))
