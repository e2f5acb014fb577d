"""What a run costs whose rows are all known: ``python -m tests.auditor.cached_rows FOLDER ROWS [DAY]``.

The first call makes the ledger: it scans a text file a drama with the scanner of papers, and
gives each of the 80 episodes a record of its own. Each call then runs over all rows and finds
every verdict; with another DAY it judges all openings anew. CPU seconds of this process by step, and the most
memory that it held.
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
from detector.auditor.config import AuditConfig
from detector.auditor.ledger_file import FILE
from detector.auditor.outputs import ReportOptions, write_all
from detector.report.labels import Glossary
from tests.auditor.papers import AS_OF, NUMBER, audit_config, audited

_EPISODES = 80  # of each drama
_COPY_RESULT = (
    "INSERT OR IGNORE INTO result(key, judged, seen, error, attention, pictured, body) "
    "SELECT ?, judged, seen, error, attention, pictured, body FROM result WHERE id = ?"
)
_COPY_MARKERS = (
    "INSERT INTO marker SELECT last_insert_rowid(), same, number, issuer, kind, year, serial, confidence "
    "FROM marker WHERE result = ?"
)


def make(folder: Path, rows: int) -> Path:
    """A file for each drama, and a catalogue in which it stands for all its episodes."""
    file = folder / "catalogue.csv"
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True)
    for drama in range(-(-rows // _EPISODES)):
        # Each has a number of its own: else every row would have a finding across dramas.
        (folder / f"{drama}.txt").write_text(f"{NUMBER[:-7]}{100_000 + drama}号\n第{drama}集")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "video", "series", "number", "platform", "overlay", "备注"])
        for row in range(rows):
            drama, episode = row // _EPISODES, row % _EPISODES + 1
            writer.writerow([f"e{row}", f"{drama}.txt", f"第{drama}封信", episode, "红果", "no", "x"])
    return file


def fill(folder: Path, config: AuditConfig) -> None:
    """The ledger that a run over all rows would leave; the 80 episodes of a drama are judged once."""
    first = folder / "first.csv"
    with Path(config.catalogue).open(encoding="utf-8") as lines, first.open("w", encoding="utf-8") as out:
        out.writelines(line for place, line in enumerate(lines) if place == 0 or place % _EPISODES == 1)
    audited(replace(config, catalogue=first))
    with open_audit(config) as one:
        one.load_catalogue()
        base, keys = one.ledger.base, one._scan.keys
        dramas = {}
        for video, content in base.execute("SELECT video, sha256 FROM file"):
            query = "SELECT result.id FROM result JOIN seen ON seen.id = result.seen WHERE seen.key = ?"
            dramas[Path(video).name] = content, base.execute(query, [keys.seen(content)]).fetchone()[0]
        with one.ledger.transaction():
            for row in one.ledger.pending():
                content, model = dramas[row.episode.video]
                copied = base.execute(_COPY_RESULT, [keys.judgement(content, row.episode), model])
                if copied.rowcount:  # the first episodes have theirs
                    base.execute(_COPY_MARKERS, [model])


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
    if not (config.out / FILE).exists():
        fill(folder, replace(config, as_of=AS_OF))
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
