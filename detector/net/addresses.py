"""Which servers on the network may be asked, so that nobody can send this service where they cannot go.

A URL is taken apart once, strictly; its host must be allowed; every address that it resolves to is checked;
the connection goes to the address that was checked, not to the name.
"""

import asyncio
import ipaddress
import re
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from detector.errors import RemoteUnreachable, UriRefused

_RESOLVE_S = 5
_REMEMBER_S = 10
"""So long the addresses of a name are kept for one caller that asks block after block, as browsers do."""
_PORTS = {"http": 80, "https": 443}
_PRINTABLE = re.compile(r"[!-~]{1,2048}")
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16", "fec0::/10", "::/96",
    )
)  # fmt: skip
"""Beside what Python knows to be not public: ways in which one protocol carries addresses of another."""

_HINT = "the settings service.hosts and service.private_hosts say which servers may be asked"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the URL with each checked address in place of the name, and the name."""

    urls: tuple[str, ...]
    host: str
    authority: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """The hosts that may be asked, and those of them that may have private addresses. ``None``: all."""

    hosts: tuple[str, ...] | None
    private: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    host: str
    port: int
    rest: str

    @property
    def names(self) -> tuple[str, ...]:
        """How a list may name this host."""
        with_port = f"{self.host}:{self.port}"
        return (self.host, with_port) if self.port == _PORTS[self.scheme] else (with_port,)


async def checked(url: str, allowed: Allowed) -> Target:
    """The target of a URL. Raises ``UriRefused``, or ``RemoteUnreachable`` where its name is unknown."""
    parts = _parts(url, allowed)
    try:
        found = await asyncio.wait_for(asyncio.to_thread(_addresses, parts.host, parts.port), _RESOLVE_S)
    except TimeoutError:
        raise _unknown(parts) from None
    return _target(parts, found, allowed)


def checked_now(url: str, allowed: Allowed) -> Target:
    """The same for a caller that waits. Addresses are remembered for some seconds."""
    parts = _parts(url, allowed)
    return _target(parts, _remembered(parts), allowed)


def allowed_from(url: str) -> Allowed:
    """What a URL that the user of this machine names may lead to: a public host to public hosts only.

    Raises like :func:`checked`.
    """
    everything = Allowed(None, None)
    is_own = not all(map(is_public, _remembered(_parts(url, everything))))
    return everything if is_own else Allowed(None, ())


def _target(parts: _Parts, addresses: Sequence[str], allowed: Allowed) -> Target:
    if not addresses:
        raise _unknown(parts)
    may_be_private = allowed.private is None or any(name in allowed.private for name in parts.names)
    if not may_be_private and not all(map(is_public, addresses)):
        raise UriRefused(f"{_shown(parts)}: its address is not a public one", _HINT)
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    return Target(
        urls=tuple(
            f"{parts.scheme}://{f'[{one}]' if ':' in one else one}:{parts.port}{parts.rest}"
            for one in addresses
        ),
        host=parts.host,
        authority=host if parts.port == _PORTS[parts.scheme] else f"{host}:{parts.port}",
    )


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet may have."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a scope such as %eth0 makes it one of this machine's networks
        return False
    if isinstance(found, ipaddress.IPv6Address) and (found.ipv4_mapped or found.sixtofour or found.teredo):
        return False
    if any(found in block for block in _REFUSED if block.version == found.version):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _parts(url: str, allowed: Allowed) -> _Parts:
    """A URL of an allowed host taken apart. What two readers might take apart in two ways is refused."""
    hint = "write http(s)://HOST[:PORT]/PATH, percent-encoded, without user and password"
    if not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise UriRefused("uri: it has characters that no address has", hint)
    try:
        split = urlsplit(url)
        scheme, host, port = split.scheme, split.hostname or "", split.port
    except ValueError:
        raise UriRefused("uri: it cannot be read", hint) from None
    if scheme not in _PORTS or "@" in split.netloc or not _is_host(host) or port == 0:
        raise UriRefused("uri: scheme, user, host or port are not allowed", hint)
    query = f"?{split.query}" if split.query else ""
    parts = _Parts(scheme, host, port or _PORTS[scheme], (split.path or "/") + query)
    if allowed.hosts is not None and not any(_fits(name, allowed.hosts) for name in parts.names):
        raise UriRefused(f"{_shown(parts)}: this host is not allowed", _HINT)
    return parts


def _is_host(host: str) -> bool:
    if _NAME.fullmatch(host):
        return True
    try:
        return str(ipaddress.ip_address(host)) == host  # as it is written, not in one of the older ways
    except ValueError:
        return False


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(
        name == pattern or (pattern.startswith("*.") and name.endswith(pattern[1:])) for pattern in patterns
    )


def _addresses(host: str, port: int) -> list[str]:
    """Every address of a name, in the order in which the system would try them; none if it is unknown."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@lru_cache(maxsize=64)
def _addresses_at(host: str, port: int, _moment: int) -> list[str]:
    return _addresses(host, port)


def _remembered(parts: _Parts) -> list[str]:
    return _addresses_at(parts.host, parts.port, int(time.monotonic() / _REMEMBER_S))


def _unknown(parts: _Parts) -> RemoteUnreachable:
    hint = "check its spelling; is the name server there?"
    return RemoteUnreachable(f"{_shown(parts)}: the name does not resolve", hint)


def _shown(parts: _Parts) -> str:
    # Path and query may hold signatures, which are secrets.
    return f"{parts.scheme}://{parts.host}:{parts.port}"
