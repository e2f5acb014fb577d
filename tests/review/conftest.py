"""The desk in a browser, over the service's own databases and servers."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.review.browser import DeskRunning, chromium, desk_running, signed_in
from tests.service.conftest import callers, store

__all__ = ["callers", "store"]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskRunning]:
    """A service with a desk; the tests of a browser share it."""
    with desk_running(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, no longer than needed: its driver leaves no other event loop room in this thread."""
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Any, desk: DeskRunning) -> Iterator[Any]:  # noqa: ANN401
    with signed_in(browser, desk) as opened:
        yield opened
