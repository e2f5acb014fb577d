"""Every error of a database driver becomes a ``RegistryError`` with a message and a hint."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from detector import errors
from detector.errors import RegistryError

IMPORT_FIRST = "`detector registry import FILE` makes it"
_WAIT = "wait until the other import has ended, then try again"
_PERMIT = "ask for the right to write, or give another place with --registry"
_SPACE = "make space on that disk, then import again"
_RESTORE = "import the lists again into a new file, or take the file from a backup"
_SERVER = "check host, port, name and password, and that the server runs"

_SQLITE: tuple[tuple[str, type[RegistryError], str, str], ...] = (
    ("SQLITE_BUSY", errors.RegistryLocked, "another process writes to it", _WAIT),
    ("SQLITE_LOCKED", errors.RegistryLocked, "another process writes to it", _WAIT),
    ("SQLITE_READONLY", errors.RegistryReadOnly, "may not be written", _PERMIT),
    ("SQLITE_PERM", errors.RegistryReadOnly, "may not be written", _PERMIT),
    ("SQLITE_CANTOPEN", errors.RegistryReadOnly, "cannot be opened", _PERMIT),
    ("SQLITE_FULL", errors.RegistryFull, "no space left", _SPACE),
    ("SQLITE_IOERR", errors.RegistryFull, "the disk refuses: full, or at a limit", _SPACE),
    ("SQLITE_CORRUPT", errors.RegistryCorrupt, "damaged", _RESTORE),
    ("SQLITE_NOTADB", errors.RegistryCorrupt, "no registry, or damaged", _RESTORE),
)
_POSTGRES: tuple[tuple[str, type[RegistryError], str, str], ...] = (
    ("55P03", errors.RegistryLocked, "another process writes to it", _WAIT),
    ("57014", errors.RegistryLocked, "it took too long", _WAIT),
    ("42501", errors.RegistryReadOnly, "this user may not write", _PERMIT),
    ("25006", errors.RegistryReadOnly, "the database is read-only", _PERMIT),
    ("53100", errors.RegistryFull, "no space left", _SPACE),
    ("42P01", errors.RegistryAbsent, "the database holds no registry", IMPORT_FIRST),
    ("XX001", errors.RegistryCorrupt, "damaged", _RESTORE),
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
    text = str(driver).strip().split("\n")[0]
    if isinstance(driver, sqlite3.Error):
        code, table = getattr(driver, "sqlite_errorname", ""), _SQLITE
        if "no such table" in text:
            return errors.RegistryAbsent(f"{place}: the file holds no registry", IMPORT_FIRST)
    else:
        code, table = getattr(driver, "sqlstate", None) or "", _POSTGRES
        is_cut_off = isinstance(error, exc.OperationalError | exc.InterfaceError) and not code
        if is_cut_off or code.startswith(("08", "28", "3D", "53300", "57P")):
            return errors.RegistryUnreachable(f"{place}: {text}", _SERVER)
    for prefix, kind, message, hint in table:
        if code.startswith(prefix):
            return kind(f"{place}: {message} ({text})", hint)
    return RegistryError(f"{place}: {text}", "report it with the message, if it comes again")
