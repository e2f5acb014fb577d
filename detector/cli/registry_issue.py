"""``detector registry issue``: a platform's own numbers for the dramas that it reviews itself."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from detector.cli import options
from detector.cli.language import said, said_list, said_word
from detector.cli.output import sink
from detector.cli.registry_export import write_table
from detector.errors import UsageError

_SCHEMA = "detector.issue/1"


def issue(  # noqa: PLR0913  (every option of a command is a parameter)
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The dramas with their dossiers, one a row, as for import.")
    ],
    *,
    issuer: Annotated[str, typer.Option(metavar="NAME", help="The platform whose numbers they are.")],
    dated: Annotated[
        date | None,
        typer.Option(parser=options.day, metavar="DATE", help="The day of issue. Default: today."),
    ] = None,
    digits: Annotated[
        int | None, typer.Option(min=1, max=9, metavar="N", help="Digits of a serial. Default: the table's.")
    ] = None,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Issue numbers although dossiers have gaps.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the table for the province, with the numbers: FILE.xlsx."),
    ] = None,
    mapping: options.MappingOption = None,
    by: options.ByOption = None,
    format_: options.PlainFormatOption = "console",
    registry: options.RegistryOption = None,
    provisions: options.ProvisionsOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Give each drama the platform's next number, and enter it with its dossier; all of them or none.

    For example: `detector registry issue dramas.xlsx --issuer 红果`.

    A drama that has a number, by title and institution, keeps it, so that the command may be repeated. A
    number is never used again. Dossiers with gaps are refused.
    """
    from detector.registrar import ListFile, NumberSeries, issue_numbers, read_dramas
    from detector.registry.dossier import HEADINGS, missing_fields, report_rows
    from detector.registry.export_rows import object_of
    from detector.report.labels import printable
    from detector.user_name import user_name

    if report and report.suffix.lower() != ".xlsx":
        raise UsageError(f"{report}: no table by its suffix", "write FILE.xlsx")
    day = dated or date.today()
    with options.registry_session(registry, config, provisions) as (opened, tables):
        dramas = read_dramas(ListFile(file, day, mapping=mapping), tables)
        for drama in dramas:
            if (missing := missing_fields(drama)) and not incomplete:
                told = said_list(said(said_word(name)) for name in missing)
                hint = "complete the dossier, or give --incomplete"
                raise UsageError(f"{drama.title}: its dossier has gaps: {told}", hint)
        series = NumberSeries(issuer, day.year, day, digits, by or user_name())
        done = issue_numbers(opened, dramas, series, tables)
    if report:
        write_table(HEADINGS, report_rows(done.entries), "xlsx", report)
    with sink() as out:
        if format_ == "json":
            plain = {
                "schema": _SCHEMA,
                "issued": [
                    {**object_of(entry), "repeated": entry.number in done.repeated} for entry in done.entries
                ],
                "snapshot": done.snapshot.id if done.snapshot else None,
            }
            out.write(json.dumps(plain, ensure_ascii=False) + "\n")
            return
        for entry in done.entries:
            line = f"{entry.number} {entry.title}"
            repeated = f"{line} (had it already)" if entry.number in done.repeated else line
            out.write(printable(said(repeated)) + "\n")
        counts = f"{len(done.entries) - len(done.repeated)} numbers issued, {len(done.repeated)} had one"
        out.write(said(counts) + "\n")
