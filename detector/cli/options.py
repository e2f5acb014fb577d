"""Options whose text needs more than a type: a day, a length of time."""

import math
from datetime import date

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
