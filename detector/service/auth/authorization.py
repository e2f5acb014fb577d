"""Who calls, and whether they may."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from detector.errors import ScopeMissing, TokenInvalid, UsageError
from detector.registry.protocol import Registry
from detector.scanner import JudgingContext
from detector.service.auth.rate_limit import Rates
from detector.service.auth.tokens import LOCAL, Scope, Token, Tokens
from detector.service.jobs.job_queue import JobQueue
from detector.service.jobs.notifier import Notifier
from detector.service.jobs.queries import JobQueries
from detector.service.observability import Meters
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.service.storage.uploads import Uploads
from detector.service.webhooks.endpoints import Endpoints
from detector.service.workers.supervisor import WorkerSupervisor
from detector.settings import Settings

_BEARER = HTTPBearer(auto_error=False, description="a token of `detector serve token add`")
_MADE = "`detector serve token add NAME --scope scan` makes a token"


@dataclass(frozen=True, slots=True)
class Service:
    """All parts of a running service, for its routes."""

    settings: Settings
    grounds: JudgingContext
    store: Store
    jobs: JobQueue
    listing: JobQueries
    tokens: Tokens
    endpoints: Endpoints
    sources: Sources
    uploads: Uploads
    bell: Notifier
    meters: Meters
    crew: WorkerSupervisor
    rates: Rates

    @property
    def registry(self) -> Registry | None:
        """The registry that scans are held against, if there is one."""
        return self.grounds.registry


def service_of(request: Request) -> Service:
    """The service that answers this request."""
    found: Service = request.app.state.service
    return found


The = Annotated[Service, Depends(service_of)]
"""The service, as a parameter of a route."""

_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def caller(*scopes: Scope) -> Callable[..., object]:
    """A dependency that gives the token of the caller, if it has one of these scopes.

    It raises ``TokenInvalid``, ``ScopeMissing`` or ``RateExceeded``.
    """

    async def known(request: Request, service: The, credentials: _Credentials) -> Token:
        if service.tokens.is_known(credentials.credentials if credentials else None):
            token = _token(request, service, credentials)
        else:
            token = await run_in_threadpool(_token, request, service, credentials)
        if not any(map(token.may, scopes)):
            needed = " or ".join(scopes)
            raise ScopeMissing(f"the token has no scope {needed}", _MADE.replace("scan", scopes[0]))
        rate = token.rate_per_minute
        service.rates.count(token.id, service.settings.service.rate_per_minute if rate is None else rate)
        return token

    return known


Scanning = Annotated[Token, Depends(caller("scan"))]
Seeing = Annotated[Token, Depends(caller("scan", "review"))]
Reviewing = Annotated[Token, Depends(caller("review"))]
Governing = Annotated[Token, Depends(caller("admin"))]


def _token(request: Request, service: Service, credentials: HTTPAuthorizationCredentials | None) -> Token:
    if credentials:
        return service.tokens.holder(credentials.credentials)
    if service.tokens.are_there() or not is_loopback(service.settings.service.host):
        raise TokenInvalid("the request has no token", _MADE)
    _refuse_strangers(request)
    return LOCAL


def _refuse_strangers(request: Request) -> None:
    """Without tokens only programs of this machine may call: no web page, no proxy."""
    host = request.url.hostname or ""
    is_page = "origin" in request.headers or request.headers.get("sec-fetch-site", "none") != "none"
    is_passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
    if not is_loopback(host) or is_page or is_passed_on:
        raise TokenInvalid("without a token only programs of this machine may call", _MADE)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_binding(host: str, tokens: Tokens) -> None:
    """Refuse to listen for other machines while anybody could call. Raises ``UsageError``."""
    if not is_loopback(host) and not any(token.revoked_ms is None for token in tokens.every()):
        raise UsageError(f"--host {host}: other machines could call without a token", _MADE)
