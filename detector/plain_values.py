"""What callers hand over, of numpy and pandas too, as Python's own values."""

import os
from typing import Any, cast

from detector.errors import UsageError


def plain(value: object) -> object:
    """A number, truth value, day or text of numpy, as rows of pandas have them, as Python's own."""
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        return cast("Any", value).item()
    return str.__str__(value) if isinstance(value, str) else value


def plain_path(path: object) -> str:
    """A path or URL as plain text, of whatever kind the text is, one of numpy say. Raises ``UsageError``."""
    if not isinstance(path, str | os.PathLike):
        raise UsageError(
            f"{type(path).__name__} is no path", "give a path or URL, as text or as pathlib.Path"
        )
    return str.__str__(os.fsdecode(os.fspath(path)))
