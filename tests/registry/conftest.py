"""Registries of all kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from detector.registry.address import open_registry
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import Registry
from tests.slow import slow


@pytest.fixture
def address(tmp_path: Path) -> str:
    """The path of a file that is not there yet."""
    return str(tmp_path / "registry.db")


@pytest.fixture(params=["memory", "sqlite", *slow("postgresql")])
def registry(request: pytest.FixtureRequest) -> Iterator[Registry]:
    """An empty registry of each kind."""
    if request.param == "memory":
        yield MemoryRegistry()
        return
    name = "address" if request.param == "sqlite" else "database"
    held = open_registry(request.getfixturevalue(name))
    yield held
    held.close()
