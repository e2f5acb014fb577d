"""What was seen of the window, counted while frames are taken."""

from math import ceil
from typing import Literal

import numpy as np

from detector.records import Coverage, GapReason
from detector.video.frame import Grey

Worth = Literal["sound", "corrupt", "blank", "dark", "repeated"]
"""What was on the screen at one instant, as far as it can be a ground for saying what was not there."""

_EVERY_PX = 8
"""One px of so many, across and down, is looked at."""
_DARK_BELOW = 32
"""Lightness, of 255, that nobody reads by: black is 16 in most videos (chosen, not measured)."""
_FLAT_LEVELS = 8
"""Levels of lightness that coding alone gives to one colour (chosen, not measured)."""
_FEW = 0.0005
"""Share of the px that may be otherwise: the letters of a small title are more (chosen, not measured)."""


class CoverageRecord:
    """Grows while frames are taken; ``coverage`` gives what it is so far."""

    def __init__(self, window_ms: int, least_gap_ms: int) -> None:
        """Gaps of at most ``least_gap_ms`` are none."""
        self.decoded_ms = 0
        self._window_ms = window_ms
        self._least_gap_ms = least_gap_ms
        self._gaps: list[tuple[int, int, GapReason]] = []
        self._counts: dict[Worth, int] = dict.fromkeys(("sound", "corrupt", "blank", "dark", "repeated"), 0)

    def count(self, worth: Worth) -> None:
        """An instant that was due."""
        self._counts[worth] += 1

    def add_decoded(self, until_ms: int) -> None:
        """A picture was decoded and stands so long."""
        self.decoded_ms = max(self.decoded_ms, min(until_ms, self._window_ms))

    def add_gap(self, from_ms: int, to_ms: int, reason: GapReason) -> None:
        """No sound picture from here to there; what touches the gap before it, is one with it."""
        to_ms = min(to_ms, self._window_ms)
        if to_ms <= from_ms:
            return
        if self._gaps and self._gaps[-1][1] >= from_ms and self._gaps[-1][2] == reason:
            self._gaps[-1] = (self._gaps[-1][0], to_ms, reason)
        else:
            self._gaps.append((from_ms, to_ms, reason))

    @property
    def is_cut_off(self) -> bool:
        """Whether the file ended too early."""
        return any(reason == "cut-off" for _, _, reason in self._gaps)

    def coverage(
        self, stated_ms: int | None, times: Literal["stamped", "counted"], *, still: bool
    ) -> Coverage:
        """What was seen so far."""
        return Coverage(
            stated_ms,
            self.decoded_ms,
            tuple(gap for gap in self._gaps if gap[1] - gap[0] > self._least_gap_ms),
            sound_frames=self._counts["sound"],
            corrupt_frames=self._counts["corrupt"],
            blank_frames=self._counts["blank"],
            dark_frames=self._counts["dark"],
            repeated_frames=self._counts["repeated"],
            times=times,
            still=still,
        )


def look_of(grey: Grey) -> Literal["sound", "blank", "dark"]:
    """Whether a picture, by its lightness, is of one colour or near-black; a title on black is neither."""
    few = ceil(_FEW * grey.size / _EVERY_PX**2)
    # Nearly always so many px of a coarser look are light, and others darker, that the finer one is spared.
    coarse = np.sort(grey[:: 4 * _EVERY_PX, :: 4 * _EVERY_PX], axis=None)
    if coarse.size > 2 * few:
        darkest, lightest = int(coarse[few]), int(coarse[-1 - few])
        if lightest >= _DARK_BELOW and lightest - darkest > _FLAT_LEVELS:
            return "sound"
    levels = np.bincount(grey[::_EVERY_PX, ::_EVERY_PX].ravel(), minlength=256).cumsum()
    lightest = int(np.searchsorted(levels, levels[-1] - few))
    if lightest < _DARK_BELOW:
        return "dark"
    darkest = int(np.searchsorted(levels, few, side="right"))
    return "blank" if lightest - darkest <= _FLAT_LEVELS else "sound"
