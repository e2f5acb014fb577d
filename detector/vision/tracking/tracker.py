"""The texts of one video from frame to frame: where to search, which box is which text, what to read again.

Detection and recognition cost a hundred times what comparing costs. A frame is searched where something new
stands still in it (see ``change_detection``), as a whole at the start, and finely now and then while there is
no marker: what rolls is never still, and what is small or tilted may need a greater scale.
A track is followed by its edges. One that may be a marker is read again on frame after frame until it is
sure, so that evidence gathers for it; any other text is read once, or deferred unread.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.marker.normalize import fold_text
from detector.scan_trace import OFF, Trace
from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame
from detector.vision.data import Chance, Corners, Reading, Region, TextBox
from detector.vision.geometry import grown, height, is_column, overlap, width
from detector.vision.regions import merged
from detector.vision.tracking.change_detection import (
    Edges,
    changed_cells,
    edges,
    has_changed,
    inner_cells,
    is_still_there,
    news,
    regions,
)
from detector.vision.tracking.deferred import DeferredText
from detector.vision.tracking.lost_texts import LostTexts
from detector.vision.tracking.text_line import TextLine
from detector.vision.tracking.track_state import Track

_DIGIT = 0.6
"""Room that a digit takes, in thicknesses of a line: half a height and some space. Chosen, not measured."""
_IN_PLACE = 0.3
"""Overlap from which a text stands in a place: chosen, not measured."""


@dataclass(frozen=True, slots=True)
class Search:
    """Where a frame is to be searched: all of it is one region.

    ``fine``: at a greater scale than usual; then ``excluded`` has the boxes of texts that can be no markers.
    """

    regions: Sequence[Region]
    excluded: Sequence[Corners]
    fine: bool


@dataclass(frozen=True, slots=True)
class _Moment:
    """The edges of a picture between two samples, and a time at which it certainly stands."""

    at_ms: int
    edges: Edges


class Tracker:
    """Keeps the tracks of one video; for each frame in turn ``compare``, ``assign``, then ``readings``."""

    def __init__(
        self, settings: TrackerSettings, trace: Trace = OFF, at_once: Sequence[Corners] = ()
    ) -> None:
        """``at_once``: places in which no text may be deferred."""
        self._at_once = at_once
        self.deferred: list[DeferredText] = []
        """All that was deferred."""
        self.lines: dict[int, TextLine] = {}
        """All that was ever tracked, read or not, by the number of its track."""
        self._settings = settings
        self._trace = trace
        self._tracks: list[Track] = []
        self._searched: list[Track] = []
        """Tracks in the regions that are searched on this frame: they go on where a box is found again."""
        self._lost = LostTexts(settings)
        self._count = 0
        self._background: Edges | None = None
        """At each place the edges that stood there when it was last searched."""
        self.frame: Frame
        """The frame that was compared last."""
        self._before: _Moment | None = None
        self._fine_ms = settings.whole_after_ms

    @property
    def is_sure(self) -> bool:
        """Whether something that may be a marker stands there, and all that may be one is surely read."""
        markers = [track for track in self._tracks if track.may_be_marker]
        return bool(markers) and all(track.is_sure and not track.is_waiting for track in markers)

    @property
    def marker_texts(self) -> frozenset[str]:
        """What is read in the places that may hold markers, folded."""
        readings = (track.reading for track in self._tracks if track.may_be_marker)
        return frozenset(fold_text(reading.text) for reading in readings if reading)

    def stands(self, frame: Frame, later: Frame) -> bool:
        """Whether all that may be a marker stands on a frame as it was read, and no stroke came up beside it.

        Edges alone are compared: nothing is searched or read, and no track changes. Where they stand,
        ``marker_readings`` may follow; where not, ``compare`` does.
        """
        with self._trace.stage("compare"):
            self._take(frame, later)
            shown, least = (self._edges, self._later_edges, self._settings), self._settings.still_share
            changed = [
                track.number
                for track in self._tracks
                if track.may_be_marker
                and (
                    has_changed(_with_room(track.box), track.edges, *shown)
                    or not is_still_there(track.box.corners, track.edges, self._edges, least)
                )
            ]
        threshold = ("tracker.changed_share", self._settings.changed_share)
        self._trace.add("look_ahead", at_ms=frame.at_ms, changed=changed, threshold=threshold)
        return not changed

    def compare(self, frame: Frame, later: Frame) -> Search:
        """Compare a frame with those before: forget texts that are gone, and find where something new stands.

        ``later`` is a frame a moment after it: what stands on both is still.
        """
        with self._trace.stage("compare"):
            self._take(frame, later)
            # Nothing was found for so long that small, tilted or rolling text is to be searched for.
            fine = frame.at_ms >= self._fine_ms and not any(track.is_whole for track in self._tracks)
            if fine:
                self._fine_ms = frame.at_ms + self._settings.whole_every_ms
            places = self._places(everywhere=fine)
            self._note_changes()
            # A finer search is for what was not found so far: the texts that can be no marker need none.
            plain = [track for track in self._tracks if fine and track.is_plain]
            self._searched = [
                track
                for track in self._tracks
                if track not in plain and any(_meets(track.box, place) for place in places)
            ]
            self._tracks = [track for track in self._tracks if track not in self._searched]
        excluded = [track.box.corners for track in plain]
        self._trace.add("frame", at_ms=frame.at_ms, regions=places, fine=fine, excluded=excluded)
        return Search(places, excluded, fine)

    def assign(self, boxes: Iterable[TextBox]) -> list[Track]:
        """Give each box that was found to the track that it continues, or to a new one.

        The tracks of which a reading may add something: new ones, and those not done that look different now.
        """
        least, found_boxes = self._settings.same_box, list(boxes)
        due = [track for track in self._tracks if self._is_due(track)]
        places = [
            next((track for track in self._searched if _is_one_place(track.box, box, least)), None)
            for box in found_boxes
        ]
        for track in self._searched:
            if track not in places:
                self._lost.add(track)
        for box, found in zip(found_boxes, places, strict=True):
            count_before = self._count
            # A copy: where two boxes are found for one, each goes on by itself.
            track = replace(found) if found else self._known_or_new(box)
            self._tracks.append(track)
            line = self.lines.setdefault(track.number, TextLine(track.number, box.corners, self.frame.at_ms))
            line.found(self.frame, box)
            told = {"quad": box.corners, "score": box.confidence, "is_new": self._count > count_before}
            self._trace.add("box", at_ms=self.frame.at_ms, track=track.number, **told)
            if self._is_due(track) if found else not track.reads or not track.is_done:
                due.append(track)
        return due

    def _known_or_new(self, box: TextBox) -> Track:
        """The track of a text that was lost and is found again, or one of its own."""
        picture, since_ms = self.frame.picture, self.frame.at_ms
        if lost := self._lost.found_again(box, self._edges):
            known = lost.reading, lost.reads, lost.deferred
            return Track(lost.number, lost.box, picture, self._edges, since_ms, self._settings, *known)
        track = Track(self._count, box, picture, self._edges, since_ms, self._settings)
        self._count += 1
        return track

    def may_defer(self, track: Track) -> bool:
        """Whether a track may be deferred: it was never read, there is room, its place is no exception."""
        if track.reading or len(self.deferred) >= self._settings.max_deferred:
            return False
        return all(overlap(track.box.corners, place) < _IN_PLACE for place in self._at_once)

    def defer(self, track: Track, chance: Chance) -> None:
        """Keep what this frame shows of a track unread."""
        track.picture, track.edges, track.reads = self.frame.picture, self._edges, track.reads + 1
        if not track.deferred:
            track.deferred = DeferredText(track.number)
            self.deferred.append(track.deferred)
            self.lines[track.number].deferred = track.deferred
        track.deferred.keep(self.frame, track.box, chance)

    def update(self, track: Track, reading: Reading) -> None:
        """Note what was read of a track on this frame, legible or not."""
        track.picture, track.edges = self.frame.picture, self._edges
        track.take(reading)
        self.lines[track.number].keep(self.frame, track.box, reading)

    def readings(self) -> tuple[Reading, ...]:
        """The readings of this frame, from its own pixels or from those of a frame before it.

        A text that may be a marker, and is not known yet to stand for long, has readings for the moments
        before and after the frame as well.
        """
        at_ms, now, then = self.frame.at_ms, self._edges, self._later_edges
        before, later_ms, still = self._before, self._later.came_ms, self._settings.still_share
        self._before = _Moment(self._later.at_ms, then)
        readings: list[Reading] = []
        for track in self._tracks:
            corners, is_new = track.box.corners, track.since_ms == at_ms
            self.lines[track.number].last_ms = at_ms
            if track.deferred:
                track.deferred.times_ms.append(at_ms)
                stands = is_still_there(corners, now, then, self._settings.passing_below)
                track.deferred.stood |= track.since_ms < at_ms or stands
            if track.reading is None:
                continue
            times_ms = [at_ms]
            if track.may_be_marker:
                if is_new and before and is_still_there(corners, now, before.edges, still):
                    times_ms.insert(0, before.at_ms)
                is_brief = at_ms - track.since_ms < self._settings.brief_ms
                if is_brief and later_ms > at_ms and is_still_there(corners, now, then, still):
                    times_ms.append(later_ms)
            readings += [replace(track.reading, at_ms=time, track=track.number) for time in times_ms]
        return tuple(readings)

    def marker_readings(self) -> tuple[Reading, ...]:
        """The readings, on the frame looked at last, of what may be a marker and stands unchanged."""
        markers = [track for track in self._tracks if track.may_be_marker and track.reading]
        for track in markers:
            self.lines[track.number].last_ms = self.frame.at_ms
        self._before = _Moment(self._later.at_ms, self._later_edges)
        return tuple(
            replace(track.reading, at_ms=self.frame.at_ms, track=track.number)
            for track in markers
            if track.reading
        )

    def _take(self, frame: Frame, later: Frame) -> None:
        """Look at the edges of a frame and of another a moment after it."""
        self.frame, self._later = frame, later
        self._edges = edges(frame.picture.grey)
        same = later.picture is frame.picture
        self._later_edges = self._edges if same else edges(later.picture.grey)

    def _note_changes(self) -> None:
        """Have a marker read anew of which a stroke has changed since it was read."""
        shown = self._edges, self._later_edges, self._settings
        for track in self._tracks:
            if not track.may_be_marker:
                continue
            around = _with_room(track.box)
            cells = changed_cells(around, track.edges, *shown)
            if track.is_news(cells):
                threshold = ("tracker.changed_share", self._settings.changed_share)
                told = {"quad": track.box.corners, "threshold": threshold}
                self._trace.add("track_changed", at_ms=self.frame.at_ms, track=track.number, **told)
                parts = self._edges.inside(around), self._edges.inside(track.box.corners)
                track.read_anew(ends_changed=bool(cells.sum() > inner_cells(cells, *parts).sum()))

    def _places(self, *, everywhere: bool) -> Sequence[Region]:
        """Where the frame is to be searched; forgets the texts that are gone."""
        now = self._edges
        high, wide = self.frame.picture.grey.shape
        whole = (0, 0, wide, high)
        if self._background is None or self._background.across.shape != now.across.shape:
            self._tracks, self._background = [], Edges(now.across.copy(), now.down.copy(), now.scale)
            return (whole,)
        least = self._settings.still_share
        gone = [
            track for track in self._tracks if not is_still_there(track.box.corners, track.edges, now, least)
        ]
        self._tracks = [track for track in self._tracks if track not in gone]
        for track in gone:
            self._lost.add(track)
            self._background.forget(track.box.corners)
            told = {"quad": track.box.corners, "threshold": ("tracker.still_share", least)}
            self._trace.add("track_gone", at_ms=self.frame.at_ms, track=track.number, **told)
        cells = news(now, self._later_edges, self._background, self._settings)
        places: Sequence[Region] = regions(cells, (wide, high), self._settings.new_cells)
        if everywhere or whole in places or any(track.may_be_marker for track in gone):
            places = (whole,)
        else:
            # A track that a region cuts is searched as a whole.
            widened = []
            for place in places:
                left, top, right, bottom = place
                for corners in (track.box.corners for track in self._tracks if _meets(track.box, place)):
                    begin, end = corners.min(axis=0), corners.max(axis=0)
                    left, top = min(left, int(begin[0])), min(top, int(begin[1]))
                    right, bottom = max(right, int(end[0]) + 1), max(bottom, int(end[1]) + 1)
                widened.append((max(left, 0), max(top, 0), min(right, wide), min(bottom, high)))
            places = merged(widened)
        for place in places:
            self._background.take(now, place)
        return places

    def _is_due(self, track: Track) -> bool:
        """Whether reading a track on this frame may add something."""
        if track.is_done:
            return False
        if track.is_unchanged(self.frame) and not track.is_doubtful_as_shown:
            # The same picture gives the same text, but where it is shown in another width.
            track.reads += 1
            return False
        return True


def _with_room(box: TextBox) -> Corners:
    """A box with room for a further digit at both ends."""
    downwards = is_column(box.corners)
    room = _DIGIT * (width(box.corners) if downwards else height(box.corners))
    return grown(box.corners, room, room, downwards=downwards)


def _meets(box: TextBox, place: Region) -> bool:
    low, high = box.corners.min(axis=0), box.corners.max(axis=0)
    left, top, right, bottom = place
    return bool(low[0] < right and left < high[0] and low[1] < bottom and top < high[1])


def _is_one_place(one: TextBox, other: TextBox, least: float) -> bool:
    """Whether two boxes are of about one size and overlap by ``least``."""
    a, b = (np.prod(np.ptp(box.corners, axis=0)) for box in (one, other))
    return bool(min(a, b) >= least * max(a, b)) and overlap(one.corners, other.corners) >= least
