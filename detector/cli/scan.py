"""``detector scan``: the main job."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli import options
from detector.cli.inputs import find_jobs
from detector.cli.language import output_language
from detector.cli.options import (
    FailOnOption,
    FormatOption,
    LawDayOption,
    MaxAgeOption,
    PolicyOption,
    ProvisionsOption,
    RegistryOption,
    ThoroughOption,
    WindowOption,
    day,
    given,
    registry_flags,
)
from detector.cli.output import STDOUT, saving_openings, sink, write_report
from detector.cli.progress import with_progress
from detector.errors import UsageError
from detector.i18n import Lang
from detector.records import Category, Episode, Facts, Kind, Production

if TYPE_CHECKING:
    from detector.auditor.engine_local import ScanConfig, ScanOutcome

    Joined = Callable[[Iterable[ScanOutcome]], Iterator[ScanOutcome]]

_OF_SUFFIX = {".json": "json", ".csv": "csv", ".html": "html", ".txt": "console"}


def scan(  # noqa: PLR0913  (every option of a command is a parameter)
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT", help="Videos, stills, folders (walked), patterns, - (list on stdin)."
        ),
    ] = None,
    *,
    format_: FormatOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all; - is standard output."
        ),
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
    joint_review: Annotated[
        bool | None,
        typer.Option(
            "--joint-review/--no-joint-review",
            help="A drama with a special theme passed the joint review, or did not.",
        ),
    ] = None,
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
    duration: Annotated[
        int | None,
        typer.Option(
            "--duration-seconds",
            parser=options.duration,
            metavar="SECONDS",
            help="How long the whole episode is.",
        ),
    ] = None,
    overlay: Annotated[
        bool | None,
        typer.Option("--overlay/--no-overlay", help="The app draws the number over the video, or does not."),
    ] = None,
    episodes: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="How many episodes the drama has.")
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="Episodes or promotional clips.")] = None,
    number: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Which episode of the drama it is.")
    ] = None,
    policy: PolicyOption = None,
    fail_on: FailOnOption = None,
    provisions: ProvisionsOption = None,
    registry: RegistryOption = None,
    max_registry_age: MaxAgeOption = None,
    as_of: LawDayOption = None,
    window: WindowOption = None,
    thorough: ThoroughOption = False,
    engine: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What reads: rapidocr (default), marker or easyocr."),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Save pictures of every marker, or of what was seen, in DIR."),
    ] = None,
    openings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Save all that was seen, for `detector rejudge`.")
    ] = None,
    trace: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Save each step and decision of every scan, one JSON object a line."
        ),
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language of messages. Default: the locale's in reports for people.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings in TOML; `detector doctor` lists them.")
    ] = None,
) -> int:
    """Read and judge the licence marker of videos.

    For example: `detector scan ep01.mp4`, `detector scan season1 --platform 红果 --evidence shots
    -o report.html` or `detector scan 'uploads/*.mp4' --format jsonl -j 4`.

    Exit code: 0 all passed, 1 one failed, 3 one is undecided, 4 an input could not be read, 5 set-up,
    6 the registry.
    """
    if not inputs:
        hint = "write `detector scan VIDEO`, or `detector demo` to see it at work on sample videos"
        raise UsageError("no video is given", hint)
    from detector.auditor.engine_local import ScanConfig, scan_many
    from detector.cli.glossary import glossary
    from detector.evidence import open_folder
    from detector.facts import checked_facts
    from detector.registry.address import check_registry
    from detector.rule_plugins import active_rules
    from detector.sandbox.limits import cores
    from detector.settings import load

    judge = {"policy": policy, "fail_on": fail_on, "provisions": provisions and str(provisions)}
    flags: dict[str, dict[str, object]] = {"decode": {"window_ms": window}, "judge": {**judge}}
    flags |= {"tracker": {"thorough": thorough or None}, "engine": {"name": engine}, "report": {"lang": lang}}
    settings = load(config, given(flags) | registry_flags(registry, max_registry_age))[0]
    facts = checked_facts(
        Facts(
            title=title,
            number=number,
            platform=platform,
            category=category,
            investment_cny=investment_cny,
            production=production,
            special_theme=special_theme or None,  # A flag that is not set says nothing.
            joint_review=joint_review,
            front_page=front_page or None,
            promotion=promotion or None,
            published_on=published_on,
            claimed_number=claimed_number,
            producer_province=producer_province,
            overlay=overlay,
            kind=kind,
            duration_ms=duration,
            episodes=episodes,
        )
    )
    jobs = find_jobs(inputs, facts)
    episodes_found = sum(isinstance(job, Episode) for job in jobs)
    for option, fact in (("--number", number), ("--duration-seconds", duration)):
        if fact is not None and episodes_found > 1:
            hint = "it is a fact of one episode: scan one at a time with it"
            raise UsageError(f"{option} is given for {episodes_found} episodes", hint)
    check_registry(settings.registry.url)
    if evidence:
        open_folder(evidence)
    scan_config = ScanConfig(settings, as_of or date.today(), evidence)
    busy = max(1, min(workers or cores(), episodes_found))
    format_name = format_ or default_format(output)
    with (
        traced(scan_config, trace) as (scan_config, joined),
        saving_openings(
            with_progress(joined(scan_many(jobs, scan_config, busy)), len(jobs)), openings
        ) as every,
    ):
        lang_of_report = output_language(settings.report.lang, format_name)
        words = glossary(lang_of_report, evidence, active_rules(settings))
        return write_report(every, format_name, output, words)


@contextmanager
def traced(scan_config: "ScanConfig", file: Path | None) -> "Iterator[tuple[ScanConfig, Joined]]":
    """The order to scan with, and what its outcomes are to pass through, so that ``file`` has their trace."""
    if file is None:
        yield scan_config, iter
        return
    from detector.auditor.tracing import TraceFolder

    with TemporaryDirectory(prefix="detector-trace-") as folder, sink(file) as out:
        traces = TraceFolder(Path(folder))
        yield replace(scan_config, trace_folder=traces.folder), lambda outcomes: traces.joined(outcomes, out)


def default_format(output: Path | None) -> str:
    """By the suffix of the output file, else console on a terminal, else jsonl."""
    if output and output != STDOUT:
        return _OF_SUFFIX.get(output.suffix.lower(), "jsonl")
    return "console" if sys.stdout.isatty() else "jsonl"
