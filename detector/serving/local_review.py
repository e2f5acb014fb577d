"""The desk on this machine alone, over results that are already there: ``detector review RUN|VIDEO``."""

import asyncio
import contextlib
import getpass
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter

from detector.records import Episode, ScanFailure, ScanResult
from detector.review.access import Desk, desk_of
from detector.review.cases import Reviewer
from detector.review.intake import enter
from detector.review.pages.app import site
from detector.review.sessions import LINKED
from detector.scanner import judging_context
from detector.service.api.app import BodyLimit
from detector.service.jobs.job_queue import episode_to
from detector.service.sources.fetch import Source, Sources
from detector.service.storage.database import Store
from detector.service.storage.paths import store_address
from detector.service.storage.schema import JOB, JOB_RULE
from detector.serving.server import listening_on
from detector.settings import Settings
from detector.wire import dumps, result_to_stored

_CHUNK = 500
_EPISODE = TypeAdapter(Episode)

Found = tuple[ScanResult | ScanFailure, Path | None]
"""A result, and where its video is, if it is known."""


def review(settings: Settings, results: Iterable[Found], evidence: Path, told: Callable[[str], None]) -> None:
    """Show results at the desk until Ctrl-C; ``told`` is given the link that signs the reviewer in, once.

    ``evidence`` is the folder with their pictures. Raises ``DetectorError``.
    """
    desk = desk_over(settings, results, evidence)
    name = getpass.getuser()
    # One machine, one reviewer: other pages and programs of it do not know the link.
    listening = listening_on("127.0.0.1", settings.service.port)
    link = desk.sessions.link(Reviewer(LINKED + name, name))
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        _application(desk, lambda: told(f"http://127.0.0.1:{port}/desk/link/{link}")),
        log_config=None, access_log=False, server_header=False, proxy_headers=False,
    )  # fmt: skip
    try:
        asyncio.run(uvicorn.Server(config).serve([listening]))
    except KeyboardInterrupt:
        return
    finally:
        desk.cases.store.close()


def desk_over(settings: Settings, results: Iterable[Found], evidence: Path) -> Desk:
    """The desk over a database that has these results, each once however often it is opened."""
    # Whoever started this may read their own files: what they look at need not lie below certain folders.
    service = settings.service.model_copy(update={"roots": ("/",), "desk_second": False})
    settings = settings.model_copy(update={"service": service})
    store = Store(store_address(settings))
    store.prepare()
    many: list[Found] = []
    for found in results:
        many.append(found)
        if len(many) == _CHUNK:
            _keep(store, many)
            many.clear()
    _keep(store, many)
    folder = Path(service.folder)
    desk = desk_of(settings, judging_context(settings), store, Sources(service, folder))
    return replace(desk, evidence=evidence)


def _keep(store: Store, many: list[Found]) -> None:
    with store.writing() as connection:
        now_ms = store.now_ms(connection)
        for result, video in many:
            row = _row(result, video, now_ms)
            made = connection.execute(store.insert_once(JOB, row).returning(JOB)).mappings().first()
            if made is None:
                continue
            codes = {one.code for one in result.findings} if isinstance(result, ScanResult) else set()
            if codes:
                rules = [{"code": code, "seq": made["seq"]} for code in sorted(codes)]
                connection.execute(sa.insert(JOB_RULE), rules)
            enter(connection, dict(made))


def _row(result: ScanResult | ScanFailure, video: Path | None, now_ms: int) -> dict[str, object]:
    # Half of a pair of UTF-16, as in a file's odd name, stands as its escape: databases take no other.
    stored, episode = _writable(dumps(result_to_stored(result))), _named(result.episode)
    source = Source("file", str(video)) if video else Source("upload", "gone")
    day = result.as_of.isoformat() if isinstance(result, ScanResult) else ""
    return {
        "id": hashlib.sha256(stored.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        "token": "local", "lane": 0, "place": 0, "state": "done", "attempts": 0, "losses": 0,
        "source": source.to_text(), "episode": episode_to(episode), "as_of": day,
        "platform": episode.platform, "outcome": result.outcome, "result": stored,
        **dict.fromkeys(("created_ms", "not_before_ms", "ended_ms"), now_ms),
    }  # fmt: skip


def _named(episode: Episode) -> Episode:
    """The episode with names that can be written anywhere."""
    told = asdict(episode).items()
    return _EPISODE.validate_python(
        {name: _writable(value) if isinstance(value, str) else value for name, value in told}
    )


def _writable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _application(desk: Desk, started: Callable[[], None]) -> FastAPI:
    @contextlib.asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        started()
        yield

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=running)

    @app.get("/")
    def start() -> Response:
        return RedirectResponse("/desk/", 303)

    app.mount("/desk", site(desk))
    app.add_middleware(BodyLimit, video_mb=1)
    return app
