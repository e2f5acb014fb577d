"""The drill of hostile videos: all of them are sent; each ends, and the service stands."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from detector.client import Client
from detector.records import ScanFailure
from tests.service.hostile import SECRET, corpus
from tests.service.running import SAMPLES, Running


@dataclass(frozen=True)
class Damaged:
    """What came of a corpus. ``after`` is the suggestion for a sound clip at the end."""

    files: Counter[str]
    outcomes: Counter[str]
    errors: Counter[str]
    workers_lost: int
    bugs: int
    leaks: int
    after: str | None

    @property
    def is_well(self) -> bool:
        """Whether every file has a result, nothing is a bug, and a sound clip passes afterwards."""
        whole = self.outcomes.total() == self.files.total()
        bugs = self.errors["DetectorError"] + self.bugs + self.leaks
        return whole and not bugs and self.after == "pass"


def drill(folder: Path, variants: int, seed: int = 0) -> Damaged:
    """Send a corpus to a service with tight limits."""
    settings = {"cpu_s": 10, "max_upload_mb": 64, "tries": 2}
    service = Running(folder / "service", {"workers": 2, **settings})
    service.start()
    try:
        with Client(service.url, patience_s=300) as client:
            return _drilled(client, service, folder, (variants, seed))
    finally:
        service.kill()


def _drilled(client: Client, service: Running, folder: Path, wanted: tuple[int, int]) -> Damaged:
    files, outcomes, errors, leaks, ids = Counter[str](), Counter[str](), Counter[str](), 0, []
    for kind, file in corpus(folder / "corpus", *wanted):
        files[kind] += 1
        ids.append(client.upload(file, wait_s=0).id)
    secret = Path(SECRET).read_text().partition(":")[0] + ":x:"
    for scan_id in ids:
        scan = client.wait(scan_id)
        assert scan.result, scan
        outcomes[scan.result.outcome] += 1
        if isinstance(scan.result, ScanFailure):
            errors[scan.result.error.type] += 1
        leaks += secret in str(scan.result)
    after = client.upload(SAMPLES / "card.mp4", wait_s=120).suggestion
    events = Counter(line["event"] for line in service.lines())
    return Damaged(files, outcomes, errors, events["worker lost"], events["bug"], leaks, after)
