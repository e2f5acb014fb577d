"""From what a user writes for a registry (a URL, a path, nothing) to the registry."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from detector import plugins
from detector.errors import UsageError
from detector.registry.lookup_only import completed
from detector.registry.protocol import RegistryLookup

if TYPE_CHECKING:
    import sqlalchemy as sa

    from detector.registry.protocol import OpenRegistry, RegistryPlugin

NONE = "none"
"""What a user writes to have no registry although there is one at the default path."""
WAIT_S = 60
"""How long an import waits for another one to end."""

_OURS = frozenset({"sqlite", "postgresql", "postgres"})
"""Schemes that no plug-in takes over."""

_HINT = "write a path, sqlite:///PATH, postgresql://USER@HOST/DATABASE, or none"


def default_path() -> Path:
    """The registry in the user's data folder, whether or not it is there."""
    from platformdirs import user_data_path  # noqa: PLC0415  (20 ms)

    return user_data_path("detector", appauthor=False) / "registry.db"


def resolve_address(address: str) -> str | None:
    """The address of the registry to use: as given, else the default file if it exists, else ``None``."""
    if address:
        return None if address == NONE else address
    file = default_path()
    return str(file) if file.exists() else None


def open_registry(address: str, wait_s: float = WAIT_S) -> "OpenRegistry":
    """The registry at an address; an empty one means the default file.

    An address whose scheme is that of a plug-in (group ``detector.registries``) is opened by it.
    Nothing is read before the first query. Raises ``UsageError`` for an address of an unknown kind, and
    ``ExtraMissing`` where the driver for it is not installed.
    """
    scheme = address.partition("://")[0]
    if "://" in address and scheme not in _OURS and scheme in plugins.names("registries"):
        plugin: RegistryPlugin = plugins.load("registries", scheme)
        plugins.promised(scheme, plugin, Callable)
        lookup = plugin(address)
        plugins.promised(scheme, lookup, RegistryLookup)
        return completed(lookup)
    from detector.registry.sql.connection import Database  # noqa: PLC0415  (SQLAlchemy takes a quarter of a second)
    from detector.registry.sql.store import SqlRegistry  # noqa: PLC0415

    return SqlRegistry(Database(database_url(address or str(default_path()), "registry", _HINT), wait_s))


def check_registry(address: str) -> None:
    """Refuse what cannot be a registry before anything is scanned; a server is not asked yet.

    Raises ``UsageError`` for an address of an unknown kind, ``ExtraMissing`` without its driver, and
    ``RegistryAbsent`` where a file was named that is not there.
    """
    if resolved := resolve_address(address):
        registry = open_registry(resolved)
        registry.check_place()
        registry.close()


def database_url(address: str, name: str, hint: str) -> "sa.URL":
    """The URL of a path, or of an address of SQLite or PostgreSQL.

    ``name`` is the flag that gave it, and what should be there: registry, database. Raises ``UsageError``
    with the hint for an address of an unknown kind.
    """
    import sqlalchemy as sa  # noqa: PLC0415  (a quarter of a second, needed where there is a database)

    if "://" not in address:
        return sa.URL.create("sqlite", database=address)
    try:
        url = sa.make_url(address)
    except sa.exc.ArgumentError:
        raise UsageError(f"--{name}: the address cannot be read", hint) from None
    kind = url.drivername.partition("+")[0]
    if kind == "postgres":
        url, kind = url.set(drivername="postgresql"), "postgresql"
    if kind not in ("sqlite", "postgresql") or not url.database:
        raise UsageError(f"--{name}: no address of a {name}: {url.render_as_string()}", hint)
    return url


def without_password(address: str) -> str:
    """An address that may be shown."""
    return re.sub(r"(?<=://)([^:/@]*):[^@]*@", r"\1:***@", address)
