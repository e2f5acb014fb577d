"""Pictures in memory, seen as a video is: sampled over the window, with what was covered of it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256

import cv2
import numpy as np

from detector.records import Coverage
from detector.settings.vision import DecodeSettings
from detector.video.coverage import CoverageRecord
from detector.video.frame import Frame, Grey, Picture, Pixels
from detector.video.frame_size import refuse_if_too_large
from detector.video.sample_pairs import sample_instants, sample_pairs
from detector.video.source import ChannelOrder, Frames

_GREY = {"rgb": cv2.COLOR_RGB2GRAY, "bgr": cv2.COLOR_BGR2GRAY}


class GivenFrames:
    """The frames that a caller hands over, with the face of :class:`detector.video.decoder.Video`."""

    least_scale = 1.0
    frames_lost = 0

    def __init__(self, given: Frames, settings: DecodeSettings) -> None:
        """Raises ``FrameTooLarge``."""
        self.settings = settings
        self.frames_due = 0
        self.frames_seen = 0
        self.height_px, self.width_px = given.pictures[0].shape[:2]
        refuse_if_too_large(self.width_px, self.height_px, settings.max_frame_px)
        self._given = given
        self._record = CoverageRecord(settings.window_ms, settings.longest_unseen_ms)
        self._last: tuple[int, Picture] | None = None
        begins_ms = given.times_ms[0]
        self._record.add_gap(0, begins_ms, "lost-data")

    def samples(self) -> Iterator[tuple[Frame, Frame]]:
        """The window's samples, each with a frame a moment later, or with itself where there is none."""
        frames = self._frames(sample_instants(self.settings))
        return sample_pairs(frames, self.settings.sample_every_ms, self._record)

    def frames(self, instants: Iterable[int]) -> Iterator[Frame]:
        """What is on the screen at each instant (ms, rising); one in a gap is left out."""
        for frame, _ in self._frames(instants):
            yield frame

    def coverage(self) -> Coverage:
        """What was seen of the window so far; its frames are counted by :meth:`samples`."""
        return self._record.coverage(None, "stamped", still=len(self._given.pictures) == 1)

    def _frames(self, instants: Iterable[int]) -> Iterator[tuple[Frame, bool]]:
        times = self._given.times_ms
        for instant in instants:
            place = bisect_right(times, instant) - 1
            if place < 0:
                self._miss()
                continue
            until_ms = self._until_ms(place)
            self._record.add_decoded(until_ms)
            if instant < until_ms:
                self.frames_due += 1
                self.frames_seen += 1
                yield Frame(place, instant, self._picture(place), times[place]), True
            elif place + 1 < len(times):
                self._record.add_gap(until_ms, times[place + 1], "lost-data")
                self._miss()
            else:
                return

    def _miss(self) -> None:
        self.frames_due += 1
        self._record.count("repeated")

    def _until_ms(self, place: int) -> int:
        """When a picture goes: as the next comes, after a step at most; the last stands like that before."""
        times, longest = self._given.times_ms, self.settings.sample_every_ms
        if place + 1 < len(times):
            return min(times[place + 1], times[place] + longest)
        return times[place] + (min(longest, times[place] - times[place - 1]) if place else 1)

    def _picture(self, place: int) -> Picture:
        if self._last is None or self._last[0] != place:
            pixels, order = self._given.pictures[place], self._given.order
            self._last = place, Picture(partial(_bgr, pixels, order), partial(_grey, pixels, order))
        return self._last[1]


def digest_of_frames(given: Frames) -> str:
    """Sha256, hexadecimal, over the size, the order of the colours, and each picture's time and bytes."""
    told = sha256(repr((given.pictures[0].shape, given.order)).encode())
    for at_ms, pixels in zip(given.times_ms, given.pictures, strict=True):
        told.update(str(int(at_ms)).encode() + b":" + np.ascontiguousarray(pixels).tobytes())
    return told.hexdigest()


def _bgr(pixels: Pixels, order: ChannelOrder) -> Pixels:
    return np.ascontiguousarray(pixels if order == "bgr" else pixels[:, :, ::-1])


def _grey(pixels: Pixels, order: ChannelOrder) -> Grey:
    return cv2.cvtColor(pixels, _GREY[order]).astype(np.uint8, copy=False)
