"""``detector serve``: builds the service from the settings, runs it, and shuts it down."""

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from detector.errors import UsageError
from detector.registry.address import check_registry
from detector.review.desk import create_desk
from detector.review.intake import open_case, open_missing_cases
from detector.review.pages.app import create_desk_app
from detector.scanner import judging_context
from detector.service import tracing
from detector.service.api.app import create_app
from detector.service.api.dependencies import Service
from detector.service.auth.loopback import check_listen_address
from detector.service.auth.rate_limit import RateLimiter
from detector.service.auth.tokens import Tokens
from detector.service.jobs.job_queue import JobQueue
from detector.service.jobs.notifier import Notifier
from detector.service.jobs.queries import JobQueries
from detector.service.jobs.removal import Removal, StoredFiles
from detector.service.observability import Metrics, configure_logging, log
from detector.service.sources.fetch import Sources, source_of
from detector.service.storage.database import Store
from detector.service.storage.paths import service_folder, store_address
from detector.service.storage.retention import RetainedUploads
from detector.service.storage.schema import ENDED, JOB
from detector.service.storage.uploads import Uploads
from detector.service.webhooks.endpoints import Endpoints
from detector.service.workers.program import WorkerSetup
from detector.service.workers.supervisor import SupervisorDependencies, WorkerSupervisor
from detector.serving.decide_route import decide_routes
from detector.serving.http_protocol import http_protocol
from detector.settings import Settings
from detector.vision.engines.factory import check

_KEEP_ALIVE_S = 75
_BACKLOG = 2_048
_LAST_ANSWERS_S = 10
"""For requests that are still under way once nothing runs any more, such as long uploads."""


def serve(settings: Settings) -> None:
    """Answer requests until SIGTERM or SIGINT, then drain.

    Raises ``DetectorError`` for a faulty set-up, before it listens.
    """
    configure_logging()
    service = build_service(settings)
    check_listen_address(settings.service.host, service.tokens)
    listener = listen(settings.service.host, settings.service.port)
    app = build_app(service)
    if settings.service.traces:
        tracing.instrument(app)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        backlog=_BACKLOG,
        server_header=False,
        proxy_headers=False,
        http=http_protocol(settings.service.head_s),
        timeout_graceful_shutdown=_LAST_ANSWERS_S,
    )
    host, port = listener.getsockname()[:2]
    log("listening", host=host, port=port)
    asyncio.run(_Server(config, service).serve([listener]))


def build_app(service: Service) -> FastAPI:
    """The ingest service with the reviewers' desk under ``/desk``."""
    desk = create_desk(service.settings, service.judging, service.store, service.sources)
    desk.cases.store_missing_decisions()
    return create_app(service, create_desk_app(desk, service), [decide_routes(desk)])


def build_service(settings: Settings) -> Service:
    """All parts of a service; nothing runs yet. Raises ``DetectorError`` for a faulty set-up."""
    check(settings.engine)
    folder, store = service_folder(settings), Store(store_address(settings))
    store.prepare()
    uploads = Uploads(folder / "uploads", settings.service)
    check_registry(settings.registry.url)
    judging = judging_context(settings)
    evidence = None if settings.service.evidence == "none" else folder / "evidence"
    if evidence:
        evidence.mkdir(mode=0o700, parents=True, exist_ok=True)
    platforms = {name for row in judging.provisions.prefixes for name in (row.prefix, *row.apps)}
    job_queue, notifier, metrics, tokens = (
        JobQueue(store, settings.service.queue_limit, open_case),
        Notifier(),
        Metrics(platforms),
        Tokens(store),
    )
    sources = Sources(settings.service, uploads.folder)
    retained = RetainedUploads(folder / "kept", store, settings.service)
    supervisor = WorkerSupervisor(
        WorkerSetup(settings, judging.registry, evidence),
        SupervisorDependencies(job_queue, sources, uploads, retained, notifier, metrics, tokens),
    )
    with store.reading() as connection:
        waiting = connection.execute(select(JOB.c.source).where(JOB.c.state.not_in(ENDED))).scalars()
        names = {source_of(source).place for source in waiting}
    uploads.delete_orphans(names)
    open_missing_cases(store)
    return Service(
        settings=settings,
        judging=judging,
        store=store,
        job_queue=job_queue,
        job_queries=JobQueries(store),
        tokens=tokens,
        endpoints=Endpoints(store),
        sources=sources,
        uploads=uploads,
        notifier=notifier,
        metrics=metrics,
        supervisor=supervisor,
        rate_limiter=RateLimiter(),
        removal=Removal(
            store, StoredFiles(folder / "evidence", folder / "kept", folder / "film"), settings.service
        ),
        evidence_folder=evidence,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to a host and port. Raises ``UsageError`` if they are not available."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(found[0], socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(found[4])
    except OSError as error:
        hint = "is another service running there? give another --host or --port"
        raise UsageError(f"--host {host} --port {port}: {error.strerror}", hint) from None
    return listener


class _Server(uvicorn.Server):
    """Lets running scans end before it closes its socket, so that results can be asked for meanwhile."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service, self._is_draining = service, False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; a second signal ends at once."""
        if self._is_draining:
            super().handle_exit(sig, frame)
            return
        self._is_draining = True
        # In a thread of its own: the signal may have interrupted a thread that holds a lock.
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        """Say that it is not ready, answer those who wait for results, let scans end; then stop."""
        begun, limits = time.monotonic(), self._service.settings.service
        log("draining", drain_s=limits.drain_s)
        self._service.supervisor.stop_leasing()
        self._service.notifier.wake_all()
        self._service.supervisor.drain(limits.drain_s)
        time.sleep(max(0.0, limits.unready_s - (time.monotonic() - begun)))
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but without raising the signal again: the service ended as requested."""
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
