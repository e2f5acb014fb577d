"""The drill of kills: ``kill -9`` of workers and of the service while it works; nothing is lost or doubled.

Meanwhile two reviewers decide on what has ended: one on each scan, both on each block. What counts the
endings is a trigger in the database, which knows nothing of the service.
"""

import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector.client import Client, Scan
from detector.errors import LeaseLost
from detector.review.audit_log import AuditLog
from detector.service.auth.tokens import Token, Tokens
from detector.service.storage.database import Store
from tests.service.receiver import Receiver
from tests.service.running import Running
from tests.service.tiny import clips

_TRIGGER = """
CREATE TABLE ending(id TEXT, state TEXT);
CREATE TRIGGER ends AFTER UPDATE OF state ON job WHEN new.state NOT IN ('queued', 'running')
BEGIN INSERT INTO ending VALUES (new.id, new.state); END;
"""
_LONGEST_S = 1_500
_PAUSE_S = 0.2
_DECIDING = 4


@dataclass(frozen=True)
class Drilled:
    """What came of a drill."""

    accepted: int
    states: Counter[str]
    endings: Counter[int]
    webhooks: Counter[int]
    decisions: int
    standing: Counter[str]
    logged: Counter[int]
    told: Counter[int]
    kills: Counter[str]
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether every accepted scan ended exactly once, and was told under one webhook-id; so decisions."""
        return (
            sum(self.states.values()) == self.accepted
            and set(self.endings) == set(self.webhooks) == {1}
            and self.endings[1] == self.webhooks[1] == self.accepted
            and set(self.logged) == set(self.told) == {1}
            and self.logged[1] == self.told[1] == self.decisions
            and set(self.standing) == {"release final", "block final"}
            and sum(self.standing.values()) == self.accepted
        )


def drill(folder: Path, scans: int, kills: int, seed: int = 0) -> Drilled:
    """Hand in ``scans`` scans while ``kills`` processes are killed, then wait for the rest."""
    files = clips(folder / "clips")
    with Receiver() as receiver:
        here = f"127.0.0.1:{receiver.port}"
        settings = {"roots": [str(folder)], "private_hosts": [here], "lease_s": 2, "webhook_first_s": 0.2}
        settings |= {"workers": 2, "webhook_tries": 20, "desk_lease_s": 1}
        service = Running(folder / "service", settings)
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
    ann, bob = _reviewers(base)
    with Client(service.url, ann, patience_s=_LONGEST_S) as client:
        client._request("POST", "/v1/webhooks", json={"url": f"{receiver.url}/hook"})
        begun = time.monotonic()
        killer = _Killer(service, kills, seed)
        killer.start()
        ids = [client.scan(str(files[place % len(files)]), wait_s=0).id for place in range(scans)]
        with ThreadPoolExecutor(_DECIDING) as threads:
            decisions = sum(threads.map(lambda one: _decide(service.url, (ann, bob), *one), enumerate(ids)))
        killer.join(_LONGEST_S)
        ended = [client.look_up(scan_id) for scan_id in ids]
    receiver.wait(
        lambda: len({one.headers["webhook-id"] for one in list(receiver.received)}) >= scans + decisions, 120
    )
    seconds = time.monotonic() - begun
    with closing(sqlite3.connect(base, timeout=60)) as connection:
        counted = connection.execute("SELECT count(*) FROM ending GROUP BY id").fetchall()
        logged = connection.execute("SELECT count(*) FROM decision GROUP BY job, who").fetchall()
    _verify_log(base)
    told: dict[tuple[str, str], set[str]] = {}
    for webhook_id, event in _events(receiver).items():
        decision = event["data"]["decision"]
        told.setdefault((event["data"]["id"], decision["by"] if decision else ""), set()).add(webhook_id)
    ends = [len(found) for (_, by), found in told.items() if not by]
    assert {scan for scan, _ in told} == set(ids)
    return Drilled(
        accepted=len(set(ids)),
        states=Counter(scan.state for scan in ended),
        endings=Counter(count for (count,) in counted),
        webhooks=Counter(ends),
        decisions=decisions,
        standing=Counter(_shown(scan) for scan in ended),
        logged=Counter(count for (count,) in logged),
        told=Counter(len(found) for (_, by), found in told.items() if by),
        kills=killer.done,
        seconds=seconds,
    )


def _reviewers(base: Path) -> list[str]:
    """The tokens of two reviewers, who may scan too."""
    store = Store(str(base))
    try:
        scopes = frozenset({"scan", "review"})
        return [Tokens(store).add(Token("", name, scopes)) for name in ("Ann", "Bob")]
    finally:
        store.close()


def _decide(url: str, reviewers: tuple[str, str], place: int, scan_id: str) -> int:
    """Decide on a scan once it has ended: two of three release, and a block needs both; how many decided."""
    is_block = place % 3 == 0
    for token in reviewers if is_block else reviewers[:1]:
        with Client(url, token, patience_s=_LONGEST_S) as client:
            client.wait(scan_id, _LONGEST_S)
            until = time.monotonic() + _LONGEST_S
            while time.monotonic() < until:
                try:
                    client.decide(scan_id, "block" if is_block else "release")
                    break
                except LeaseLost:  # the service was killed before it let the first reviewer's lease go
                    time.sleep(_PAUSE_S)
    return 1 + is_block


def _events(receiver: Receiver) -> dict[str, dict[str, Any]]:
    """What was told, by webhook-id."""
    return {one.headers["webhook-id"]: json.loads(one.body) for one in list(receiver.received)}


def _verify_log(base: Path) -> None:
    store = Store(str(base))
    try:
        AuditLog(store).verify()
    finally:
        store.close()


def _shown(scan: Scan) -> str:
    return f"{scan.decision.action} {scan.decision.state}" if scan.decision else "none"


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
