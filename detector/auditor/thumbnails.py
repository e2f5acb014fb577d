"""The small pictures of a report, inside the page unless there are too many."""

from base64 import b64encode
from pathlib import Path

from detector.auditor.worker import needs_attention
from detector.errors import OutputNotWritable
from detector.evidence import crop_name, read_small
from detector.records import Marker, NearMiss, ScanFailure, ScanResult
from detector.report.audit_page import ResultPictures

MAX_INLINE = 4_000
"""Pictures inside the page, a frame and a crop of 2,000 results; further ones are in a folder beside it."""

_FRAME_PX = 240
_CROP_PX = 56


class Thumbnails:
    """Makes small pictures of results. ``folder`` names the folder with pictures, if there are any."""

    def __init__(self, evidence: Path, folder: Path) -> None:
        """``evidence`` holds the frames; ``folder`` is for the pictures that do not fit into the page."""
        self._evidence, self._folder = evidence, folder
        self._left = MAX_INLINE
        self.folder = ""

    def pictures_of(self, result: ScanResult | ScanFailure) -> ResultPictures:
        """A text, or what was seen where none was read. Raises ``OutputNotWritable``."""
        if isinstance(result, ScanFailure) or not needs_attention(result):
            return ResultPictures()
        texts: tuple[Marker | NearMiss, ...] = (*result.markers, *result.near_misses)
        name = next((text.evidence for text in texts if text.evidence), None)
        if name:
            return ResultPictures(self._frame(name), self._crop(name))
        coverage = result.opening.coverage
        if coverage is None:
            return ResultPictures()
        return ResultPictures(
            frames=tuple(self._frame(name) for _, name in coverage.evidence),
            unread=tuple(self._crop(region.evidence) for region in coverage.unread_regions),
        )

    def _frame(self, name: str) -> str:
        return self._link(f"{name}.small.jpg", read_small(self._evidence, name, _FRAME_PX))

    def _crop(self, name: str | None) -> str:
        if name is None:
            return ""
        return self._link(f"{name}.crop.jpg", read_small(self._evidence, crop_name(name), _CROP_PX))

    def _link(self, name: str, picture: bytes | None) -> str:
        if picture is None:
            return ""
        if self._left > 0:
            self._left -= 1
            return f"data:image/jpeg;base64,{b64encode(picture).decode('ascii')}"
        try:
            self._folder.mkdir(exist_ok=True)
            (self._folder / name).write_bytes(picture)
        except OSError as error:
            raise OutputNotWritable(f"{self._folder}: {error.strerror}", "is the disk full?") from None
        self.folder = self._folder.name
        return f"{self._folder.name}/{name}"
