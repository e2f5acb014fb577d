"""From settings to a running service, and its end: what ``detector serve`` calls."""

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from detector.errors import UsageError
from detector.registry.address import check_registry
from detector.review import intake
from detector.review.access import desk_of
from detector.review.pages.app import site
from detector.scanner import judging_context
from detector.service import tracing
from detector.service.api import app
from detector.service.auth.authorization import Service, check_binding
from detector.service.auth.rate_limit import Rates
from detector.service.auth.tokens import Tokens
from detector.service.jobs.job_queue import JobQueue
from detector.service.jobs.notifier import Notifier
from detector.service.jobs.queries import JobQueries
from detector.service.observability import Meters, log, start_log
from detector.service.sources.fetch import Sources, source_of
from detector.service.storage.database import Store
from detector.service.storage.paths import folder_of, store_address
from detector.service.storage.retention import RetainedUploads
from detector.service.storage.schema import ENDED, JOB
from detector.service.storage.uploads import Uploads
from detector.service.webhooks.endpoints import Endpoints
from detector.service.workers.process import Bench
from detector.service.workers.supervisor import Desk, WorkerSupervisor
from detector.settings import Settings
from detector.vision.engines.factory import check

_KEEP_ALIVE_S = 75
_BACKLOG = 2_048


def serve(settings: Settings) -> None:
    """Answer requests until SIGTERM or SIGINT, then let what is under way end.

    Raises ``DetectorError`` for whatever is not as it should be, before anything is listened to.
    """
    start_log()
    service = assembled(settings)
    check_binding(settings.service.host, service.tokens)
    listening = listening_on(settings.service.host, settings.service.port)
    application = application_of(service)
    if settings.service.traces:
        tracing.start(application)
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        backlog=_BACKLOG,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(settings.service.drain_s) + 1,
    )
    host, port = listening.getsockname()[:2]
    log("listening", host=host, port=port)
    asyncio.run(_Server(config, service).serve([listening]))


def application_of(service: Service) -> FastAPI:
    """The ingest service with the reviewers' desk under ``/desk``."""
    desk = desk_of(service.settings, service.grounds, service.store, service.sources)
    return app.application(service, site(desk))


def assembled(settings: Settings) -> Service:
    """All parts of a service; nothing runs yet. Raises ``DetectorError`` for what is not as it should be."""
    check(settings.engine)
    folder, store = folder_of(settings), Store(store_address(settings))
    store.prepare()
    uploads = Uploads(folder / "uploads", settings.service)
    check_registry(settings.registry.url)
    grounds = judging_context(settings)
    evidence = None if settings.service.evidence == "none" else folder / "evidence"
    if evidence:
        evidence.mkdir(mode=0o700, parents=True, exist_ok=True)
    jobs, bell, meters = JobQueue(store, settings.service.queue_limit, intake.enter), Notifier(), Meters()
    sources = Sources(settings.service, uploads.folder)
    kept = RetainedUploads(folder / "kept", store, settings.service)
    crew = WorkerSupervisor(
        Bench(settings, grounds.registry, evidence), Desk(jobs, sources, uploads, kept, bell, meters)
    )
    _sweep(store, uploads)
    intake.catch_up(store)
    return Service(
        settings=settings,
        grounds=grounds,
        store=store,
        jobs=jobs,
        listing=JobQueries(store),
        tokens=Tokens(store),
        endpoints=Endpoints(store),
        sources=sources,
        uploads=uploads,
        bell=bell,
        meters=meters,
        crew=crew,
        rates=Rates(),
    )


def _sweep(store: Store, uploads: Uploads) -> None:
    with store.reading() as connection:
        alive = connection.execute(select(JOB.c.source).where(JOB.c.state.not_in(ENDED))).scalars()
        wanted = {source_of(told).place for told in alive}
    uploads.sweep(wanted)


def listening_on(host: str, port: int) -> socket.socket:
    """A socket on a host and port. Raises ``UsageError`` where there is none to be had."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(found[0], socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(found[4])
    except OSError as error:
        hint = "is another service there? give another --host or --port"
        raise UsageError(f"--host {host} --port {port}: {error.strerror}", hint) from None
    return listening


class _Server(uvicorn.Server):
    """Tells the service of its end at once, so that requests that wait for results are answered."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin the end; a second signal of the kind makes it quick."""
        # In a thread of its own: a signal may come while this one holds a lock.
        threading.Thread(target=self._tell, daemon=True).start()
        super().handle_exit(sig, frame)

    def _tell(self) -> None:
        self._service.crew.stop_taking()
        self._service.bell.all_ended()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, without raising the signal again: the service has ended as it was asked to."""
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
