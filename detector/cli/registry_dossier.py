"""``detector registry dossier``: what a platform must keep of the dramas that it reviews itself."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.options import AsOfOption, ConfigOption, RegistryOption, day
from detector.cli.output import sink
from detector.cli.registry_export import TableFormat, write_table
from detector.cli.registry_session import registry_session
from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.law.tables.queries import Provisions
    from detector.registry.dossier import DossierFilter
    from detector.registry.protocol import Registry
    from detector.registry_replies import Entry

app = typer.Typer(help="The dossier of the dramas that a platform reviews itself.", rich_markup_mode=None)

_Province = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only those of institutions in this province.")
]
_From = Annotated[
    date | None, typer.Option("--from", parser=day, metavar="DATE", help="Only those given since.")
]
_Until = Annotated[
    date | None, typer.Option("--until", parser=day, metavar="DATE", help="Only those given up to this day.")
]


@app.command()
def check(  # noqa: PLR0913  (every option of a command is a parameter)
    *,
    province: _Province = None,
    first: _From = None,
    last: _Until = None,
    as_of: AsOfOption = None,
    registry: RegistryOption = None,
    config: ConfigOption = None,
) -> int:
    """List what is missing or too short in the dossiers.

    Dramas of which day or province are not known are checked too. Exit code: 0 all are whole, 1 some are not.
    """
    from detector.registry.dossier import missing_fields
    from detector.report.labels import printable

    count = bad = 0
    with registry_session(registry, config) as (held, tables), sink() as out:
        scope = _scope(province, first, last, tables)
        for entry in _own(held, as_of, tables):
            if scope.matches(entry) is not False:
                count += 1
                if missing := missing_fields(entry):
                    bad += 1
                    out.write(printable(f"{entry.number} {entry.title}: {', '.join(missing)}") + "\n")
        out.write(f"{count} dossiers, {bad} with gaps\n")
    return 1 if bad else 0


@app.command()
def export(  # noqa: PLR0913  (every option of a command is a parameter)
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="FILE.xlsx or FILE.csv.")],
    province: _Province = None,
    first: _From = None,
    last: _Until = None,
    as_of: AsOfOption = None,
    registry: RegistryOption = None,
    config: ConfigOption = None,
) -> None:
    """Write the table that goes to the province: the nine fields, and what is missing of them.

    Dramas of which day or province are asked for and not known are left out, and named on standard error.
    """
    from detector.registry.dossier import HEADINGS, report_rows
    from detector.report.labels import printable

    kinds: dict[str, TableFormat] = {".csv": "csv", ".xlsx": "xlsx"}
    if output.suffix.lower() not in kinds:
        raise UsageError(f"{output}: no table by its suffix", "write FILE.xlsx or FILE.csv")
    with registry_session(registry, config) as (held, tables):
        scope = _scope(province, first, last, tables)

        def meant() -> "Iterator[Entry]":
            for entry in _own(held, as_of, tables):
                matches = scope.matches(entry)
                if matches:
                    yield entry
                elif matches is None:
                    told = f"left out, day or province not known: {entry.number} {entry.title}"
                    sys.stderr.write(printable(told) + "\n")

        write_table(HEADINGS, report_rows(meant()), kinds[output.suffix.lower()], output)


def _scope(
    province: str | None, first: date | None, last: date | None, tables: "Provisions"
) -> "DossierFilter":
    from detector.registry.dossier import DossierFilter

    if province is None:
        return DossierFilter(None, first, last)
    found = tables.province_named(province)
    if found is None:
        raise UsageError(f"--province: {province!r} is in no table", "write it as 浙江 or 浙")
    return DossierFilter(found.abbreviation, first, last)


def _own(held: "Registry", as_of: date | None, tables: "Provisions") -> "Iterator[Entry]":
    from detector.registrar import is_reviewed_by_platform

    entries = held.entries(as_of or date.today())
    return (entry for entry in entries if is_reviewed_by_platform(entry, tables))
