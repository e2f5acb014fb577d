"""What holds for every test."""

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports for people follow the locale; the tests read them in English, on every machine."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
