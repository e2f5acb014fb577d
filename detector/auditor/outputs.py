"""The files that an audit writes into its folder; each replaces the former one only once it is complete."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from detector.auditor.audit import Audit
from detector.auditor.result_files import QUARANTINE, REPORT, RESULTS
from detector.auditor.sampling import interval
from detector.auditor.suppression import Suppressions
from detector.auditor.thumbnails import Thumbnails
from detector.auditor.worker import needs_attention
from detector.errors import OutputNotWritable, WorkerLost
from detector.records import ScanFailure
from detector.report.audit_page import Overview, RunFacts, write_page
from detector.report.audit_table import FILES_FOLDER, ROWS_INSIDE
from detector.report.charts import OUTCOMES, Cell
from detector.report.exports import EXPORTS, ExportOptions
from detector.report.labels import Glossary
from detector.report.rows import Result
from detector.report.summary import AuditSummary
from detector.wire import dumps

_MAX_DRAMAS = 100  # rows of the heat map
_MAX_EPISODES = 200  # squares of one row


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """The words for people and for programs, each rule's manual, and the formats to export.

    ``suppressions``: what is not reported. ``watch`` passes every result that is reported on, in their order.
    ``run``: what the report says of the run.
    """

    people: Glossary
    programs: Glossary
    manuals: Mapping[str, str] = field(default_factory=dict)
    exports: Sequence[str] = ()
    suppressions: Suppressions | None = None
    watch: Callable[[Result], None] = lambda _result: None
    run: RunFacts | None = None


def write_all(audit: Audit, options: ReportOptions) -> AuditSummary:
    """Write all files of an audit whose rows are scanned; what was counted. Raises ``OutputNotWritable``."""
    out, summary = audit.config.out, AuditSummary()
    suppressions = options.suppressions or Suppressions(audit.config.day)
    with _text(out / RESULTS) as results, _text(out / QUARANTINE) as quarantine:
        for row in summary.counted(suppressions.applied(audit.rows())):
            line = dumps(row.to_json(options.programs.lang)) + "\n"
            results.write(line)
            if is_quarantined(row.result):
                quarantine.write(line)
            if reported := row.reported_result():
                options.watch(reported)
    told = ExportOptions(options.programs, audit.own_columns)
    for name in options.exports:
        file_name, write = EXPORTS[name]
        with _replaced(out / file_name) as file:
            write(suppressions.applied(audit.rows()), file, told)
    _write_report(audit, options, suppressions, summary)
    return summary


def is_quarantined(result: Result) -> bool:
    """Whether the file crashed, hung or exhausted its worker, or met a bug of ours."""
    return isinstance(result, ScanFailure) and result.error.type in (WorkerLost.__name__, "DetectorError")


def _write_report(
    audit: Audit, options: ReportOptions, suppressions: Suppressions, summary: AuditSummary
) -> None:
    config = audit.config
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
        config.day,
        dramas=dramas,
        manuals={code: options.manuals[code] for code in summary.findings if code in options.manuals},
        sample=sample,
        run=options.run,
    )
    # All rows if the page can hold them, else those that a person will look at; of these what is reported.
    shows_all = summary.total <= ROWS_INSIDE and not suppressions.are_any
    placed = audit.placed_rows(to_show=not shows_all)
    shown = (
        (place, result)
        for place, row in placed
        if (result := suppressions.applied_to(row).reported_result())
        and (shows_all or needs_attention(result) or isinstance(result, ScanFailure))
    )
    with _text(config.out / REPORT) as out, _replaced(config.out / FILES_FOLDER) as folder:
        folder.mkdir()
        write_page(shown, overview, out, options.people, Thumbnails(config.pictures_folder, folder))
    with suppress(OSError):  # it has files
        (config.out / FILES_FOLDER).rmdir()


@contextmanager
def _text(file: Path) -> Iterator[TextIO]:
    with _replaced(file) as half, half.open("w", encoding="utf-8", errors="backslashreplace") as out:
        yield out


@contextmanager
def _replaced(file: Path) -> Iterator[Path]:
    """A path to write to, which replaces ``file`` at the end; a killed run leaves one such path at most.

    It may become a folder of files.
    """
    half = file.with_name(f".{file.name}.half")
    _remove(half)
    try:
        yield half
        for part in half.iterdir() if half.is_dir() else (half,):
            with part.open("rb") as done:
                os.fsync(done.fileno())
        if half.is_dir() or file.is_dir():  # neither can replace the other in one step
            _remove(file)
        half.replace(file)
    except OSError as error:
        raise OutputNotWritable(f"{file}: {error.strerror or error}", "is the disk full?") from None
    finally:
        _remove(half)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
