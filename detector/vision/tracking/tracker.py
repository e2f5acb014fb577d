"""The texts of one video from frame to frame: where to search, which box is which text, what to read again.

Detection and recognition cost a hundred times what comparing costs. A frame is searched where something new
stands still in it (see ``change_detection``), as a whole at the start, and finely now and then while there is
no marker: what rolls is never still, and what is small or tilted may need a greater scale.
A track is followed by its edges. One that may be a marker is read again on frame after frame until it is
sure, so that evidence gathers for it; any other text is read once, or deferred unread.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.scan_trace import OFF, Trace
from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame
from detector.vision.data import Chance, Corners, Reading, Region, TextBox
from detector.vision.geometry import overlap
from detector.vision.regions import merged
from detector.vision.tracking.change_detection import Edges, edges, has_changed, is_still_there, news, regions
from detector.vision.tracking.deferred import DeferredText
from detector.vision.tracking.track_state import Track


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

    def __init__(self, settings: TrackerSettings, trace: Trace = OFF) -> None:
        self.deferred: list[DeferredText] = []
        """All that was deferred."""
        self._settings = settings
        self._trace = trace
        self._tracks: list[Track] = []
        self._searched: list[Track] = []
        """Tracks in the regions that are searched on this frame: they go on where a box is found again."""
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
        return bool(markers) and all(track.is_done for track in markers)

    def compare(self, frame: Frame, later: Frame) -> Search:
        """Compare a frame with those before: forget texts that are gone, and find where something new stands.

        ``later`` is a frame a moment after it: what stands on both is still.
        """
        with self._trace.stage("compare"):
            self.frame, self._later = frame, later
            self._edges = edges(frame.picture.grey)
            same = later.picture is frame.picture
            self._later_edges = self._edges if same else edges(later.picture.grey)
            fine = self._fine_search_is_due(frame.at_ms)
            places = self._places(everywhere=fine)
            for track in self._tracks:
                if track.may_be_marker and self._has_changed(track):
                    self._note(
                        "track_changed", track, ("tracker.changed_share", self._settings.changed_share)
                    )
                    track.reads = 0
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
        least = self._settings.same_box
        due = [track for track in self._tracks if self._is_due(track)]
        for box in boxes:
            found = next((track for track in self._searched if _is_one_place(track.box, box, least)), None)
            if found:
                # A copy: where two boxes are found for one, each goes on by itself.
                track = replace(found)
            else:
                picture, since_ms = self.frame.picture, self.frame.at_ms
                track = Track(self._count, box, picture, self._edges, since_ms, self._settings)
                self._count += 1
            self._tracks.append(track)
            told = {"quad": box.corners, "score": box.confidence, "is_new": not found}
            self._trace.add("box", at_ms=self.frame.at_ms, track=track.number, **told)
            if not found or self._is_due(track):
                due.append(track)
        return due

    def may_defer(self, track: Track) -> bool:
        """Whether a track may be deferred: it was never read, and there is room."""
        return not track.reading and len(self.deferred) < self._settings.max_deferred

    def defer(self, track: Track, chance: Chance) -> None:
        """Keep what this frame shows of a track unread."""
        track.picture, track.edges, track.reads = self.frame.picture, self._edges, track.reads + 1
        if not track.deferred:
            track.deferred = DeferredText(track.number)
            self.deferred.append(track.deferred)
        track.deferred.keep(self.frame, track.box, chance)

    def update(self, track: Track, reading: Reading | None) -> None:
        """Note what was read of a track on this frame, ``None`` for nothing legible."""
        track.picture, track.edges, track.reads = self.frame.picture, self._edges, track.reads + 1
        track.reading, track.deferred = reading, None

    def readings(self) -> tuple[Reading, ...]:
        """The readings of this frame, from its own pixels or from those of a frame before it.

        A text that may be a marker, and is not known yet to stand for long, has readings for the moments
        before and after the frame as well.
        """
        at_ms, now, then = self.frame.at_ms, self._edges, self._later_edges
        for track in self._tracks:
            if track.deferred:
                track.deferred.times_ms.append(at_ms)
                stands = is_still_there(track.box.corners, now, then, self._settings.passing_below)
                track.deferred.stood |= track.since_ms < at_ms or stands
        moment = _Moment(self._later.came_ms, then)
        seen = [(track, time_ms) for track in self._tracks for time_ms in self._times(track, moment)]
        self._before = replace(moment, at_ms=self._later.at_ms)
        return tuple(
            replace(track.reading, at_ms=time_ms, track=track.number)
            for track, time_ms in seen
            if track.reading is not None
        )

    def _times(self, track: Track, moment: _Moment) -> Iterator[int]:
        """When a text stands there: now, and if it may be a brief marker, at the moments before and after."""
        at_ms, since_ms, corners = self.frame.at_ms, track.since_ms, track.box.corners
        if since_ms == at_ms and track.may_be_marker and self._before and self._stands(corners, self._before):
            yield self._before.at_ms
        yield at_ms
        brief = track.may_be_marker and at_ms - since_ms < self._settings.brief_ms
        if brief and moment.at_ms > at_ms and self._stands(corners, moment):
            yield moment.at_ms

    def _stands(self, corners: Corners, moment: _Moment) -> bool:
        """Whether a text that stands in a box now stands there at a moment too."""
        return is_still_there(corners, self._edges, moment.edges, self._settings.still_share)

    def _places(self, *, everywhere: bool) -> Sequence[Region]:
        """Where the frame is to be searched; forgets the texts that are gone."""
        now = self._edges
        high, wide = self.frame.picture.grey.shape
        whole = (0, 0, wide, high)
        if self._background is None or self._background.across.shape != now.across.shape:
            self._tracks, self._background = [], now.copy()
            return (whole,)
        least = self._settings.still_share
        gone = [
            track for track in self._tracks if not is_still_there(track.box.corners, track.edges, now, least)
        ]
        self._tracks = [track for track in self._tracks if track not in gone]
        for track in gone:
            self._background.forget(track.box.corners)
            self._note("track_gone", track, ("tracker.still_share", least))
        cells = news(now, self._later_edges, self._background, self._settings)
        places: Sequence[Region] = regions(cells, (wide, high), self._settings.new_cells)
        if everywhere or whole in places or any(track.may_be_marker for track in gone):
            places = (whole,)
        else:
            places = merged([_within(self._widened(place), whole) for place in places])
        for place in places:
            self._background.take(now, place)
        return places

    def _fine_search_is_due(self, at_ms: int) -> bool:
        """Whether nothing was found for so long that small, tilted or rolling text is to be searched for."""
        if at_ms < self._fine_ms or any(track.is_whole for track in self._tracks):
            return False
        self._fine_ms = at_ms + self._settings.whole_every_ms
        return True

    def _widened(self, place: Region) -> Region:
        """The region with the tracks that it cuts, as wholes."""
        left, top, right, bottom = place
        for track in self._tracks:
            if _meets(track.box, place):
                low, high = track.box.corners.min(axis=0), track.box.corners.max(axis=0)
                left, top = min(left, int(low[0])), min(top, int(low[1]))
                right, bottom = max(right, int(high[0]) + 1), max(bottom, int(high[1]) + 1)
        return left, top, right, bottom

    def _has_changed(self, track: Track) -> bool:
        """Whether a stroke of a track has changed since it was read."""
        return has_changed(track.box.corners, track.edges, self._edges, self._later_edges, self._settings)

    def _is_due(self, track: Track) -> bool:
        """Whether reading a track on this frame may add something."""
        if track.is_done:
            return False
        if track.is_unchanged(self.frame):  # The same picture gives the same text.
            track.reads += 1
            return False
        return True

    def _note(self, event: str, track: Track, threshold: tuple[str, float]) -> None:
        told = {"quad": track.box.corners, "threshold": threshold}
        self._trace.add(event, at_ms=self.frame.at_ms, track=track.number, **told)


def _within(place: Region, whole: Region) -> Region:
    return max(place[0], 0), max(place[1], 0), min(place[2], whole[2]), min(place[3], whole[3])


def _meets(box: TextBox, place: Region) -> bool:
    low, high = box.corners.min(axis=0), box.corners.max(axis=0)
    left, top, right, bottom = place
    return bool(low[0] < right and left < high[0] and low[1] < bottom and top < high[1])


def _is_one_place(one: TextBox, other: TextBox, least: float) -> bool:
    """Whether two boxes are of about one size and overlap by ``least``."""
    a, b = (np.prod(np.ptp(box.corners, axis=0)) for box in (one, other))
    return bool(min(a, b) >= least * max(a, b)) and overlap(one.corners, other.corners) >= least
