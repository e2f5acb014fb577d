"""The drill of kills: ``kill -9`` of workers and of the service while it works; nothing is lost or doubled.

What counts the endings is a trigger in the database, which knows nothing of the service.
"""

import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from detector.client import Client, Scan
from tests.service.receiver import Receiver
from tests.service.running import Running
from tests.service.tiny import clips

_TRIGGER = """
CREATE TABLE ending(id TEXT, state TEXT);
CREATE TRIGGER ends AFTER UPDATE OF state ON job WHEN new.state NOT IN ('queued', 'running')
BEGIN INSERT INTO ending VALUES (new.id, new.state); END;
"""
_LONGEST_S = 1_500


@dataclass(frozen=True)
class Drilled:
    """What came of a drill."""

    accepted: int
    states: Counter[str]
    endings: Counter[int]
    webhooks: Counter[int]
    kills: Counter[str]
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether every accepted scan ended exactly once, and was told under one webhook-id."""
        return (
            sum(self.states.values()) == self.accepted
            and set(self.endings) == set(self.webhooks) == {1}
            and self.endings[1] == self.webhooks[1] == self.accepted
        )


def drill(folder: Path, scans: int, kills: int, seed: int = 0) -> Drilled:
    """Hand in ``scans`` scans while ``kills`` processes are killed, then wait for the rest."""
    files = clips(folder / "clips")
    with Receiver() as receiver:
        here = f"127.0.0.1:{receiver.port}"
        settings = {"roots": [str(folder)], "private_hosts": [here], "lease_s": 2, "webhook_first_s": 0.2}
        service = Running(folder / "service", {"workers": 2, **settings, "webhook_tries": 20})
        service.start()
        try:
            return _drilled(service, receiver, files, (scans, kills, seed))
        finally:
            service.kill()


def _drilled(
    service: Running, receiver: Receiver, files: list[Path], wanted: tuple[int, int, int]
) -> Drilled:
    scans, kills, seed = wanted
    base = service.folder / "service.db"
    with closing(sqlite3.connect(base, timeout=60)) as connection:
        connection.executescript(_TRIGGER)
    with Client(service.url, patience_s=_LONGEST_S) as client:
        client._json("POST", "/v1/webhooks", json={"url": f"{receiver.url}/hook"})
        begun = time.monotonic()
        killer = _Killer(service, kills, seed)
        killer.start()
        ids = [client.scan(str(files[place % len(files)]), wait_s=0).id for place in range(scans)]
        killer.join(_LONGEST_S)
        ended = [_ended(client, scan_id) for scan_id in ids]
    receiver.wait(lambda: len({one.headers["webhook-id"] for one in receiver.received}) >= scans, 120)
    seconds = time.monotonic() - begun
    with closing(sqlite3.connect(base, timeout=60)) as connection:
        counted = connection.execute("SELECT count(*) FROM ending GROUP BY id").fetchall()
    told: dict[str, set[str]] = {}
    for one in receiver.received:
        told.setdefault(one.body.decode().partition('"id":"')[2][:32], set()).add(one.headers["webhook-id"])
    assert set(told) == set(ids)
    return Drilled(
        accepted=len(set(ids)),
        states=Counter(scan.state for scan in ended),
        endings=Counter(count for (count,) in counted),
        webhooks=Counter(map(len, told.values())),
        kills=killer.done,
        seconds=seconds,
    )


def _ended(client: Client, scan_id: str) -> Scan:
    return client.wait(scan_id, _LONGEST_S)


class _Killer(threading.Thread):
    """Kills at random moments: two in five times the service itself, else one of its workers."""

    def __init__(self, service: Running, kills: int, seed: int) -> None:
        super().__init__(daemon=True)
        self._service, self._kills, self._random = service, kills, random.Random(seed)
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        while sum(self.done.values()) < self._kills:
            time.sleep(self._random.uniform(0.05, 2))
            workers = self._service.worker_pids()
            if self._random.random() < 0.4:
                self._service.kill()
                self._service.launch()
                self.done["service"] += 1
            elif workers:
                with suppress(ProcessLookupError):
                    os.kill(self._random.choice(workers), signal.SIGKILL)
                    self.done["worker"] += 1
