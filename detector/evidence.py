"""What was seen, on disk, for a person to check.

A text has two files, named by content: ``<digest>.frame.jpg``, the whole frame with a box round the text,
and ``<digest>.crop.png``, the text alone. Places where a character may be hidden are drawn in both, in
another colour. A frame that shows that nothing stands there has no crop. Equal
pixels and boxes give equal names, so a second run writes nothing new.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.errors import OutputNotWritable
from detector.records import Coverage, Marker, NearMiss, Quad, ScanFailure, ScanResult, UnreadReason

Pixels = NDArray[np.uint8]

_DIGEST_LENGTH = 32  # hexadecimal digits of a sha256: 128 bits are unique, and fit a terminal's line
_FRAME = ".frame.jpg"
_CROP = ".crop.png"
_BOX_BGR = (0, 0, 255)
_HIDDEN_BGR = (0, 255, 255)
_READABLE_PX = 96  # a crop below this height is enlarged: a person must see single strokes
_MAX_SCALE = 6
_MARGIN = 0.5  # of the box's shorter side
_KEPT_FRAMES = 4
_SMALL_QUALITY = 72
_PLACES = 32  # from which they are chosen
_HINT = "give --evidence a folder that you may write to, on a disk with space"


def save(folder: Path, pixels: Pixels, quad: Quad | None, hidden: Sequence[Quad] = ()) -> str:
    """Write frame and crop of a text into ``folder`` and return the frame's file name.

    ``pixels`` is H×W×3, blue-green-red, 0 to 255; ``quad`` is in px of that frame and may reach over its
    edges; without it the frame is kept as it is, with no crop. ``hidden``: places in the text, marked too.
    Raises ``OutputNotWritable``.
    """
    boxes = (pixels.shape, quad, *hidden)
    digest = hashlib.sha256(repr(boxes).encode())
    digest.update(np.ascontiguousarray(pixels).data)
    frame = folder / (digest.hexdigest()[:_DIGEST_LENGTH] + _FRAME)
    open_folder(folder)
    if quad is None:
        _write_once(frame, lambda: pixels)
        return frame.name
    marked = _with_boxes(pixels, hidden, _HIDDEN_BGR) if hidden else pixels
    _write_once(frame, lambda: _with_boxes(marked, [around(quad, min(pixels.shape[:2]))], _BOX_BGR))
    _write_once(folder / crop_name(frame.name), lambda: _crop(marked, quad))
    return frame.name


def instants_to_keep(coverage: Coverage) -> tuple[int, ...]:
    """Up to four instants (ms, rising) spread over what was decoded, none inside a gap."""
    if coverage.still:
        return (0,)
    middles = ((2 * place + 1) * coverage.decoded_ms // (2 * _PLACES) for place in range(_PLACES))
    seen = [at for at in middles if not any(first <= at < last for first, last, _ in coverage.gaps)]
    spread = ((2 * number + 1) * len(seen) // (2 * _KEPT_FRAMES) for number in range(_KEPT_FRAMES))
    return tuple(sorted({seen[place] for place in spread})) if seen else ()


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture of a result. ``frame``: its file's name; ``crop``: that of the place alone, if it shows one.

    ``of``: the text that was read there, empty where none was; ``why`` says why not. ``at_ms``: when it, or
    what it shows, began to stand there.
    """

    frame: str
    crop: str | None
    at_ms: int
    of: str = ""
    why: UnreadReason | None = None


def kept_pictures(result: ScanResult | ScanFailure) -> list[KeptPicture]:
    """All pictures of a result: of its texts, of its unread regions, and of the opening as such."""
    if isinstance(result, ScanFailure):
        return []
    texts: tuple[Marker | NearMiss, ...] = (*result.markers, *result.near_misses)
    found = [
        KeptPicture(text.evidence, crop_name(text.evidence), text.first_ms or 0, of=text.printed)
        for text in texts
        if text.evidence
    ]
    if coverage := result.opening.coverage:
        found += [
            KeptPicture(region.evidence, crop_name(region.evidence), region.first_ms, why=region.why)
            for region in coverage.unread_regions
            if region.evidence
        ]
        found += [KeptPicture(name, None, at_ms) for at_ms, name in coverage.evidence]
    return found


