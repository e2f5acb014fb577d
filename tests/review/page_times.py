"""What the desk's pages cost the service with many cases in its queue."""

import statistics
import time
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from fastapi.testclient import TestClient

from detector.records import ScanResult
from detector.review.access import Desk, desk_of
from detector.review.case_queue import Wanted
from detector.review.cases import Reviewer
from detector.review.intake import catch_up
from detector.review.pages.app import site
from detector.scanner import JudgingContext, judging_context
from detector.service.jobs.job_queue import episode_to
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.service.storage.schema import JOB
from detector.settings import Settings
from detector.wire import dumps, result_to_stored
from tests.report.samples import FAILED, PASSED, UNDECIDED

_CHUNK = 5_000
_LIMIT_MS = 50
_ADDRESSES = (
    "", "?outcome=fail", "?platform=p3", "?platform=p3&outcome=pass", "?rule=NMD102",
    "?rule=NMD901&platform=p5", "?drama=d77", "?below=0.5", "?settled=1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timed:
    """A page and how long the service took for it, in ms: the median and the slowest of some."""

    page: str
    median_ms: float
    slowest_ms: float


def filled(folder: Path, count: int, address: str | None = None) -> Desk:
    """A desk with so many cases, of three outcomes, 7 platforms and many dramas."""
    store = Store(address or str(folder / "service.db"))
    store.prepare()
    for first in range(0, count, _CHUNK):
        rows = [_row(number) for number in range(first, min(count, first + _CHUNK))]
        with store.writing() as connection:
            connection.execute(sa.insert(JOB), rows)
    catch_up(store)
    told = {"service": {"folder": str(folder)}, "registry": {"url": "none"}}
    settings = Settings.model_validate(told)
    grounds: JudgingContext = judging_context(settings)
    return desk_of(settings, grounds, store, Sources(settings.service, folder))


def _row(number: int) -> dict[str, object]:
    result: ScanResult = (UNDECIDED, FAILED, PASSED)[number % 3]
    episode = replace(
        result.episode, series=f"d{number // 40}", number=number % 40, platform=f"p{number % 7}"
    )
    stored = dumps(result_to_stored(replace(result, episode=episode)))
    times = dict.fromkeys(("created_ms", "not_before_ms", "begun_ms", "ended_ms"), 1)
    return {
        "id": f"{number:032x}", "token": "t", "lane": 0, "place": 0, "state": "done",
        "source": '["upload", "x"]',
        "episode": episode_to(episode), "as_of": "2026-11-01", "platform": episode.platform, "attempts": 1,
        "losses": 0, "outcome": result.outcome, "result": stored, **times,
    }  # fmt: skip


def timed(desk: Desk, times: int = 15) -> list[Timed]:
    """How long each kind of page takes, from the request to the whole answer."""
    text = desk.sessions.redeem(desk.sessions.link(Reviewer("link:drill", "drill")))
    case = desk.queue.page(Wanted(), None, 1).rows[0]["job"]
    with TestClient(site(desk), cookies={"desk_session": text}, base_url="http://127.0.0.1") as client:
        found = [_timed(client, f"/{address}", times) for address in _ADDRESSES]
        return [
            *found,
            _timed(client, f"/cases/{case}", times),
            _timed(client, f"/cases/{case}?rule=NMD901", times),
        ]


def is_quick(found: list[Timed]) -> bool:
    """Whether each page is as quick as it should be."""
    return all(one.median_ms < _LIMIT_MS for one in found)


def _timed(client: TestClient, page: str, times: int) -> Timed:
    spans = []
    for _ in range(times):
        begun = time.perf_counter()
        answer = client.get(page)
        spans.append(1_000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, answer.text
    return Timed(page, statistics.median(spans), max(spans))
