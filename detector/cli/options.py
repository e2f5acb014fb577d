"""Options whose text needs more than a type, and those that several commands have."""

import math
from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_LONGEST_S = 3_600


def day(text: str) -> date:
    """A date as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-23") from None


def milliseconds(text: str) -> int:
    """Seconds, as a person writes them, in whole milliseconds."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0.1 <= seconds <= _LONGEST_S:
        raise typer.BadParameter(
            f"{text!r} is no length of the opening; write seconds from 0.1 to {_LONGEST_S}, such as 15"
        )
    return round(seconds * 1000)


RegistryOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--registry",
        metavar="URL",
        help="Path or postgresql:// URL of the registry, or none. Default: yours.",
    ),
]
MaxAgeOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--max-registry-age", min=0, metavar="DAYS", help="A registry with an older list is not asked."
    ),
]


AsOfOption: TypeAlias = Annotated[
    date | None,
    typer.Option("--as-of", parser=day, metavar="DATE", help="Default: today."),
]
ConfigOption: TypeAlias = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings in TOML.")
]
ProvisionsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--provisions", metavar="FILE", help="Rows that extend the law's tables, in TOML."),
]


def registry_flags(url: str | None, max_age_days: int | None) -> dict[str, dict[str, object]]:
    """The settings of the stage ``registry`` that were given as flags."""
    given = {"url": url, "max_age_days": max_age_days}
    return {"registry": {name: value for name, value in given.items() if value is not None}}
