"""Services of both kinds of database, each started once."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from detector.client import Client
from detector.service.auth.tokens import Token, Tokens
from detector.service.storage.database import Store
from tests.registry import postgres
from tests.service.receiver import Receiver
from tests.service.running import Running, running
from tests.slow import slow

_NAMES = itertools.count()
_DATABASES = ["sqlite", *slow("postgresql")]


@dataclass
class Callers:
    """A running service and the tokens of three callers."""

    service: Running
    receiver: Receiver
    scan: str
    review: str
    admin: str

    def http(self, token: str | None = None) -> httpx.Client:
        """A plain client that sends a token, by default the one that may scan."""
        headers = {"Authorization": f"Bearer {token or self.scan}"}
        return httpx.Client(base_url=self.service.url, headers=headers, timeout=60)

    def token(self, scope: str, **limits: int) -> str:
        """A new token."""
        told = self.service.settings.get("database", str(self.service.folder / "service.db"))
        store = Store(told)
        try:
            return Tokens(store).add(Token("", f"{scope} {next(_NAMES)}", frozenset({scope}), **limits))
        finally:
            store.close()

    def client(self, token: str | None = None) -> Client:
        return Client(self.service.url, token or self.scan)


@pytest.fixture(scope="session", params=_DATABASES)
def callers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    """A service on each kind of database, with tokens; webhooks may go to a receiver of this machine."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        receiver = stack.enter_context(Receiver())
        here = f"127.0.0.1:{receiver.port}"
        settings = {
            "webhook_first_s": 0.1,
            "webhook_tries": 3,
            "fetch_first_s": 0.05,
            "fetch_tries": 3,
            "hosts": [here],
            "private_hosts": [here],
            "max_upload_mb": 8,
            "max_batch": 5,
        }
        if request.param == "postgresql":
            server: str = request.getfixturevalue("postgres_server")
            settings["database"] = stack.enter_context(postgres.new_database(server))
        service = stack.enter_context(running(folder, settings))
        made = Callers(service, receiver, "", "", "")
        made.scan, made.review, made.admin = map(made.token, ("scan", "review", "admin"))
        yield made


@pytest.fixture(params=_DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database of each kind."""
    with ExitStack() as stack:
        address = str(tmp_path / "a" / "service.db")
        if request.param == "postgresql":
            server: str = request.getfixturevalue("postgres_server")
            address = stack.enter_context(postgres.new_database(server))
        made = Store(address)
        stack.callback(made.close)
        made.prepare()
        yield made
