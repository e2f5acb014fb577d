"""From options to values: a day, a length of time, the flags that were given."""

import math
from collections.abc import Mapping
from datetime import date

import typer


def day(text: str) -> date:
    """A date as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-23") from None


def given(flags: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    """Flags by stage and knob, as :func:`detector.settings.load` takes them, without those not written."""
    return {
        stage: {knob: value for knob, value in knobs.items() if value is not None}
        for stage, knobs in flags.items()
    }


def window(text: str) -> int:
    """The length of the opening in seconds, as a person writes them, in whole milliseconds."""
    return _milliseconds(text, "length of the opening", 3_600)


def duration(text: str) -> int:
    """The length of an episode in seconds, as a person writes them, in whole milliseconds."""
    return _milliseconds(text, "length of an episode", 86_400)


def _milliseconds(text: str, what: str, longest_s: int) -> int:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0.1 <= seconds <= longest_s:
        raise typer.BadParameter(f"{text!r} is no {what}; write seconds from 0.1 to {longest_s}, such as 15")
    return round(seconds * 1000)
