"""Requests that no route sees: malformed, too slow, too large, broken off. Over a real socket."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.types import Message, Receive, Scope, Send

from detector.service.api import problems
from detector.service.api.app import BodyLimitMiddleware
from detector.serving.http_protocol import http_protocol
from detector.serving.server import listen

BEGUN = b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[tuple[str, int], list[int]]]:
    """The address of a server that waits for hardly any time, and the statuses that it gave."""
    app, statuses = FastAPI(), list[int]()
    problems.install(app)

    @app.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimitMiddleware, max_file_mb=1, idle_s=0.3)

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            statuses.append(message.get("status", 0))
            await send(message)

        await app(scope, receive, noted)

    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(noting, log_config=None, http=http_protocol(0.3), timeout_keep_alive=30)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, args=([listener],), daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield listener.getsockname(), statuses
    running.should_exit = True
    thread.join()


def talk(address: tuple[str, int], *pieces: bytes) -> bytes:
    """What comes back for these pieces, until the server closes the connection."""
    with socket.create_connection(address, timeout=30) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    ("sent", "status", "name"),
    [
        (b"no http\r\n\r\n", 400, "RequestInvalid"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400, "RequestInvalid"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", 408, "RequestTooSlow"),
        (b"GET / HTTP/1.1\r\n" + b"A: " + b"a" * 70_000, 431, "RequestInvalid"),
        (BEGUN.replace(b"Host", b"Connection: close\r\nHost") + b"1234", 408, "RequestTooSlow"),
    ],
)
def test_each_is_answered_with_a_problem(
    server: tuple[tuple[str, int], list[int]], sent: bytes, status: int, name: str
) -> None:
    head, _, body = talk(server[0], sent).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode()), head
    assert b"application/problem+json" in head
    problem = json.loads(body)
    assert (problem["status"], problem["type"]) == (status, f"urn:detector:error:{name}")


def test_a_connection_that_nobody_uses_is_closed(server: tuple[tuple[str, int], list[int]]) -> None:
    assert talk(server[0]) == b""


def test_a_second_request_of_a_connection_has_its_own_time(
    server: tuple[tuple[str, int], list[int]],
) -> None:
    with socket.create_connection(server[0], timeout=30) as connection:
        for _ in range(2):
            connection.sendall(BEGUN + b"123456789")
            assert connection.recv(65_536).endswith(b"\r\n\r\n9")
            time.sleep(0.4)  # nothing is due between two requests
        connection.sendall(b"GET / HT")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_is_broken_off_is_no_bug(
    server: tuple[tuple[str, int], list[int]], caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_connection(server[0]) as connection:
        connection.sendall(BEGUN + b"1234")
        time.sleep(0.1)
    until = time.monotonic() + 30
    while 499 not in server[1]:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert caplog.records == []
