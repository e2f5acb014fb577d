"""Connections to the database: a file of SQLite, or a server of PostgreSQL, for reading or for writing.

Readers of a file open it read-only and never wait for a writer (write-ahead log). Writers wait for each
other, one import at a time.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from detector.errors import ExtraMissing, RegistryAbsent, RegistryNewer, RegistryReadOnly
from detector.registry.sql.driver_errors import IMPORT_FIRST, translated_errors
from detector.registry.sql.schema import REVISIONS

CONNECT_S = 5
"""How long a server may take to answer before it counts as unreachable."""
_READERS_CACHE_KIB = 16_000
_WRITER = 6_283_185_307
"""The advisory lock of the server that an import holds; any number that no other program uses."""


class Database:
    """Opens connections; ``place`` is the registry's address without its password."""

    def __init__(self, url: sa.URL, wait_s: float) -> None:
        """``wait_s`` is how long a writer waits for another one. Raises ``ExtraMissing`` without a driver."""
        self._url, self._wait_s = url, wait_s
        self._is_file = url.get_backend_name() == "sqlite"
        self._file = Path(url.database or "")
        self.place = str(self._file) if self._is_file else url.render_as_string(hide_password=True)
        self._reader = self._engine(writes=False)
        self._writer: sa.Engine | None = None
        self._is_checked = self._is_migrated = False

    def check_place(self) -> None:
        """Raise ``RegistryAbsent`` for a file that is not there."""
        if self._is_file and not self._file.exists():
            raise RegistryAbsent(f"{self.place}: there is no such file", IMPORT_FIRST)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection within one transaction that sees one state. Raises ``RegistryError``."""
        self.check_place()
        if not self._is_checked and (revision := self._revision_read()) != REVISIONS[-1]:
            self._bring_up_to_date(revision)
        with translated_errors(self.place), self._reader.connect() as connection, connection.begin():
            yield connection

    def _bring_up_to_date(self, revision: str | None) -> None:
        try:
            with self.writing():
                pass
        except RegistryReadOnly:
            raise RegistryReadOnly(
                f"{self.place}: has schema {revision} of an earlier version,"
                " and this user may not bring it up to date",
                "let a user who may write run `detector registry stats` on it once",
            ) from None

    def _revision_read(self) -> str | None:
        with translated_errors(self.place), self._reader.connect() as connection, connection.begin():
            return self._check(connection)

    @contextmanager
    def writing(self) -> Iterator[tuple[sa.Connection, sa.RootTransaction]]:
        """The connection of the only writer, with its tables up to date, and its transaction.

        The transaction is committed at the end unless it was rolled back. Raises ``RegistryError``.
        """
        with translated_errors(self.place):
            if self._writer is None:
                if self._is_file:
                    try:
                        self._file.parent.mkdir(parents=True, exist_ok=True)
                    except OSError as error:
                        message = f"{self._file.parent}: {error.strerror}"
                        raise RegistryAbsent(message, "give another place with --registry") from None
                self._writer = self._engine(writes=True)
            with self._writer.connect() as connection:
                if not self._is_migrated:
                    with self._alone(connection):
                        self._migrate(connection)
                    self._is_migrated = self._is_checked = True
                with self._alone(connection) as transaction:
                    yield connection, transaction

    @contextmanager
    def _alone(self, connection: sa.Connection) -> Iterator[sa.RootTransaction]:
        with connection.begin() as transaction:
            if not self._is_file:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITER)))
            yield transaction

    def close(self) -> None:
        """Close what is open; the next use opens it again."""
        for engine in filter(None, (self._reader, self._writer)):
            engine.dispose()

    def _check(self, connection: sa.Connection) -> str | None:
        """The revision of the tables. Raises ``RegistryNewer`` for one that this program does not know."""
        revision: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        if revision not in REVISIONS:
            raise RegistryNewer(
                f"{self.place}: has schema {revision}, this program knows up to {REVISIONS[-1]}",
                "install a newer version of this program",
            )
        self._is_checked = revision == REVISIONS[-1]
        return revision

    def _migrate(self, connection: sa.Connection) -> None:
        has_tables = sa.inspect(connection).has_table("alembic_version")
        if has_tables and self._check(connection) == REVISIONS[-1]:
            return
        from alembic import command  # noqa: PLC0415  (slow to import, and needed for new tables only)
        from alembic.config import Config  # noqa: PLC0415

        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "detector.registry.sql:migrations")
        command.upgrade(config, "head")

    def _engine(self, *, writes: bool) -> sa.Engine:
        if self._is_file:
            return self._file_engine(writes=writes)
        given = self._url.query.get("options", ())
        wait = f"-c lock_timeout={int(self._wait_s * 1000)}"
        options = " ".join((*((given,) if isinstance(given, str) else given), wait))
        try:
            return sa.create_engine(
                self._url.set(drivername="postgresql+psycopg"),
                connect_args={"connect_timeout": CONNECT_S, "options": options},
                pool_pre_ping=True,
            )
        except ModuleNotFoundError:
            raise ExtraMissing(
                "a registry on PostgreSQL needs the package psycopg",
                "pip install 'micro-drama-detector[postgres]'",
            ) from None

    def _file_engine(self, *, writes: bool) -> sa.Engine:
        path = f"file:{quote(str(self._file.absolute()))}"
        log = self._file.with_name(self._file.name + "-wal")

        def connect() -> sqlite3.Connection:
            # A reader needs a place for the index of the write-ahead log. Where it may make none and there is
            # none, nobody writes, and the file may be opened as one that does not change.
            is_sealed = not os.access(self._file.parent, os.W_OK) and not log.exists()
            mode = "rwc" if writes else "ro&immutable=1" if is_sealed else "ro"
            connection = sqlite3.connect(
                f"{path}?mode={mode}",
                uri=True,
                timeout=self._wait_s,
                isolation_level=None,  # BEGIN is sent below
                check_same_thread=False,
            )
            if writes:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA foreign_keys = ON")
            else:
                # A look-up of a title reads hundreds of pages here and there.
                connection.execute(f"PRAGMA cache_size = -{_READERS_CACHE_KIB}")
            return connection

        engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool)
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine
