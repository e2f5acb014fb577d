"""A web server of this machine that receives webhooks and gives files, redirects and endless streams."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import unquote

from tests.video.servers import POLL_S


@dataclass(frozen=True)
class Received:
    """One webhook as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """``statuses`` are the answers to come at a path, 200 after them; ``files`` are what GET gives.

    GET of ``/to/URL`` redirects there; of ``/endless`` it never ends; of ``/drip`` it comes byte by byte. The
    status 0 breaks the connection off.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[Received] = []
        self.statuses: dict[str, list[int]] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.hosts: list[str] = []
        self.authorized: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Receiver":
        threading.Thread(target=self._server.serve_forever, args=(POLL_S,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def at(self, path: str) -> list[Received]:
        """What came at a path."""
        return [one for one in self.received if one.path == path]

    def wait(self, is_so: Callable[[], bool], within_s: float = 15) -> None:
        """Return when something is so."""
        until = time.monotonic() + within_s
        while not is_so():
            assert time.monotonic() < until, self.received
            time.sleep(0.02)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, receiver: Receiver, *args: object) -> None:
        self._receiver = receiver
        super().__init__(*args)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:  # who sent it was killed meanwhile
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._receiver.received.append(Received(self.path, headers, body))
        waiting = self._receiver.statuses.get(self.path, [])
        self._answer(waiting.pop(0) if waiting else 200)

    def do_GET(self) -> None:
        self._receiver.asked.append(self.path)
        self._receiver.hosts.append(self.headers["Host"])
        if told := self.headers.get("Authorization"):
            self._receiver.authorized.add(told)
        if self.path.startswith("/to/"):
            self._answer(302, location=self.path.removeprefix("/to/"))
        elif self.path in ("/endless", "/drip"):
            self._stream(b"x" if self.path == "/drip" else b"\0" * 65536)
        elif waiting := self._receiver.statuses.get(self.path):
            self._answer(waiting.pop(0))
        else:
            found = self._receiver.files.get(unquote(self.path.partition("?")[0]))
            self._answer(404 if found is None else 200, found or b"")

    def _stream(self, piece: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(piece)
                time.sleep(0.2 if len(piece) == 1 else 0)

    def _answer(self, status: int, body: bytes = b"", location: str | None = None) -> None:
        if not status:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        if location is not None:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
