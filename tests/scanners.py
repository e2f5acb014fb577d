"""Scanners with the real networks, which the tests of a process share: each holds 0.1 to 0.3 GB."""

from functools import lru_cache

from detector.scanner import Scanner
from detector.settings import Settings


def scanner(settings: Settings | None = None) -> Scanner:
    """A scanner with these settings, by default the default ones; those used last are kept."""
    return _kept(settings or Settings())


@lru_cache(maxsize=3)
def _kept(settings: Settings) -> Scanner:
    return Scanner(settings)
