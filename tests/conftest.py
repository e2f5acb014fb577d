"""What holds for every test."""

import os
import tempfile

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports for people follow the locale; the tests read them in English, on every machine."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests off the registry of whoever runs them: a data folder of their own."""
    folder = tempfile.TemporaryDirectory(prefix="detector-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["XDG_DATA_HOME"] = folder.name
    os.environ.pop("DETECTOR_REGISTRY__URL", None)
