"""What an audit leaves in its folder, each file whole or as it was before."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from detector.auditor.audit import PICTURES, Audit, AuditConfig
from detector.auditor.results import Row
from detector.auditor.sampling import interval
from detector.auditor.thumbnails import Thumbnails
from detector.auditor.worker import is_shown
from detector.errors import OutputNotWritable, WorkerLost
from detector.records import ScanFailure
from detector.report.audit_page import Overview, write_page
from detector.report.charts import OUTCOMES, Cell
from detector.report.exports import EXPORTS
from detector.report.labels import Glossary
from detector.report.summary import AuditSummary, Result
from detector.wire import dumps, result_to_json

RESULTS, QUARANTINE, REPORT = "results.jsonl", "quarantine.jsonl", "report.html"
_MOST_ROWS = 10_000
_MOST_DRAMAS = 100
_MOST_CELLS = 200


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What reports are written with: the words for people and for programs, each rule's manual, the exports.

    ``counted`` passes every result on once, in their order, and may look at it.
    """

    people: Glossary
    programs: Glossary
    manuals: Mapping[str, str] = field(default_factory=dict)
    exports: Sequence[str] = ()
    counted: Callable[[Iterable[Result]], Iterable[Result]] = iter


def write_all(audit: Audit, wish: AuditConfig, told: ReportOptions) -> AuditSummary:
    """Write all files of an audit whose rows are examined; what was counted. Raises ``OutputNotWritable``."""
    digest = AuditSummary()
    with _text(wish.out / RESULTS) as out, _text(wish.out / QUARANTINE) as aside:
        for result in told.counted(digest.counted(row.result for row in audit.rows())):
            line = dumps(result_to_json(result, told.programs.lang)) + "\n"
            out.write(line)
            if is_quarantined(result):
                aside.write(line)
    for name in told.exports:
        file_name, write = EXPORTS[name]
        with _written(wish.out / file_name) as file:
            write((row.result for row in audit.rows()), file, told.programs)
    _write_report(audit, wish, told, digest)
    return digest


def is_quarantined(result: Result) -> bool:
    """Whether the file was given up: it crashed, hung or exhausted its worker, or met a bug of ours."""
    return isinstance(result, ScanFailure) and result.error.type in (WorkerLost.__name__, "DetectorError")


def _write_report(audit: Audit, wish: AuditConfig, told: ReportOptions, digest: AuditSummary) -> None:
    beside = wish.out / "report_files"
    shutil.rmtree(beside, ignore_errors=True)
    pictures = Thumbnails(wish.out / PICTURES, beside)
    overview = Overview(
        digest,
        wish.as_of,
        dramas=[(drama, _cells(audit, drama)) for drama, _ in digest.dramas.most_common(_MOST_DRAMAS)],
        manuals={code: told.manuals[code] for code in digest.findings if code in told.manuals},
        sample=_sample(wish, digest),
    )
    with _text(wish.out / REPORT) as out:
        write_page(_shown(audit.rows(), digest.total), overview, out, told.people, pictures)


def _shown(rows: Iterable[Row], total: int) -> Iterator[tuple[int, Result]]:
    """All rows where the table can hold them, else those that ask for a look, with their places."""
    every = total <= _MOST_ROWS
    asked = (
        (place, row.result)
        for place, row in enumerate(rows, 1)
        if every or is_shown(row.result) or isinstance(row.result, ScanFailure)
    )
    return islice(asked, _MOST_ROWS)


def _cells(audit: Audit, drama: str) -> list[Cell]:
    rows = islice(audit.rows_named(drama), _MOST_CELLS)
    cells = [
        Cell(str(row.result.episode.number or row.result.episode.id), row.result.outcome, place)
        for place, row in rows
    ]
    return sorted(cells, key=lambda cell: (len(cell.name), cell.name))


def _sample(
    wish: AuditConfig, digest: AuditSummary
) -> tuple[float, int, dict[str, tuple[float, float]]] | None:
    if wish.choice.share >= 1:
        return None
    shares = {outcome: interval(digest.outcomes[outcome], digest.total) for outcome in OUTCOMES}
    return 100 * wish.choice.share, wish.choice.seed, shares


@contextmanager
def _text(file: Path) -> Iterator[TextIO]:
    with _written(file) as half, half.open("w", encoding="utf-8", errors="backslashreplace") as out:
        yield out


@contextmanager
def _written(file: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of ``file`` once all is there."""
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
