"""What a video may be given as: name of a file or object, bytes, an open file, pictures in memory."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Literal, Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from detector.errors import UsageError
from detector.video.structure.parts import Bytes

ChannelOrder = Literal["rgb", "bgr"]


class Readable(Protocol):
    """An open binary file, or what reads like one."""

    def read(self, count: int = -1, /) -> bytes:
        """So many bytes from here, fewer at the end."""


@dataclass(frozen=True, eq=False, slots=True)
class Frames:
    """Pictures that are already decoded, upright and of square pixels.

    ``pictures``: uint8, height x width x 3, all of one size. ``times_ms``: when each comes up, whole
    milliseconds from the start of the video, rising. ``order`` is that of the three colours: ``rgb`` as
    Pillow, imageio and PyAV have it, ``bgr`` as OpenCV does. Raises ``UsageError`` naming what is wrong.

    A picture stands until the next one, at most for one step of the samples (``decode.sample_every_ms``); a
    longer stretch is a gap, in which nothing is known to be absent.
    """

    pictures: Sequence[NDArray[np.uint8]]
    times_ms: Sequence[int]
    order: ChannelOrder = "rgb"

    def __post_init__(self) -> None:
        if len(self.pictures) == 0 or len(self.pictures) != len(self.times_ms):
            told = f"{len(self.pictures)} pictures with {len(self.times_ms)} times"
            raise UsageError(told, "give as many times as pictures, one at least")
        if self.times_ms[0] < 0 or any(
            b <= a for a, b in zip(self.times_ms, self.times_ms[1:], strict=False)
        ):
            raise UsageError(
                "the times of the pictures do not rise from 0", "give whole milliseconds, in order"
            )
        for number, picture in enumerate(self.pictures):
            shape = getattr(picture, "shape", None)
            if (
                getattr(picture, "dtype", None) != np.uint8
                or shape is None
                or len(shape) != 3
                or shape[2] != 3
            ):
                told = (
                    f"picture {number} has shape {shape} and type {getattr(picture, 'dtype', type(picture))}"
                )
                raise UsageError(told, "give uint8 arrays of height x width x 3")
            if 0 in shape or shape != self.pictures[0].shape:
                told = f"picture {number} has shape {shape}, the first one {self.pictures[0].shape}"
                raise UsageError(told, "give pictures of one size")


VideoInput: TypeAlias = (
    str | PathLike[str] | bytes | bytearray | memoryview | Readable | Frames | NDArray[np.uint8]
)
"""A path or URL, the content of a file, an open binary file, pictures with times, or one picture (RGB)."""


class HeldFile:
    """An open file under a name for messages; whoever opened it closes it.

    One that cannot be sought in is read into memory whole.
    """

    def __init__(self, name: str, file: Readable) -> None:
        """Raises ``UsageError`` for a file that was opened as text."""
        can_seek = getattr(file, "seekable", None)
        is_whole = can_seek is not None and can_seek()
        self._file: Bytes = cast("Bytes", file) if is_whole else io.BytesIO(_whole(name, file))
        self.name_told = name  # not "name", which FFmpeg would be handed and would read much out of
        self.seek(0)
        if not isinstance(self.read(0), bytes):
            raise _not_binary(name)

    def read(self, count: int = -1, /) -> bytes:
        """So many bytes from here, fewer at the end."""
        return self._file.read(count)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte, from the start (0), from here (1) or from the end (2)."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The next byte that is read."""
        return self._file.tell()

    def seekable(self) -> bool:
        """It is."""
        return True


Source: TypeAlias = str | HeldFile | Frames
"""A name of a file or object, or what is held in memory: as it is opened, perhaps several times."""


def source_of(video: VideoInput) -> tuple[str, Source]:
    """The name under which a result has a video, and what is opened. Raises ``UsageError``.

    What has no name of its own is called by what it is: ``bytes``, ``file``, ``frames``, ``image``.
    """
    if isinstance(video, str | PathLike):
        path = fspath(video)
        return path, path
    if isinstance(video, bytes | bytearray | memoryview):
        return "bytes", HeldFile("bytes", io.BytesIO(video))
    if isinstance(video, Frames):
        return "frames", video
    if isinstance(video, np.ndarray):
        return "image", Frames((video,), (0,))
    if hasattr(video, "read"):
        own = getattr(video, "name", None)
        name = own if isinstance(own, str) else "file"
        return name, HeldFile(name, video)
    told = f"a video cannot be given as {type(video).__name__}"
    raise UsageError(
        told, "give a path, a URL, bytes, an open binary file, Frames, or an array of one picture"
    )


def _whole(name: str, file: Readable) -> bytes:
    content = file.read()
    if not isinstance(content, bytes):
        raise _not_binary(name)
    return content


def _not_binary(name: str) -> UsageError:
    return UsageError(f"{name}: the file was opened as text", 'open it as "rb"')
