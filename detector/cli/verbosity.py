"""What a command says beside its results: --quiet, --verbose, --log-level, before or after its name."""

import logging
import sys
from collections.abc import Iterator, Sequence
from typing import Literal

from detector.cli.language import said

Level = Literal["debug", "info", "warning", "error"]

_FLAGS = frozenset({"-q", "--quiet", "-v", "--verbose"})
_LEVEL = "--log-level"
_LOGGER = logging.getLogger("detector")


def with_flags_first(arguments: Sequence[str]) -> list[str]:
    """The same arguments, with the flags about verbosity before the command; what follows ``--`` stays."""
    given = list(arguments)
    end = given.index("--") if "--" in given else len(given)
    flags, rest = [], []
    words: Iterator[str] = iter(given[:end])
    for word in words:
        if word == _LEVEL:
            flags += [word, *(value for value in [next(words, None)] if value is not None)]
        elif word in _FLAGS or word.startswith(f"{_LEVEL}="):
            flags.append(word)
        else:
            rest.append(word)
    return [*flags, *rest, *given[end:]]


def set_up_logging(level: Level | None, *, quiet: bool, verbose: bool) -> None:
    """Log to standard error from a level on: as named, else of a quiet or verbose run, else warnings."""
    chosen = level or ("error" if quiet else "info" if verbose else "warning")
    _LOGGER.handlers.clear()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(chosen.upper())
    _LOGGER.propagate = False


def is_quiet() -> bool:
    """Whether only errors are shown: no progress, no notes."""
    return _LOGGER.getEffectiveLevel() >= logging.ERROR


def inform(line: str) -> None:
    """Tell a person something in passing, on standard error and in the language of the run, unless quiet."""
    if not is_quiet():
        sys.stderr.write(said(line) + "\n")
        sys.stderr.flush()
