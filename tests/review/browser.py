"""A browser at the desk of a real service: Debian's Chromium, driven by Playwright."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI

from detector.records import Episode, ScanResult
from detector.review.desk import create_desk
from detector.review.pages.app import create_desk_app
from detector.scanner import Scanner, judging_context
from detector.service.auth.tokens import Token, Tokens
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.service.storage.paths import store_address
from detector.service.storage.schema import CASE
from detector.serving.server import listen
from detector.settings import load
from tests.report.samples import FAILED, PASSED, UNDECIDED
from tests.review.staged_cases import made
from tests.service.running import SAMPLES, Running

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The program: the shell has the same pages and takes half the time, for it draws no window round them."""
AXE = Path(__file__).parent / "axe" / "axe.min.js"
NEEDS_BROWSER = pytest.mark.skipif(
    not CHROMIUM, reason="no chromium: apt-get install chromium-headless-shell"
)
EVIL = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>\u202e"
GRAVE = ("critical", "serious")
PATIENCE_MS = 180_000
"""How long something may take to show: with sixteen busy processes on two cores a film took over 60 s."""


@dataclass
class DeskRunning:
    """A desk with some cases on a real socket, its folder, and two reviewers' tokens."""

    address: str
    folder: Path
    store: Store
    tokens: dict[str, str]
    result: ScanResult
    scanned: str

    @property
    def url(self) -> str:
        return f"{self.address}/desk/"

    def case(self, job: str) -> Any:  # noqa: ANN401
        with self.store.reading() as connection:
            return connection.execute(sa.select(CASE).where(CASE.c.job == job)).mappings().one()

    def expire(self, job: str) -> None:
        """Let a lease end now."""
        with self.store.writing() as connection:
            connection.execute(sa.update(CASE).where(CASE.c.job == job).values(lease_until_ms=1))

    def fresh(self, name: str = "undecided") -> str:
        """A new case that nobody has."""
        return made(self.store, {"undecided": UNDECIDED, "fail": FAILED, "pass": PASSED}[name], series=name)


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only where it is installed)

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def desk_running(folder: Path) -> Iterator[DeskRunning]:
    """The desk as the service mounts it, on a socket of this process: no worker needs to load a model."""
    service = {"folder": str(folder), "evidence": "all", "roots": [str(SAMPLES)]}
    settings = load(None, {"service": service, "registry": {"url": "none"}})[0]
    store = Store(store_address(settings))
    store.prepare()
    tokens = Tokens(store)
    told = {name: tokens.add(Token("", name, frozenset({"scan", "review"}))) for name in ("Ann", "Bob")}
    episode = Episode("malformed", str(SAMPLES / "malformed_no_di.mp4"), series=EVIL, platform="红果")
    result = Scanner(settings, evidence=folder / "evidence").scan(episode, date(2026, 11, 1))
    scanned = made(store, result)
    desk = create_desk(settings, judging_context(settings), store, Sources(settings.service, folder))
    app = FastAPI()
    app.mount("/desk", create_desk_app(desk))
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield DeskRunning(
            f"http://127.0.0.1:{listener.getsockname()[1]}", folder, store, told, result, scanned
        )
    finally:
        server.should_exit = True
        thread.join()
        store.close()


def service_client(service: Running, token: str) -> Any:  # noqa: ANN401
    return httpx.Client(base_url=service.url, headers={"Authorization": f"Bearer {token}"}, timeout=60)


@contextmanager
def signed_in(
    browser: Any,  # noqa: ANN401
    desk: DeskRunning,
    name: str = "Ann",
    **options: Any,  # noqa: ANN401
) -> Iterator[Any]:
    """A page of a reviewer who has signed in; whatever the browser complains of fails the test."""
    wrong: list[str] = []
    context = browser.new_context(
        **{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options}
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((desk.address, "data:")) else wrong.append(asked.url),
    )
    page.goto(desk.url)
    page.fill("#token", desk.tokens[name])
    page.press("#token", "Enter")
    page.wait_for_selector("header button[data-open]")
    try:
        yield page
        assert page.evaluate("window.hacked") is None
    finally:
        context.close()
    # A refused act is answered with its status, which the browser notes as an error of the network.
    assert [text for text in wrong if "status of 4" not in text] == []


def faults(page: Any) -> list[str]:  # noqa: ANN401
    """What axe finds that keeps people out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((all) => all.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in GRAVE]


def open_case(page: Any, desk: DeskRunning, job: str) -> None:  # noqa: ANN401
    page.goto(f"{desk.url}cases/{job}")
    page.wait_for_selector("#decide")


def shown(page: Any, text: str) -> None:  # noqa: ANN401
    from playwright.sync_api import expect  # noqa: PLC0415  (only where it is installed)

    expect(page.locator("main")).to_contain_text(text)


def shows(page: Any, picture: str) -> None:  # noqa: ANN401
    """Whether the large picture's address comes to match, once that picture is there."""
    from playwright.sync_api import expect  # noqa: PLC0415  (only where it is installed)

    expect(page.locator("#picture")).to_have_attribute("href", re.compile(picture), timeout=PATIENCE_MS)
