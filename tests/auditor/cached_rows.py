"""What a run costs whose rows are all known: ``python -m tests.auditor.cached_rows FOLDER ROWS [DAY]``.

The first call scans a thousand text files with the scanner of papers and judges ROWS rows by them; a second
call finds every verdict, one with another DAY judges all openings anew. CPU seconds of this process by step,
and the most memory that it held.
"""

import csv
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from detector.auditor.audit import open_audit
from detector.auditor.outputs import ReportOptions, write_all
from detector.report.labels import Glossary
from tests.auditor.papers import AS_OF, NUMBER, audit_config

_FILES = 1_000


def make(folder: Path, rows: int) -> Path:
    """The files, and a catalogue in which each stands for many rows."""
    file = folder / "catalogue.csv"
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_FILES):
        (folder / f"{number}.txt").write_text(f"{NUMBER[:-7]}{number:04}号\n第{number}集")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "video", "series", "number", "platform", "overlay", "备注"])
        for row in range(rows):
            drama = row // 80
            writer.writerow(
                [f"e{row}", f"{drama % _FILES}.txt", f"第{drama}封信", row % 80 + 1, "红果", "no", "x"]
            )
    return file


@contextmanager
def measured(step: str) -> Iterator[None]:
    before = time.process_time()
    yield
    held_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{step}: {time.process_time() - before:.1f} CPU s, at most {held_mb:.0f} MB\n")
    sys.stdout.flush()


def main() -> None:
    folder, rows = Path(sys.argv[1]), int(sys.argv[2])
    day = date.fromisoformat(sys.argv[3]) if len(sys.argv) > 3 else AS_OF
    config = replace(audit_config(make(folder, rows)), as_of=day)
    with measured("all"), open_audit(config) as one:
        with measured("load"):
            one.load_catalogue()
        with measured("reuse"):
            sys.stdout.write(f"{one.reuse_results()}\n")
        with measured("scan"):
            for _ in one.scan():
                pass
        with measured("compare"):
            for _ in one.compare():
                pass
        with measured("write"):
            write_all(one, ReportOptions(Glossary(), Glossary()))
        with measured("finish"):
            one.finish()


if __name__ == "__main__":
    main()
