"""The small pictures of a report, inside the page unless there are too many."""

from base64 import b64encode
from pathlib import Path

from detector.auditor.worker import needs_attention
from detector.errors import OutputNotWritable
from detector.evidence import crop_name, read_small
from detector.records import Marker, NearMiss, ScanFailure, ScanResult
from detector.report.audit_table import FILES_FOLDER, ResultPictures

MAX_INLINE = 4_000
"""Pictures inside the page, a frame and a crop of 2,000 results; further ones are in a folder beside it."""
MAX_SMALL = 20_000
"""Small pictures in all: each costs some milliseconds. Of further ones the page shows the large ones."""

_FRAME_PX = 240
_CROP_PX = 56


class Thumbnails:
    """Makes small pictures of results. ``is_used``: whether there are any in ``folder``."""

    def __init__(self, evidence: Path, folder: Path) -> None:
        """``evidence`` holds the frames; ``folder`` is for the pictures that do not fit into the page."""
        self._evidence, self.folder = evidence, folder
        self._made = 0
        self.is_used = False

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
        return self._link(name, f"{name}.small.jpg", _FRAME_PX)

    def _crop(self, name: str | None) -> str:
        if name is None:
            return ""
        return self._link(crop_name(name), f"{name}.crop.jpg", _CROP_PX)

    def _link(self, name: str, small: str, height_px: int) -> str:
        picture = read_small(self._evidence, name, height_px) if self._made < MAX_SMALL else None
        if picture is None:  # or it is not on this machine: a cluster sent it to where the report will be
            return f"{self._evidence.name}/{Path(name).name}"
        self._made += 1
        if self._made <= MAX_INLINE:
            return f"data:image/jpeg;base64,{b64encode(picture).decode('ascii')}"
        try:
            self.folder.mkdir(exist_ok=True)
            (self.folder / small).write_bytes(picture)
        except OSError as error:
            raise OutputNotWritable(f"{self.folder}: {error.strerror}", "is the disk full?") from None
        self.is_used = True
        return f"{FILES_FOLDER}/{small}"
