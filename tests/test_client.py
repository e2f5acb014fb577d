"""The client against answers that a service rarely gives; the service's own tests use it for the others."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from detector.client import Client
from detector.errors import DetectorError, QueueFull, RemoteUnreachable, UriRefused
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
