"""The platform's own service, asked over a real socket."""

import json
import pickle
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from detector_example.house_service import HouseService

import detector
from detector.errors import UsageError
from detector.law.tables.loader import shipped
from detector.registrar import look_up
from detector.registry.address import open_registry
from detector.registry.lookup import ask
from detector.registry_replies import Silent
from detector.settings import RegistrySettings, Settings
from detector.settings.vision import DecodeSettings

CARD = Path(__file__).parents[3] / "sample_videos" / "card.mp4"
DAY = date(2026, 8, 1)
NUMBER = "（浙）网微剧备字（2026）第99012号"
LATE_S = 5.0
SHORT = DecodeSettings(window_ms=3_000)
"""The number stands in it; beyond, what a withdrawn number leaves open would be read too."""
ENTRY = detector.Entry(NUMBER, "网微剧备字", "99012", "墙外有风", issuer="浙", year=2026, status="withdrawn")
COMPLETE = {"issuer": "浙", "first": "2026-01-01", "last": "2026-12-31"}


class Service(ThreadingHTTPServer):
    """The platform's side: ``failing`` is what the next requests get, ``asked`` the paths of all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.failing = ""
        self.state = "r17"
        self.asked: list[str] = []
        self.ended = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        self.server.asked.append(parts.path)
        status, body = 200, "<html>"
        if self.server.failing == "late":
            self.server.ended.wait(LATE_S)
        elif self.server.failing.isdigit():
            # What many frameworks say of a path that they do not have.
            status, body = int(self.server.failing), '{"detail": "Not Found"}'
        elif parts.path == "/v1/state" and not self.server.failing:
            body = json.dumps({"state": {"id": self.server.state, "dated": "2026-07-31"}})
        elif parts.path == "/v1/entry" and not self.server.failing:
            entry = asdict(ENTRY) if asked["number"] == [NUMBER] else None
            body = json.dumps({"entry": entry, "complete": [COMPLETE]})
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.ended.set()
        server.shutdown()
        thread.join()


def marker(number: str = NUMBER) -> detector.Marker:
    (found,) = detector.parse(number)
    assert isinstance(found, detector.Marker)
    return found


def test_a_scan_asks_the_service_by_its_address(service: Service) -> None:
    settings = Settings(decode=SHORT, registry=RegistrySettings(url=f"house-{service.url}"))
    result = detector.scan(CARD, as_of=DAY, settings=settings)
    assert "NMD303" in [finding.code for finding in result.findings]
    assert result.recipe.registry == "r17"
    assert service.asked == ["/v1/state", "/v1/entry"]


def test_a_scanner_takes_it_as_it_is_and_its_failure_fails_no_episode(service: Service) -> None:
    scanner = detector.Scanner(
        Settings(decode=SHORT), pickle.loads(pickle.dumps(HouseService(service.url, kept_s=0)))
    )
    assert scanner.scan(CARD, DAY).outcome == "fail"
    service.failing = "500"
    silent = scanner.scan(CARD, DAY)
    assert (silent.outcome, silent.recipe.registry) == ("undecided", None)
    assert [finding.code for finding in silent.findings if finding.severity == "block"] == []
    assert "NMD921" in [finding.code for finding in silent.findings]


def test_a_number_that_it_has_not_is_absent_with_what_it_is_complete_for(service: Service) -> None:
    found = HouseService(service.url).find(marker("（浙）网微剧备字（2026）第99013号"), DAY)
    assert isinstance(found, detector.Absent)
    assert found.complete[0].issuer == "浙"


def test_answers_are_kept_for_a_while(service: Service) -> None:
    for kept_s, asked in ((60.0, 2), (0.0, 4)):
        service.asked.clear()
        lookup = HouseService(service.url, kept_s=kept_s)
        for _ in range(2):
            assert ask(lookup, [marker()], DAY, None).answers == {NUMBER: ENTRY}
        assert len(service.asked) == asked


def test_an_answer_is_kept_for_one_state_alone(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    lookup, now = HouseService(service.url, kept_s=60), 1_000.0
    monkeypatch.setattr("detector_example.house_service.monotonic", lambda: now)
    lookup.snapshot(DAY)
    now += 50
    lookup.find(marker(), DAY)
    now, service.state = now + 20, "r18"
    assert ask(lookup, [marker()], DAY, None).state == "r18"
    assert service.asked == ["/v1/state", "/v1/entry"] * 2


@pytest.mark.parametrize(
    ("failing", "told"),
    [
        ("late", "no answer in time"),
        ("500", "status 500"),
        ("404", "status 404"),
        ("302", "status 302"),
        ("other", "the answer is not as agreed"),
    ],
)
def test_a_failure_is_silence_and_is_kept_too(service: Service, failing: str, told: str) -> None:
    service.failing = failing
    lookup = HouseService(service.url, timeout_s=0.2)
    for _ in range(2):
        answer = ask(lookup, [marker()], DAY, None).answers[NUMBER]
        assert isinstance(answer, Silent)
        assert answer.reason == f"{service.url}: {told}"
    assert service.asked == ["/v1/state"]


def test_a_service_that_is_not_there_is_silent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        answer = ask(HouseService(url), [marker()], DAY, None).answers[NUMBER]
    assert answer == Silent(f"{url}: ConnectError", "check the address and that the service runs")


@pytest.mark.parametrize(
    "use",
    [
        lambda registry: look_up(registry, "墙外有风", DAY, shipped(), 5),
        lambda registry: registry.contents(DAY),
        lambda registry: list(registry.entries(DAY)),
    ],
)
def test_what_it_cannot_do_is_refused_in_words(service: Service, use: Callable[[object], object]) -> None:
    registry = open_registry(f"house-{service.url}")
    registry.check_place()
    assert look_up(registry, NUMBER, DAY, shipped(), 5).entry == ENTRY
    with pytest.raises(UsageError, match="only answers for numbers"):
        use(registry)
    registry.close()
