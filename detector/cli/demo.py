"""``detector demo``: the first look, at clips that come with the program."""

import sys
import webbrowser
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.language import output_language, said
from detector.cli.options import LangOption, given
from detector.cli.output import write_report
from detector.cli.progress import with_progress
from detector.errors import SetupError

if TYPE_CHECKING:
    from detector.records import ScanFailure, ScanResult

CLIPS = ("midnight_contract", "return_of_the_heiress", "old_street_lights", "at_the_palace_gate")
"""The openings that look like what platforms get; two are as they should be, two are not."""


def demo(
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where the report goes. Default: a new folder."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Show the report in your browser.")
    ] = True,
    lang: LangOption = None,
) -> None:
    """Scan the sample videos that come with the program, and show the report.

    For example: `detector demo --no-browser -o demo.html`.

    Nothing of yours is read or changed. Exit code: 0, although some samples are faulty on purpose.
    """
    from detector.auditor.engine_local import ScanConfig, scan_many
    from detector.cli.glossary import glossary
    from detector.cli.inputs import find_jobs
    from detector.records import Facts
    from detector.settings import load

    settings = load(flags=given({"report": {"lang": lang}}) | {"registry": {"url": "none"}})[0]
    jobs = find_jobs([str(samples_folder() / f"{name}.mp4") for name in CLIPS], Facts())
    folder = Path(mkdtemp(prefix="detector-demo-"))
    file, pictures = output or folder / "report.html", folder / "pictures"
    pictures.mkdir()
    config = ScanConfig(settings, date.today(), pictures)
    results: list[ScanResult | ScanFailure] = list(with_progress(scan_many(jobs, config, 1), len(jobs)))
    for format_name, place in (("console", None), ("html", file)):
        words = glossary(output_language(settings.report.lang, format_name), pictures)
        write_report(results, format_name, place, words)
    sys.stdout.write(said(f"the report: {file}") + "\n")
    sys.stdout.write(
        said("next: `detector scan VIDEO`; `detector scan --help` lists the facts to state") + "\n"
    )
    if browser:
        with suppress(webbrowser.Error):  # a machine without one: the path stands there
            webbrowser.open(file.resolve().as_uri())


def samples_folder() -> Path:
    """The folder of the sample clips, installed or in a checkout. Raises ``SetupError``."""
    package = Path(__file__).parents[1]
    for folder in (package / "samples", package.parent / "sample_videos"):
        if folder.is_dir():
            return folder
    raise SetupError("the sample videos are not installed", "install the program again")
