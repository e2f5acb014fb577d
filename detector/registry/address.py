"""From what a user writes for a registry (a URL, a path, nothing) to the registry."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.registry.sql import SqlRegistry

NONE = "none"
"""What a user writes to have no registry, though there is one at the default place."""
WAIT_S = 60
"""How long an import waits for another one to end."""

_HINT = "write a path, sqlite:///PATH, postgresql://USER@HOST/DATABASE, or none"


def default_file() -> Path:
    """The registry in the user's data folder, whether or not it is there."""
    from platformdirs import user_data_path  # noqa: PLC0415  (20 ms)

    return user_data_path("detector", appauthor=False) / "registry.db"


def open_registry(address: str, wait_s: float = WAIT_S) -> "SqlRegistry":
    """The registry at an address; an empty one means the default file.

    Nothing is read before it is asked. Raises ``UsageError`` for an address of no known kind, and
    ``ExtraMissing`` where the driver for it is not installed.
    """
    import sqlalchemy as sa  # noqa: PLC0415  (a quarter of a second, needed where there is a registry)

    from detector.registry.database import Database  # noqa: PLC0415
    from detector.registry.sql import SqlRegistry  # noqa: PLC0415

    if "://" not in address:
        file = Path(address) if address else default_file()
        return SqlRegistry(Database(sa.URL.create("sqlite", database=str(file)), wait_s))
    try:
        url = sa.make_url(address)
    except sa.exc.ArgumentError:
        raise UsageError("--registry: the address cannot be read", _HINT) from None
    kind = url.drivername.partition("+")[0]
    if kind == "postgres":
        url, kind = url.set(drivername="postgresql"), "postgresql"
    if kind not in ("sqlite", "postgresql") or not url.database:
        raise UsageError(f"--registry: no address of a registry: {url.render_as_string()}", _HINT)
    return SqlRegistry(Database(url, wait_s))


def chosen_address(address: str) -> str | None:
    """The address that a scan asks: as given, else the default file where it is there, else ``None``."""
    if address == NONE:
        return None
    if address:
        return address
    file = default_file()
    return str(file) if file.exists() else None


def check_registry(address: str) -> None:
    """Refuse what cannot be a registry before anything is scanned; a server is not asked yet.

    Raises ``UsageError`` for an address of no known kind, ``ExtraMissing`` without its driver, and
    ``RegistryAbsent`` where a file was named that is not there.
    """
    chosen = chosen_address(address)
    if chosen:
        registry = open_registry(chosen)
        registry.check_place()
        registry.close()


def without_password(address: str) -> str:
    """An address that may be shown."""
    return re.sub(r"(?<=://)([^:/@]*):[^@]*@", r"\1:***@", address)
