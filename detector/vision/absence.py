"""What of an opening's text was not read, and whether its picture is mirrored or upside down.

Where no number was read, the law asks whether one could have been overlooked. A line that the prefilter saw
clearly to be something else counts as read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.fuzz import ratio

from detector.marker.cues import count_cues, is_likely_marker
from detector.marker.normalize import fold_text, is_han
from detector.records import Coverage, Quad, UnreadReason, UnreadRegion
from detector.scan_trace import OFF, Trace
from detector.settings.vision import AbsenceSettings
from detector.vision.data import Corners, Reading, TextBox
from detector.vision.geometry import height, is_column, overlap, width
from detector.vision.recognition.crops import crop
from detector.vision.recognition.prefilter import Prefilter
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.recognition.stroke_density import strokes_per_height
from detector.vision.tracking.text_line import TextLine, is_sparse

_SAME_PLACE = 0.6
"""Overlap from which two lines are one place: chosen, not measured."""
_SAME_TEXT = 50.0
"""Similarity, 0 to 100, from which a surer reading there is one of the same text: chosen, not measured."""
_CUT_LENGTH, _CUT_HEIGHT = 1.25, 2.5
"""How much longer and higher a row may be than a box that cuts it: chosen; of one pair 1.0 and 2.0."""
_LONG, _STOOD_MS = 25.0, 1_000
"""Length in heights, and time, from which a row is text although next to nothing of it is read. Half-hidden
numbers were 27 to 35 heights long and stood throughout; what scenery gave on 190 sound clips was up to 22
heights long, or stood for 800 ms at most."""
_SAME_TIME_MS = 1_000
"""So far apart a line may be seen in doubt, as while it fades in, and surely: chosen, not measured."""
_IDEOGRAPHS = 4
"""Chinese characters that are surely read in a mirror: Latin and Cyrillic capitals are partly symmetric."""
_STRIP_SHARES = (0.2, 0.3)
"""Heights of a marker that stands over a large line, in heights of that line; measured on 28
clips: it was found over 7 of 8 titles, and over none of 20 titles without one."""
_LEAST_CUES = 3
"""Characters of a marker that such a strip shows at least."""
_MOST_REGIONS = 20
"""As many are told; one is enough to doubt."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What is known of the text that was not read."""

    regions: tuple[UnreadRegion, ...]
    mirrored: bool
    upside_down: bool

    def added_to(self, coverage: Coverage) -> Coverage:
        """The coverage with it."""
        return replace(
            coverage, unread_regions=self.regions, mirrored=self.mirrored, upside_down=self.upside_down
        )


class UnreadFinder:
    """Looks once more at what was tracked in an opening; keeps no state between openings."""

    def __init__(
        self, recognizer: Recognizer, prefilter: Prefilter | None, settings: AbsenceSettings
    ) -> None:
        """Without a ``prefilter`` every strip of a large line is read."""
        self._recognizer = recognizer
        self._prefilter = prefilter
        self._settings = settings

    def find(self, lines: Iterable[TextLine], trace: Trace = OFF) -> Unread:
        """The lines that were not surely read, and how the picture stands."""
        settings, tracked = self._settings, list(lines)
        read = [line for line in tracked if line.surest]
        mirrored = self._mirrored(read, trace)
        regions = [_region(line, "mirrored") for line, text in mirrored if is_likely_marker(text)]
        regions += self._over_large(tracked, trace)
        for line in read:
            if why := _doubt(line, settings):
                superseded = any(_is_surer(other, line, settings) for other in tracked)
                told = {"text": _text(line), "why": why, "superseded": superseded}
                threshold = ("absence.unsure_below", settings.unsure_below)
                trace.add("unread", track=line.track, quad=line.corners, **told, threshold=threshold)
                if not superseded:
                    regions.append(_region(line, why))
        return Unread(_merged(regions)[:_MOST_REGIONS], bool(mirrored), _is_upside_down(read, settings))

    def _mirrored(self, lines: Sequence[TextLine], trace: Trace) -> list[tuple[TextLine, str]]:
        """The lines that a mirror makes surely readable, and what stands there; the longest are tried."""
        settings = self._settings
        pairs = ((line, line.cutout) for line in lines if line.is_doubtful and not is_column(line.corners))
        in_doubt = [(line, cutout) for line, cutout in pairs if cutout]
        in_doubt.sort(key=lambda pair: -float(np.ptp(pair[0].corners, axis=0).max()))
        found = []
        for line, cutout in in_doubt[: settings.mirror_lines]:
            reading = self._recognizer.recognize_mirrored(cutout.frame, cutout.box)
            upright = len(line.surest.characters) if line.surest else 0
            is_sure = (
                reading.confidence >= settings.mirror_sure
                and sum(map(is_han, reading.text)) >= _IDEOGRAPHS
                and len(reading.characters) >= upright
                and not is_sparse(reading)
            )
            told = {"text": reading.text, "confidence": reading.confidence, "is_sure": is_sure}
            threshold = ("absence.mirror_sure", settings.mirror_sure)
            trace.add("mirror", track=line.track, quad=line.corners, **told, threshold=threshold)
            if is_sure:
                found.append((line, reading.text))
        return found

    def _over_large(self, lines: Iterable[TextLine], trace: Trace) -> Iterator[UnreadRegion]:
        """The strips of large lines in which a small marker seems to stand: detection takes both for one."""
        large = [(line, line.cutout) for line in lines if line.is_large and not is_column(line.corners)]
        large.sort(key=lambda pair: -float(np.prod(np.ptp(pair[0].corners, axis=0))))
        searched: list[Corners] = []
        for line, cutout in large:
            # One title often has several tracks, as while it fades in.
            if cutout is None or any(overlap(line.corners, other) >= _SAME_PLACE for other in searched):
                continue
            if len(searched) == self._settings.large_lines:
                break
            searched.append(line.corners)
            for strip in _strips(cutout.box):
                row = crop(cutout.frame.picture.grey, strip.corners)
                if strokes_per_height(row) < self._settings.small_strokes:
                    continue
                if self._prefilter and self._prefilter.chance(cutout.frame, strip) != "likely":
                    continue
                reading = self._recognizer.recognize(cutout.frame, strip, beyond=False)
                is_piece = is_likely_marker(reading.text) and count_cues(reading.text) >= _LEAST_CUES
                place = strip.corners + cutout.corner
                trace.add("strip", track=line.track, quad=place, text=reading.text, is_piece=is_piece)
                if is_piece:
                    yield UnreadRegion(_quad(place), line.first_ms, line.last_ms, "unsure")
                    break


