"""The service's database: a file of SQLite, or a server of PostgreSQL for several instances.

Writers of a file wait for each other in this process (a fair queue, not SQLite's sleeps) and between
processes; on a server they do not wait.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool

from detector.errors import ExtraMissing, StoreError, StoreNewer
from detector.registry.address import database_url, without_password
from detector.service.storage.schema import REVISIONS, VERSION_TABLE

_CONNECT_S = 5
_WAIT_S = 30
_CONNECTIONS = 48  # one for each thread that answers requests, and those that work
_HINT = "write a path or postgresql://USER@HOST/DATABASE"
_SERVER = "check host, port, name and password, and that the server runs"
_FILE = "is the disk full, or the folder not writable? check it, then start again"
_MIGRATING = 6_283_185_308
"""The number of the server's lock that a change of the tables holds."""


class Store:
    """Transactions over the tables of :mod:`detector.service.storage.schema`; safe for many threads."""

    def __init__(self, address: str) -> None:
        """``address`` is a path or URL. Raises ``UsageError``, or ``ExtraMissing`` without the driver."""
        self.place = without_password(address)
        self._alone = threading.Lock()
        self._url = database_url(address, "database", _HINT)
        self.is_file = self._url.get_backend_name() == "sqlite"
        self._writer = self._file_engine("NORMAL") if self.is_file else self._server_engine()
        self._keeper = self._file_engine("FULL") if self.is_file else self._writer
        self._reader = self._file_engine(None) if self.is_file else self._writer

    @contextmanager
    def writing(self, *, keeps: bool = False) -> Iterator[sa.Connection]:
        """One transaction, committed at the end. Raises ``StoreError``.

        With ``keeps`` it outlives a loss of power, not only the end of this process: for what was promised
        to a caller. What can be done again need not wait for a file's disk.
        """
        engine = self._keeper if keeps else self._writer
        with self._explained(), self._alone if self.is_file else nullcontext(), engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One transaction that sees one state and writes nothing. Raises ``StoreError``."""
        with self._explained(), self._reader.begin() as connection:
            yield connection

    def now(self) -> sa.ColumnElement[int]:
        """The database's clock, in ms since 1970: instances need not agree on the time."""
        if self.is_file:
            return sa.literal(time.time_ns() // 1_000_000, sa.BigInteger)
        return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()) * 1000, sa.BigInteger)

    def now_ms(self, connection: sa.Connection) -> int:
        """The same as a number."""
        return int(connection.execute(sa.select(self.now())).scalar_one())

    def insert_once(self, table: sa.Table, row: dict[str, object]) -> sa.Insert:
        """An insert that leaves a row with the same key as it is, and then returns nothing."""
        dialect = sqlite if self.is_file else postgresql
        found: sa.Insert = dialect.insert(table).values(row).on_conflict_do_nothing()
        return found

    def prepare(self) -> None:
        """Make the tables, or bring them up to date. Raises ``StoreError``."""
        if self.is_file:
            file = Path(self._url.database or "")
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600, exist_ok=True)  # secrets of webhooks are inside
            except OSError as error:
                raise StoreError(f"{self.place}: {error.strerror}", _FILE) from None
        with self.writing() as connection:
            if not self.is_file:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
            self._migrate(connection)

    def close(self) -> None:
        """Close the connections."""
        for engine in (self._reader, self._keeper, self._writer):
            engine.dispose()

    def _migrate(self, connection: sa.Connection) -> None:
        if sa.inspect(connection).has_table(VERSION_TABLE):
            found = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  (our own name)
            if found == REVISIONS[-1]:
                return
            if found not in REVISIONS:
                told = f"{self.place}: has schema {found}, this program knows up to {REVISIONS[-1]}"
                raise StoreNewer(told, "install a newer version of this program")
        from alembic import command  # noqa: PLC0415  (slow to import, and needed for new tables only)
        from alembic.config import Config  # noqa: PLC0415

        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "detector.service.storage:migrations")
        command.upgrade(config, "head")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError) as error:
            told = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise StoreError(f"{self.place}: {told}", _FILE if self.is_file else _SERVER) from None

    def _server_engine(self) -> sa.Engine:
        try:
            return sa.create_engine(
                self._url.set(drivername="postgresql+psycopg"),
                connect_args={"connect_timeout": _CONNECT_S},
                pool_pre_ping=True,
                pool_size=_CONNECTIONS,
                max_overflow=0,
            )
        except ModuleNotFoundError:
            raise ExtraMissing(
                "PostgreSQL needs the package psycopg", "pip install 'micro-drama-detector[postgres]'"
            ) from None

    def _file_engine(self, synchronous: str | None) -> sa.Engine:
        """For reading, or for writing that waits so far for the disk."""
        writes = synchronous is not None

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                self._url.database or "", timeout=_WAIT_S, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA synchronous = {synchronous}" if writes else "PRAGMA query_only = ON")
            return connection

        size = 1 if writes else _CONNECTIONS
        engine = sa.create_engine(
            "sqlite://", creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=0
        )
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine
