"""HTTP clients that connect only to addresses that were checked, at every redirect anew.

The check is the transport's, so nothing that a client does can pass it by: httpx follows a redirect by
sending another request through the same transport. Needs httpx, an extra.
"""

import ssl
from functools import cache

import httpx

from detector.net.addresses import Allowed, Target, checked, checked_now

REDIRECTS = 5
_NOT_THERE = (httpx.ConnectError, httpx.ConnectTimeout)
"""Nothing was sent yet, so that the next address of the name may be tried."""


class GuardedTransport(httpx.BaseTransport):
    """Sends each request to the checked addresses of its host. Raises like :func:`checked_now`.

    Connections are kept for each host apart: two hosts at one address must not share one, because TLS has
    proved the first one's name alone.
    """

    def __init__(self, allowed: Allowed) -> None:
        """Certificates are those of this machine, to which its owner may have added some."""
        self._allowed = allowed
        self._connections: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer; its body is still to be read."""
        target = checked_now(str(request.url), self._allowed)
        held = self._connections.get(target.authority)
        if held is None:
            held = httpx.HTTPTransport(verify=_certificates(), trust_env=False)
            held = self._connections.setdefault(target.authority, held)
        for url in target.urls[:-1]:
            try:
                return held.handle_request(_aimed(request, target, url))
            except _NOT_THERE:
                continue
        return held.handle_request(_aimed(request, target, target.urls[-1]))

    def close(self) -> None:
        """Close all connections."""
        for held in self._connections.values():
            held.close()


class AsyncGuardedTransport(httpx.AsyncBaseTransport):
    """The same for an event loop, with the certificates that httpx brings."""

    def __init__(self, allowed: Allowed) -> None:
        """No connection is kept for a second request."""
        self._allowed = allowed
        limits = httpx.Limits(max_keepalive_connections=0)
        self._connections = httpx.AsyncHTTPTransport(verify=_bundled(), limits=limits, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer; its body is still to be read."""
        target = await checked(str(request.url), self._allowed)
        for url in target.urls[:-1]:
            try:
                return await self._connections.handle_async_request(_aimed(request, target, url))
            except _NOT_THERE:
                continue
        return await self._connections.handle_async_request(_aimed(request, target, target.urls[-1]))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._connections.aclose()


def client(allowed: Allowed, timeout_s: float) -> httpx.Client:
    """A client for many threads; ``timeout_s`` is for each step of a request. It follows redirects.

    Besides httpx's errors a request raises ``UriRefused`` and ``RemoteUnreachable``.
    """
    return httpx.Client(
        transport=GuardedTransport(allowed), timeout=timeout_s, trust_env=False,
        follow_redirects=True, max_redirects=REDIRECTS,
    )  # fmt: skip


def async_client(allowed: Allowed, timeout_s: float) -> httpx.AsyncClient:
    """A client for an event loop, as :func:`client`. It follows redirects only where a request says so."""
    return httpx.AsyncClient(
        transport=AsyncGuardedTransport(allowed), timeout=timeout_s, trust_env=False, max_redirects=REDIRECTS
    )


def _aimed(request: httpx.Request, target: Target, url: str) -> httpx.Request:
    """The request to one address of its host, whose name TLS has to prove."""
    headers, extensions = request.headers.copy(), {**request.extensions, "sni_hostname": target.host}
    headers["Host"] = target.authority
    return httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=extensions)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


@cache
def _bundled() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
