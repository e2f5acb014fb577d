"""``detector scan``: the main job."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.exits import Tally
from detector.cli.inputs import find_jobs
from detector.cli.options import MaxAgeOption, RegistryOption, day, milliseconds, registry_flags
from detector.cli.output import kept, sink
from detector.cli.progress import shown
from detector.records import Category, Episode, Facts, Kind, Production

if TYPE_CHECKING:
    from detector.settings import Settings

FormatName = Literal["console", "json", "jsonl", "csv", "html"]
_OF_SUFFIX: dict[str, FormatName] = {".json": "json", ".csv": "csv", ".html": "html", ".txt": "console"}


def scan(  # noqa: PLR0913  (every option of a command is a parameter)
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", help="Videos, folders (walked), patterns, - (list on stdin)."),
    ],
    *,
    format_: Annotated[
        FormatName | None,
        typer.Option(
            "--format", help="Default: console on a terminal, by the suffix of -o FILE, else jsonl."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("-j", "--workers", min=1, metavar="N", help="Default: one a core.")
    ] = None,
    platform: Annotated[
        str | None, typer.Option(metavar="NAME", help="The platform that broadcasts the episodes.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="T", help="The title of the episodes.")] = None,
    category: Annotated[Category | None, typer.Option(help="The category that is claimed.")] = None,
    investment_cny: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Cost of the whole drama in yuan.")
    ] = None,
    production: Annotated[Production | None, typer.Option(help="How the drama was made.")] = None,
    special_theme: Annotated[bool, typer.Option("--special-theme", help="It has a special theme.")] = False,
    front_page: Annotated[
        bool, typer.Option("--front-page", help="It stands on a front page or first screen.")
    ] = False,
    promotion: Annotated[
        bool, typer.Option("--promotion", help="It is promoted in the platform's investment invitation.")
    ] = False,
    published_on: Annotated[
        date | None, typer.Option(parser=day, metavar="DATE", help="The day on which it went online.")
    ] = None,
    claimed_number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The number that the catalogue gives.")
    ] = None,
    producer_province: Annotated[
        str | None, typer.Option(metavar="NAME", help="The province of the producer.")
    ] = None,
    overlay: Annotated[
        bool, typer.Option("--overlay", help="The app draws the number over the video.")
    ] = False,
    episodes: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="How many episodes the drama has.")
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="Episodes or promotional clips.")] = None,
    provisions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Rows that extend the law's tables, in TOML.")
    ] = None,
    registry: RegistryOption = None,
    max_registry_age: MaxAgeOption = None,
    as_of: Annotated[
        date | None,
        typer.Option(parser=day, metavar="DATE", help="The day whose law applies. Default: today."),
    ] = None,
    window: Annotated[
        int | None,
        typer.Option(parser=milliseconds, metavar="SECONDS", help="Length of the examined opening."),
    ] = None,
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="What locates and reads the text.")
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Save frame and crop of every marker in DIR.")
    ] = None,
    openings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Save all that was seen, for `detector rejudge`.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings in TOML; `detector doctor` lists them.")
    ] = None,
) -> int:
    """Read and judge the licence marker of videos.

    Exit code: 0 all passed, 1 one failed, 3 one is undecided, 4 an input could not be read, 5 set-up,
    6 the registry.
    """
    from detector.auditor.engine_local import Order, cores, scan_many
    from detector.cli.glossary import glossary
    from detector.report import FORMATS
    from detector.settings import load

    flags = _flags(window, engine, provisions) | registry_flags(registry, max_registry_age)
    settings, _ = load(config, flags)
    _check_places(settings, evidence)
    facts = Facts(
        title=title,
        platform=platform,
        category=category,
        investment_cny=investment_cny,
        production=production,
        special_theme=special_theme or None,  # A flag that is not set says nothing.
        front_page=front_page or None,
        promotion=promotion or None,
        published_on=published_on,
        claimed_number=claimed_number,
        producer_province=producer_province,
        overlay=overlay or None,
        kind=kind,
        episodes=episodes,
    )
    jobs = find_jobs(inputs, facts)
    order = Order(settings, as_of or date.today(), evidence)
    videos = sum(isinstance(job, Episode) for job in jobs)
    results = scan_many(jobs, order, max(1, min(workers or cores(), videos)))
    tally = Tally()
    with kept(shown(results, len(jobs)), openings) as all_results, sink(output) as out:
        FORMATS[format_ or default_format(output)](tally.counted(all_results), out, glossary(evidence))
    return tally.exit_code


def _check_places(settings: "Settings", evidence: Path | None) -> None:
    """Refuse a registry or a folder that cannot be used before anything is scanned."""
    from detector.registry.address import check_registry

    check_registry(settings.registry.url)
    if evidence:
        from detector.evidence import open_folder

        open_folder(evidence)


def _flags(window: int | None, engine: str | None, provisions: Path | None) -> dict[str, dict[str, object]]:
    return {
        "decode": _given(window_ms=window),
        "engine": _given(name=engine),
        "judge": _given(provisions=str(provisions) if provisions else None),
    }


def _given(**knobs: object) -> dict[str, object]:
    return {name: value for name, value in knobs.items() if value is not None}


def default_format(output: Path | None) -> FormatName:
    """By the suffix of the output file, else console on a terminal, else jsonl."""
    if output:
        return _OF_SUFFIX.get(output.suffix.lower(), "jsonl")
    return "console" if sys.stdout.isatty() else "jsonl"
