"""Texts broken over two or three rows, or over columns, joined to one text each.

Which rows belong together cannot be told from the picture, so every neighbouring pair and triple of rows
that may be part of a marker is offered; what makes no sense together is nothing to the law.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from detector.marker.cues import may_be_fragment
from detector.records import Alternative, Quad, Sighting
from detector.settings.vision import FusionSettings
from detector.vision.geometry import COLUMN_RATIO

_Box = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""
_Spans = tuple[int, int, int, int]
"""From where to where a text stands across the reading direction, and along it, in px."""

_LINE_FEED = 1.0
"""Confidence of the line feeds, which nobody reads."""


def multiline(sightings: Sequence[Sighting], settings: FusionSettings) -> tuple[Sighting, ...]:
    """Each two or three texts that stand next to each other at one time, joined by line feeds."""
    parts = [s for s in sightings if may_be_fragment(s.text)]
    rows = [s for s in parts if not _is_column(s)]
    columns = [s for s in parts if _is_column(s)]

    def is_below(upper: Sighting, lower: Sighting) -> bool:
        a, b = _box(upper.quad), _box(lower.quad)
        small, large = sorted((_letter_px(upper), _letter_px(lower)))
        near = _adjacent((a[1], a[3], a[0], a[2]), (b[1], b[3], b[0], b[2]), settings.row_gap)
        return near and _same_time(upper, lower) and large <= settings.row_size_ratio * small

    def is_left_of(right: Sighting, left: Sighting) -> bool:
        a, b = _box(left.quad), _box(right.quad)
        near = _adjacent((a[0], a[2], a[1], a[3]), (b[0], b[2], b[1], b[3]), settings.row_gap)
        return near and _same_time(right, left)

    return (
        *_chains(rows, is_below),
        # Columns run from right to left by tradition, from left to right by habit of the editor.
        *_chains(columns, is_left_of),
        *_chains(columns, lambda first, second: is_left_of(second, first)),
    )


def _chains(sightings: Sequence[Sighting], follows: Callable[[Sighting, Sighting], bool]) -> list[Sighting]:
    pairs = [(a, b) for a in sightings for b in sightings if a is not b and follows(a, b)]
    triples = [(a, b, c) for a, b in pairs for other, c in pairs if other is b and _same_time(a, c)]
    return [_joined(chain) for chain in (*pairs, *triples)]


def _adjacent(first: _Spans, second: _Spans, max_gap: float) -> bool:
    """Whether texts follow each other across the reading direction, and overlap along it."""
    thick = sorted((first[1] - first[0], second[1] - second[0]))
    overlap = min(first[3], second[3]) - max(first[2], second[2])
    forward = first[0] + first[1] < second[0] + second[1]
    near = -0.5 * thick[0] <= second[0] - first[1] <= max_gap * thick[0]
    return forward and near and overlap > 0


def _letter_px(sighting: Sighting) -> float:
    """The size of a text's letters at most: a box pieced together may be twice as thick as they are."""
    left, top, right, bottom = _box(sighting.quad)
    long, thick = sorted((right - left, bottom - top), reverse=True)
    ems = sum(1.0 if east_asian_width(letter) in "WF" else 0.5 for letter in sighting.text)
    return min(thick, long / ems)


def _same_time(a: Sighting, b: Sighting) -> bool:
    return a.first_ms <= b.last_ms and b.first_ms <= a.last_ms


def _joined(chain: Sequence[Sighting]) -> Sighting:
    alternatives = (
        Alternative("\n".join((*texts[:i], other.text, *texts[i + 1 :])), other.share)
        for texts in [[s.text for s in chain]]
        for i, sighting in enumerate(chain)
        for other in sighting.alternatives
    )
    boxes = [_box(sighting.quad) for sighting in chain]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return Sighting(
        text="\n".join(sighting.text for sighting in chain),
        confidence=min(sighting.confidence for sighting in chain),
        first_ms=max(sighting.first_ms for sighting in chain),
        last_ms=min(sighting.last_ms for sighting in chain),
        quad=((left, top), (right, top), (right, bottom), (left, bottom)),
        readings=min(sighting.readings for sighting in chain),
        characters=(*chain[0].characters, *(c for s in chain[1:] for c in (_LINE_FEED, *s.characters))),
        alternatives=tuple(alternatives),
        hidden=tuple(
            replace(place, after=place.after + sum(len(s.text) + 1 for s in chain[:i]))
            for i, sighting in enumerate(chain)
            for place in sighting.hidden
        ),
    )


def _box(quad: Quad) -> _Box:
    xs, ys = [point[0] for point in quad], [point[1] for point in quad]
    return min(xs), min(ys), max(xs), max(ys)


def _is_column(sighting: Sighting) -> bool:
    left, top, right, bottom = _box(sighting.quad)
    return bottom - top >= COLUMN_RATIO * (right - left)
