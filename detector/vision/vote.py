"""Readings over time to sightings: what stood in one place, from when to when, and how surely.

Each frame's reading is a vote. One misread frame does not decide: it becomes an alternative with its share.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import floor
from unicodedata import normalize

import numpy as np
from rapidfuzz.fuzz import ratio

from detector.records import Alternative, Quad, Sighting
from detector.settings import VoteSettings
from detector.vision.frame import Corners, Reading
from detector.vision.quads import overlap

_SAME_TEXT = 60.0
"""Similarity (0 to 100) above which two readings of one place are readings of one text."""
_MOVED_TEXT = 90.0
_MOVED_LENGTH = 8
"""A long text that comes again almost to the letter is the same text although it moved."""
_MAX_ALTERNATIVES = 4


@dataclass(slots=True)
class _Track:
    """The readings of one text so far, in order of time."""

    readings: list[Reading] = field(default_factory=list)

    def fit(self, reading: Reading, settings: VoteSettings) -> float:
        """How well the reading carries the track on; 0 where it does not."""
        last = self.readings[-1]
        if not 0 < reading.at_ms - last.at_ms <= settings.max_gap_ms:
            return 0.0
        likeness = ratio(_folded(last.text), _folded(reading.text))
        place = overlap(last.corners, reading.corners)
        if place >= settings.same_place and likeness >= _SAME_TEXT:
            return likeness + 100 * place
        moved = len(reading.text) >= _MOVED_LENGTH and likeness >= _MOVED_TEXT
        return likeness if moved else 0.0


def vote(frames: Iterable[Sequence[Reading]], settings: VoteSettings) -> tuple[Sighting, ...]:
    """Sightings in order of time and place. ``frames`` holds each frame's readings, in order of time."""
    tracks: list[_Track] = []
    for readings in frames:
        _carry_on(tracks, readings, settings)
    sightings = [_sighting(track.readings) for track in tracks]
    return tuple(sorted(sightings, key=lambda s: (s.first_ms, s.quad[0][1], s.quad[0][0], s.text)))


def _carry_on(tracks: list[_Track], readings: Sequence[Reading], settings: VoteSettings) -> None:
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


def _sighting(readings: Sequence[Reading]) -> Sighting:
    ballots: dict[str, list[Reading]] = {}
    for reading in readings:
        ballots.setdefault(_folded(reading.text), []).append(reading)
    weight = {text: sum(r.confidence for r in votes) for text, votes in ballots.items()}
    ranked = sorted(ballots, key=lambda text: (-weight[text], text))
    total = sum(weight.values())
    votes = ballots[ranked[0]]
    best = max(votes, key=lambda r: (r.confidence, -r.at_ms))
    return Sighting(
        text=best.text,
        confidence=_four_digits(sum(r.confidence for r in votes) / len(votes)),
        first_ms=readings[0].at_ms,
        last_ms=readings[-1].at_ms,
        quad=_quad(best.corners),
        readings=len(readings),
        alternatives=tuple(
            Alternative(
                max(ballots[text], key=lambda r: r.confidence).text, _four_digits(weight[text] / total)
            )
            for text in ranked[1 : _MAX_ALTERNATIVES + 1]
        ),
    )


def _folded(text: str) -> str:
    """One spelling for what the eye takes for one: full width or half width, with spaces or without."""
    return "".join(normalize("NFKC", text).split())


def _quad(corners: Corners) -> Quad:
    a, b, c, d = ((int(x), int(y)) for x, y in np.rint(corners))
    return a, b, c, d


def _four_digits(share: float) -> float:
    # Never rounded up to certainty, and the same on machines whose last bits differ.
    return floor(share * 10_000) / 10_000