def _strips(box: TextBox) -> Iterator[TextBox]:
    """Lower rows within a line, from top to bottom."""
    a, b, c, d = box.corners
    for share in _STRIP_SHARES:
        count = round(2 * (1 - share) / share)
        for top in np.linspace(0, 1 - share, count + 1):
            sides = [
                a + (d - a) * top,
                b + (c - b) * top,
                b + (c - b) * (top + share),
                a + (d - a) * (top + share),
            ]
            yield TextBox(np.stack(sides).astype(np.float32), box.confidence)


def _doubt(line: TextLine, settings: AbsenceSettings) -> UnreadReason | None:
    surest = line.surest
    if surest is None or not _is_unsure(surest, settings):
        return None
    if line.last_ms == line.first_ms:
        return None  # seen on one sample only, as while it fades: nothing stayed there
    if len(surest.text.replace(" ", "")) < settings.least_characters and not _is_long_row(line):
        return None
    if is_column(line.corners):
        return "column"
    return "unsure" if surest.legible else "illegible"


def _is_long_row(line: TextLine) -> bool:
    """Whether it is as long as a row of letters whose upper or lower half is hidden, and stood a while."""
    stood_ms = line.last_ms - line.first_ms
    is_long = width(line.corners) >= _LONG * height(line.corners)
    return is_long and stood_ms >= _STOOD_MS


def _is_unsure(reading: Reading, settings: AbsenceSettings) -> bool:
    """Whether some stretch of a line was hardly read: the shortest in which a marker's row has room.

    The mean of a whole line hides a text that stands over part of it.
    """
    shares, length = [character[0][1] for character in reading.characters], settings.least_characters
    if len(shares) <= length:
        return reading.confidence < settings.unsure_below
    stretches = (shares[first : first + length] for first in range(len(shares) - length + 1))
    return min(map(sum, stretches)) < settings.unsure_below * length


def _is_surer(other: TextLine, line: TextLine, settings: AbsenceSettings) -> bool:
    """Whether another line is the same text, surely read or seen clearly: boxes change, and texts fade in."""
    is_unsure = other.surest is not None and _is_unsure(other.surest, settings)
    if is_unsure or overlap(other.corners, line.corners) < _SAME_PLACE:
        return False
    apart_ms = max(other.first_ms, line.first_ms) - min(other.last_ms, line.last_ms)
    if apart_ms <= _SAME_TIME_MS and ratio(fold_text(_text(other)), fold_text(_text(line))) >= _SAME_TEXT:
        return True
    # A box that cuts a row along its length: as long, seen together with all of it, and hardly thinner.
    lengths, heights = (sorted(map(side, (other.corners, line.corners))) for side in (width, height))
    is_cut = lengths[1] <= _CUT_LENGTH * lengths[0] and heights[1] <= _CUT_HEIGHT * heights[0]
    return apart_ms <= 0 and is_cut and height(other.corners) > height(line.corners)


def _is_upside_down(lines: Sequence[TextLine], settings: AbsenceSettings) -> bool:
    """Whether most of what was surely read was read upside down."""
    sure = [line.surest for line in lines if line.surest and not _is_unsure(line.surest, settings)]
    turned = sum(reading.turned for reading in sure)
    return 2 * turned > len(sure)


def _merged(regions: Iterable[UnreadRegion]) -> tuple[UnreadRegion, ...]:
    """Those in one place as one, from the first time to the last, in the order of time."""
    merged: list[UnreadRegion] = []
    for region in sorted(regions, key=lambda region: (region.first_ms, region.quad)):
        same = next((i for i, other in enumerate(merged) if _is_one_place(other.quad, region.quad)), None)
        if same is None:
            merged.append(region)
        else:
            merged[same] = replace(merged[same], last_ms=max(merged[same].last_ms, region.last_ms))
    return tuple(merged)


def _is_one_place(one: Quad, other: Quad) -> bool:
    return overlap(np.array(one, np.float32), np.array(other, np.float32)) >= _SAME_PLACE


def _region(line: TextLine, why: UnreadReason) -> UnreadRegion:
    return UnreadRegion(_quad(line.corners), line.first_ms, line.last_ms, why)


def _quad(corners: Corners) -> Quad:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = (tuple(map(round, corner)) for corner in corners.tolist())
    return (ax, ay), (bx, by), (cx, cy), (dx, dy)


def _text(line: TextLine) -> str:
    return line.surest.text if line.surest else ""
