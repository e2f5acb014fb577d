"""The bytes of an open file, read beside its demuxer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from av.container import InputContainer

from detector.video.structure import Bytes


@contextmanager
def bytes_of(container: InputContainer) -> Iterator[Bytes | None]:
    """The file that is open; ``None`` where its bytes can be read once only."""
    wrapped = container.file
    if wrapped is not None:
        file: Bytes = getattr(wrapped, "file", wrapped)
        try:
            place = file.tell()
        except (OSError, AttributeError):
            yield None
            return
        try:
            yield file
        finally:
            file.seek(place)
        return
    path = Path(container.name.removeprefix("file:"))
    try:
        is_regular = path.is_file() and os.access(path, os.R_OK)
    except (OSError, ValueError):
        is_regular = False
    if not is_regular:
        yield None
        return
    with path.open("rb") as opened:
        yield opened
