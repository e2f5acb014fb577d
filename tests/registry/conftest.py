"""Registries of all kinds."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from detector.registry.address import open_registry
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import Registry
from tests.registry import postgres

_NAMES = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server with a place for the database's name."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip(postgres.INSTALL)
    with postgres.running_server(programs) as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """The URL of a new database on the server."""
    name = f"registry{next(_NAMES)}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.format(name)


@pytest.fixture
def address(tmp_path: Path) -> str:
    """The path of a file that is not there yet."""
    return str(tmp_path / "registry.db")


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def registry(request: pytest.FixtureRequest) -> Iterator[Registry]:
    """An empty registry of each kind."""
    if request.param == "memory":
        yield MemoryRegistry()
        return
    name = "address" if request.param == "sqlite" else "database"
    held = open_registry(request.getfixturevalue(name))
    yield held
    held.close()
