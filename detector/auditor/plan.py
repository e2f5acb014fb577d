"""What an audit would take, before it is begun."""

import time
from dataclasses import dataclass
from itertools import islice

from detector.auditor.audit import Audit, AuditConfig
from detector.auditor.incremental_scan import path_of
from detector.video.remote_io import is_remote, stamp_of

_MEASURED = 5
RATE = "worker seconds a file"
"""Under which the ledger notes what the files of a run took."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows by what is to be done with them, the bytes of the files to scan, and the hours that it will take.

    ``gone``: rows to scan whose file cannot be seen. ``hours`` is by ``measured`` files of this catalogue:
    scanned now, their results kept, or those of the last run; ``None`` where there is nothing to measure.
    """

    rows: int
    bad: int
    known: int
    to_scan: int
    gone: int
    size_bytes: int
    measured: int
    hours: float | None


def plan(audit: Audit, wish: AuditConfig) -> Plan:
    """Plan the audit of what was taken in; where nothing is known of the time, a few files are scanned."""
    ledger = audit.ledger
    audit.link_known()
    noted = ledger.note(RATE)
    measured, seconds = (int(noted.split()[0]), float(noted.split()[1])) if noted else _measure(audit, wish)
    to_scan = gone = size = 0
    for pending in ledger.pending():
        to_scan += 1
        stamp = stamp_of(path_of(pending.episode.video, wish.catalogue.parent))
        gone += stamp is None and not is_remote(pending.episode.video)
        size += int(stamp.partition(":")[0]) if stamp else 0
    bad = ledger.count("failure IS NOT NULL")
    hours = to_scan * seconds / wish.workers / 3600 if measured else None
    known = ledger.count("result IS NOT NULL")
    return Plan(ledger.count(), bad, known, to_scan, gone, size, measured, hours)


def _measure(audit: Audit, wish: AuditConfig) -> tuple[int, float]:
    begin, ended = time.monotonic(), 0
    # The first ones pay for the start of the workers; they are not counted.
    for ended, _ in enumerate(islice(audit.scan(), wish.workers + _MEASURED), 1):
        if ended == wish.workers:
            begin = time.monotonic()
    counted = ended - wish.workers
    if counted <= 0:
        return (ended, (time.monotonic() - begin) * wish.workers / ended) if ended else (0, 0.0)
    return counted, (time.monotonic() - begin) * wish.workers / counted
