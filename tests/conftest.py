"""What holds for every test."""

import gc
import os
import tempfile
from collections.abc import Iterator

import pytest

from detector.process_start import set_up_process
from tests.registry import postgres


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports for people follow the locale; the tests read them in English, on every machine."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server with a place for the database's name."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip(postgres.INSTALL)
    with postgres.running_server(programs, within=postgres.memory()) as url:
        yield url


@pytest.fixture
def database(postgres_server: str) -> Iterator[str]:
    """The URL of a new database on the server."""
    with postgres.new_database(postgres_server) as url:
        yield url


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: many tests wait for servers, browsers and processes that they started."""
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks a PostgreSQL server is left to ``poe test-slow``: each process of the tests starts one."""
    for item in items:
        if "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: it need not be searched for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests off the registry of whoever runs them: a data folder of their own."""
    folder = tempfile.TemporaryDirectory(prefix="detector-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["XDG_DATA_HOME"] = folder.name
    set_up_process()
    os.environ.pop("DETECTOR_REGISTRY__URL", None)
