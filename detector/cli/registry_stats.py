"""``detector registry stats``: what the registry holds."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.options import AsOfOption, ConfigOption, RegistryOption
from detector.cli.output import sink
from detector.cli.registry_session import registry_session

if TYPE_CHECKING:
    from detector.registry.protocol import Contents

_SCHEMA = "detector.registry/1"


def stats(
    *,
    format_: Annotated[
        Literal["console", "json"], typer.Option("--format", help="For a person or for a program.")
    ] = "console",
    as_of: AsOfOption = None,
    registry: RegistryOption = None,
    config: ConfigOption = None,
) -> None:
    """Count the entries; list the imports, and for which issuers and days the registry has all numbers."""
    from detector.report.labels import printable

    with registry_session(registry, config) as (held, _):
        contents = held.contents(as_of or date.today())
    with sink() as out:
        if format_ == "json":
            plain = {"schema": _SCHEMA, **asdict(contents)}
            out.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
        else:
            out.writelines(printable(line) + "\n" for line in _lines(contents))


def _lines(contents: "Contents") -> Iterator[str]:
    yield f"{contents.entries} entries"
    counts = (
        ("issuer", contents.by_issuer),
        ("category", contents.by_category),
        ("status", contents.by_status),
    )
    for kind, counted in counts:
        for name, count in counted.items():
            yield f"  {kind:<9} {name or 'not known':<12} {count}"
    for period in contents.complete:
        yield f"complete: {period.issuer} from {period.first} to {period.last}"
    for snapshot in contents.snapshots:
        counts_told = f"{snapshot.added} added, {snapshot.changed} changed, {snapshot.ended} ended"
        yield f"{snapshot.dated}  {snapshot.id}  {snapshot.file}: {snapshot.rows} rows, {counts_told}"
