"""Whether a file ends before its video does: what its container states, and how the file is built."""

import re
from dataclasses import dataclass
from functools import cached_property

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from detector.video.raw_bytes import bytes_of
from detector.video.sampling import VideoPacket
from detector.video.streams import rate_of
from detector.video.structure.files import statement_of, structure_of
from detector.video.structure.mpeg_ts import is_out_of_step
from detector.video.structure.parts import Statement, Structure

_TOLERANCE_MS = 200
_MAX_TOLERANCE_MS = 1_000
_TOLERATED_FRAMES = 1.5
"""So far a whole file may fall short of what it states, in ms and in frames (chosen, not measured)."""
_LATE_START_MS = 500
"""A start before this is a delay of decoding; a later one says that the first fragments are missing."""
_PACKETS = frozenset({"mpegts", "mpeg"})
_WALKED = frozenset({"matroska", "flv", "asf", "mpeg"})
"""Kinds of which all parts are known: what is none of them is damage."""
_TAG_TIME = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far data came until the file ended, in ms: the video's, and that of all its streams.

    ``is_hurt``: the last packet or frame was damaged, or the end was an error.
    """

    video_ms: int
    all_ms: int
    is_hurt: bool


class StatedLength:
    """What one file says of its video's length.

    ``ms``: how long the video is, ``None`` where the file does not say. ``is_of_all``: whether that is the
    length of the longest stream, which need not be the video. ``is_fragmented``: whether the file is written
    in fragments, each with its own time. ``missing_start_ms``: how much there was before the first frame.
    """

    def __init__(self, path: str, container: InputContainer, stream: VideoStream) -> None:
        """Reads the file's header."""
        self._path = path
        self._container = container
        self._stream = stream
        self._kind = container.format.name.split(",")[0]
        with bytes_of(path, container) as file:
            self._statement = statement_of(file, self._kind) if file else Statement()
        self._tagged_ms = _tagged_ms(stream)
        self.is_fragmented = self._statement.is_fragmented
        is_shared = self._kind in {"flv", "asf"} or (self._kind == "matroska" and self._tagged_ms is None)
        self.is_of_all = is_shared and len(container.streams) > 1
        self.ms = self._stated_ms()
        self.missing_start_ms = self._missing_start_ms()

    def _stated_ms(self) -> int | None:
        # Estimates of FFmpeg's do not count.
        stream = self._stream
        if self._kind == "mxf" or (self._kind == "mov" and not self._statement.is_fragmented):
            return _in_ms(stream.duration, stream)
        if self._kind == "avi":
            return round(1000 * stream.frames / rate_of(stream)) if stream.frames else None
        stated_ms = self._statement.stated_ms
        if self._kind == "matroska":
            stated_ms = self._tagged_ms
            if stated_ms is None and self._container.duration:
                stated_ms = round(1000 * self._container.duration / av.time_base)
        if stated_ms is None or self._kind == "mov":
            return stated_ms
        # This is when the last stream ends; players show the first frame at once.
        return stated_ms - (self._start_ms if 0 < self._start_ms < _LATE_START_MS else 0)

    def _missing_start_ms(self) -> int:
        if not self.is_fragmented or self._start_ms < _LATE_START_MS:
            return 0
        first = self._container.start_time
        first_ms = round(1000 * first / av.time_base) if first is not None else self._start_ms
        return first_ms if first_ms >= _LATE_START_MS else 0

    def is_broken_before(self, packet: VideoPacket, last: VideoPacket) -> bool:
        """Whether something before a packet is no part of the file, so that data between two may be lost."""
        if packet.pos is None or last.pos is None:
            return False
        if self._kind == "mpegts":
            with bytes_of(self._path, self._container) as file:
                return file is not None and is_out_of_step(file, last.pos, packet.pos)
        if self._kind == "matroska" and packet.pos < last.pos + last.size:
            return True  # the demuxer lost its way, and went back to where it last knew it
        broken_at = self._broken_at if self._kind in _WALKED else None
        return broken_at is not None and broken_at <= packet.pos

    def missing_until(self, reach: Reach, window_ms: int, nominal_ms: int) -> int | None:
        """Until when the video should go on after its last data, at most to the window's end; or ``None``."""
        tolerance_ms = max(_TOLERANCE_MS, min(_MAX_TOLERANCE_MS, round(_TOLERATED_FRAMES * nominal_ms)))
        if self.ms is not None:
            end_ms = min(self.ms, window_ms)
            due_ms = end_ms - tolerance_ms
            is_short_of_all = not self.is_of_all or reach.all_ms < due_ms
            # What is no part of the file may look like a stream of its own, with any time.
            if reach.video_ms < due_ms and (is_short_of_all or self._broken_at is not None):
                return end_ms
        # Where fragments are indexed one by one, the first index states its own length only.
        if self.ms is not None and not self.is_fragmented:
            return None
        structure = self._structure
        ends_early = structure is not None and structure.ends_early
        # A stream of packets may be cut between two of them: then its last frame is damaged.
        ends_early = ends_early or (reach.is_hurt and (structure is None or self._kind in _PACKETS))
        return window_ms if ends_early and reach.video_ms < window_ms else None

    @property
    def _broken_at(self) -> int | None:
        return self._structure.broken_at if self._structure else None

    @cached_property
    def _structure(self) -> Structure | None:
        with bytes_of(self._path, self._container) as file:
            return structure_of(file, self._kind, self._stream.id) if file else None

    @property
    def _start_ms(self) -> int:
        return _in_ms(self._stream.start_time, self._stream) or 0


def _tagged_ms(stream: VideoStream) -> int | None:
    """What Matroska's writers note beside a track: when its last frame ends."""
    for name, value in stream.metadata.items():
        found = _TAG_TIME.match(value) if name.startswith("DURATION") else None
        if found:
            hours, minutes, seconds = found.groups()
            return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))
    return None


def _in_ms(ticks: int | None, stream: VideoStream) -> int | None:
    return round(1000 * ticks * stream.time_base) if ticks is not None and stream.time_base else None
