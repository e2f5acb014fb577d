"""Sampled frames of a video that is still there, made when a reviewer asks, by a process that is limited.

They are kept in the service's folder under the video's digest. Two processes at most work at a time.
"""

import json
import re
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from detector.errors import DetectorError, InputNotFound, WorkerLost
from detector.service.fetch import Source, Sources
from detector.service.process import environment
from detector.settings import Settings

FRAMES = 12
_DIGITS = 32
_TOGETHER = 2
_SUFFIX = ".jpg"
_DIGEST = re.compile("[0-9a-f]{64}")


class Film:
    """Makes and keeps sampled frames."""

    def __init__(self, settings: Settings, sources: Sources, folder: Path) -> None:
        """``folder`` is where the frames are kept."""
        self._settings, self._sources, self._folder = settings, sources, folder
        self._free = threading.BoundedSemaphore(_TOGETHER)

    def instants(self, video_sha256: str) -> list[int]:
        """The frames that are there, in ms from the first."""
        folder = self._place(video_sha256)
        return sorted(int(file.stem) for file in folder.glob(f"*{_SUFFIX}")) if folder.is_dir() else []

    def frame(self, video_sha256: str, at_ms: int) -> bytes | None:
        """The JPEG of one frame; ``None`` where there is none."""
        with suppress(OSError):
            return (self._place(video_sha256) / f"{at_ms}{_SUFFIX}").read_bytes()
        return None

    def make(self, source: Source, opening: dict[str, Any]) -> list[int]:
        """The instants of a video's frames, which are made unless they are there.

        Raises ``InputNotFound`` for a video that is gone, was changed since or is on the network, or another
        ``InputError``.
        """
        digest = opening["video_sha256"]
        if made := self.instants(digest):
            return made
        if source.kind not in ("upload", "file"):
            raise InputNotFound("the video is on the network", "it is not fetched again")
        order = {
            "window_ms": min(opening["window_ms"], self._settings.decode.window_ms),
            "sha256": digest,
            "frames": FRAMES,
            "settings": self._settings.decode.model_dump(mode="json"),
            "memory_mb": self._settings.worker.memory_mb,
            "cpu_s": self._settings.service.cpu_s,
        }
        with self._free, self._sources.opened(source) as file:
            self._save(digest, self._projected(order, file))
        return self.instants(digest)

    def _projected(self, order: dict[str, Any], file: int) -> dict[int, bytes]:
        command = [sys.executable, "-m", "detector.service.desk.projector", str(file)]
        try:
            done = subprocess.run(  # noqa: S603  (our own module)
                command, input=json.dumps(order).encode(), stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env=environment(), pass_fds=[file], check=False,
                timeout=self._settings.worker.deadline_s,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise WorkerLost("the frames could not be made in time", "look at the evidence") from None
        return _unpacked(done.stdout)

    def _save(self, digest: str, frames: dict[int, bytes]) -> None:
        folder = self._place(digest)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for at_ms, content in frames.items():
            half = folder / f"{at_ms}.half"
            half.write_bytes(content)
            half.replace(folder / f"{at_ms}{_SUFFIX}")

    def _place(self, video_sha256: str) -> Path:
        # A worker said it, which has looked at a stranger's file: it must not lead elsewhere.
        if not _DIGEST.fullmatch(video_sha256):
            raise InputNotFound("the video has no digest", "look at the evidence")
        return self._folder / video_sha256[:_DIGITS]


def _unpacked(told: bytes) -> dict[int, bytes]:
    """Frames by their instant, from a line of JSON and what follows it. Raises ``DetectorError``."""
    head, _, rest = told.partition(b"\n")
    try:
        said = json.loads(head)
        if "failed" in said:
            raise InputNotFound(str(said["failed"]), "look at the evidence")
        frames, start = {}, 0
        for at_ms, size in said["frames"]:
            frames[int(at_ms)], start = rest[start : start + int(size)], start + int(size)
    except DetectorError:
        raise
    except (ValueError, KeyError, TypeError):
        raise WorkerLost("the frames could not be made", "look at the evidence") from None
    return frames
