"""``detector audit``: a whole catalogue."""

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli import options
from detector.cli.exit_codes import ExitCodeCounter
from detector.cli.language import output_language, said
from detector.cli.output import sink
from detector.cli.progress import with_progress
from detector.errors import DetectorError, UsageError

if TYPE_CHECKING:
    from detector.auditor.audit import Audit
    from detector.auditor.config import AuditConfig
    from detector.auditor.plan import Plan
    from detector.i18n import Lang
    from detector.report.audit_page import RunFacts
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
        bool, typer.Option("--resume/--no-resume", help="Go on from what DIR holds, or start again.")
    ] = True,
    workers: options.WorkersOption = None,
    mapping: options.MappingOption = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only say what is to be done and how long it takes.")
    ] = False,
    sample: Annotated[
        float | None, typer.Option(min=0, max=1, metavar="SHARE", help="Take a share of the rows, 0 to 1.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="The random seed of the sample.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Take the first N rows.")] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try failed files again even if they have not changed.")
    ] = False,
    export: Annotated[
        list[ExportName] | None, typer.Option(help="Write the results in this format too; may be repeated.")
    ] = None,
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Save pictures of what needs a look.")
    ] = True,
    policy: options.PolicyOption = None,
    fail_on: options.FailOnOption = None,
    provisions: options.ProvisionsOption = None,
    registry: options.RegistryOption = None,
    max_registry_age: options.MaxAgeOption = None,
    as_of: options.LawDayOption = None,
    window: options.WindowOption = None,
    thorough: options.ThoroughOption = False,
    lang: options.LangOption = None,
    config: options.ConfigOption = None,
) -> int:
    """Audit a catalogue: as many results as rows, a report, and a ledger from which the next run goes on.

    Exit code: as for `scan`.
    """
    from detector.auditor.audit import open_audit
    from detector.auditor.config import AuditConfig
    from detector.auditor.sampling import RowSample
    from detector.auditor.stored_results import REGISTRY
    from detector.registry.address import check_registry
    from detector.sandbox.limits import cores
    from detector.settings import load, read_text

    flags = options.given(
        {
            "decode": {"window_ms": window},
            "judge": options.judge_flags(policy, fail_on, provisions),
            "tracker": {"thorough": thorough or None},
            "report": {"lang": lang},
        }
    )
    settings = load(config, flags | options.registry_flags(registry, max_registry_age))[0]
    check_registry(settings.registry.url)
    if sample == 0:
        raise UsageError("--sample: 0 of the rows are none", "write a share such as 0.01")
    asked = AuditConfig(
        catalogue,
        out,
        settings=settings,
        as_of=as_of or date.today(),
        workers=workers or cores(),
        engine=engine_on,
        mapping=read_text(mapping, "--mapping") if mapping else "",
        sample=RowSample(1.0 if sample is None else sample, seed, limit),
        retry_failed=retry_failed,
        resume=resume,
        pictures=pictures,
    )
    with open_audit(asked) as opened:
        opened.load_catalogue()
        if plan:
            from detector.auditor.plan import plan as plan_audit

            lines, code = _plan_lines(plan_audit(opened, asked), asked), 0
        else:
            opened.ledger.note(REGISTRY, _address_to_note(settings.registry.url))
            _scan(opened, asked)
            summary, code = _write(opened, asked, export or [])
            lines = _summary_lines(summary, asked)
        with sink() as stdout:
            stdout.writelines(said(line) + "\n" for line in lines)
    return code


def _address_to_note(registry: str) -> str:
    """Where the registry is, for a later `detector review` from another folder; passwords are not kept."""
    from detector.registry.address import NONE, resolve_address, without_password

    address = resolve_address(registry) or NONE
    return without_password(address) if "://" in address or address == NONE else str(Path(address).absolute())


def _scan(audit: "Audit", config: "AuditConfig") -> None:
    """Scan and compare, with a progress bar on a terminal; results are stored even if this is interrupted."""
    from detector.auditor.plan import RATE

    to_scan = audit.reuse_results()
    began, ended = time.monotonic(), 0
    try:
        for _ in with_progress(audit.scan(), to_scan):
            ended += 1
    except KeyboardInterrupt:
        line = f"interrupted: {ended:,} results of this run are kept; the same command goes on"
        sys.stderr.write(said(line) + "\n")
        raise
    if ended:
        audit.ledger.note(RATE, f"{ended} {(time.monotonic() - began) * config.workers / ended:.3f}")
    for _ in audit.compare():
        pass


def _write(audit: "Audit", config: "AuditConfig", exports: list[ExportName]) -> tuple["AuditSummary", int]:
    """Write the files; what was counted, and the exit code."""
    from detector.auditor.outputs import ReportOptions, write_all
    from detector.cli.glossary import glossary
    from detector.law.rules import RULES
    from detector.rule_manuals import manual

    counter = ExitCodeCounter()
    setting = config.settings.report.lang
    for_people = output_language(setting, "html")
    options = ReportOptions(
        glossary(for_people),
        glossary(output_language(setting, "jsonl")),
        {rule.code: manual(rule).in_(for_people) for rule in RULES},
        exports,
        counter.counted,
        _run_facts(config, for_people),
    )
    return write_all(audit, config, options), counter.exit_code


def _run_facts(config: "AuditConfig", lang: "Lang") -> "RunFacts":
    """What the report says of the run, with what reviewers decided in its folder."""
    from detector import __version__
    from detector.registry.address import open_registry, resolve_address
    from detector.report.audit_page import RunFacts

    dated = None
    if address := resolve_address(config.settings.registry.url):
        registry = open_registry(address)
        with suppress(DetectorError):  # then each result says that the registry was silent
            snapshot = registry.snapshot(config.as_of)
            dated = snapshot.dated if snapshot else None
        registry.close()
    decisions = {}
    if (config.out / "review").is_dir():
        from detector.serving.run_decisions import decisions_of

        decisions = decisions_of(config.out, lang)
    return RunFacts(config.catalogue.name, date.today(), __version__, dated, decisions)


def _summary_lines(summary: "AuditSummary", config: "AuditConfig") -> Iterator[str]:
    from detector.auditor.outputs import QUARANTINE, REPORT, RESULTS

    yield f"{summary.total:,} rows in, {summary.outcomes.total():,} results out"
    yield " · ".join(said(f"{count:,} {outcome}") for outcome, count in summary.outcomes.most_common())
    for code, count in sorted(summary.findings.items()):
        yield f"  {code} {said(summary.rules[code].name)}: {count:,}"
    for kind, count in sorted(summary.errors.items()):
        yield f"  {kind}: {count:,}"
    if lost := summary.errors["WorkerLost"] + summary.errors["DetectorError"]:
        yield f"{lost:,} in {config.out / QUARANTINE}; --retry-failed tries them again"
    yield f"{config.out / RESULTS}, {config.out / REPORT}"


def _plan_lines(plan: "Plan", config: "AuditConfig") -> Iterator[str]:
    yield f"{plan.rows:,} rows: {plan.bad:,} bad, {plan.known:,} with a result, {plan.to_scan:,} to scan"
    if plan.gone:
        yield f"{plan.gone:,} of these are files that do not exist"
    yield f"{plan.size_bytes:,} bytes in the files to scan"
    if plan.hours is None:
        yield "time not known: there was no file to measure"
    else:
        measured = f"by {plan.measured} files measured here"
        yield f"about {plan.hours:.2g} hours with {config.workers} workers, {measured}"
