"""Files made from videos and pictures, kept on disk under what they were made from, up to a size.

What was used least recently goes first; it can be made again.
"""

import os
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from detector.errors import InputNotFound, OutputNotWritable

OPENING = "opening.mp4"
FRAME, SMALL = ".jpg", ".small.jpg"
"""How the names of a frame's two sizes end; before it stands its instant in ms."""

ENHANCED = "enhanced"
"""A picture with more contrast, and how its name ends."""

_DIGITS = 32
_DIGEST = re.compile(f"[0-9a-f]{{{_DIGITS}}}(?:[0-9a-f]{{32}})?")


class MediaCache:
    """A folder for each thing that files were made from; safe for many threads and processes."""

    def __init__(self, folder: Path, limit_mb: int) -> None:
        """All files together have ``limit_mb`` MB, those of the newest thing aside."""
        self._folder, self._limit = folder, limit_mb << 20

    def names(self, digest: str) -> list[str]:
        """The names of the files that there are of a thing."""
        with suppress(OSError):
            return sorted(file.name for file in self._place(digest).iterdir() if file.name[0] != ".")
        return []

    def find(self, digest: str, name: str) -> Path | None:
        """A file, which is used now; ``None`` where there is none."""
        file = self._place(digest) / name
        with suppress(OSError):
            os.utime(file.parent)
            return file if file.is_file() else None
        return None

    def read(self, digest: str, name: str) -> bytes | None:
        """The bytes of a file; ``None`` where there is none."""
        found = self.find(digest, name)
        with suppress(OSError):
            return found.read_bytes() if found else None
        return None

    def put(self, digest: str, files: Mapping[str, bytes]) -> None:
        """Keep files of a thing, each whole or not at all; others may have to go.

        Raises ``OutputNotWritable``.
        """
        place = self._place(digest)
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, content in files.items():
                half = place / f".{secrets.token_hex(8)}"
                half.write_bytes(content)
                half.replace(place / name)
            self._make_room(place)
        except OSError as error:
            raise OutputNotWritable(f"{place.parent}: {error.strerror}", "make space on that disk") from None

    def _make_room(self, newest: Path) -> None:
        others = []
        for place in self._folder.iterdir():
            with suppress(OSError):  # another process may make room too
                size = sum(file.stat().st_size for file in place.iterdir())
                others.append((place == newest, place.stat().st_mtime, place, size))
        total = sum(size for *_, size in others)
        for is_newest, _, place, size in sorted(others):
            if total <= self._limit or is_newest:
                return
            shutil.rmtree(place, ignore_errors=True)
            total -= size

    def _place(self, digest: str) -> Path:
        # A worker said it, which has looked at a stranger's file: it must not lead elsewhere.
        if not _DIGEST.fullmatch(digest):
            raise InputNotFound("the video has no digest", "look at the evidence")
        return self._folder / digest[:_DIGITS]
