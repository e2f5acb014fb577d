"""Readings of frame after frame to tracks: which of them are readings of one text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rapidfuzz.fuzz import ratio

from detector.marker.normalize import fold_text
from detector.settings.vision import FusionSettings
from detector.vision.data import Reading
from detector.vision.geometry import overlap

_SAME_TEXT = 60.0
"""Similarity (0 to 100) above which two readings of one place are readings of one text."""
_MOVED_TEXT = 90.0
_MOVED_LENGTH = 8
"""A long text that comes again almost to the letter is the same text although it moved."""


@dataclass(slots=True)
class _Track:
    """The readings of one text so far, in order of time."""

    readings: list[Reading] = field(default_factory=list)

    def fit(self, reading: Reading, settings: FusionSettings) -> float:
        """How well the reading carries the track on; 0 where it does not."""
        last = self.readings[-1]
        if not 0 < reading.at_ms - last.at_ms <= settings.max_gap_ms:
            return 0.0
        likeness = ratio(fold_text(last.text), fold_text(reading.text))
        place = overlap(last.corners, reading.corners)
        if place >= settings.same_place and likeness >= _SAME_TEXT:
            return likeness + 100 * place
        moved = len(reading.characters) >= _MOVED_LENGTH and likeness >= _MOVED_TEXT
        return likeness if moved else 0.0


def tracks(readings: Iterable[Reading], settings: FusionSettings) -> list[list[Reading]]:
    """Each text's readings, in order of time."""
    begun: list[_Track] = []
    in_time = sorted(readings, key=lambda reading: reading.at_ms)
    for _, together in groupby(in_time, key=lambda reading: reading.at_ms):
        _carry_on(begun, list(together), settings)
    return [track.readings for track in begun]


def _carry_on(tracks: list[_Track], readings: Sequence[Reading], settings: FusionSettings) -> None:
    """Give each reading to the track it fits best, each track one reading; the rest begin new tracks."""
    readings = sorted(readings, key=lambda r: (*r.corners.ravel().tolist(), r.text))
    fits = (
        (track.fit(reading, settings), t, r)
        for t, track in enumerate(tracks)
        for r, reading in enumerate(readings)
    )
    used_tracks, used_readings = set[int](), set[int]()
    for fit, t, r in sorted(fits, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if fit > 0 and t not in used_tracks and r not in used_readings:
            tracks[t].readings.append(readings[r])
            used_tracks.add(t)
            used_readings.add(r)
    tracks.extend(_Track([reading]) for r, reading in enumerate(readings) if r not in used_readings)
