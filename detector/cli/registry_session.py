"""The registry that a command is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.law.tables.queries import Provisions
    from detector.registry.protocol import Registry


@contextmanager
def registry_session(
    url: str | None, config: Path | None, provisions: Path | None = None
) -> Iterator[tuple["Registry", "Provisions"]]:
    """The registry that flag, environment or file name, else the default one; and the law's tables."""
    from detector.cli.options import registry_flags
    from detector.registry.address import NONE, open_registry
    from detector.scanner import provisions_of
    from detector.settings import load

    flags = registry_flags(url, None)
    if provisions:
        flags["judge"] = {"provisions": str(provisions)}
    settings, _ = load(config, flags)
    if settings.registry.url == NONE:
        raise UsageError("--registry: none is no registry", "name one, or leave the option out for yours")
    registry = open_registry(settings.registry.url)
    try:
        yield registry, provisions_of(settings)
    finally:
        registry.close()
