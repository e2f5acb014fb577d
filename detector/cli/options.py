"""From options to values: a day, a length of time, flags; and the options that several commands have."""

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from detector.records import FailOn


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


LawDayOption: TypeAlias = Annotated[
    date | None,
    typer.Option("--as-of", parser=day, metavar="DATE", help="The day whose law applies. Default: today."),
]
PolicyOption: TypeAlias = Annotated[
    str | None, typer.Option("--policy", metavar="NAME", help="What is asked of a marker: a named profile.")
]
FailOnOption: TypeAlias = Annotated[
    FailOn | None,
    typer.Option("--fail-on", help="Least severity that makes an episode fail. Default: block."),
]
WindowOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--window", parser=window, metavar="SECONDS", help="Length of the examined opening."),
]
ThoroughOption: TypeAlias = Annotated[
    bool,
    typer.Option("--thorough", help="Examine and read all of the opening, however clear the verdict is."),
]


def registry_flags(url: str | None, max_age_days: int | None) -> dict[str, dict[str, object]]:
    """The settings of the stage ``registry`` that were given as flags."""
    given = {"url": url, "max_age_days": max_age_days}
    return {"registry": {name: value for name, value in given.items() if value is not None}}
