"""``detector registry check``: what in the registry cannot be right."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli import options
from detector.cli.language import said
from detector.cli.output import sink

if TYPE_CHECKING:
    from detector.registry.checks import Problem

_SCHEMA = "detector.check/1"


def check(  # noqa: PLR0913  (every option of a command is a parameter)
    *,
    dramas: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A list of dramas, each of which should have a number."),
    ] = None,
    mapping: options.MappingOption = None,
    format_: options.PlainFormatOption = "console",
    as_of: options.AsOfOption = None,
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> int:
    """List numbers on two dramas, titles with two numbers, and numbers that had another title before.

    For example: `detector registry check --dramas dramas.xlsx`.

    With --dramas also the dramas without a number. Exit code: 0 nothing found, 1 something is.
    """
    from detector.registrar import ListFile, read_dramas
    from detector.registry.checks import problems, without_number
    from detector.report.labels import printable

    day = as_of or date.today()
    count = 0
    with options.registry_session(registry, config) as (opened, tables), sink() as out:
        listed = read_dramas(ListFile(dramas, day, mapping=mapping), tables) if dramas else ()
        found = chain(
            problems(opened.entries(day), opened.retitled(day)),
            without_number(listed, opened.entries(day)) if listed else (),
        )
        for problem in found:
            count += 1
            if format_ == "json":
                plain = {"schema": _SCHEMA, **asdict(problem)}
                out.write(json.dumps(plain, ensure_ascii=False) + "\n")
            else:
                out.writelines(printable(said(line)) + "\n" for line in _lines(problem))
        if format_ != "json":
            out.write(said(f"{count} problems found") + "\n")
    return 1 if count else 0


def _lines(problem: "Problem") -> Iterator[str]:
    numbers, titles = " ".join(problem.numbers), " ".join(problem.titles)
    yield {
        "number-on-two-dramas": f"one number on two dramas: {numbers} {titles}",
        "title-with-two-numbers": f"two numbers of one issuer for one drama: {numbers} {titles}",
        "title-replaced": f"the number had another title before: {numbers} {titles}",
        "drama-without-number": f"no number for the drama: {titles}",
    }[problem.fault]
