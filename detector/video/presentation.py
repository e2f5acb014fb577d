"""A stored picture becomes what a viewer sees: upright, with square pixels, of one size, in right colours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import hypot
from typing import Any, NamedTuple, cast

import cv2
import numpy as np
from av.filter import Graph
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from detector.video import colours
from detector.video.frame import Picture

_NEARLY_SQUARE = Fraction(1, 64)
"""Share by which pixels may differ from squares and are left as they are: scaling to even sizes leaves such
ratios in many files, nobody sees them, and resampling would blur the text. Chosen, not measured."""
_MOST_OBLONG = 16
_SAME_SHAPE_PX = 2
"""A picture of another size is stretched, not edged, where that is all that is missing on both sides."""
_UNNAMED_TYPES = range(28, 48)
"""Kinds of side data that PyAV 18 has no name for, and room for some to come."""

_Image = NDArray[np.uint8]


class _Size(NamedTuple):
    width_px: int
    height_px: int


class _Orientation(NamedTuple):
    """One of the eight ways in which a picture can lie: transposed (rows to columns), then mirrored."""

    transposed: bool = False
    mirrored_x: bool = False
    mirrored_y: bool = False


@dataclass(frozen=True, slots=True)
class _Placement:
    """How a stored picture comes onto the screen: turned, scaled to ``size``, amid a black ``screen``."""

    orientation: _Orientation
    size: _Size
    screen: _Size

    def place(self, stored: Callable[[VideoFrame], _Image], frame: VideoFrame) -> _Image:
        image: cv2.typing.MatLike = stored(frame)
        transposed, mirrored_x, mirrored_y = self.orientation
        if transposed:
            image = cv2.transpose(image)
        if mirrored_x or mirrored_y:
            image = cv2.flip(image, -1 if mirrored_x and mirrored_y else int(mirrored_x))
        height, width = image.shape[:2]
        if (width, height) != self.size:
            is_smaller = self.size.width_px < width or self.size.height_px < height
            how = cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR
            image = cv2.resize(image, self.size, interpolation=how)
        spare_x, spare_y = (side - taken for side, taken in zip(self.screen, self.size, strict=True))
        if spare_x or spare_y:
            left, top = spare_x // 2, spare_y // 2
            edges = (top, spare_y - top, left, spare_x - left)
            image = cv2.copyMakeBorder(image, *edges, cv2.BORDER_CONSTANT, value=(0, 0, 0))
        return image.astype(np.uint8, copy=False)


class Presentation:
    """How one video is shown; made once for it.

    ``width_px`` and ``height_px`` are those of the first picture, 0 before; later ones are fitted into that
    size whatever theirs is, so that a text that stays has one place. ``least_scale`` is the smallest factor
    by which one was scaled down for that, 1 where none was: its text was seen so much smaller than it is.
    """

    def __init__(self, stream: VideoStream, max_frame_px: int) -> None:
        self.width_px = 0
        self.height_px = 0
        self.least_scale = 1.0
        self._max_frame_px = max_frame_px
        self._orientation = _Orientation()
        self._placement: _Placement | None = None
        self._stored: tuple[int, int, Fraction | None, _Orientation] | None = None
        self._codec = stream.codec_context
        # Before the first frame the codec's is the container's word, which HEVC's decoder forgets.
        codec = self._codec
        self._container_colours = codec.colorspace, codec.color_primaries, codec.color_trc
        container_says = stream.sample_aspect_ratio
        # The container goes before the codec, whose ratio alone may change on the way.
        self._pixel_aspect = container_says if container_says != self._codec.sample_aspect_ratio else None

    def picture(self, frame: VideoFrame) -> Picture:
        """What a viewer sees of a frame; made when it is asked for. All frames must come, in their order."""
        if frame.colorspace == frame.color_primaries == frame.color_trc == colours.UNSPECIFIED:
            frame.colorspace, frame.color_primaries, frame.color_trc = self._container_colours
        matrix = _display_matrix(frame)
        if matrix is not None or frame.key_frame:
            # A stream may say it with its key frames alone; it then holds until the next of them.
            self._orientation = _orientation(matrix)
        stored = (frame.width, frame.height, self._codec.sample_aspect_ratio, self._orientation)
        if stored != self._stored:  # as good as only once in a video
            self._stored, self._placement = stored, self._placement_of(frame)
        if self._placement is None:
            return Picture(partial(colours.pixels, frame), partial(colours.grey, frame))
        place = self._placement.place
        return Picture(partial(place, colours.pixels, frame), partial(place, colours.grey, frame))

    def _placement_of(self, frame: VideoFrame) -> _Placement | None:
        """``None`` where the stored picture is what is seen."""
        shown = self._shown_size(frame)
        if not self.width_px:
            self.width_px, self.height_px = shown
        screen = _Size(self.width_px, self.height_px)
        if shown != screen:
            shown = self._fitted(shown, screen)
        if self._orientation == _Orientation() and shown == screen == (frame.width, frame.height):
            return None
        return _Placement(self._orientation, shown, screen)

    def _shown_size(self, frame: VideoFrame) -> _Size:
        """With square pixels: one side of the stored picture is lengthened, so that none of it is lost."""
        width, height = frame.width, frame.height
        aspect = self._pixel_aspect or self._codec.sample_aspect_ratio or Fraction(1)
        if Fraction(1, _MOST_OBLONG) <= aspect <= _MOST_OBLONG and abs(aspect - 1) > _NEARLY_SQUARE:
            shape = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
            if shape[0] * shape[1] <= self._max_frame_px:
                width, height = shape
        return _Size(height, width) if self._orientation.transposed else _Size(width, height)

    def _fitted(self, size: _Size, screen: _Size) -> _Size:
        scale = min(screen.width_px / size.width_px, screen.height_px / size.height_px)
        self.least_scale = min(self.least_scale, scale)
        fitted = _Size(*(max(1, round(scale * side)) for side in size))
        edges = (side - taken for side, taken in zip(screen, fitted, strict=True))
        return screen if max(edges) <= _SAME_SHAPE_PX else fitted


def _orientation(matrix: Sequence[int] | None) -> _Orientation:
    """What a display matrix says, to the nearest of the eight; upright where there is none.

    A stored pixel at x, y (to the right, down) is shown at ax + cy, bx + dy; the matrix begins a, b, 0, c, d.
    """
    if matrix is None:
        return _Orientation()
    a, b, c, d = (matrix[number] for number in (0, 1, 3, 4))
    if a * d == b * c:
        return _Orientation()  # all of the picture on a line
    across, down = hypot(a, c), hypot(b, d)
    transposed = abs(b) / down + abs(c) / across > abs(a) / across + abs(d) / down
    along_x, along_y = (c, b) if transposed else (a, d)
    return _Orientation(transposed, mirrored_x=along_x < 0, mirrored_y=along_y < 0)


def _display_matrix(frame: VideoFrame) -> Sequence[int] | None:
    # ``frame.side_data`` and the frame would hold each other in memory until the garbage collector comes.
    read = cast(Callable[[VideoFrame], SideDataContainer], SideDataContainer)
    try:
        side_data = read(frame)
    except ValueError:
        side_data = read(_without_unnamed(frame))
    found: Any = next((data for data in side_data if data.type is Type.DISPLAYMATRIX), None)
    return None if found is None else np.frombuffer(found, np.int32).tolist()


def _without_unnamed(frame: VideoFrame) -> VideoFrame:
    """The frame without the side data, such as a still's EXIF, at which PyAV gives up reading the others."""
    graph = Graph()
    first = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or Fraction(1)
    )
    deleting = [graph.add("sidedata", f"mode=delete:type={number}") for number in _UNNAMED_TYPES]
    graph.link_nodes(first, *deleting, graph.add("buffersink")).configure()
    graph.vpush(frame)
    return graph.vpull()
