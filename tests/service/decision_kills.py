"""The drill of decisions: whoever decides is killed (``kill -9``) at random; no decision is lost or doubled.

Two reviewers block each scan, by what ``POST …:decide`` calls. A process that was killed is followed
by another one, which asks again for all that was not acknowledged. There is no HTTP and no worker, so that
hundreds of kills take seconds; the drill of kills has both.
"""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa

from detector.errors import LeaseLost
from detector.review.audit_log import AuditLog
from detector.review.cases import Reviewer
from detector.service.auth.tokens import LOCAL
from detector.service.storage.database import Store
from detector.service.storage.schema import DECISION, DELIVERY, SCAN_DECISION
from detector.service.webhooks.endpoints import Endpoints
from detector.serving.decide_route import DecideRequest, decide_once
from tests.report.samples import FAILED
from tests.review.staged_cases import ANN, BOB, cases_of, made

_FORK = multiprocessing.get_context("fork")  # a fresh interpreter would take longer than what is tested
_LONGEST_PAUSE_S = 0.15


@dataclass(frozen=True)
class Drilled:
    """What came of a drill: how often each decision on a scan was ``logged``, and each entry ``told``."""

    scans: int
    logged: Counter[int]
    told: Counter[int]
    standing: Counter[str]
    kills: int

    @property
    def is_whole(self) -> bool:
        """Whether each decision was logged once and told once, and each block is final."""
        once = Counter({1: 2 * self.scans})
        return self.logged == self.told == once and self.standing == Counter({"block final": self.scans})


def drill(folder: Path, scans: int, kills: int, seed: int = 0) -> Drilled:
    """Decide on so many scans, with at least so many kills as long as there is something to decide."""
    base, chance = str(folder / "service.db"), random.Random(seed)
    store = Store(base)
    store.prepare()
    Endpoints(store).add("https://hooks.example.com/", LOCAL)
    jobs = [made(store, FAILED) for _ in range(scans)]
    store.close()
    left, killed = [(job, reviewer) for job in jobs for reviewer in (ANN, BOB)], 0
    while left:
        is_last = killed >= kills
        left = _deciding(base, left, None if is_last else chance.uniform(0, _LONGEST_PAUSE_S))
        killed += not is_last
    return _counted(base, scans, killed)


def _deciding(
    base: str, wanted: Sequence[tuple[str, Reviewer]], pause_s: float | None
) -> list[tuple[str, Reviewer]]:
    """What a process that is killed after a pause leaves unacknowledged; ``None``: it is not killed."""
    heard, told = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_decide_all, args=(base, wanted, told))
    process.start()
    told.close()
    if pause_s is not None:
        heard.poll(None)  # it has begun
        time.sleep(pause_s)
        process.kill()
    done = 0
    try:
        while heard.recv():
            done += 1
    except EOFError:
        process.join()
    return list(wanted[max(0, done - 1) :])  # the first message says that it has begun


def _decide_all(base: str, wanted: Sequence[tuple[str, Reviewer]], told: Connection) -> None:
    cases = cases_of(Store(base), desk_lease_s=1)
    told.send(True)
    for job, reviewer in wanted:
        while True:
            try:
                decide_once(cases, job, reviewer, DecideRequest(action="block"))
                break
            except LeaseLost:  # whoever was killed had the lease
                time.sleep(0.05)
        told.send(True)


def _counted(base: str, scans: int, kills: int) -> Drilled:
    store = Store(base)
    AuditLog(store).verify()
    with store.reading() as connection:
        per_entry = sa.select(sa.func.count()).select_from(DECISION).group_by(DECISION.c.job, DECISION.c.who)
        logged = connection.execute(per_entry).scalars().all()
        is_decided = DELIVERY.c.type == "scan.decided"
        told = connection.execute(sa.select(sa.func.count()).where(is_decided).group_by(DELIVERY.c.entry))
        shown = sa.select(SCAN_DECISION.c.action + " " + SCAN_DECISION.c.state)
        drilled = Drilled(
            scans,
            Counter(logged),
            Counter(told.scalars()),
            Counter(connection.execute(shown).scalars()),
            kills,
        )
    store.close()
    return drilled
