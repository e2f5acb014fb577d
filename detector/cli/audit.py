"""``detector audit``: a whole catalogue."""

import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli import options
from detector.cli.exit_codes import ExitCodeCounter
from detector.cli.foreign_lines import without_foreign_lines
from detector.cli.language import output_language, said
from detector.cli.output import sink
from detector.cli.progress import with_progress
from detector.cli.signals import ended_like_ctrl_c
from detector.cli.verbosity import inform
from detector.errors import DetectorError, UsageError

if TYPE_CHECKING:
    from detector.auditor.audit import Audit
    from detector.auditor.config import AuditConfig
    from detector.auditor.plan import Plan
    from detector.auditor.remote_folder import RemoteFolder
    from detector.auditor.suppression import Suppressions
    from detector.i18n import Lang
    from detector.report.audit_page import RunFacts
    from detector.report.summary import AuditSummary


_TOLD_COLUMNS = 20


class ExportName(StrEnum):
    """The formats beside the report."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JUNIT = "junit"
    SARIF = "sarif"


def audit(  # noqa: PLR0913  (every option of a command is a parameter)
    catalogue: Annotated[
        str, typer.Argument(metavar="CATALOGUE", help="CSV, JSON lines, XLSX or Parquet, or a URL of one.")
    ],
    *,
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="The audit's folder or URL: results, ledger, report.")
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
        bool, typer.Option("--plan", help="Only say what is to be done and how long it takes; write nothing.")
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
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="An earlier audit's folder: report only what it did not find."),
    ] = None,
    ignore: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What not to report, with reasons and last days, in TOML."),
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

    For example: `detector audit catalogue.csv --out audit-2026-11 -j 8`.

    Exit code: as for `scan`.
    """
    from detector.auditor.audit import open_audit, open_audit_aside
    from detector.auditor.config import AuditConfig
    from detector.auditor.remote_folder import working_folder
    from detector.auditor.sampling import RowSample
    from detector.auditor.stored_results import REGISTRY
    from detector.auditor.suppression import opened_suppressions, read_ignore_list
    from detector.registry.address import check_registry
    from detector.report.exports import check_exports
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
    check_exports(export or ())
    if sample == 0:
        raise UsageError("--sample: 0 of the rows are none", "write a share such as 0.01")
    entries = read_ignore_list(read_text(ignore, "--ignore"), str(ignore)) if ignore else ()
    with ended_like_ctrl_c(), working_folder(out, resume=resume, is_plan=plan) as (folder, remote):
        asked = AuditConfig(
            catalogue,
            folder,
            settings=settings,
            as_of=as_of,
            workers=workers or cores(),
            engine=engine_on,
            mapping=read_text(mapping, "--mapping") if mapping else "",
            sample=RowSample(1.0 if sample is None else sample, seed, limit),
            retry_failed=retry_failed,
            resume=resume,
            pictures=pictures,
            pictures_url=f"{remote.url}/evidence" if remote else "",
        )
        with open_audit_aside(asked) if plan else open_audit(asked) as opened:
            opened.load_catalogue()
            _tell_columns(opened)
            if plan:
                from detector.auditor.plan import plan as plan_audit

                lines, code = list(_plan_lines(plan_audit(opened), asked)), 0
            else:
                fail_on_now = opened.rules.policy.fail_on
                opened.ledger.note(REGISTRY, _address_to_note(settings.registry.url))
                with opened_suppressions(opened.config.day, fail_on_now, entries, baseline) as suppressions:
                    with without_foreign_lines() if engine_on == "ray" else nullcontext():
                        _scan(opened, remote)
                    summary, code = _write(opened, export or [], suppressions)
                    lines = list(_summary_lines(summary, suppressions, out))
                opened.finish()
        if remote and not plan:
            remote.put_all()
        with sink() as stdout:
            stdout.writelines(said(line) + "\n" for line in lines)
    return code


def _address_to_note(registry: str) -> str:
    """Where the registry is, for a later `detector review` from another folder; passwords are not kept."""
    from detector.registry.address import NONE, resolve_address, without_password

    address = resolve_address(registry) or NONE
    return without_password(address) if "://" in address or address == NONE else str(Path(address).absolute())


def _tell_columns(audit: "Audit") -> None:
    """Which headings of the catalogue are no known ones, so that a misspelt one is noticed."""
    from detector.auditor.episode_fields import nearest_heading

    for heading in audit.own_columns[:_TOLD_COLUMNS]:
        nearest = nearest_heading(heading)
        told = f"column {heading!r} is not known: it is passed on as it is"
        inform(f"{told}; is it {nearest!r}? name it with --mapping" if nearest else told)
    if (left := len(audit.own_columns) - _TOLD_COLUMNS) > 0:
        inform(f"{left:,} further columns are not known: they are passed on as they are")


