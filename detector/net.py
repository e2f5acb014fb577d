"""Which servers on the network may be asked, so that nobody can send this service where they cannot go.

A URL is taken apart once, strictly; its host must be allowed; every address that it resolves to is checked;
the connection goes to the address that was checked, not to the name.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from detector.errors import RemoteUnreachable, UriRefused

_RESOLVE_S = 5
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
    """Where a request goes: the URL with the checked address in place of the name, and the name."""

    url: str
    host: str
    authority: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """The hosts that may be asked (``None``: all), and those of them that may have private addresses."""

    hosts: tuple[str, ...] | None
    private: tuple[str, ...]


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
    parts = _parts(url)
    if allowed.hosts is not None and not any(_fits(name, allowed.hosts) for name in parts.names):
        raise UriRefused(f"{_shown(parts)}: this host is not allowed", _HINT)
    found = await _addresses(parts)
    if not _is_any(parts.names, allowed.private) and not all(map(is_public, found)):
        raise UriRefused(f"{_shown(parts)}: its address is not a public one", _HINT)
    address = f"[{found[0]}]" if ":" in found[0] else found[0]
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    authority = host if parts.port == _PORTS[parts.scheme] else f"{host}:{parts.port}"
    return Target(f"{parts.scheme}://{address}:{parts.port}{parts.rest}", parts.host, authority)


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


def _parts(url: str) -> _Parts:
    """A URL taken apart. What two readers might take apart in two ways is refused."""
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
    return _Parts(scheme, host, port or _PORTS[scheme], (split.path or "/") + query)


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


def _is_any(names: Sequence[str], listed: Sequence[str]) -> bool:
    return any(name in listed for name in names)


async def _addresses(parts: _Parts) -> list[str]:
    asked = asyncio.get_running_loop().getaddrinfo(parts.host, parts.port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(asked, _RESOLVE_S)
    except (OSError, TimeoutError, UnicodeError):
        hint = "check its spelling; is the name server there?"
        raise RemoteUnreachable(f"{_shown(parts)}: the name does not resolve", hint) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _shown(parts: _Parts) -> str:
    # Path and query may hold signatures, which are secrets.
    return f"{parts.scheme}://{parts.host}:{parts.port}"
