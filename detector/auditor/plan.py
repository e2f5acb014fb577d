"""What an audit would take, before it is begun."""

import time
from dataclasses import dataclass
from itertools import islice

from detector.auditor.audit import Audit
from detector.auditor.incremental_scan import path_of
from detector.video.remote_io import stamp_of

_MEASURED_FILES = 5
RATE = "worker seconds a file"
"""The name under which the ledger notes how long the files of a run took."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows by what is to be done with them, the bytes of the files to scan, and the hours that it will take.

    ``known``: with a verdict, by what was seen before. ``too_short``: those to scan whose stored opening does
    not answer the question of this run. ``gone``: rows whose file is not there. ``hours`` is by ``measured``
    files of this catalogue, scanned now or in the last run; ``None`` where there is nothing to measure.
    """

    rows: int
    bad: int
    known: int
    to_scan: int
    too_short: int
    gone: int
    size_bytes: int
    measured: int
    hours: float | None


def plan(audit: Audit) -> Plan:
    """Plan an audit that was opened aside; where no run has measured files yet, a few are scanned."""
    ledger, config = audit.ledger, audit.config
    counts = audit.reuse_results()
    known = ledger.count("result IS NOT NULL") - counts.absent
    to_scan = size = 0
    for pending in ledger.pending():
        to_scan += 1
        stamp = stamp_of(path_of(pending.episode.video, config.catalogue_folder))
        size += int(stamp.partition(":")[0]) if stamp else 0
    measured, seconds = 0, 0.0
    if noted := ledger.note(RATE):
        measured, seconds = int(noted.split()[0]), float(noted.split()[1])
    else:
        began, ended = time.monotonic(), 0
        # The first file of each worker pays for its start; it is not counted if there are others.
        for ended, _ in enumerate(islice(audit.scan(), config.workers + _MEASURED_FILES), 1):
            if ended == config.workers:
                began = time.monotonic()
        measured = ended - config.workers if ended > config.workers else ended
        if measured:
            seconds = (time.monotonic() - began) * config.workers / measured
    bad = ledger.count("failure IS NOT NULL")
    hours = to_scan * seconds / config.workers / 3600 if measured else None
    return Plan(ledger.count(), bad, known, to_scan, counts.too_short, counts.absent, size, measured, hours)