def read_picture(folder: Path, name: str) -> bytes | None:
    """The bytes of a frame or crop by its file's name, ``None`` where there is none."""
    with suppress(OSError):
        return (folder / Path(name).name).read_bytes()
    return None


def read_crop(folder: Path, frame_name: str) -> bytes | None:
    """The PNG of the text alone that belongs to a frame's file name, ``None`` where there is none."""
    return read_picture(folder, crop_name(frame_name))


def read_small(folder: Path, name: str, height_px: int) -> bytes | None:
    """A picture as JPEG, at most so high; ``None`` where there is none, or none that can be read."""
    content = read_picture(folder, name)
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) if content else None
    if picture is None:
        return None
    scale = min(1.0, height_px / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _SMALL_QUALITY])[1].tobytes()


def crop_name(frame_name: str) -> str:
    """The file name of the text alone that belongs to a frame's."""
    return Path(frame_name).name.removesuffix(_FRAME) + _CROP


def open_folder(folder: Path) -> None:
    """Make ``folder`` unless it is there. Raises ``OutputNotWritable`` where nothing can be written to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritable(f"{folder}: {error.strerror}", _HINT) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputNotWritable(f"{folder}: Permission denied", _HINT)


def _write_once(file: Path, picture: Callable[[], Pixels]) -> None:
    # The name is a digest of the content, so an existing file is right; a rename shows no reader half a file.
    with suppress(FileNotFoundError):
        os.utime(file)  # it is as old as the last scan that it belongs to
        return
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as half:
            try:
                half.write(cv2.imencode(file.suffix, picture())[1].tobytes())
                half.flush()
                Path(half.name).chmod(0o644)
                Path(half.name).replace(file)
            except BaseException:
                Path(half.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputNotWritable(f"{file}: {error.strerror}", _HINT) from None


def around(quad: Quad, shorter_side_px: int) -> Quad:
    """The corners of a box round a text that covers none of its strokes, of a frame so wide."""
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    gap = 2 * _thickness(shorter_side_px) + min(max(xs) - min(xs), max(ys) - min(ys)) // 8
    middle_x, middle_y = sum(xs) / 4, sum(ys) / 4
    corners = [(x + (gap if x > middle_x else -gap), y + (gap if y > middle_y else -gap)) for x, y in quad]
    return corners[0], corners[1], corners[2], corners[3]


def _thickness(shorter_side_px: int) -> int:
    return max(2, shorter_side_px // 240)


def _with_boxes(pixels: Pixels, quads: Sequence[Quad], colour_bgr: tuple[int, int, int]) -> Pixels:
    frame = pixels.copy()
    thickness = _thickness(min(frame.shape[:2]))
    outlines = [np.array(quad, np.int32) for quad in quads]
    cv2.polylines(frame, outlines, isClosed=True, color=colour_bgr, thickness=thickness)
    return frame


def _crop(pixels: Pixels, quad: Quad) -> Pixels:
    corners = np.array(quad)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    margin = round(_MARGIN * max(1, min(right - left, bottom - top)))
    height, width = pixels.shape[:2]
    # At least one pixel remains, whatever the box: an empty picture has no encoding.
    left, right = np.clip((left - margin, right + margin), 0, width)
    top, bottom = np.clip((top - margin, bottom + margin), 0, height)
    crop = pixels[min(top, height - 1) : max(bottom, top + 1), min(left, width - 1) : max(right, left + 1)]
    scale = min(_MAX_SCALE, _READABLE_PX / min(crop.shape[:2]))
    if scale <= 1:
        return crop
    enlarged = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return enlarged.astype(np.uint8, copy=False)
