"""What Ray's scheduling costs: ``python -m tests.auditor.ray_rows ROWS WORKERS``; the scan does nothing.

Every row goes from the driver through the dataset to an actor, to its scanning process and back. CPU seconds
of this process, and of the others of the cluster as long as it runs; the most memory of this process.
"""

import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from detector.auditor.engine_local import ScanConfig, ScanJob
from detector.auditor.engine_ray import scan_on_ray
from detector.records import Episode
from tests.auditor.obedient import obedient
from tests.auditor.papers import AS_OF, settings

_TOLD_EVERY = 10_000


def jobs(rows: int) -> Iterator[ScanJob]:
    for row in range(rows):
        yield ScanJob(row, Episode(f"e{row}", f"s3://bucket/clips/{row}.mp4", series=f"第{row // 80}封信"))


def cluster_cpu_s() -> float:
    """CPU seconds so far of all processes that descend from this one."""
    seconds, parents = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # ended by now
            continue
        parents[int(process.name)] = int(fields[1])
        seconds[int(process.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return sum(spent for process, spent in seconds.items() if os.getpid() in _ancestors(process, parents))


def _ancestors(process: int, parents: dict[int, int]) -> Iterator[int]:
    while process := parents.get(process, 0):
        yield process


def main() -> None:
    rows, workers = int(sys.argv[1]), int(sys.argv[2])
    config = ScanConfig(settings(), AS_OF, open_scanner=obedient)
    began, outcomes = time.monotonic(), Counter[str]()
    for done, scanned in enumerate(scan_on_ray(jobs(rows), config, workers), 1):
        outcomes[scanned.outcome.outcome] += 1
        if done % _TOLD_EVERY == 0 or done == rows:
            held_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            told = (
                f"driver {time.process_time():.1f} CPU s and {held_mb:.0f} MB, others {cluster_cpu_s():.1f}"
            )
            sys.stdout.write(f"{done:,} rows: {time.monotonic() - began:.0f} s, {told}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{dict(outcomes)}\n")


if __name__ == "__main__":
    main()
