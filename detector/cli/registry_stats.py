"""``detector registry stats``: what the registry holds."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from detector.cli import options
from detector.cli.language import said, said_word
from detector.cli.output import sink

if TYPE_CHECKING:
    from detector.registry.protocol import Contents

_SCHEMA = "detector.registry/1"


def stats(
    *,
    format_: options.PlainFormatOption = "console",
    as_of: options.AsOfOption = None,
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> None:
    """Count the entries; list the imports, and the issuers and days for which the registry is complete.

    For example: `detector registry stats`.
    """
    from detector.report.labels import printable

    with options.registry_session(registry, config) as (opened, _):
        contents = opened.contents(as_of or date.today())
    with sink() as out:
        if format_ == "json":
            plain = {"schema": _SCHEMA, **asdict(contents)}
            out.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
        else:
            out.writelines(printable(said(line)) + "\n" for line in _lines(contents))


def _lines(contents: "Contents") -> Iterator[str]:
    yield f"{contents.entries} entries"
    for kind in ("issuer", "category", "status"):
        for name, count in getattr(contents, f"by_{kind}").items():
            yield f"  {said_word(kind):<9} {said_word(name or 'not known'):<12} {count}"
    for period in contents.complete:
        yield f"complete: {period.issuer} from {period.first} to {period.last}"
    for snapshot in contents.snapshots:
        counts = f"{snapshot.added} added, {snapshot.changed} changed, {snapshot.ended} ended"
        yield f"{snapshot.dated}  {snapshot.id}  {snapshot.file}: {snapshot.rows} rows, {counts}"
