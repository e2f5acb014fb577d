"""The small pictures of a report, inside the page unless there are too many."""

from base64 import b64encode
from pathlib import Path

import cv2
import numpy as np

from detector.auditor.worker import needs_attention
from detector.errors import OutputNotWritable
from detector.evidence import overview_name, read_crop, read_frame
from detector.records import Marker, NearMiss, ScanFailure, ScanResult
from detector.report.audit_page import ResultPictures

MAX_INLINE = 2_000
"""Results with pictures inside the page; those of further ones are in a folder beside it."""

_FRAME_PX = 240
_CROP_PX = 56
_QUALITY = 72


class Thumbnails:
    """Makes small pictures of results. ``folder`` names the folder with pictures, if there are any."""

    def __init__(self, evidence: Path, folder: Path) -> None:
        """``evidence`` holds the frames; ``folder`` is for the pictures that do not fit into the page."""
        self._evidence, self._folder = evidence, folder
        self._left = MAX_INLINE
        self.folder = ""

    def pictures_of(self, result: ScanResult | ScanFailure) -> ResultPictures:
        """Frame and crop of what a person will look at. Raises ``OutputNotWritable``."""
        if isinstance(result, ScanFailure) or not needs_attention(result):
            return ResultPictures()
        texts: tuple[Marker | NearMiss, ...] = (*result.markers, *result.near_misses)
        evidence = next((text.evidence for text in texts if text.evidence), None)
        name = evidence or overview_name(result.opening.video_sha256)
        frame = _small(read_frame(self._evidence, name), _FRAME_PX)
        if frame is None:
            return ResultPictures()
        crop = _small(read_crop(self._evidence, name), _CROP_PX) if evidence else None
        self._left -= 1
        return ResultPictures(self._link(f"{name}.small.jpg", frame), self._link(f"{name}.crop.jpg", crop))

    def _link(self, name: str, picture: bytes | None) -> str:
        if picture is None:
            return ""
        if self._left >= 0:
            return f"data:image/jpeg;base64,{b64encode(picture).decode('ascii')}"
        try:
            self._folder.mkdir(exist_ok=True)
            (self._folder / name).write_bytes(picture)
        except OSError as error:
            raise OutputNotWritable(f"{self._folder}: {error.strerror}", "is the disk full?") from None
        self.folder = self._folder.name
        return f"{self._folder.name}/{name}"


def _small(content: bytes | None, height_px: int) -> bytes | None:
    """The picture at most so high, as JPEG; ``None`` for none, or one that cannot be read."""
    if content is None:
        return None
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    scale = min(1.0, height_px / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
