"""Lines that a library writes past Python: Ray's code to standard error, its threads to standard output."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

_STDERR = 2


@contextmanager
def without_foreign_lines() -> Iterator[None]:
    """Meanwhile standard error has only what Python writes there, and standard output nothing.

    Nothing changes where standard error is not this process's own, as in a notebook.
    """
    try:
        is_own = sys.stderr.fileno() == _STDERR
    except (OSError, ValueError):
        is_own = False
    if not is_own:
        yield
        return
    before, kept = sys.stderr, os.dup(_STDERR)
    with (
        warnings.catch_warnings(),
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        os.fdopen(kept, "w", 1, before.encoding, before.errors) as ours,
        redirect_stderr(ours),
        redirect_stdout(nowhere),
    ):
        warnings.filterwarnings("ignore", module="ray")
        os.dup2(nowhere.fileno(), _STDERR)
        _log_to(before, ours)
        try:
            yield
        finally:
            _log_to(ours, before)
            os.dup2(kept, _STDERR)


def _log_to(old: object, new: object) -> None:
    for handler in logging.getLogger("detector").handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is old:
            handler.setStream(new)
