"""The bytes of an open file, read beside its demuxer."""

from collections.abc import Iterator
from contextlib import contextmanager

from av.container import InputContainer

from detector.errors import InputError
from detector.video.container import open_file
from detector.video.structure.parts import Bytes


@contextmanager
def bytes_of(path: str, container: InputContainer) -> Iterator[Bytes | None]:
    """The bytes of the file or object that is open; ``None`` where they can be read once only."""
    wrapped = container.file
    if wrapped is None:
        try:
            opened = open_file(path)
        except InputError:
            yield None
            return
        with opened:
            yield opened
        return
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
