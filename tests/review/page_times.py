"""What the desk's pages cost the service with many cases in the queue: time, and SQL statements."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from fastapi.testclient import TestClient

from detector.records import ScanResult
from detector.review.case_queue import CaseFilter
from detector.review.cases import Reviewer
from detector.review.desk import ReviewDesk, create_desk
from detector.review.intake import open_missing_cases
from detector.review.pages.app import create_desk_app
from detector.scanner import judging_context
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.service.storage.schema import JOB
from detector.settings import Settings
from detector.wire import dumps, episode_to_json, result_to_stored
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


def filled(folder: Path, count: int, address: str | None = None) -> ReviewDesk:
    """A desk with so many cases, of three outcomes, 7 platforms and many dramas."""
    store = Store(address or str(folder / "service.db"))
    store.prepare()
    for first in range(0, count, _CHUNK):
        rows = [_row(number) for number in range(first, min(count, first + _CHUNK))]
        with store.writing() as connection:
            connection.execute(sa.insert(JOB), rows)
    open_missing_cases(store)
    told = {"service": {"folder": str(folder)}, "registry": {"url": "none"}}
    settings = Settings.model_validate(told)
    judging = judging_context(settings)
    return create_desk(settings, judging, store, Sources(settings.service, folder))


def _row(number: int) -> dict[str, object]:
    result: ScanResult = (UNDECIDED, FAILED, PASSED)[number % 3]
    episode = replace(
        result.episode, series=f"d{number // 40}", number=number % 40, platform=f"p{number % 7}"
    )
    stored = dumps(result_to_stored(replace(result, episode=episode)))
    times = dict.fromkeys(("created_ms", "not_before_ms", "begun_ms", "ended_ms"), 1)
    return {
        "id": f"{number:032x}", "token": "t", "lane": 0, "place": 0, "state": "done", "attempts": 1,
        "source": '["upload", "x"]', "episode": episode_to_json(episode), "as_of": "2026-11-01",
        "platform": episode.platform, "losses": 0, "outcome": result.outcome, "result": stored, **times,
    }  # fmt: skip


@contextmanager
def _signed_in(desk: ReviewDesk) -> Iterator[tuple[TestClient, list[str]]]:
    """A client with a session, and the addresses of each kind of page."""
    cookie = desk.sessions.redeem_link(desk.sessions.create_link(Reviewer("link:drill", "drill")))
    case = desk.case_queue.page(CaseFilter(), None, 1).rows[0]["job"]
    pages = [*(f"/{address}" for address in _ADDRESSES), f"/cases/{case}", f"/cases/{case}?rule=NMD901"]
    app = create_desk_app(desk)
    with TestClient(app, cookies={"desk_session": cookie}, base_url="http://127.0.0.1") as client:
        yield client, pages


def timed(desk: ReviewDesk, times: int = 15) -> list[Timed]:
    """How long each kind of page takes, from the request to the whole answer."""
    with _signed_in(desk) as (client, pages):
        return [_timed(client, page, times) for page in pages]


def statements(desk: ReviewDesk) -> dict[str, int]:
    """How many SQL statements each kind of page executes."""
    executed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)

    found = {}
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        with _signed_in(desk) as (client, pages):
            for page in pages:
                executed.clear()
                assert client.get(page).status_code == 200
                found[page] = len(executed)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return found


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
