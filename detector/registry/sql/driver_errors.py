"""What went wrong in the database, in our words: every fault of a driver becomes a ``RegistryError``."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from detector.errors import (
    RegistryAbsent,
    RegistryCorrupt,
    RegistryError,
    RegistryFull,
    RegistryLocked,
    RegistryReadOnly,
    RegistryUnreachable,
)

IMPORT_FIRST = "`detector registry import FILE` makes it"
_WAIT = "wait until the other import has ended, then try again"
_PERMIT = "ask for the right to write, or give another place with --registry"
_SPACE = "make space on that disk, then import again"
_RESTORE = "import the lists again into a new file, or take the file from a backup"
_SERVER = "check host, port, name and password, and that the server runs"

_SQLITE: tuple[tuple[str, type[RegistryError], str, str], ...] = (
    ("SQLITE_BUSY", RegistryLocked, "another process writes to it", _WAIT),
    ("SQLITE_LOCKED", RegistryLocked, "another process writes to it", _WAIT),
    ("SQLITE_READONLY", RegistryReadOnly, "may not be written", _PERMIT),
    ("SQLITE_PERM", RegistryReadOnly, "may not be written", _PERMIT),
    ("SQLITE_CANTOPEN", RegistryReadOnly, "cannot be opened", _PERMIT),
    ("SQLITE_FULL", RegistryFull, "no space left", _SPACE),
    ("SQLITE_IOERR", RegistryFull, "the disk refuses: full, or at a limit", _SPACE),
    ("SQLITE_CORRUPT", RegistryCorrupt, "damaged", _RESTORE),
    ("SQLITE_NOTADB", RegistryCorrupt, "no registry, or damaged", _RESTORE),
)
_POSTGRES: tuple[tuple[str, type[RegistryError], str, str], ...] = (
    ("55P03", RegistryLocked, "another process writes to it", _WAIT),
    ("57014", RegistryLocked, "it took too long", _WAIT),
    ("42501", RegistryReadOnly, "this user may not write", _PERMIT),
    ("25006", RegistryReadOnly, "the database is read-only", _PERMIT),
    ("53100", RegistryFull, "no space left", _SPACE),
    ("42P01", RegistryAbsent, "the database holds no registry", IMPORT_FIRST),
    ("XX001", RegistryCorrupt, "damaged", _RESTORE),
)


@contextmanager
def translated_errors(place: str) -> Iterator[None]:
    """Turn a driver's error into a ``RegistryError`` that names ``place``."""
    try:
        yield
    except exc.DBAPIError as error:
        raise _translated(place, error) from None


def _translated(place: str, error: exc.DBAPIError) -> RegistryError:
    driver = error.orig
    told = str(driver).strip().split("\n")[0]
    if isinstance(driver, sqlite3.Error):
        code, table = getattr(driver, "sqlite_errorname", ""), _SQLITE
        if "no such table" in told:
            return RegistryAbsent(f"{place}: the file holds no registry", IMPORT_FIRST)
    else:
        code, table = getattr(driver, "sqlstate", None) or "", _POSTGRES
        is_cut_off = isinstance(error, exc.OperationalError | exc.InterfaceError) and not code
        if is_cut_off or code.startswith(("08", "28", "3D", "53300", "57P")):
            return RegistryUnreachable(f"{place}: {told}", _SERVER)
    for prefix, kind, message, hint in table:
        if code.startswith(prefix):
            return kind(f"{place}: {message} ({told})", hint)
    return RegistryError(f"{place}: {told}", "report it with the message, if it comes again")
