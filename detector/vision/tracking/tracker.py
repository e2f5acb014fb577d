"""From frame to frame: only what is new, or not yet sure, is looked at.

Locating and reading cost a hundred times what comparing costs. A frame is located where something new stands
still in it (see ``glance``), as a whole at the start, and finely now and then while there is no marker: what
rolls is never still, and what is small or tilted may need a greater scale.
A text that is known is followed by its edges. One that may be a marker is read again on frame after frame
until it is sure, so that evidence gathers for it; any other text is read once, or put aside unread.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame, Picture
from detector.vision.data import Chance, Corners, Reading, Region, TextBox
from detector.vision.geometry import overlap
from detector.vision.regions import merged
from detector.vision.tracking.change_detection import Edges, edges, has_changed, is_still_there, news, regions
from detector.vision.tracking.deferred import DeferredText
from detector.vision.tracking.duration import BRIEF_MS
from detector.vision.tracking.track_state import Track

_SAME_BOX = 0.8
"""Overlap above which two boxes of one place in neighbouring frames are one, measured both ways."""
_UNMOVED = 0.7
"""Share of a text's edges that stand a moment later, unless it passes by."""
_MOST_ASIDE = 300
"""Texts that are kept unread; further ones are read at once, so that a long window needs no more memory."""


