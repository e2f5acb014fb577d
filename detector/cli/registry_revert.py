"""``detector registry revert``: undo an import."""

from typing import Annotated

import typer

from detector.cli import options
from detector.cli.language import said
from detector.cli.output import sink


def revert(
    snapshot: Annotated[
        str, typer.Argument(metavar="SNAPSHOT", help="The import's snapshot, as `stats` lists it.")
    ],
    *,
    by: options.ByOption = None,
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Undo the newest import, with all that it added, changed and ended.

    For example: `detector registry revert 3f2a91c0`.

    What it brought stays in the history, and numbers issued since stay valid. Days before the newest list see
    what was known on them.
    """
    from detector.user_name import user_name

    with options.registry_session(registry, config) as (opened, _):
        undone = opened.revert(snapshot, by or user_name())
    with sink() as out:
        counts = f"{undone.added} added, {undone.changed} changed, {undone.ended} ended"
        out.write(said(f"{snapshot} is undone: {counts}") + "\n")
        out.write(said(f"snapshot {undone.id} of {undone.dated}") + "\n")
