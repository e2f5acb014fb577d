"""Objects of web servers, asked for as fsspec asks for those of other stores. Needs httpx, an extra."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import httpx

from detector.errors import RemoteUnreachable, UriRefused
from detector.net.addresses import Allowed, allowed_from
from detector.net.client import REDIRECTS, client

_STEP_S = 30
_ANSWER_S = 300
"""Seconds for all of an answer, however steadily it drips."""

_ITSELF = "give the address to which it leads, if it is to be read"


class HttpFiles:
    """A store whose names are URLs.

    Whoever names a host of their own network may be led about in it; from a public host no redirect leads
    there, and none anywhere but to ``http`` and ``https``.
    """

    def info(self, url: str) -> dict[str, Any]:
        """``size`` in bytes (``None``: the server does not tell) and ``ETag``, if there is one."""
        with suppress(httpx.HTTPStatusError):  # some servers answer GET alone
            told = self._told("HEAD", url)
            if told["size"] is not None:
                return told
        return self._told("GET", url)

    def cat_file(self, url: str, start: int | None, end: int | None) -> bytes:
        """The bytes from ``start`` to before ``end``, or all; a server that takes no ranges sends all."""
        headers = {"Range": f"bytes={start}-{end - 1}"} if start is not None and end is not None else {}
        try:
            return self._body(url, headers)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            return self._body(url, headers)  # the server had closed the connection that was kept

    def _told(self, method: str, url: str) -> dict[str, Any]:
        with self._asked(method, url, {}) as response:
            response.raise_for_status()
            length, part = response.headers.get("Content-Length"), response.headers.get("Content-Range")
            size = length or (part.partition("/")[2] if part else "")
            # A compressed answer's length is not the object's.
            is_plain = response.headers.get("Content-Encoding", "identity") == "identity"
            return {
                "size": int(size) if size.isdecimal() and is_plain else None,
                "ETag": response.headers.get("ETag"),
            }

    def _body(self, url: str, headers: Mapping[str, str]) -> bytes:
        until = time.monotonic() + _ANSWER_S
        content = bytearray()
        with self._asked("GET", url, headers) as response:
            response.raise_for_status()
            for piece in response.iter_bytes():
                content += piece
                if time.monotonic() > until:
                    raise RemoteUnreachable(f"{url}: did not come within {_ANSWER_S} s", "try again")
        return bytes(content)

    @contextmanager
    def _asked(self, method: str, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """The answer to a request, its body still to be read."""
        named = httpx.URL(url)
        plain = named.copy_with(userinfo=b"")  # a name and a password go into a header
        with_client = _client(allowed_from(str(plain)), os.getpid())
        auth = (named.username, named.password) if named.userinfo else None
        headers = {"Accept-Encoding": "identity", **headers}
        try:
            with with_client.stream(method, plain, headers=headers, auth=auth) as response:
                yield response
        except httpx.TooManyRedirects:
            raise UriRefused(f"{url}: more than {REDIRECTS} redirects", _ITSELF) from None
        except UriRefused as refused:
            raise UriRefused(f"{url}: leads elsewhere: {refused.message}", _ITSELF) from None


@cache
def _client(allowed: Allowed, _process: int) -> httpx.Client:
    # One for each process: after a fork two must not read from one connection.
    return client(allowed, _STEP_S)