class Locate(Protocol):
    """Gives the boxes in a region of a picture, those of ``known`` texts left out.

    ``fine``: at a greater scale than usual.
    """

    def __call__(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> Sequence[TextBox]:
        """Locate in one region."""


class Read(Protocol):
    """Gives the text of a box, ``None`` for nothing legible; looks ``beyond`` its ends if that may help."""

    def __call__(self, frame: Frame, box: TextBox, *, beyond: bool = True) -> Reading | None:
        """Read one box."""


class ChanceOf(Protocol):
    """Says quickly whether a text is a marker; what is not likely one is put aside."""

    def __call__(self, frame: Frame, box: TextBox) -> Chance:
        """Look at one box."""


@dataclass(frozen=True, slots=True)
class TrackerSteps:
    """What a follower sees with; without ``chance_of`` nothing is put aside."""

    detect: Locate
    read: Read
    chance_of: ChanceOf | None = None


@dataclass(frozen=True, slots=True)
class _Moment:
    """The edges of a picture between two samples, and a time at which it certainly stands."""

    at_ms: int
    edges: Edges

    def shows(self, corners: Corners, now: Edges) -> bool:
        """Whether a text that stands in a box now stands there too."""
        return is_still_there(corners, now, self.edges)


class Tracker:
    """Looks at the frames of one video, in their order."""

    def __init__(self, eyes: TrackerSteps, settings: TrackerSettings) -> None:
        self._eyes = eyes
        self._settings = settings
        self._known: list[Track] = []
        self._seen: Edges | None = None
        """At each place the edges that stood there when it was last located."""
        self.aside: list[DeferredText] = []
        """All that was put aside."""
        self._before: _Moment | None = None
        self._fine_ms = settings.whole_after_ms

    @property
    def is_sure(self) -> bool:
        """Whether something that may be a marker stands there, and all that may be one is surely read."""
        markers = [one for one in self._known if one.may_be_marker]
        return bool(markers) and all(one.is_done(self._settings) for one in markers)

    def look(self, frame: Frame, later: Frame) -> tuple[Reading, ...]:
        """The readings of a frame, from its own pixels or from those of a frame before it.

        ``later`` is a frame a moment after it: what stands on both is still. A text that may be a marker, and
        is not known yet to stand for long, has readings for the moments before and after the frame as well.
        """
        now = edges(frame.picture.grey)
        then = now if later.picture is frame.picture else edges(later.picture.grey)
        fine = self._fine_look_is_due(frame.at_ms)
        places = self._places(frame, now, then, everywhere=fine)
        known = [self._checked(one, now, then) for one in self._known]
        # A finer look is for what was not found so far: the texts that can be no marker need none.
        plain = [one for one in known if fine and one.is_plain]
        left_out = [one.box.corners for one in plain]
        stood = [one for one in known if one not in plain and any(_meets(one.box, place) for place in places)]
        self._known = [self._followed(one, frame, now) for one in known if one not in stood]
        for box in (
            b for place in places for b in self._eyes.detect(frame.picture, place, left_out, fine=fine)
        ):
            same = next((one for one in stood if _one_place(one.box, box)), None)
            self._known.append(self._followed(same, frame, now) if same else self._new(frame, box, now))
        moment = _Moment(later.came_ms, then)
        for one in self._known:
            if one.aside:
                one.aside.times_ms.append(frame.at_ms)
                stands = is_still_there(one.box.corners, now, then, _UNMOVED)
                one.aside.stood |= one.since_ms < frame.at_ms or stands
        seen = [(one, at_ms) for one in self._known for at_ms in self._times(one, frame.at_ms, now, moment)]
        self._before = replace(moment, at_ms=later.at_ms)
        return tuple(replace(one.reading, at_ms=at_ms) for one, at_ms in seen if one.reading is not None)

    def _times(self, known: Track, at_ms: int, now: Edges, moment: _Moment) -> Iterator[int]:
        """When a text is known to stand there: now, and if it may be a brief marker, before and after."""
        corners, since_ms = known.box.corners, known.since_ms
        is_new = since_ms == at_ms
        if is_new and known.may_be_marker and self._before and self._before.shows(corners, now):
            yield self._before.at_ms
        yield at_ms
        brief = known.may_be_marker and at_ms - since_ms < BRIEF_MS
        if brief and moment.at_ms > at_ms and moment.shows(corners, now):
            yield moment.at_ms

    def _places(self, frame: Frame, now: Edges, then: Edges, *, everywhere: bool) -> Sequence[Region]:
        """Where the frame is to be located; forgets the texts that are gone."""
        high, wide = frame.picture.grey.shape
        whole = (0, 0, wide, high)
        if self._seen is None or self._seen.across.shape != now.across.shape:
            self._known, self._seen = [], now.copy()
            return (whole,)
        gone = [one for one in self._known if not is_still_there(one.box.corners, one.edges, now)]
        self._known = [one for one in self._known if one not in gone]
        for one in gone:
            self._seen.forget(one.box.corners)
        places: Sequence[Region] = regions(news(now, then, self._seen), (wide, high))
        if everywhere or whole in places or any(one.may_be_marker for one in gone):
            places = (whole,)
        else:
            places = merged([_within(self._widened(place), whole) for place in places])
        for place in places:
            self._seen.take(now, place)
        return places

    def _fine_look_is_due(self, at_ms: int) -> bool:
        """Whether nothing was found for so long that what is small, tilted or rolling is to be looked for."""
        if at_ms < self._fine_ms or any(one.is_whole for one in self._known):
            return False
        self._fine_ms = at_ms + self._settings.whole_every_ms
        return True

    def _widened(self, place: Region) -> Region:
        """The region with the known texts that it cuts, as wholes."""
        left, top, right, bottom = place
        for one in self._known:
            if _meets(one.box, place):
                low, high = one.box.corners.min(axis=0), one.box.corners.max(axis=0)
                left, top = min(left, int(low[0])), min(top, int(low[1]))
                right, bottom = max(right, int(high[0]) + 1), max(bottom, int(high[1]) + 1)
        return left, top, right, bottom

    def _new(self, frame: Frame, box: TextBox, now: Edges) -> Track:
        known = Track(box, None, frame.picture, now, frame.at_ms)
        return self._read_again(known, frame, now)

    def _checked(self, known: Track, now: Edges, then: Edges) -> Track:
        """The text as it was; one that may be a marker, of which a stroke has changed, as if never read."""
        changed = known.may_be_marker and has_changed(known.box.corners, known.edges, now, then)
        return replace(known, reads=0) if changed else known

    def _followed(self, known: Track, frame: Frame, now: Edges) -> Track:
        """The text as it was, or read once more where that adds something."""
        if known.is_done(self._settings):
            return known
        if known.is_unchanged(frame):  # The same picture gives the same text.
            return replace(known, reads=known.reads + 1)
        return self._read_again(known, frame, now)

    def _read_again(self, known: Track, frame: Frame, now: Edges) -> Track:
        """The text as this frame shows it, or put aside once more."""
        seen = replace(known, picture=frame.picture, edges=now, reads=known.reads + 1)
        if known.reading and known.reads and known.weakest >= self._settings.sure:
            place = TextBox(known.reading.corners, known.box.confidence)
            return replace(seen, reading=self._eyes.read(frame, place, beyond=False))
        chance_of = self._eyes.chance_of if not known.reading and len(self.aside) < _MOST_ASIDE else None
        chance = chance_of(frame, known.box) if chance_of else "likely"
        if chance == "likely":
            return replace(seen, reading=self._eyes.read(frame, known.box), aside=None)
        aside = known.aside or DeferredText()
        if not known.aside:
            self.aside.append(aside)
        aside.keep(frame, known.box, chance)
        return replace(seen, aside=aside)


def _within(place: Region, whole: Region) -> Region:
    return max(place[0], 0), max(place[1], 0), min(place[2], whole[2]), min(place[3], whole[3])


def _meets(box: TextBox, place: Region) -> bool:
    low, high = box.corners.min(axis=0), box.corners.max(axis=0)
    left, top, right, bottom = place
    return bool(low[0] < right and left < high[0] and low[1] < bottom and top < high[1])


def _one_place(one: TextBox, other: TextBox) -> bool:
    a, b = (np.prod(np.ptp(box.corners, axis=0)) for box in (one, other))
    return bool(min(a, b) >= _SAME_BOX * max(a, b)) and overlap(one.corners, other.corners) >= _SAME_BOX
