"""Options that several commands have, and how their values become settings."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from detector.errors import UsageError
from detector.i18n import Lang
from detector.plugins import PREFIX
from detector.records import FailOn

if TYPE_CHECKING:
    from detector.law.tables.queries import Provisions
    from detector.registry.protocol import Registry


def day(text: str) -> date:
    """A date as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-23") from None


def report_format(text: str) -> str:
    """The name of a report's format, ours or a plug-in's."""
    if text not in FORMATS and not text.startswith(PREFIX):
        raise typer.BadParameter(f"{text!r} is no format; known are {', '.join(FORMATS)}, plugin:NAME")
    return text


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


FORMATS = ("console", "json", "jsonl", "csv", "html")
"""The names of ``detector.report.FORMATS``, which --help need not import."""
FormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="|".join(FORMATS),
        parser=report_format,
        autocompletion=lambda: list(FORMATS),
        help="Default: console on a terminal, by the suffix of -o FILE, else jsonl.",
    ),
]
RegistryOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--registry",
        metavar="URL",
        help="Path or postgresql:// URL of the registry, or none. Default: the file in your data folder.",
    ),
]
MaxAgeOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--max-registry-age", min=0, metavar="DAYS", help="Do not use a registry whose list is older."
    ),
]
AsOfOption: TypeAlias = Annotated[
    date | None, typer.Option("--as-of", parser=day, metavar="DATE", help="Default: today.")
]
ConfigOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings in TOML; `detector doctor` lists them."),
]
MappingOption: TypeAlias = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="Which column is which field, in TOML.")
]
DatedOption: TypeAlias = Annotated[
    date | None,
    typer.Option(
        "--dated", parser=day, metavar="DATE", help="The day on which the list is true. Default: today."
    ),
]
ByOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who does it, for the history. Default: your login name."),
]
PlainFormatOption: TypeAlias = Annotated[
    Literal["console", "json"], typer.Option("--format", help="For a person or for a program.")
]
WorkersOption: TypeAlias = Annotated[
    int | None, typer.Option("-j", "--workers", min=1, metavar="N", help="Default: one per core.")
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write to FILE, replaced once all is written; - is standard output.",
    ),
]
LangOption: TypeAlias = Annotated[
    Lang | None,
    typer.Option("--lang", help="Language of messages. Default: the locale's in reports for people."),
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
    str | None,
    typer.Option("--policy", metavar="NAME", help="The profile of requirements on a marker."),
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
    typer.Option("--thorough", help="Examine and read the whole opening, even if the verdict is clear."),
]


def given(flags: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    """Flags by stage and setting, as :func:`detector.settings.load` takes them, without those not written."""
    return {
        stage: {name: value for name, value in values.items() if value is not None}
        for stage, values in flags.items()
    }


def registry_flags(url: str | None, max_age_days: int | None) -> dict[str, dict[str, object]]:
    """The settings of the stage ``registry`` that were given as flags."""
    return given({"registry": {"url": url, "max_age_days": max_age_days}})


def judge_flags(policy: str | None, fail_on: FailOn | None, provisions: Path | None) -> dict[str, object]:
    """The settings of the stage ``judge``; ``None`` for those not given as flags."""
    return {"policy": policy, "fail_on": fail_on, "provisions": provisions and str(provisions)}


@contextmanager
def registry_session(
    url: str | None, config: Path | None, provisions: Path | None = None
) -> Iterator[tuple["Registry", "Provisions"]]:
    """The registry that flag, environment or file name, else the default one; and the law's tables."""
    from detector.registry.address import NONE, open_registry
    from detector.scanner import provisions_of
    from detector.settings import load

    flags = registry_flags(url, None) | given({"judge": judge_flags(None, None, provisions)})
    settings, _ = load(config, flags)
    if settings.registry.url == NONE:
        raise UsageError("--registry: none is no registry", "name one, or leave the option out for yours")
    registry = open_registry(settings.registry.url)
    try:
        yield registry, provisions_of(settings)
    finally:
        registry.close()
