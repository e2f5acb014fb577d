"""``detector audit``: a whole catalogue."""

import sys
import time
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.exit_codes import ExitCodeCounter
from detector.cli.language import output_language
from detector.cli.options import (
    FailOnOption,
    LawDayOption,
    MaxAgeOption,
    PolicyOption,
    ProvisionsOption,
    RegistryOption,
    ThoroughOption,
    WindowOption,
    given,
    registry_flags,
)
from detector.cli.output import sink
from detector.cli.progress import with_progress
from detector.errors import UsageError
from detector.i18n import Lang

if TYPE_CHECKING:
    from detector.auditor.audit import Audit, AuditConfig
    from detector.auditor.engine_local import Outcome
    from detector.auditor.plan import Plan
    from detector.report.summary import AuditSummary


class ExportName(StrEnum):
    """The formats beside the report."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JUNIT = "junit"
    SARIF = "sarif"


def audit(  # noqa: PLR0913  (every option of a command is a parameter)
    catalogue: Annotated[Path, typer.Argument(metavar="CATALOGUE", help="CSV, JSON lines or Parquet.")],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The audit's folder: results, ledger, report.")
    ],
    engine_on: Annotated[
        Literal["local", "ray"], typer.Option(help="Where files are scanned: here, or on a Ray cluster.")
    ] = "local",
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on from what DIR holds, or begin anew.")
    ] = True,
    workers: Annotated[
        int | None, typer.Option("-j", "--workers", min=1, metavar="N", help="Default: one a core.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Which column is which, in TOML.")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what is to be done and how long it takes, and end.")
    ] = False,
    sample: Annotated[
        float | None, typer.Option(min=0, max=1, metavar="SHARE", help="Take a share of the rows, 0 to 1.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Which sample.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Take the first N rows.")] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try files again that failed, though they are the same.")
    ] = False,
    export: Annotated[
        list[ExportName] | None, typer.Option(help="Write the results in this format too; may be repeated.")
    ] = None,
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Save pictures of what asks for a look.")
    ] = True,
    policy: PolicyOption = None,
    fail_on: FailOnOption = None,
    provisions: ProvisionsOption = None,
    registry: RegistryOption = None,
    max_registry_age: MaxAgeOption = None,
    as_of: LawDayOption = None,
    window: WindowOption = None,
    thorough: ThoroughOption = False,
    lang: Annotated[
        Lang | None, typer.Option(help="Language of messages. Default: the locale's in the report.")
    ] = None,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="Settings in TOML.")] = None,
) -> int:
    """Audit a catalogue: as many results as rows, a report, and a ledger from which the next run goes on.

    Exit code: as for `scan`.
    """
    from detector.auditor.audit import AuditConfig, open_audit
    from detector.auditor.sampling import RowSample
    from detector.registry.address import check_registry
    from detector.sandbox.limits import cores
    from detector.settings import load, read_text

    judge = {"policy": policy, "fail_on": fail_on, "provisions": provisions and str(provisions)}
    flags: dict[str, dict[str, object]] = {"decode": {"window_ms": window}, "judge": {**judge}}
    flags |= {"tracker": {"thorough": thorough or None}, "report": {"lang": lang}}
    settings = load(config, given(flags) | registry_flags(registry, max_registry_age))[0]
    check_registry(settings.registry.url)
    if sample == 0:
        raise UsageError("--sample: 0 of the rows are none", "write a share such as 0.01")
    wish = AuditConfig(
        catalogue,
        out,
        settings=settings,
        as_of=as_of or date.today(),
        workers=workers or cores(),
        engine=engine_on,
        mapping=read_text(mapping, "--mapping") if mapping else "",
        choice=RowSample(1.0 if sample is None else sample, seed, limit),
        retry_failed=retry_failed,
        resume=resume,
        pictures=pictures,
    )
    with open_audit(wish) as one:
        one.take_in()
        if plan:
            return _planned(one, wish)
        _scan(one, wish)
        return _written(one, wish, export or [])


def _scan(audit: "Audit", wish: "AuditConfig") -> None:
    """Scan and compare, with a bar on a terminal; what is done stays done if this is interrupted."""
    from detector.auditor.plan import RATE

    to_scan = audit.link_known()
    begin, ended = time.monotonic(), 0
    try:
        for _ in with_progress(audit.scan(), to_scan):
            ended += 1
    except KeyboardInterrupt:
        sys.stderr.write(f"interrupted: {ended:,} results of this run are kept; the same command goes on\n")
        raise
    if ended:
        audit.ledger.note(RATE, f"{ended} {(time.monotonic() - begin) * wish.workers / ended:.3f}")
    _drained(audit.compare())


def _drained(outcomes: "Iterable[Outcome]") -> None:
    for _ in outcomes:
        pass


def _written(audit: "Audit", wish: "AuditConfig", exports: list[ExportName]) -> int:
    from detector.auditor.outputs import ReportOptions, write_all
    from detector.cli.glossary import glossary
    from detector.law.rules import RULES

    tally = ExitCodeCounter()
    setting = wish.settings.report.lang
    for_people = output_language(setting, "html")
    told = ReportOptions(
        glossary(for_people),
        glossary(output_language(setting, "jsonl")),
        {rule.code: rule.manual.in_(for_people).strip() for rule in RULES},
        exports,
        tally.counted,
    )
    digest = write_all(audit, wish, told)
    with sink() as out:
        out.writelines(line + "\n" for line in _summary(digest, wish))
    return tally.exit_code


def _summary(digest: "AuditSummary", wish: "AuditConfig") -> Iterable[str]:
    from detector.auditor.outputs import QUARANTINE, REPORT, RESULTS

    yield f"{digest.total:,} rows in, {digest.outcomes.total():,} results out"
    yield " · ".join(f"{count:,} {outcome}" for outcome, count in digest.outcomes.most_common())
    for code, count in sorted(digest.findings.items()):
        yield f"  {code} {digest.rules[code].name}: {count:,}"
    for kind, count in sorted(digest.errors.items()):
        yield f"  {kind}: {count:,}"
    lost = digest.errors["WorkerLost"] + digest.errors["DetectorError"]
    if lost:
        yield f"{lost:,} in {wish.out / QUARANTINE}; --retry-failed tries them again"
    yield f"{wish.out / RESULTS}, {wish.out / REPORT}"


def _planned(audit: "Audit", wish: "AuditConfig") -> int:
    from detector.auditor.plan import plan

    with sink() as out:
        out.writelines(line + "\n" for line in _plan_lines(plan(audit, wish), wish))
    return 0


def _plan_lines(plan: "Plan", wish: "AuditConfig") -> Iterable[str]:
    yield f"{plan.rows:,} rows: {plan.bad:,} bad, {plan.known:,} with a result, {plan.to_scan:,} to scan"
    if plan.gone:
        yield f"{plan.gone:,} of these are files that cannot be seen"
    yield f"{plan.size_bytes:,} bytes in the files to scan"
    if plan.hours is None:
        yield "how long it takes is not known: there was no file to measure"
    else:
        measured = f"by {plan.measured} files measured here"
        yield f"about {plan.hours:.2g} hours with {wish.workers} workers, {measured}"
