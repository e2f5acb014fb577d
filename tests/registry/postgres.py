"""A real PostgreSQL server, started from Debian's package in a folder of its own."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

INSTALL = "PostgreSQL is not installed, so its contract was not tested: apt-get install postgresql"

_MEMORY = Path("/dev/shm")
_LEAST_FREE = 512 << 20
"""Bytes; the server keeps 64 MB of its log, and each database of a test takes 8 MB while it runs."""
_NAMES = itertools.count()


def programs() -> Path | None:
    """The folder of the newest server's programs; ``None`` where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def memory() -> Path | None:
    """A folder in memory, where a database is made eight times as fast as on a disk; ``None`` without one."""
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _LEAST_FREE
    return _MEMORY if has_room else None


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The URL of a new database on a server, as :func:`running_server` gives it; it is gone afterwards."""
    name = f"made{next(_NAMES)}"

    def run(statement: str) -> None:
        with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    run(f"CREATE DATABASE {name}")
    yield server.format(name)
    run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server(bin_folder: Path, more: str = "", within: Path | None = None) -> Iterator[str]:
    """A server on a socket in a temporary folder; gives the URL of its database, without the name.

    ``more`` are options of the server; the folder lies ``within`` another, by default that of the system.
    """
    # The server refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg-", dir=within, ignore_cleanup_errors=True) as folder:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

        def run(program: str, *arguments: str) -> None:
            command = [str(bin_folder / program), *arguments]
            done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr + done.stdout

        data = f"{folder}/data"
        # Sorted as Chinese readers do, to show that our order does not depend on the server's.
        language = ("--locale=C", "--locale-provider=icu", "--icu-locale=zh")
        run("initdb", "--no-sync", "-A", "trust", "-U", "tester", "-E", "UTF8", *language, "-D", data)
        # Without a terminal of its own; a pipe that it inherited would never be closed.
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_wal_size=64MB {more}"
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgresql://tester@/{{}}?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