def _scan(audit: "Audit", remote: "RemoteFolder | None") -> None:
    """Scan and compare, with progress shown; results are stored even if this is interrupted."""
    from detector.auditor.plan import RATE

    if audit.resumed:
        inform(f"going on with the unfinished run of {audit.resumed}")
    counts = audit.reuse_results()
    to_scan = audit.ledger.count("result IS NULL AND failure IS NULL")
    if counts.as_is or counts.judged or counts.too_short:
        inform(f"{counts.as_is:,} rows as before, {counts.judged:,} judged anew by what was seen before")
        inform(f"{counts.too_short:,} videos are scanned again: what was seen of them is too little now")
    if audit.ledger.dropped:
        inform(f"{audit.ledger.dropped:,} damaged records of the ledger: their videos are scanned again")
    began, ended = time.monotonic(), 0
    try:
        for _ in with_progress(audit.scan(), to_scan, lines=True):
            ended += 1
            if remote:
                remote.checkpoint(audit.ledger.base)
    except KeyboardInterrupt:
        inform(f"interrupted: {ended:,} results of this run are kept; the same command goes on")
        raise
    if ended:
        seconds = (time.monotonic() - began) * audit.config.workers / ended
        audit.ledger.note(RATE, f"{ended} {seconds:.3f}")
    pictured = sum(1 for _ in audit.compare())
    if pictured:
        inform(f"{pictured:,} videos were opened once more for pictures; nothing was read again")


def _write(
    audit: "Audit", exports: list[ExportName], suppressions: "Suppressions"
) -> tuple["AuditSummary", int]:
    """Write the files; what was counted, and the exit code."""
    from detector.auditor.outputs import ReportOptions, write_all
    from detector.cli.glossary import glossary
    from detector.rule_manuals import manual
    from detector.rule_plugins import active_rules

    counter = ExitCodeCounter()
    setting = audit.config.settings.report.lang
    for_people = output_language(setting, "html")
    rules = active_rules(audit.config.settings)
    options = ReportOptions(
        glossary(for_people, rules=rules),
        glossary(output_language(setting, "jsonl"), rules=rules),
        {rule.code: manual(rule).in_(for_people) for rule in rules},
        exports,
        suppressions,
        counter.add,
        _run_facts(audit.config, for_people),
    )
    return write_all(audit, options), counter.exit_code


def _run_facts(config: "AuditConfig", lang: "Lang") -> "RunFacts":
    """What the report says of the run, with what reviewers decided in its folder."""
    from detector import __version__
    from detector.registry.address import open_registry, resolve_address
    from detector.report.audit_page import RunFacts

    dated = None
    if address := resolve_address(config.settings.registry.url):
        registry = open_registry(address)
        with suppress(DetectorError):  # then each result says that the registry was silent
            snapshot = registry.snapshot(config.day)
            dated = snapshot.dated if snapshot else None
        registry.close()
    decisions = {}
    if (config.out / "review").is_dir():
        from detector.serving.run_decisions import decisions_of

        decisions = decisions_of(config.out, lang)
    return RunFacts(Path(config.catalogue).name, date.today(), __version__, dated, decisions)


def _summary_lines(summary: "AuditSummary", suppressions: "Suppressions", out: str) -> Iterator[str]:
    from detector.auditor.result_files import QUARANTINE, REPORT, RESULTS

    folder = out.rstrip("/")
    yield f"{summary.total:,} rows in, {summary.outcomes.total():,} results out"
    yield " · ".join(said(f"{count:,} {outcome}") for outcome, count in summary.outcomes.most_common())
    for code, count in sorted(summary.findings.items()):
        yield f"  {code} {said(summary.rules[code].name)}: {count:,}"
    for kind, count in sorted(summary.errors.items()):
        yield f"  {kind}: {count:,}"
    for (code, by), count in sorted(summary.suppressed.items()):
        yield (
            f"  not reported: {code} × {count:,} (in the baseline)"
            if by == "baseline"
            else (f"  not reported: {code} × {count:,} (ignored)")
        )
    for entry in suppressions.expired():
        yield f"no longer ignored since {entry.until}: {entry.code} ({entry.reason})"
    for entry in suppressions.unused():
        yield f"nothing to ignore any more: {entry.code} ({entry.reason})"
    if summary.noted:
        yield f"{summary.noted:,} rows have facts that could not be read and count as not known: see `notes`"
    if lost := summary.errors["WorkerLost"] + summary.errors["DetectorError"]:
        yield f"{lost:,} in {folder}/{QUARANTINE}; --retry-failed tries them again"
    yield f"{folder}/{RESULTS}, {folder}/{REPORT}"


def _plan_lines(plan: "Plan", config: "AuditConfig") -> Iterator[str]:
    yield f"{plan.rows:,} rows: {plan.bad:,} bad, {plan.known:,} with a result, {plan.to_scan:,} to scan"
    if plan.too_short:
        yield f"{plan.too_short:,} of these again: what was seen of them is too little now"
    if plan.gone:
        yield f"{plan.gone:,} rows name files that do not exist"
    yield f"{plan.size_bytes:,} bytes in the files to scan"
    if plan.hours is None:
        yield "time not known: there was no file to measure"
    else:
        measured = f"by {plan.measured} files measured here"
        yield f"about {plan.hours:.2g} hours with {config.workers} workers, {measured}"
