"""The client against answers that a service rarely gives; the service's own tests use it for the others."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import numpy as np
import pytest

from detector.client import _PAUSE_S, Client, _pause_s
from detector.errors import (
    DetectorError,
    InputError,
    InputNotFound,
    QueueFull,
    RemoteUnreachable,
    UriRefused,
    UsageError,
)
from tests.video.servers import POLL_S

SCAN = dict.fromkeys(("data_id", "reason", "result", "decision")) | {"id": "1", "state": "done"}


@contextmanager
def answering(*answers: tuple[int, object]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that gives these answers in turn; of what was asked the headers, and the ``body``."""
    left, asked = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(headers | {"body": sent.decode("utf-8", "replace")})
            status, body = left.pop(0)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(POLL_S,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def problem(name: str, status: int) -> tuple[int, object]:
    return status, {"type": f"urn:detector:error:{name}", "detail": "what", "hint": "do"}


def test_what_cannot_be_taken_now_is_tried_again_with_one_key() -> None:
    answers = problem("QueueFull", 429), problem("StillLoading", 503), (200, SCAN)
    with answering(*answers) as (url, asked), Client(url, "dt_x") as client:
        assert client.scan("s3://bucket/key").has_ended
    assert len({one["idempotency-key"] for one in asked}) == 1
    assert {one["authorization"] for one in asked} == {"Bearer dt_x"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem("UriRefused", 403), UriRefused),
        (problem("QueueFull", 429), QueueFull),
        (problem("NoneOfOurs", 400), DetectorError),
        ((502, b"<html>"), DetectorError),
    ],
)
def test_an_error_is_that_of_the_service(answer: tuple[int, object], error: type[DetectorError]) -> None:
    with answering(answer) as (url, _), Client(url, patience_s=-1) as client, pytest.raises(error) as caught:
        client.scan("s3://bucket/key")
    assert type(caught.value) is error


def test_a_service_that_is_not_there_is_said_to_be_unreachable() -> None:
    with Client("http://127.0.0.1:1", patience_s=0) as client, pytest.raises(RemoteUnreachable):
        client.look_up("1")


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b"<html>a proxy's page</html>", "none of the service: JSONDecodeError"),
        (200, {"a": 1}, "none of the service: KeyError"),
        (200, [], "none of the service: TypeError"),
        (204, b"", "none of the service: JSONDecodeError"),
        (302, b"", "the server responds with status 302"),
    ],
)
def test_a_response_of_something_else_is_told(status: int, body: object, told: str) -> None:
    with answering((status, body)) as (url, _), Client(url) as client:
        with pytest.raises(DetectorError, match=told) as caught:
            client.scan("s3://bucket/key")
        assert caught.value.hint == "is it a service of this program?"


@pytest.mark.parametrize("asked", ["Wed, 21 Oct 2026 07:28:00 GMT", "-5", "nan", ""])
def test_a_pause_that_is_no_number_of_seconds_is_the_usual_one(asked: str) -> None:
    assert _pause_s(httpx.Response(429, headers={"Retry-After": asked})) == _PAUSE_S
    assert _pause_s(httpx.Response(429, headers={"Retry-After": "7"})) == 7


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8300", "", "file:///x", "http://", "http://[::1", None, 8300], ids=repr
)
def test_what_is_no_address_is_refused_at_once(url: object) -> None:
    with pytest.raises(UsageError, match="is no address of a service"):
        Client(url)  # type: ignore[arg-type]


def test_a_token_of_a_file_is_taken_and_one_that_cannot_be_sent_is_refused() -> None:
    with answering((200, SCAN)) as (url, asked):
        with Client(url, "dt_x\n") as client:
            client.scan("s3://bucket/key", number=np.int64(3))  # type: ignore[arg-type]
        assert asked[0]["authorization"] == "Bearer dt_x"
        assert json.loads(asked[0]["body"])["number"] == 3
        for wrong in ("dt_令牌", "dt_a\nb"):
            with pytest.raises(UsageError, match="token: "):
                Client(url, wrong)


def test_a_file_that_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    with Client("http://127.0.0.1:1") as client:
        with pytest.raises(InputNotFound, match=r"gone\.mp4: there is no such file"):
            client.upload(tmp_path / "gone.mp4")
        with pytest.raises(InputError, match="Is a directory"):
            client.upload(tmp_path)
        with pytest.raises(UsageError, match="bytes is no path"):
            client.upload(b"content")  # type: ignore[arg-type]


def test_a_name_in_broken_utf_8_is_sent_as_it_can_be(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"\xff.mp4")
    file.write_bytes(b"x")
    with answering((200, SCAN)) as (url, asked), Client(url) as client:
        client.upload(file)
    assert 'filename="?.mp4"' in asked[0]["body"]


def test_a_list_that_cannot_be_had_is_an_error_of_ours() -> None:
    with Client("http://127.0.0.1:1", patience_s=-1) as client, pytest.raises(RemoteUnreachable):
        list(client.export())
