"""The application: routes, errors, request ids, limits on bodies; and what starts and ends with it."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detector.errors import RequestInvalid, UploadTooLarge
from detector.service.api import problems
from detector.service.api.routes import batches, evidence, operations, registry, rules, scans, texts, webhooks
from detector.service.auth.authorization import Service
from detector.service.observability import REQUEST_ID, Meters, log, new_request_id
from detector.service.webhooks.sender import Sender
from detector.version import __version__

_BODY_MB = 8
_BESIDE_MB = 1  # of a form, beside the file itself
_QUIET = ("/livez", "/readyz", "/metrics")
_ABOUT = "Videos in, verdicts out: reads the licence marker in the opening of micro-dramas, and judges it."


def application(service: Service, desk: ASGIApp | None = None) -> FastAPI:
    """The application over the parts of a service; they start and end with it.

    ``desk`` is the application that answers under ``/desk``.
    """
    app = FastAPI(
        title="detector",
        version=__version__,
        description=_ABOUT,
        lifespan=_lifespan(service),
        docs_url=None,  # its page needs scripts of another host
        redoc_url=None,
    )
    app.state.service = service
    problems.install(app)
    for routes in (scans, evidence, batches, texts, registry, rules, webhooks, operations):
        app.include_router(routes.router)
    if desk:
        app.mount("/desk", desk)
    app.add_middleware(BodyLimit, video_mb=service.settings.service.max_upload_mb)
    app.add_middleware(Watch, meters=service.meters)
    return app


def _lifespan(service: Service) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        sender = Sender(service.endpoints, service.bell, service.meters, service.settings.service)
        service.crew.start()
        sender.start()
        log("started", workers=len(service.crew.members), database=service.store.place)
        yield
        log("ending", drain_s=service.settings.service.drain_s)
        await run_in_threadpool(service.crew.drain, service.settings.service.drain_s)
        await run_in_threadpool(sender.stop)
        service.store.close()
        log("ended")

    return running


class Watch:
    """Gives every request an id, counts it, and writes a line about it; refuses what no text can be."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        """``app`` is what answers."""
        self._app, self._meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_request_id(Headers(scope=scope).get("x-request-id"))
        held, begun, status = REQUEST_ID.set(request_id), time.perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            if _has_no_text(scope):
                refusal = RequestInvalid("the address has characters that no text has", "encode it in UTF-8")
                await problems.response(refusal)(scope, receive, answer)
            else:
                await self._app(scope, receive, answer)
        finally:
            self._note(scope, status, time.perf_counter() - begun)
            REQUEST_ID.reset(held)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path_format", None) or getattr(
            scope.get("route"), "path", "none"
        )
        method = scope["method"] if scope["method"] in ("GET", "POST", "DELETE", "HEAD") else "other"
        self._meters.requests.labels(method, route, status).observe(seconds)
        if route not in _QUIET:
            log("request", method=method, route=route, status=status, seconds=round(seconds, 4))


class BodyLimit:
    """Refuses bodies that are too large, as soon as that is known: what they say they are, or are."""

    def __init__(self, app: ASGIApp, video_mb: int) -> None:
        """``app`` is what answers; a form may have a video of so many MB."""
        self._app, self._video_mb = app, video_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, seen = Headers(scope=scope), 0
        is_form = headers.get("content-type", "").startswith("multipart/")
        limit_mb = self._video_mb + _BESIDE_MB if is_form else _BODY_MB
        told = headers.get("content-length", "0")
        refusal = UploadTooLarge(f"the body is larger than {limit_mb} MB", "send less at a time")
        if told.isdecimal() and int(told) > limit_mb << 20:
            await problems.response(refusal)(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit_mb << 20:
                raise refusal
            return message

        await self._app(scope, counted, send)


def _has_no_text(scope: Scope) -> bool:
    # A NUL, or half of a pair of UTF-16: neither databases nor logs can hold them.
    told = scope["path"] + scope["query_string"].decode("latin-1")
    return "\0" in told or "%00" in told or any("\ud800" <= sign <= "\udfff" for sign in told)
