"""Where a video's bytes come from: a file of this machine, or an object on the network."""

import re
from pathlib import Path

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_remote(path: str) -> bool:
    """Whether this names an object on the network."""
    return bool(_REMOTE.match(path))


def stamp_of(path: str) -> str | None:
    """What changes when a file is written to, without reading it; ``None`` for one that cannot be seen."""
    try:
        state = Path(path).stat()
    except (OSError, ValueError):
        return None
    return f"{state.st_size}:{state.st_mtime_ns}"
