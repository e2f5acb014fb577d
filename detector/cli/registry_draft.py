"""``detector registry draft``: a photograph or a scan of a list, read into a table to be confirmed."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from detector.cli import options
from detector.cli.language import said, said_word
from detector.cli.output import sink
from detector.errors import UsageError


def draft(  # noqa: PLR0913  (every option of a command is a parameter)
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A photograph, or a PDF that was scanned, of a table."),
    ],
    *,
    output: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="FILE.xlsx or FILE.csv.")],
    dated: options.DatedOption = None,
    mapping: options.MappingOption = None,
    provisions: options.ProvisionsOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Read a list that is a picture into a table; nothing is imported.

    For example: `detector registry draft scan.pdf -o draft.xlsx`.

    Each row has its page, how sure the reading is, what an import would say, and in XLSX its picture. Compare
    it, correct it, write `yes` into its column `confirmed`, then import the table: other rows are left out.
    """
    from detector.registrar import ListFile
    from detector.registry_draft.draft import read_draft
    from detector.registry_draft.draft_table import OWN_COLUMNS, write_draft
    from detector.report.labels import printable
    from detector.scanner import provisions_of
    from detector.settings import load
    from detector.vision.engines.factory import open_engine

    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError(f"{output}: no table by its suffix", "write FILE.xlsx or FILE.csv")
    settings, _ = load(config, options.given({"judge": options.judge_flags(None, None, provisions)}))
    source = ListFile(file, dated or date.today(), mapping=mapping)
    found = read_draft(source, open_engine(settings), provisions_of(settings))
    write_draft(found, output, [said_word(name) for name in OWN_COLUMNS], said)
    problems = sum(bool(row.problem) for row in found.rows)
    with sink() as out:
        for one in found.left_out:
            place = f"{one.sheet}, {said(f'line {one.line}')}" if one.line else one.sheet
            text = f": {one.text}" if one.text else ""
            out.write(printable(said(f"left out, {one.reason}: {place}{text}")) + "\n")
        if found.ignored:
            out.write(printable(said(f"columns ignored: {', '.join(found.ignored)}")) + "\n")
        for cut in found.cut:
            edge = f"{cut.edge} edge"
            out.write(said(f"page {cut.page}: {said(edge)}: the table reaches it and may be cut off") + "\n")
        out.write(said(f"{output}: {len(found.rows)} rows to be confirmed, {problems} with a problem") + "\n")
