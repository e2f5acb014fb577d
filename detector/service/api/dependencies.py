"""What routes depend on: the parts of the service, and the caller's token with one of the scopes needed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from detector.errors import ScopeMissing, TokenInvalid
from detector.registry.protocol import Registry
from detector.scanner import JudgingContext
from detector.service.auth.loopback import is_loopback
from detector.service.auth.rate_limit import RateLimiter
from detector.service.auth.tokens import LOCAL, Scope, Token, Tokens
from detector.service.jobs.job_queue import JobQueue
from detector.service.jobs.notifier import Notifier
from detector.service.jobs.queries import JobQueries
from detector.service.jobs.removal import Removal
from detector.service.observability import Metrics
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.service.storage.uploads import Uploads
from detector.service.webhooks.endpoints import Endpoints
from detector.service.workers.supervisor import WorkerSupervisor
from detector.settings import Settings

_BEARER = HTTPBearer(auto_error=False, description="a token created by `detector serve token add`")
_TOKEN_HINT = "`detector serve token add NAME --scope scan` creates a token"  # noqa: S105  (no secret)


CALLER = "detector.caller"
"""The key in a request's scope of the name of the token that it has."""


@dataclass(frozen=True, slots=True)
class Service:
    """All parts of a running service. ``evidence_folder`` is ``None`` where no pictures are kept."""

    settings: Settings
    judging: JudgingContext
    store: Store
    job_queue: JobQueue
    job_queries: JobQueries
    tokens: Tokens
    endpoints: Endpoints
    sources: Sources
    uploads: Uploads
    notifier: Notifier
    metrics: Metrics
    supervisor: WorkerSupervisor
    rate_limiter: RateLimiter
    removal: Removal
    evidence_folder: Path | None

    @property
    def registry(self) -> Registry | None:
        """The registry that scans are checked against, if there is one."""
        return self.judging.registry


def get_service(request: Request) -> Service:
    """The service that answers this request."""
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(get_service)]
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def token_with(*scopes: Scope) -> Callable[..., object]:
    """A dependency that gives the caller's token if it has one of these scopes.

    It raises ``TokenInvalid``, ``ScopeMissing`` or ``RateExceeded``.
    """

    async def authorize(request: Request, service: ServiceDep, credentials: _Credentials) -> Token:
        if service.tokens.is_cached(credentials.credentials if credentials else None):
            token = _authenticate(request, service, credentials)
        else:
            token = await run_in_threadpool(_authenticate, request, service, credentials)
        request.scope[CALLER] = token.name
        if not any(map(token.may, scopes)):
            hint = _TOKEN_HINT.replace("scan", scopes[0])
            raise ScopeMissing(f"the token lacks the scope {' or '.join(scopes)}", hint)
        count_request(service, token)
        return token

    return authorize


def count_request(service: Service, token: Token) -> None:
    """Count a request against the token's limit. Raises ``RateExceeded``."""
    rate = token.rate_per_minute
    service.rate_limiter.count(token.id, service.settings.service.rate_per_minute if rate is None else rate)


ScanToken = Annotated[Token, Depends(token_with("scan"))]
ReadToken = Annotated[Token, Depends(token_with("scan", "review"))]
ReviewToken = Annotated[Token, Depends(token_with("review"))]
AdminToken = Annotated[Token, Depends(token_with("admin"))]


def _authenticate(
    request: Request, service: Service, credentials: HTTPAuthorizationCredentials | None
) -> Token:
    if credentials:
        return service.tokens.authenticate(credentials.credentials)
    if service.tokens.any_created() or not is_loopback(service.settings.service.host):
        raise TokenInvalid("the request has no token", _TOKEN_HINT)
    # Without tokens only programs of this machine may call: no web page, and nothing through a proxy.
    is_from_page = "origin" in request.headers or request.headers.get("sec-fetch-site", "none") != "none"
    is_proxied = any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
    if not is_loopback(request.url.hostname or "") or is_from_page or is_proxied:
        raise TokenInvalid("without a token only programs of this machine may call", _TOKEN_HINT)
    return LOCAL
