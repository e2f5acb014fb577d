"""The files that an audit writes into its folder; each replaces the former one only once it is complete."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from detector.auditor.audit import Audit
from detector.auditor.config import AuditConfig
from detector.auditor.sampling import interval
from detector.auditor.thumbnails import Thumbnails
from detector.auditor.worker import needs_attention
from detector.errors import OutputNotWritable, WorkerLost
from detector.records import ScanFailure
from detector.report.audit_page import Overview, RunFacts, write_page
from detector.report.charts import OUTCOMES, Cell
from detector.report.exports import EXPORTS
from detector.report.labels import Glossary
from detector.report.summary import AuditSummary, Result
from detector.wire import dumps, result_to_json

RESULTS, QUARANTINE, REPORT = "results.jsonl", "quarantine.jsonl", "report.html"
_MAX_TABLE_ROWS = 10_000
_MAX_DRAMAS = 100  # rows of the heat map
_MAX_EPISODES = 200  # squares of one row


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """The words for people and for programs, each rule's manual, and the formats to export.

    ``watch`` passes every result on once, in their order, and may look at it. ``run``: what the report says
    of the run.
    """

    people: Glossary
    programs: Glossary
    manuals: Mapping[str, str] = field(default_factory=dict)
    exports: Sequence[str] = ()
    watch: Callable[[Iterable[Result]], Iterable[Result]] = iter
    run: RunFacts | None = None


def write_all(audit: Audit, config: AuditConfig, options: ReportOptions) -> AuditSummary:
    """Write all files of an audit whose rows are scanned; what was counted. Raises ``OutputNotWritable``."""
    summary = AuditSummary()
    with _text(config.out / RESULTS) as results, _text(config.out / QUARANTINE) as quarantine:
        for result in options.watch(summary.counted(row.result for row in audit.rows())):
            line = dumps(result_to_json(result, options.programs.lang)) + "\n"
            results.write(line)
            if is_quarantined(result):
                quarantine.write(line)
    for name in options.exports:
        file_name, write = EXPORTS[name]
        with _replaced(config.out / file_name) as file:
            write((row.result for row in audit.rows()), file, options.programs)
    _write_report(audit, config, options, summary)
    return summary


def is_quarantined(result: Result) -> bool:
    """Whether the file crashed, hung or exhausted its worker, or met a bug of ours."""
    return isinstance(result, ScanFailure) and result.error.type in (WorkerLost.__name__, "DetectorError")


def _write_report(audit: Audit, config: AuditConfig, options: ReportOptions, summary: AuditSummary) -> None:
    pictures_folder = config.out / "report_files"
    shutil.rmtree(pictures_folder, ignore_errors=True)
    sample = None
    if config.sample.share < 1:
        shares = {outcome: interval(summary.outcomes[outcome], summary.total) for outcome in OUTCOMES}
        sample = 100 * config.sample.share, config.sample.seed, shares
    dramas: list[tuple[str, list[Cell]]] = []
    for drama, _ in summary.dramas.most_common(_MAX_DRAMAS):
        episodes = [
            Cell(str(row.result.episode.number or row.result.episode.id), row.result.outcome, place)
            for place, row in islice(audit.rows_named(drama), _MAX_EPISODES)
        ]
        # In the order of their numbers: a shorter one is a smaller one.
        dramas.append((drama, sorted(episodes, key=lambda cell: (len(cell.name), cell.name))))
    overview = Overview(
        summary,
        config.as_of,
        dramas=dramas,
        manuals={code: options.manuals[code] for code in summary.findings if code in options.manuals},
        sample=sample,
        run=options.run,
    )
    # All rows if the table can hold them, else those that a person will look at.
    shows_all = summary.total <= _MAX_TABLE_ROWS
    shown = (
        (place, row.result)
        for place, row in enumerate(audit.rows(), 1)
        if shows_all or needs_attention(row.result) or isinstance(row.result, ScanFailure)
    )
    pictures = Thumbnails(config.pictures_folder, pictures_folder)
    with _text(config.out / REPORT) as out:
        write_page(islice(shown, _MAX_TABLE_ROWS), overview, out, options.people, pictures)


@contextmanager
def _text(file: Path) -> Iterator[TextIO]:
    with _replaced(file) as half, half.open("w", encoding="utf-8", errors="backslashreplace") as out:
        yield out


@contextmanager
def _replaced(file: Path) -> Iterator[Path]:
    """A path to write to, which replaces ``file`` at the end; a killed run leaves one such file at most."""
    half = file.with_name(f".{file.name}.half")
    try:
        yield half
        with half.open("rb") as done:
            os.fsync(done.fileno())
        half.replace(file)
    except OSError as error:
        raise OutputNotWritable(f"{file}: {error.strerror or error}", "is the disk full?") from None
    finally:
        half.unlink(missing_ok=True)
