"""``detector rejudge``: stored results judged again, by the law of another day or another policy."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from detector.cli import options
from detector.cli.language import output_language
from detector.cli.output import write_report
from detector.cli.scan import default_format
from detector.records import ScanFailure, ScanResult


def rejudge(  # noqa: PLR0913  (every option of a command is a parameter)
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Files from `scan --openings`, folders of them or of an audit."),
    ],
    *,
    as_of: options.LawDayOption = None,
    policy: options.PolicyOption = None,
    fail_on: options.FailOnOption = None,
    provisions: options.ProvisionsOption = None,
    registry: options.RegistryOption = None,
    max_registry_age: options.MaxAgeOption = None,
    format_: options.FormatOption = None,
    output: options.OutputOption = None,
    lang: options.LangOption = None,
    config: options.ConfigOption = None,
) -> int:
    """Judge stored results again, without any video; say on standard error what changed and why.

    For example: `detector rejudge openings.jsonl --as-of 2026-09-01`.

    Exit code: as for `scan`.
    """
    from detector import rejudge as rejudging
    from detector.auditor.stored_results import stored_results
    from detector.cli.glossary import glossary
    from detector.report.labels import printable
    from detector.scanner import judging_context
    from detector.settings import load

    flags = options.given(
        {"judge": options.judge_flags(policy, fail_on, provisions), "report": {"lang": lang}}
    )
    settings, _ = load(config, flags | options.registry_flags(registry, max_registry_age))
    context, law_day = judging_context(settings), as_of or date.today()
    format_name = format_ or default_format(output)
    words = glossary(output_language(settings.report.lang, format_name), rules=context.rules)

    def judged() -> Iterator[ScanResult | ScanFailure]:
        for stored in stored_results(inputs):
            if isinstance(stored, ScanFailure):
                yield stored
                continue
            result = rejudging.rejudge(stored, settings, law_day, context)
            if changed := rejudging.change(stored, result, words.lang):
                sys.stderr.write(printable(changed) + "\n")
            yield result

    return write_report(judged(), format_name, output, words)
