"""``detector registry lookup``: a number, or the titles most like a text."""

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli import options
from detector.cli.language import said, said_word
from detector.cli.output import sink

if TYPE_CHECKING:
    from detector.registrar import LookupResult

_SCHEMA = "detector.lookup/1"


def lookup(  # noqa: PLR0913  (every option of a command is a parameter)
    text: Annotated[str, typer.Argument(metavar="NUMBER|TITLE", help="A number, or about a title.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=100, metavar="N", help="Titles shown.")] = 5,
    format_: options.PlainFormatOption = "console",
    as_of: options.AsOfOption = None,
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> int:
    """Show the entry of a number, or similar numbers if there is none; or the titles most like a text.

    For example: `detector registry lookup 神喵归来`.

    Exit code: 0 found, 1 not found.
    """
    from detector.registrar import look_up, lookup_to_json
    from detector.report.labels import printable

    with options.registry_session(registry, config) as (opened, tables):
        found = look_up(opened, text, as_of or date.today(), tables, limit)
    with sink() as out:
        if format_ == "json":
            plain = {"schema": _SCHEMA, "asked": text, **lookup_to_json(text, found)}
            out.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
        else:
            out.writelines(printable(said(line)) + "\n" for line in _lines(text, found))
    return 0 if found.entry or found.candidates else 1


def _lines(text: str, found: "LookupResult") -> Iterator[str]:
    from detector.registry.export_rows import HEADINGS, cells_of
    from detector.registry.title_index import difference

    if found.entry:
        for name, cell in zip(HEADINGS, cells_of(found.entry), strict=True):
            if cell:
                yield f"{said_word(name):<16} {cell}"
    elif found.absent:
        yield f"{text}: not in the registry"
        for near in found.absent.near:
            yield f"one character off ({near.change}): {near.number} {near.title}"
        for period in found.absent.complete:
            yield f"it has all numbers of {period.issuer} from {period.first} to {period.last}"
    elif not found.candidates:
        yield f"{text}: no similar title"
    for candidate in found.candidates:
        changed = difference(text, candidate.title)
        yield f"{candidate.likeness:4.0%}  {candidate.entry.number}  {changed}"
