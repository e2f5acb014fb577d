"""The service's database: an SQLite file, or a PostgreSQL server shared by several instances.

SQLite allows one writer at a time. Writers of one process take turns by a lock, which is fair, where SQLite
itself would poll with sleeps; writers of several processes wait by SQLite's own timeout.
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

_CONNECT_TIMEOUT_S = 5
_SQLITE_TIMEOUT_S = 30
_CONNECTIONS = 48  # enough for the threads that answer requests and those in the background
_ADDRESS_HINT = "write a path or postgresql://USER@HOST/DATABASE"
_SERVER_HINT = "check host, port, name and password, and that the server is running"
_FILE_HINT = "is the disk full, or the folder not writable? fix it, then start again"
_MIGRATION_LOCK = 6_283_185_308
"""Key of the turn of instances that migrate."""


class Store:
    """Transactions over the tables of :mod:`detector.service.storage.schema`; thread-safe."""

    def __init__(self, address: str) -> None:
        """``address`` is a path or URL. Raises ``UsageError``, or ``ExtraMissing`` without the driver."""
        self.location = without_password(address)
        self._url = database_url(address, "database", _ADDRESS_HINT)
        self.is_file = self._url.get_backend_name() == "sqlite"
        self._write_lock = threading.Lock()
        self._writer = self._file_engine("NORMAL") if self.is_file else self._server_engine()
        self._durable_writer = self._file_engine("FULL") if self.is_file else self._writer
        self._reader = self._file_engine(None) if self.is_file else self._writer

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[sa.Connection]:
        """One transaction, committed at the end. Raises ``StoreError``.

        ``durable``: it survives a power failure, not only a crash of this process. For what a caller was
        promised; work that can be repeated need not wait until an SQLite file is synced to disk.
        """
        engine = self._durable_writer if durable else self._writer
        turn = self._write_lock if self.is_file else nullcontext()
        with self._translated_errors(), turn, engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One read-only transaction over one consistent state. Raises ``StoreError``."""
        with self._translated_errors(), self._reader.begin() as connection:
            yield connection

    def now(self) -> sa.ColumnElement[int]:
        """The database's clock, in ms since 1970, as an expression: instances' clocks may differ."""
        if self.is_file:
            return sa.literal(time.time_ns() // 1_000_000, sa.BigInteger)
        return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()) * 1000, sa.BigInteger)

    def now_ms(self, connection: sa.Connection) -> int:
        """The same as a number."""
        return int(connection.execute(sa.select(self.now())).scalar_one())

    def insert_once(self, table: sa.Table, row: dict[str, object]) -> sa.Insert:
        """An insert that does nothing, and returns no row, where the key is already there."""
        dialect = sqlite if self.is_file else postgresql
        insert: sa.Insert = dialect.insert(table).values(row).on_conflict_do_nothing()
        return insert

    def take_turn(self, connection: sa.Connection, key: int) -> None:
        """Wait until no other transaction that took a turn under this key is open, of whichever instance.

        In an SQLite file writers take turns anyway.
        """
        if not self.is_file:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))

    def prepare(self) -> None:
        """Create the tables, or migrate them. Raises ``StoreError``."""
        if self.is_file:
            file = Path(self._url.database or "")
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600, exist_ok=True)  # it has the secrets that sign webhooks
            except OSError as error:
                raise StoreError(f"{self.location}: {error.strerror}", _FILE_HINT) from None
        with self.writing() as connection:
            self.take_turn(connection, _MIGRATION_LOCK)
            self._migrate(connection)

    def close(self) -> None:
        """Close the connections."""
        for engine in (self._reader, self._durable_writer, self._writer):
            engine.dispose()

    def _migrate(self, connection: sa.Connection) -> None:
        if sa.inspect(connection).has_table(VERSION_TABLE):
            query = sa.text(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608  (our own name)
            revision = connection.execute(query).scalar()
            if revision == REVISIONS[-1]:
                return
            if revision not in REVISIONS:
                message = f"{self.location}: schema {revision}, this program supports up to {REVISIONS[-1]}"
                raise StoreNewer(message, "install a newer version of this program")
        from alembic import command  # noqa: PLC0415  (slow to import, and needed only to migrate)
        from alembic.config import Config  # noqa: PLC0415

        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "detector.service.storage:migrations")
        command.upgrade(config, "head")

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            hint = _FILE_HINT if self.is_file else _SERVER_HINT
            raise StoreError(f"{self.location}: {reason}", hint) from None

    def _server_engine(self) -> sa.Engine:
        try:
            return sa.create_engine(
                self._url.set(drivername="postgresql+psycopg"),
                connect_args={"connect_timeout": _CONNECT_TIMEOUT_S},
                pool_pre_ping=True,
                pool_size=_CONNECTIONS,
                max_overflow=0,
            )
        except ModuleNotFoundError:
            raise ExtraMissing(
                "PostgreSQL needs the package psycopg", "pip install 'micro-drama-detector[postgres]'"
            ) from None

    def _file_engine(self, synchronous: str | None) -> sa.Engine:
        """An engine that writes with this ``PRAGMA synchronous``; ``None``: a read-only one."""
        is_writer = synchronous is not None

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                self._url.database or "",
                timeout=_SQLITE_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(
                f"PRAGMA synchronous = {synchronous}" if is_writer else "PRAGMA query_only = ON"
            )
            return connection

        size = 1 if is_writer else _CONNECTIONS
        engine = sa.create_engine(
            "sqlite://", creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=0
        )
        begin = "BEGIN IMMEDIATE" if is_writer else "BEGIN"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine
