"""Files made from videos and pictures, kept on disk under the digest of their source, up to a total size.

The least recently used sources are deleted first; their files can be made again.
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
TRACE = "trace.jsonl"
"""How a scan came to its result, and how its name ends."""

FRAME, SMALL = ".jpg", ".small.jpg"
"""How the names of a frame's two sizes end; before it stands its instant in ms."""

ENHANCED = "enhanced"
"""A picture with more contrast, and how its name ends."""

_DIGITS = 32
_DIGEST = re.compile(f"[0-9a-f]{{{_DIGITS}}}(?:[0-9a-f]{{32}})?")


class MediaCache:
    """A folder for each source; safe for many threads and processes."""

    def __init__(self, folder: Path, limit_mb: int) -> None:
        """All files together have at most ``limit_mb`` MB, those of the newest source aside."""
        self._folder, self._limit = folder, limit_mb << 20

    def names(self, digest: str) -> list[str]:
        """The names of the files made from a source."""
        with suppress(OSError):
            return sorted(file.name for file in self._folder_of(digest).iterdir() if file.name[0] != ".")
        return []

    def find(self, digest: str, name: str) -> Path | None:
        """The path of a file, which counts as used now; ``None`` where there is none."""
        file = self._folder_of(digest) / name
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
        """Store files of a source, each whole or not at all; others may be deleted for them.

        Raises ``OutputNotWritable``.
        """
        source_folder = self._folder_of(digest)
        try:
            source_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, content in files.items():
                partial = source_folder / f".{secrets.token_hex(8)}"
                partial.write_bytes(content)
                partial.replace(source_folder / name)
            self._evict(source_folder)
        except OSError as error:
            raise OutputNotWritable(
                f"{source_folder.parent}: {error.strerror}", "make space on that disk"
            ) from None

    def _evict(self, newest: Path) -> None:
        others = []
        for source_folder in self._folder.iterdir():
            with suppress(OSError):  # another process may make room too
                size = sum(file.stat().st_size for file in source_folder.iterdir())
                others.append((source_folder == newest, source_folder.stat().st_mtime, source_folder, size))
        total = sum(size for *_, size in others)
        for is_newest, _, source_folder, size in sorted(others):
            if total <= self._limit or is_newest:
                return
            shutil.rmtree(source_folder, ignore_errors=True)
            total -= size

    def _folder_of(self, digest: str) -> Path:
        # A worker said it, which has looked at a stranger's file: it must not lead elsewhere.
        if not _DIGEST.fullmatch(digest):
            raise InputNotFound("the video has no digest", "look at the evidence")
        return self._folder / digest[:_DIGITS]
