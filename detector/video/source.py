"""What a video may be given as: name of a file or object, bytes, an open file, pictures in memory."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from operator import index
from os import PathLike
from typing import Any, Literal, Protocol, TypeAlias, cast, get_args

import numpy as np
from numpy.typing import NDArray

from detector.errors import DetectorError, InputError, UsageError
from detector.plain_values import plain_path
from detector.video.structure.parts import Bytes

ChannelOrder = Literal["rgb", "bgr"]
_PICTURES = (
    "give uint8 arrays of height x width x 3; an image of Pillow by image.convert('RGB'), "
    "several pictures with their times as Frames"
)


class Readable(Protocol):
    """An open binary file, or what reads like one."""

    def read(self, count: int = -1, /) -> bytes:
        """So many bytes from here, fewer at the end."""


class _HasInterface(Protocol):
    @property
    def __array_interface__(self) -> Mapping[str, Any]: ...


class _HasArray(Protocol):
    def __array__(self) -> NDArray[Any]: ...


Image: TypeAlias = NDArray[np.uint8] | _HasInterface | _HasArray
"""One picture, uint8, height x width x 3: an array, or what becomes one, such as an image of Pillow."""


@dataclass(frozen=True, eq=False, slots=True)
class Frames:
    """Pictures that are already decoded, upright and of square pixels.

    ``pictures``: uint8, height x width x 3, all of one size. ``times_ms``: when each comes up, whole
    milliseconds from the start of the video, rising. ``order`` is that of the three colours: ``rgb`` as
    Pillow, imageio and PyAV have it, ``bgr`` as OpenCV does. Raises ``UsageError`` naming what is wrong.

    A picture stands until the next one, at most for one step of the samples (``decode.sample_every_ms``); a
    longer stretch is a gap, in which nothing is known to be absent.
    """

    pictures: Sequence[NDArray[np.uint8]] = field(repr=False)
    times_ms: Sequence[int]
    order: ChannelOrder = "rgb"

    def __post_init__(self) -> None:
        pictures = [
            _array(number, picture) for number, picture in enumerate(_listed("pictures", self.pictures))
        ]
        times = [_whole_ms(time) for time in _listed("times_ms", self.times_ms)]
        if not pictures or len(pictures) != len(times):
            told = f"{len(pictures)} pictures with {len(times)} times"
            raise UsageError(told, "give as many times as pictures, one at least")
        if times[0] < 0 or any(b <= a for a, b in pairwise(times)):
            raise UsageError(
                "the times of the pictures do not rise from 0", "give whole milliseconds, in order"
            )
        if self.order not in get_args(ChannelOrder):
            told = f"order: {self.order!r} is none of {', '.join(get_args(ChannelOrder))}"
            raise UsageError(told, "write rgb for Pillow, imageio and PyAV, bgr for OpenCV")
        for number, picture in enumerate(pictures):
            if picture.shape != pictures[0].shape:
                told = f"picture {number} has shape {picture.shape}, the first one {pictures[0].shape}"
                raise UsageError(told, "give pictures of one size")
        object.__setattr__(self, "pictures", pictures)
        object.__setattr__(self, "times_ms", times)


VideoInput: TypeAlias = str | PathLike[str] | bytes | bytearray | memoryview | Readable | Frames | Image
"""A path or URL, the content of a file, an open binary file, pictures with times, or one picture (RGB)."""


class HeldFile:
    """An open file under a name for messages; whoever opened it closes it.

    One that cannot be sought in is read into memory whole.
    """

    def __init__(self, name: str, file: Readable) -> None:
        """Raises ``UsageError`` for a file that is closed, or was not opened to read bytes."""
        self.name_told = name  # not "name", which FFmpeg would be handed and would read much out of
        if getattr(file, "closed", False) is True:
            raise UsageError(f"{name}: the file is closed", "hand it over while it is open")
        with self._explained():
            can_seek = getattr(file, "seekable", None)
            is_whole = can_seek is not None and can_seek()
            self._file: Bytes = cast("Bytes", file) if is_whole else io.BytesIO(self._bytes(file.read()))
        self.seek(0)
        self.read(0)

    def read(self, count: int = -1, /) -> bytes:
        """So many bytes from here, fewer at the end."""
        with self._explained():
            return self._bytes(self._file.read(count))

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte, from the start (0), from here (1) or from the end (2)."""
        with self._explained():
            return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The next byte that is read."""
        with self._explained():
            return self._file.tell()

    def seekable(self) -> bool:
        """It is."""
        return True

    def _bytes(self, content: object) -> bytes:
        if isinstance(content, bytes | bytearray | memoryview):
            return bytes(content)
        if isinstance(content, str):
            raise UsageError(f"{self.name_told}: the file was opened as text", 'open it as "rb"')
        told = f"{self.name_told}: read() gave {type(content).__name__}, not bytes"
        raise UsageError(told, "give a binary file that waits for its content")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What goes wrong in a file of the caller's, of whatever class, is told as an error of ours."""
        try:
            yield
        except DetectorError:
            raise
        except io.UnsupportedOperation:
            raise UsageError(
                f"{self.name_told}: the file was not opened to be read", 'open it as "rb"'
            ) from None
        except Exception as error:
            told = f"{self.name_told}: the file cannot be read ({type(error).__name__}: {error})"
            raise InputError(told, "see why what gives its bytes failed, and try again") from error


Source: TypeAlias = str | HeldFile | Frames
"""A name of a file or object, or what is held in memory: as it is opened, perhaps several times."""


def source_of(video: VideoInput) -> tuple[str, Source]:
    """The name under which a result has a video, and what is opened. Raises ``UsageError``.

    What has no name of its own is called by what it is: ``bytes``, ``file``, ``frames``, ``image``.
    """
    if isinstance(video, str | PathLike):
        path = plain_path(video)
        return path, path
    if isinstance(video, bytes | bytearray | memoryview):
        return "bytes", HeldFile("bytes", io.BytesIO(bytes(video)))
    if isinstance(video, Frames):
        return "frames", video
    if isinstance(video, type):  # it has what its instances have
        raise _no_video(video)
    if hasattr(video, "read"):
        own = getattr(video, "name", None)
        name = own if isinstance(own, str) else "file"
        return name, HeldFile(name, cast("Readable", video))
    if hasattr(video, "__array_interface__") or hasattr(video, "__array__"):
        return "image", Frames((_array(0, video),), (0,))
    raise _no_video(type(video))


def _no_video(kind: type) -> UsageError:
    return UsageError(
        f"a video cannot be given as {kind.__name__}",
        "give a path, a URL, bytes, an open binary file, Frames, or one picture",
    )


def _listed(name: str, given: object) -> Iterable[Any]:
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise UsageError(
            f"{name}: {type(given).__name__} is no list", "give as many times as pictures, one at least"
        )
    return given


def _array(number: int, picture: object) -> NDArray[np.uint8]:
    try:
        array = np.asarray(picture)
    except Exception as error:  # that of a library whose picture it is
        told = f"picture {number} is no array: {type(error).__name__}: {error}"
        raise UsageError(told, _PICTURES) from error
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or 0 in array.shape:
        raise UsageError(f"picture {number} has shape {array.shape} and type {array.dtype}", _PICTURES)
    return array


def _whole_ms(time: object) -> int:
    try:
        return index(cast("int", time))
    except TypeError:
        told = f"times_ms: {time!r} is no whole number of milliseconds"
        raise UsageError(told, "round(1000 * seconds) is one") from None
