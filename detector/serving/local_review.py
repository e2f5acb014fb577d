"""``detector review RUN|VIDEO``: the desk on this machine only, over results that are already there."""

import asyncio
import contextlib
import hashlib
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import RedirectResponse

from detector.records import ScanFailure, ScanResult
from detector.review.cases import Reviewer
from detector.review.desk import ReviewDesk, create_desk
from detector.review.intake import open_case
from detector.review.pages.app import create_desk_app
from detector.review.sessions import LINK_REVIEWER_PREFIX
from detector.scanner import judging_context
from detector.service.api.app import BodyLimitMiddleware
from detector.service.sources.fetch import Source, Sources
from detector.service.storage.database import Store
from detector.service.storage.paths import store_address
from detector.service.storage.schema import CASE, CASE_RULE, DECISION, JOB, JOB_RULE
from detector.serving.server import listen
from detector.settings import Settings
from detector.user_name import user_name
from detector.wire import dumps, episode_to_json, result_to_stored

_CHUNK = 500
_SHUTDOWN_S = 5

Item = tuple[ScanResult | ScanFailure, Path | None]
"""A result, and the path of its video if that is known."""


def review(
    settings: Settings, items: Iterable[Item], evidence: Path, on_started: Callable[[str], None]
) -> bool:
    """Serve the desk until Ctrl-C or SIGTERM; whether its log has decisions then.

    ``on_started`` gets the link that signs the reviewer in, once. ``evidence`` is the folder with the
    pictures. Raises ``DetectorError``.
    """
    desk = local_desk(settings, items, evidence)
    user = user_name()
    # There is one reviewer, who is told the link: other users and web pages of this machine do not know it.
    listener = listen("127.0.0.1", settings.service.port)
    secret = desk.sessions.create_link(Reviewer(LINK_REVIEWER_PREFIX + user, user))
    link = f"http://127.0.0.1:{listener.getsockname()[1]}/desk/link/{secret}"
    config = uvicorn.Config(
        _create_app(desk, lambda: on_started(link)),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(uvicorn.Server(config).serve([listener]))
        return next(desk.cases.audit_log.entries(), None) is not None
    finally:
        desk.cases.store.close()


def local_desk(settings: Settings, items: Iterable[Item], evidence: Path) -> ReviewDesk:
    """The desk over a database with these results, each once even if they are opened again."""
    # The user may read their own files: their videos need not be below configured roots.
    alone = {"desk_second": False, "desk_sample_percent": 0.0}
    service = settings.service.model_copy(update={"roots": ("/",), **alone})
    settings = settings.model_copy(update={"service": service})
    store = Store(store_address(settings))
    store.prepare()
    run, current, remaining = _digest(str(evidence.absolute())), set[str](), iter(items)
    while chunk := list(itertools.islice(remaining, _CHUNK)):
        current |= _store_items(store, run, chunk)
    _drop_former_results(store, run, current)
    sources = Sources(service, Path(service.folder))
    return replace(create_desk(settings, judging_context(settings), store, sources), evidence_folder=evidence)


def _store_items(store: Store, run: str, items: list[Item]) -> set[str]:
    """Store results of a run as ended jobs with their cases; their ids."""
    ids = set()
    with store.writing() as connection:
        now_ms = store.now_ms(connection)
        for result, video in items:
            row = _job_row(result, video, now_ms) | {"batch": run}
            ids.add(str(row["id"]))
            job = connection.execute(store.insert_once(JOB, row).returning(JOB)).mappings().first()
            if job is None:
                continue
            codes = {one.code for one in result.findings} if isinstance(result, ScanResult) else set()
            if codes:
                rules = [{"code": code, "seq": job["seq"]} for code in sorted(codes)]
                connection.execute(sa.insert(JOB_RULE), rules)
            open_case(connection, dict(job))
    return ids


def _drop_former_results(store: Store, run: str, current: set[str]) -> None:
    """Take what an earlier opening of the same run had, and the run has no more, out of the queue.

    What somebody decided stays, as settled.
    """
    decided = sa.exists().where(DECISION.c.job == JOB.c.id)
    with store.writing() as connection:
        jobs = connection.execute(sa.select(JOB.c.id, JOB.c.seq, decided).where(JOB.c.batch == run)).all()
        for job, seq, is_decided in jobs:
            if job in current:
                continue
            if is_decided:
                for table in (CASE, CASE_RULE):
                    connection.execute(sa.update(table).where(table.c.seq == seq).values(is_open=False))
            else:
                for table in (CASE, CASE_RULE, JOB_RULE, JOB):
                    connection.execute(sa.delete(table).where(table.c.seq == seq))


def _job_row(result: ScanResult | ScanFailure, video: Path | None, now_ms: int) -> dict[str, object]:
    # Names of files may have half of a UTF-16 surrogate pair, which databases cannot store: it is escaped.
    stored = _escaped(dumps(result_to_stored(result)))
    facts = asdict(result.episode).items()
    texts: dict[str, Any] = {name: _escaped(value) for name, value in facts if isinstance(value, str)}
    episode = replace(result.episode, **texts)
    source = Source("file", str(video)) if video else Source("upload", "gone")
    return {
        "id": _digest(stored),
        "token": "local",
        "lane": 0,
        "place": 0,
        "state": "done",
        "attempts": 0,
        "losses": 0,
        "source": source.to_text(),
        "episode": episode_to_json(episode),
        "as_of": result.as_of.isoformat() if isinstance(result, ScanResult) else "",
        "platform": episode.platform,
        "outcome": result.outcome,
        "result": stored,
        **dict.fromkeys(("created_ms", "not_before_ms", "ended_ms"), now_ms),
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _escaped(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _create_app(desk: ReviewDesk, on_started: Callable[[], None]) -> FastAPI:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        on_started()
        yield

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)

    @app.get("/")
    def index() -> Response:
        return RedirectResponse("/desk/", 303)

    app.mount("/desk", create_desk_app(desk))
    app.add_middleware(BodyLimitMiddleware, max_file_mb=1)
    return app
