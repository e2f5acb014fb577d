"""What a marker looked like, on disk, for a person to check.

A text has two files, named by content: ``<digest>.frame.jpg``, the whole frame with the text's box drawn,
and ``<digest>.crop.png``, the text alone. Equal pixels and boxes give equal names, so a second run writes
nothing new.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.errors import OutputNotWritable
from detector.records import Quad

Pixels = NDArray[np.uint8]

_DIGEST_LENGTH = 32  # hexadecimal digits of a sha256: 128 bits are unique, and fit a terminal's line
_FRAME = ".frame.jpg"
_CROP = ".crop.png"
_BOX_BGR = (0, 0, 255)
_READABLE_PX = 96  # a crop below this height is enlarged: a person must see single strokes
_MAX_SCALE = 6
_OVERVIEW_PX = 360  # of the shorter side
_MARGIN = 0.5  # of the box's shorter side
_HINT = "give --evidence a folder that you may write to, on a disk with space"


def save(folder: Path, pixels: Pixels, quad: Quad) -> str:
    """Write frame and crop of a text into ``folder`` and return the frame's file name.

    ``pixels`` is H×W×3, blue-green-red, 0 to 255; ``quad`` is in px of that frame and may reach over its
    edges. Raises ``OutputNotWritable``.
    """
    digest = hashlib.sha256(repr((pixels.shape, quad)).encode())
    digest.update(np.ascontiguousarray(pixels).data)
    frame = folder / (digest.hexdigest()[:_DIGEST_LENGTH] + _FRAME)
    open_folder(folder)
    _write_once(frame, lambda: _with_box(pixels, quad))
    _write_once(folder / crop_name(frame.name), lambda: _crop(pixels, quad))
    return frame.name


def save_overview(folder: Path, video_sha256: str, pixels: Pixels) -> None:
    """Write a frame of a video in which no text was found, small, under the video's digest.

    Raises ``OutputNotWritable``.
    """
    open_folder(folder)
    scale = min(1.0, _OVERVIEW_PX / min(pixels.shape[:2]))
    resized = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = resized.astype(np.uint8, copy=False)
    _write_once(folder / overview_name(video_sha256), lambda: small)


def overview_name(video_sha256: str) -> str:
    """The file name of a video's overview."""
    return video_sha256[:_DIGEST_LENGTH] + _FRAME


def read_frame(folder: Path, frame_name: str) -> bytes | None:
    """The JPEG of a whole frame, ``None`` where there is none."""
    with suppress(OSError):
        return (folder / Path(frame_name).name).read_bytes()
    return None


def read_crop(folder: Path, frame_name: str) -> bytes | None:
    """The PNG of the text alone that belongs to a frame's file name, ``None`` where there is none."""
    return read_frame(folder, crop_name(frame_name))


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
    if file.exists():
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


def _with_box(pixels: Pixels, quad: Quad) -> Pixels:
    frame = pixels.copy()
    thickness = max(2, min(frame.shape[:2]) // 240)
    cv2.polylines(frame, [np.array(quad, np.int32)], isClosed=True, color=_BOX_BGR, thickness=thickness)
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
