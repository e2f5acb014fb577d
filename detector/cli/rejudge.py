"""``detector rejudge``: the law of another day over what was seen."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from detector.cli.language import output_language
from detector.cli.options import (
    FailOnOption,
    LawDayOption,
    MaxAgeOption,
    PolicyOption,
    ProvisionsOption,
    RegistryOption,
    given,
    registry_flags,
)
from detector.cli.output import write_report
from detector.cli.scan import FormatName, default_format
from detector.i18n import Lang
from detector.records import ScanFailure, ScanResult


def rejudge(  # noqa: PLR0913  (every option of a command is a parameter)
    inputs: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Files that `scan --openings` wrote, or folders.")
    ],
    *,
    as_of: LawDayOption = None,
    policy: PolicyOption = None,
    fail_on: FailOnOption = None,
    provisions: ProvisionsOption = None,
    registry: RegistryOption = None,
    max_registry_age: MaxAgeOption = None,
    format_: Annotated[FormatName | None, typer.Option("--format", help="As for `scan`.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all."),
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language of messages. Default: the locale's in reports for people.")
    ] = None,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="Settings in TOML.")] = None,
) -> int:
    """Judge stored results again, without any video; say on standard error what changed and why.

    Exit code: as for `scan`.
    """
    from detector import rejudge as again
    from detector.auditor.stored_results import stored_results
    from detector.cli.glossary import glossary
    from detector.report.labels import printable
    from detector.scanner import judging_context
    from detector.settings import load

    judge = {"policy": policy, "fail_on": fail_on, "provisions": provisions and str(provisions)}
    flags = given({"judge": judge, "report": {"lang": lang}}) | registry_flags(registry, max_registry_age)
    settings, _ = load(config, flags)
    grounds, that_day = judging_context(settings), as_of or date.today()
    format_name = format_ or default_format(output)
    words = glossary(output_language(settings.report.lang, format_name))

    def judged() -> Iterator[ScanResult | ScanFailure]:
        for stored in stored_results(inputs):
            if isinstance(stored, ScanFailure):
                yield stored
                continue
            result = again.rejudge(stored, settings, that_day, grounds)
            if told := again.change(stored, result, words.lang):
                sys.stderr.write(printable(told) + "\n")
            yield result

    return write_report(judged(), format_name, output, words)
