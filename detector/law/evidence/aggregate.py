"""Sightings in, the markers and near misses of the whole opening out.

One number is seen in many sightings: alone, in stacks with its neighbours, in pieces. Here every number
becomes one marker, and a near miss that is only a piece of a fuller text in the same place and time is
dropped. A marker is never dropped: two readings that differ in a digit stay two.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from detector.law.tables.queries import Provisions
from detector.law.text.parser import parse
from detector.law.text.similarity import letters_and_digits
from detector.marker.normalize import fold
from detector.records import Marker, NearMiss, Opening, Quad, Sighting

SAME_TIME_MS = 1_000
"""Two texts less far apart than this may be one that was partly read for a moment, as in a fade."""

_REAR_HALF = re.compile(
    r"(?:\(20[0-9]{2}\)?|20[0-9]{2}\))第[0-9]{2,12}号|No[.:]?\(20[0-9]{2}\)No[.:]?[0-9]{2,12}",
    re.IGNORECASE | re.ASCII,
)
_DIGIT = re.compile(r"\d")
_SERIES = frozenset("网微剧")
"""Letters by which a garbled series is told from that of another kind of number."""

_Position = tuple[int, int, str, Quad | tuple[()]]
_Placed = Marker | NearMiss | Sighting
_Record = TypeVar("_Record", Marker, NearMiss)


def aggregate_sightings(
    opening: Opening, provisions: Provisions | None = None
) -> tuple[tuple[Marker, ...], tuple[NearMiss, ...]]:
    """All markers, one for each number, and the near misses that are no piece of a fuller text.

    The rear half of a number is a near miss too, unless it is that of a number of another kind. The
    issuers are those of ``provisions``, by default the shipped ones. Each record has the earliest first and
    the latest last time of its sightings, and print, confidence (that of its weakest character) and place of
    the surest one. Both are in the order of first time, then number or print.
    """
    found = [
        (record, sighting) for sighting in opening.sightings for record in parse(sighting.text, provisions)
    ]
    markers = [_placed(record, sighting) for record, sighting in found if isinstance(record, Marker)]
    misses = [_placed(record, sighting) for record, sighting in found if isinstance(record, NearMiss)]
    misses += _rear_halves(opening)
    by_number: dict[str, list[Marker]] = {}
    for marker in markers:
        by_number.setdefault(marker.number, []).append(marker)
    by_print: dict[tuple[str, str], list[NearMiss]] = {}
    for miss in _without_pieces(misses, markers):
        by_print.setdefault((miss.printed, miss.reason), []).append(miss)
    return (
        tuple(sorted(map(_merged, by_number.values()), key=lambda marker: (marker.first_ms, marker.number))),
        tuple(sorted(map(_merged, by_print.values()), key=lambda miss: (miss.first_ms, miss.printed))),
    )


def _placed(record: _Record, sighting: Sighting) -> _Record:
    """The record with times and place of its sighting, and the confidence of its least sure character."""
    # One wrong digit is another number. Nobody is ever sure of a space, and none makes another number.
    start = sighting.text.index(record.printed)
    shares = sighting.characters[start : start + len(record.printed)]
    sure = zip(record.printed, shares, strict=True)
    return replace(
        record,
        confidence=min(share for character, share in sure if not character.isspace()),
        first_ms=sighting.first_ms,
        last_ms=sighting.last_ms,
        quad=sighting.quad,
    )


def _merged(records: Sequence[_Record]) -> _Record:
    surest = min(records, key=lambda record: (-(record.confidence or 0.0), *_position(record)))
    return replace(
        surest,
        first_ms=min(record.first_ms or 0 for record in records),
        last_ms=max(record.last_ms or 0 for record in records),
    )


def _position(record: Marker | NearMiss) -> _Position:
    """An order that prefers the tightest box: a row alone before the stack that holds it."""
    quad = record.quad or ()
    xs, ys = [x for x, _ in quad] or [0], [y for _, y in quad] or [0]
    area_px = (max(xs) - min(xs)) * (max(ys) - min(ys))
    return record.printed.count("\n"), area_px, record.printed, quad


def _without_pieces(misses: Sequence[NearMiss], markers: Sequence[Marker]) -> list[NearMiss]:
    """The near misses, the fullest and surest first, without those that are part of a fuller text there."""
    kept: list[NearMiss] = []
    fuller: list[tuple[str, Marker | NearMiss]] = [(letters_and_digits(one.printed), one) for one in markers]
    ordered = sorted(
        ((letters_and_digits(miss.printed), miss) for miss in misses),
        key=lambda item: (-len(item[0]), -(item[1].confidence or 0.0), _position(item[1]), item[1].reason),
    )
    for own, miss in ordered:
        same = (other for text, other in fuller if own in text and _is_together(miss, other))
        if all(isinstance(other, NearMiss) and other.printed == miss.printed for other in same):
            kept.append(miss)
            fuller.append((own, miss))
    return kept


def _rear_halves(opening: Opening) -> Iterator[NearMiss]:
    """Rows that begin with the year of a number, as near misses: the row before was not read, or not as one.

    Alone such a row is not told from the end of a number of another kind, so it takes the whole opening.
    """
    for sighting in opening.sightings:
        if not _DIGIT.search(sighting.text):
            continue
        folded = fold(sighting.text)
        match = _REAR_HALF.match(folded.text)
        if not match or _ends_another_number(sighting, opening):
            continue
        end = match.end()
        if end == len(folded.text) or folded.gaps[end]:
            yield _placed(NearMiss(folded.between(0, end), "truncated"), sighting)


def _ends_another_number(half: Sighting, opening: Opening) -> bool:
    """Whether it belongs to a number of another kind, broken before its year: 杭房预许字 /（2026）第455号."""
    rear = fold(half.text).text
    for other in opening.sightings:
        front, _, behind = fold(other.text).text.rpartition(rear)
        if (
            front.endswith("字")
            and not behind
            and not _SERIES & set(front[-6:])
            and _is_together(half, other)
        ):
            return True
    return False


def _is_together(one: _Placed, other: _Placed) -> bool:
    """Whether both stood there at about the same time and their boxes touch."""
    first = max(one.first_ms or 0, other.first_ms or 0)
    last = min(one.last_ms or 0, other.last_ms or 0)
    if first - last > SAME_TIME_MS or one.quad is None or other.quad is None:
        return False
    for axis in (0, 1):
        mine, theirs = [point[axis] for point in one.quad], [point[axis] for point in other.quad]
        if max(mine) < min(theirs) or max(theirs) < min(mine):
            return False
    return True
