"""``detector review``: the reviewers' desk, and its log."""

from typing import Annotated

import typer

from detector.cli.options import ConfigOption
from detector.cli.output import sink
from detector.cli.serve_token import DatabaseOption, FolderOption, open_store

app = typer.Typer(help="The reviewers' desk.", rich_markup_mode=None)
log = typer.Typer(help="The log of decisions.", rich_markup_mode=None)
app.add_typer(log, name="log")


@app.callback()
def review() -> None:
    """Check the log of the reviewers' desk, which `detector serve` shows under /desk."""


@log.callback()
def log_() -> None:
    """Check the log of decisions."""


@log.command("verify")
def verify(
    *,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="N:HASH", help="An end that was noted earlier; may be repeated."),
    ] = None,
    database: DatabaseOption = None,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Check every entry of the log, and write its end as N:HASH, to be noted elsewhere.

    Exit code: 0 it is whole, 2 wrong usage, 5 an entry was changed, added or removed.
    """
    from detector.service.desk.journal import Journal, head_of

    with open_store(database, folder, config) as store, sink() as out:
        end = Journal(store).verify([head_of(text) for text in head or ()])
        out.write(f"{end.seq}:{end.hash}\n")
