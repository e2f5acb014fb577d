"""Real servers on this machine, for videos on the network."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

POLL_S = 0.01
"""How often a server of the tests looks whether it is to end: its own half second adds up over many tests."""


class Served(ThreadingHTTPServer):
    """Serves the files of a folder; ``sent_bytes`` counts what went out, ``asked`` has every path.

    ``takes_ranges``: as servers of files do. ``tells_size``: without it the length is not known beforehand.
    """

    def __init__(self, folder: Path, *, takes_ranges: bool = True, tells_size: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.takes_ranges, self.tells_size = folder, takes_ranges, tells_size
        self.sent_bytes = 0
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Served

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        self.server.asked.append(self.path)
        file = self.server.folder / unquote(self.path.lstrip("/"))
        if self.path == "/forbidden.mp4":
            self.send_error(403)
            return
        if self.path == "/broken.mp4":
            self.send_error(500)
            return
        if not file.is_file():
            self.send_error(404)
            return
        content, status = file.read_bytes(), 200
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        whole = len(content)
        if wanted and self.server.takes_ranges:
            first, last = int(wanted[1]), int(wanted[2] or whole - 1)
            content, status = content[first : last + 1], 206
        self.send_response(status)
        self.send_header("ETag", f'"{file.stat().st_mtime_ns}"')
        if self.server.takes_ranges:
            self.send_header("Accept-Ranges", "bytes")
        if status == 206:
            self.send_header("Content-Range", f"bytes {first}-{first + len(content) - 1}/{whole}")
        if self.server.tells_size:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if with_body:
            self.wfile.write(content)
            self.server.sent_bytes += len(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(server: Served) -> Iterator[Served]:
    thread = Thread(target=server.serve_forever, args=(POLL_S,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
