"""When frames come up: from their timestamps, or from their number and a rate where a file has none."""

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from detector.video.streams import rate_of

_BACK_MS = 1_000
"""A time so far before the last one begins a new count, as where recordings were joined."""


class Timeline:
    """Times of one stream's frames, in the order in which they are presented; ms from the first of them.

    ``number``: of the last frame, from 0. ``origin``: the stream's time at 0 ms. ``has_times`` is to be set
    before the first frame.
    """

    def __init__(self, stream: VideoStream) -> None:
        self.nominal_ms = max(1, round(1000 / rate_of(stream)))
        self.has_times = True
        self.origin: int | None = None
        self._rate = rate_of(stream)
        self._start = stream.start_time
        base = stream.time_base
        self._tick_ms = float(1000 * base) if base else 0.0
        self.number = -1
        self._last_ms = -1
        self._last_stamp: int | None = None

    def ms(self, ticks: int) -> int:
        """A length in the stream's ticks, in ms."""
        return round(ticks * self._tick_ms) if self._tick_ms else 0

    def ticks(self, ms: int) -> int:
        """A length in ms, in the stream's ticks."""
        return round(ms / self._tick_ms) if self._tick_ms else 0

    def at_ms(self, frame: VideoFrame, *, begins_late: bool) -> int:
        """When a frame comes up; never before the one before it.

        ``begins_late``: frames before the first one are lost, so that the stream's own start counts.
        """
        self.number += 1
        stamp = frame.pts if self.has_times else frame.dts
        if stamp is None or not self._tick_ms or not (self.has_times or self._is_counted_on(stamp)):
            at_ms = self._last_ms + self.nominal_ms if self._last_stamp is not None else self._counted_ms()
        else:
            if self.origin is None:
                late = begins_late and self.has_times and self._start is not None
                self.origin = min(stamp, self._start or 0) if late else stamp
            at_ms = self.ms(stamp - self.origin)
            if at_ms < self._last_ms - _BACK_MS:
                at_ms = self._last_ms + self.nominal_ms
                self.origin = stamp - self.ticks(at_ms)
            self._last_stamp = stamp
        self._last_ms = max(self._last_ms, at_ms)
        return self._last_ms

    def _counted_ms(self) -> int:
        return round(1000 * self.number / self._rate)

    def _is_counted_on(self, stamp: int) -> bool:
        """Whether a number of decoding goes on, as it does with the packet that brings a frame out."""
        return self._last_stamp is None or stamp > self._last_stamp
