"""What is made of a case's video on demand: frames, the opening to play, clearer pictures, a scan's trace.

A sandboxed process makes them. They are kept in the service's folder under the video's digest. At most two
processes work at a time.
"""

import hashlib
import json
import re
import tempfile
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector.errors import InputError, InputNotFound, WorkerLost
from detector.records import Opening, ScanResult
from detector.review.media.cache import ENHANCED, FRAME, OPENING, SMALL, TRACE, MediaCache
from detector.review.trace_events import NoTrace, ReadTrace, read_trace
from detector.sandbox.channel import Message
from detector.sandbox.limits import Limits
from detector.sandbox.process import Lost, Program, SandboxProcess
from detector.service.sources.fetch import Sources, source_of
from detector.service.storage.retention import RetainedUploads
from detector.service.workers.program import sandbox_settings
from detector.settings import Settings
from detector.version import __version__
from detector.wire import episode_to_json

RENDER_PROGRAM = "detector.review.media.render_worker:open_renderer"
TRACE_PROGRAM = "detector.review.media.trace_worker:open_tracer"
_INSTANT = re.compile(rf"(\d+){re.escape(SMALL)}")
_MAX_PROCESSES = 2
_REMOTE_KINDS = ("http", "s3")
_NAME = re.compile(r"\d{1,9}(\.small)?\.jpg|opening\.mp4|enhanced|trace\.jsonl")
_LOOK = "look at the evidence"


@dataclass(frozen=True, slots=True)
class ScannedVideo:
    """The video of a scan: the row of the job, and what was seen."""

    row: Mapping[str, Any]
    opening: Opening

    @property
    def digest(self) -> str:
        """Under which everything made from it is cached."""
        return self.opening.video_sha256

    @property
    def is_remote(self) -> bool:
        """Whether the video is on the network, so that it is fetched only when somebody wants to play it."""
        return source_of(self.row["source"]).kind in _REMOTE_KINDS


class Previews:
    """Makes and caches them."""

    def __init__(
        self, settings: Settings, sources: Sources, kept: RetainedUploads, cache: MediaCache
    ) -> None:
        """``sources`` opens videos that are still where they were, ``kept`` the uploads."""
        self._settings, self._sources, self._kept, self._cache = settings, sources, kept, cache
        self._slots = threading.BoundedSemaphore(_MAX_PROCESSES)

    def instants(self, video_sha256: str) -> list[int]:
        """The frames that are there, in ms from the first."""
        found = map(_INSTANT.fullmatch, self._cache.names(video_sha256))
        return sorted(int(one[1]) for one in found if one)

    def frame(self, video_sha256: str, at_ms: int, *, is_small: bool = False) -> bytes | None:
        """The JPEG of one frame; ``None`` where there is none."""
        return self._cache.read(video_sha256, f"{at_ms}{SMALL if is_small else FRAME}")

    def frames(self, video: ScannedVideo) -> list[int]:
        """The instants of a video's frames, which are made unless they are there.

        Raises ``InputNotFound`` for a video that is gone, was changed since or is on the network, or another
        ``InputError``.
        """
        if made := self.instants(video.digest):
            return made
        if video.is_remote:
            raise InputNotFound("the video is on the network", "it is fetched again once it is played")
        self._make(video, ["frames"])
        return self.instants(video.digest)

    def opening(self, video: ScannedVideo) -> Path:
        """The file of the opening that browsers play, which is made, with the frames, unless it is there.

        Raises ``InputError``.
        """
        if (found := self._cache.find(video.digest, OPENING)) is None:
            self._make(video, ["opening"] if self.instants(video.digest) else ["frames", "opening"])
            found = self._cache.find(video.digest, OPENING)
        if found is None:
            raise InputNotFound("no opening was made of the video", "look at the frames")
        return found

    def enhanced(self, digest: str, name: str, picture: bytes) -> bytes | None:
        """The JPEG of a picture with more contrast, kept under a digest. Raises ``InputError``."""
        name = f"{name}.{ENHANCED}"
        if self._cache.find(digest, name) is None:
            with self._slots, tempfile.TemporaryFile() as file:
                file.write(picture)
                file.flush()
                made = self._rendered(self._renderer(), {"wanted": [ENHANCED]}, file.fileno())
            self._cache.put(digest, dict.fromkeys([name], made.get(ENHANCED, b"")))
        return self._cache.read(digest, name)

    def trace(self, video: ScannedVideo, result: ScanResult) -> ReadTrace:
        """How the video is read with the settings of now and no registry, by a scan unless it was made.

        Raises ``InputError``.
        """
        task = {
            "episode": episode_to_json(result.episode),
            "as_of": result.as_of.isoformat(),
            "sha256": video.digest,
        }
        order = {"settings": sandbox_settings(self._settings)}
        # Cases of one video may have other facts, and settings may be changed.
        recipe = json.dumps([__version__, order, task], sort_keys=True)
        name = f"{hashlib.sha256(recipe.encode()).hexdigest()[:32]}.{TRACE}"
        cached = content = self._cache.read(video.digest, name)
        if content is None:
            program = Program(TRACE_PROGRAM, order, self._limits())
            with self._slots, self._opened(video.row) as file:
                content = self._rendered(program, task, file).get(TRACE, b"")
        try:
            trace = read_trace(content)
        except NoTrace:
            raise WorkerLost("it could not be made of the video", _LOOK) from None
        if cached is None:
            self._cache.put(video.digest, {name: content})
        return trace

    def _renderer(self) -> Program:
        order = {"settings": self._settings.decode.model_dump(mode="json")}
        return Program(RENDER_PROGRAM, order, self._limits())

    def _limits(self) -> Limits:
        return Limits(self._settings.worker.memory_mb, self._settings.service.cpu_s)

    def _make(self, video: ScannedVideo, wanted: list[str]) -> None:
        window_ms = min(video.opening.window_ms, self._settings.decode.window_ms)
        task = {"wanted": wanted, "window_ms": window_ms, "sha256": video.digest}
        with self._slots, self._opened(video.row) as file:
            self._cache.put(video.digest, self._rendered(self._renderer(), task, file))

    def _rendered(self, program: Program, task: dict[str, Any], file: int) -> dict[str, bytes]:
        """What a sandboxed process makes of an open file, by name.

        Raises ``InputNotFound`` for what it could not make, ``WorkerLost`` for a process that crashed, hung
        or made something else.
        """
        process = SandboxProcess(program)
        try:
            process.wait_ready()
            done = process.run(Message("task", task, file=file), self._settings.worker.deadline_s)
        except Lost as lost:
            in_time = " in time" if lost.is_final else ""
            raise WorkerLost(f"it could not be made of the video{in_time}", _LOOK) from None
        except InputError as error:
            raise InputNotFound(error.message, _LOOK) from None
        finally:
            process.kill()
        names = done.data.get("names")
        if not isinstance(names, list) or not all(_NAME.fullmatch(str(name)) for name in names):
            raise WorkerLost("it could not be made of the video", _LOOK)
        return dict(zip(map(str, names), done.parts, strict=False))

    def _opened(self, row: Mapping[str, Any]) -> AbstractContextManager[int]:
        source = source_of(row["source"])
        return self._kept.opened(row["id"]) if source.kind == "upload" else self._sources.opened(source)
