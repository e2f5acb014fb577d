"""The ASGI application: routes, errors, request ids, limits on bodies, and the service's start and end."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detector.errors import RequestInvalid, RequestTooSlow, UploadTooLarge
from detector.i18n import preferred_language
from detector.service.api import problems
from detector.service.api.dependencies import CALLER, Service
from detector.service.api.routes import batches, evidence, operations, registry, rules, scans, texts, webhooks
from detector.service.api.webhook_events import describe_webhooks
from detector.service.observability import REQUEST_ID, Metrics, log, new_request_id
from detector.service.webhooks.sender import Sender
from detector.service.workers.purger import Purger
from detector.version import __version__

_MAX_BODY_MB = 8
_FORM_OVERHEAD_MB = 1  # allowed for the other fields of a form with a file
_UNLOGGED_ROUTES = ("/livez", "/readyz", "/metrics")
_LOGGED_METHODS = ("GET", "POST", "DELETE", "HEAD")
_DESCRIPTION = "Scans videos for the licence marker in the opening of micro-dramas, and gives verdicts."


def create_app(service: Service, desk: ASGIApp | None = None, routers: Sequence[APIRouter] = ()) -> FastAPI:
    """The application, which starts and stops the workers and the webhook sender of ``service``.

    ``desk`` is mounted under ``/desk``; ``routers`` are routes of higher layers.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sender = Sender(service.endpoints, service.notifier, service.metrics, service.settings.service)
        purger = Purger(service.removal)
        service.supervisor.start()
        sender.start()
        purger.start()
        log("started", workers=len(service.supervisor.threads), database=service.store.location)
        yield
        log("ending", drain_s=service.settings.service.drain_s)
        await run_in_threadpool(service.supervisor.drain, service.settings.service.drain_s)
        await run_in_threadpool(sender.stop)
        await run_in_threadpool(purger.stop)
        service.store.close()
        log("ended")

    app = FastAPI(
        title="detector",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from another host
        redoc_url=None,
    )
    app.state.service = service
    problems.install(app)
    for routes in (scans, evidence, batches, texts, registry, rules, webhooks, operations):
        app.include_router(routes.router)
    for router in routers:
        app.include_router(router)
    describe_webhooks(app)
    if desk:
        app.mount("/desk", desk)
    limits = service.settings.service
    app.add_middleware(BodyLimitMiddleware, max_file_mb=limits.max_upload_mb, idle_s=limits.body_s)
    app.add_middleware(RequestLogMiddleware, metrics=service.metrics)
    return app


class RequestLogMiddleware:
    """Gives every request an id, counts and logs it; refuses addresses that are not text."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """``app`` is the next application."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_request_id(Headers(scope=scope).get("x-request-id"))
        problems.LANGUAGE.set(preferred_language(Headers(scope=scope).get("accept-language", "")))
        context, begun, status = REQUEST_ID.set(request_id), time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            # Neither databases nor logs can store a NUL or half of a UTF-16 surrogate pair.
            address = scope["path"] + scope["query_string"].decode("latin-1")
            if "\0" in address or "%00" in address or any("\ud800" <= sign <= "\udfff" for sign in address):
                error = RequestInvalid("the address is not valid text", "encode it in UTF-8, without NUL")
                await problems.response(error)(scope, receive, send_with_id)
            else:
                await self._app(scope, receive, send_with_id)
        finally:
            self._log(scope, status, time.perf_counter() - begun)
            REQUEST_ID.reset(context)

    def _log(self, scope: Scope, status: int, seconds: float) -> None:
        matched = scope.get("route")
        route = getattr(matched, "path_format", None) or getattr(matched, "path", "none")
        method = scope["method"] if scope["method"] in _LOGGED_METHODS else "other"
        self._metrics.request_seconds.labels(method, route, status).observe(seconds)
        if route not in _UNLOGGED_ROUTES:
            caller = scope.get(CALLER)
            log("request", method=method, route=route, status=status, seconds=round(seconds, 4), token=caller)


class BodyLimitMiddleware:
    """Refuses bodies that are too large, by their Content-Length or once the limit is passed, or too slow."""

    def __init__(self, app: ASGIApp, max_file_mb: int, idle_s: float = 60) -> None:
        """``app`` is the next application; the file in a form may have ``max_file_mb`` MB.

        ``idle_s``: seconds without a byte after which a body is given up.
        """
        self._app, self._max_file_mb, self._idle_s = app, max_file_mb, idle_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, received, is_whole = Headers(scope=scope), 0, False
        is_form = headers.get("content-type", "").startswith("multipart/")
        limit_mb = self._max_file_mb + _FORM_OVERHEAD_MB if is_form else _MAX_BODY_MB
        length = headers.get("content-length", "0")
        error = UploadTooLarge(f"the body is larger than {limit_mb} MB", "send less at a time")
        if length.isdecimal() and int(length) > limit_mb << 20:
            await problems.response(error)(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal received, is_whole
            if is_whole:  # whoever asks on waits for the caller to go
                return await receive()
            try:
                async with asyncio.timeout(self._idle_s):
                    message = await receive()
            except TimeoutError:
                hint = "send it without pauses; the setting service.body_s gives it more time"
                raise RequestTooSlow("the body of the request did not arrive in time", hint) from None
            is_whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit_mb << 20:
                raise error
            return message

        await self._app(scope, counted, send)
