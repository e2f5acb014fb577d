"""HTTP/1.1 as uvicorn speaks it, with limits on the head of a request, and problems for what is no request.

Without limits a few slow callers could hold every connection.
"""

import asyncio
from http import HTTPStatus
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from detector.errors import DetectorError, RequestInvalid, RequestTooSlow
from detector.service.api import problems

_MAX_HEAD_BYTES = 64 << 10
_HINT = "send HTTP/1.1"


class _GuardedProtocol(HttpToolsProtocol):
    """One connection. The time and the size of a head count from its first byte, or the connection's."""

    head_s: ClassVar[float]
    _head_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head_timer is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_timer is not None and self._head_bytes > _MAX_HEAD_BYTES:
            error = RequestInvalid("the head of the request is too large", "send shorter headers")
            self._refuse(error, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head_timer is None:  # a further request of this connection
            self._expect_head()
        self._head_bytes += 1  # it has begun, whatever was counted of it

    def on_headers_complete(self) -> None:
        self._has_head()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (uvicorn's sentence)
        self._refuse(RequestInvalid("the request is not valid HTTP", _HINT), HTTPStatus.BAD_REQUEST)

    def _expect_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_s, self._refuse_late)

    def _has_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        self._head_timer, self._head_bytes = None, 0

    def _refuse_late(self) -> None:
        if not self._head_bytes:  # a connection that nobody used
            self.transport.close()
            return
        error = RequestTooSlow("the head of the request did not arrive in time", "send it at once")
        self._refuse(error, HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, error: DetectorError, status: HTTPStatus) -> None:
        self._has_head()
        if self.transport.is_closing():
            return
        answer = problems.response(error, status, {"Connection": "close"})
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
        lines += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()


def http_protocol(head_s: float) -> type[asyncio.Protocol]:
    """The protocol for uvicorn's ``Config``; the head of a request must arrive within ``head_s`` seconds."""
    return type("GuardedProtocol", (_GuardedProtocol,), {"head_s": head_s})
