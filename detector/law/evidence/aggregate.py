"""Sightings in, the markers and near misses of the whole opening out.

One number is seen in many sightings: alone, in stacks with its neighbours, in pieces. Here every number
becomes one marker, and a near miss that is only a piece of a fuller text in the same place and time is
dropped. A marker is never dropped: two readings that differ in a digit stay two. A number in which a
character may be hidden is a near miss, unless it was seen whole too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from detector.law.evidence.hidden_characters import may_be, places_in
from detector.law.evidence.number_confidence import number_confidence
from detector.law.tables.queries import Provisions
from detector.law.text.parser import parse
from detector.law.text.similarity import letters_and_digits
from detector.marker.normalize import fold
from detector.records import Brackets, Marker, NearMiss, Opening, Quad, Sighting

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
    opening: Opening, provisions: Provisions | None = None, min_confidence: float = 0.0
) -> tuple[tuple[Marker, ...], tuple[NearMiss, ...]]:
    """All markers, one for each number, and the near misses that are no piece of a fuller text.

    The rear half of a number is a near miss too, unless it is that of a number of another kind. The
    issuers are those of ``provisions``, by default the shipped ones. Each record has the earliest first and
    the latest last time of its sightings, and print, confidence and place of the surest one: of a marker how
    surely its number is right, of a near miss the confidence of its weakest character. Both are in the order
    of first time, then number or print. Whether brackets were printed is said of what was read at least as
    surely as ``min_confidence``, else it is not known.
    """
    markers: list[Marker] = []
    misses: list[NearMiss] = []
    covered: list[tuple[NearMiss, Sighting]] = []
    for sighting in opening.sightings:
        for record in parse(sighting.text, provisions):
            if isinstance(record, NearMiss):
                misses.append(_placed(record, sighting))
            elif places_in(record, sighting):
                hidden = tuple(place.quad for place in places_in(record, sighting))
                miss = NearMiss(record.printed, "hidden-character", hidden=hidden)
                covered.append((_placed(miss, sighting), sighting))
            elif record.brackets == "none" and _may_begin_before(record, sighting, opening):
                misses.append(_placed(NearMiss(record.printed, "no-brackets"), sighting))
            else:
                confidence = number_confidence(record, sighting, provisions)
                marker = replace(_placed(record, sighting), confidence=confidence)
                brackets = _brackets(marker, sighting, provisions, min_confidence)
                markers.append(replace(marker, brackets=brackets))
    misses += (miss for miss, sighting in covered if not _is_shown_whole(miss, sighting, markers))
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
    # Nobody is ever sure of a space, and none makes another number.
    start = sighting.text.index(record.printed)
    shares = sighting.characters[start : start + len(record.printed)]
    sure = zip(record.printed, shares, strict=True)
    if isinstance(record, NearMiss) and not record.hidden:
        record = replace(record, hidden=tuple(place.quad for place in places_in(record, sighting)))
    return replace(
        record,
        confidence=min(share for character, share in sure if not character.isspace()),
        first_ms=sighting.first_ms,
        last_ms=sighting.last_ms,
        quad=sighting.quad,
    )


def _brackets(
    marker: Marker, sighting: Sighting, provisions: Provisions | None, min_confidence: float
) -> Brackets:
    """Whether the issuer has brackets, as far as it was surely read.

    A considerable share of readings that have them, where the winning one has none, leaves it open.
    """
    if (marker.confidence or 0.0) < min_confidence:
        return "unknown"
    with_brackets = sum(
        other.share
        for other in sighting.alternatives
        for found in parse(other.text, provisions)
        if isinstance(found, Marker) and found.number == marker.number and found.brackets != "none"
    )
    is_contested = round(with_brackets + min_confidence, 9) > 1
    return "unknown" if marker.brackets == "none" and is_contested else marker.brackets


def _may_begin_before(marker: Marker, sighting: Sighting, opening: Opening) -> bool:
    """Whether another box ends right before the row that an issuer without brackets begins.

    Its name may be the end of a longer one, of which detection made two boxes.
    """
    if not sighting.text.startswith(marker.printed):
        return False
    first, stacked, _ = sighting.text.partition("\n")
    rows = (row for row in opening.sightings if row.text == first and _is_together(row, sighting))
    row = next(rows, None) if stacked else sighting
    if row is None:
        return False
    (left, top), bottom = row.quad[0], row.quad[3][1]
    for other in opening.sightings:
        xs, ys = [x for x, _ in other.quad], [y for _, y in other.quad]
        is_before = min(xs) < left and left - (bottom - top) <= max(xs) <= left + (bottom - top) // 2
        is_in_row = min(ys) < (top + bottom) / 2 < max(ys)
        is_there = other.first_ms <= sighting.last_ms and sighting.first_ms <= other.last_ms
        if is_before and is_in_row and is_there and other.text[-1:].isalnum() and "\n" not in other.text:
            return True
    return False


def _is_shown_whole(miss: NearMiss, sighting: Sighting, markers: Sequence[Marker]) -> bool:
    """Whether a covered number was seen whole too: with more letters, or elsewhere, or at another time."""
    places = places_in(miss, sighting)
    own = letters_and_digits(miss.printed)
    return any(
        may_be(miss, places, marker)
        and (letters_and_digits(marker.printed) != own or not _is_together(miss, marker, 0))
        for marker in markers
    )


def _merged(records: Sequence[_Record]) -> _Record:
    surest = min(
        records,
        key=lambda record: (
            -(record.confidence or 0.0),
            *_position(record),
            getattr(record, "hidden", ()),
        ),
    )
    if isinstance(surest, Marker):
        seen = {record.brackets for record in records if isinstance(record, Marker)}
        certain: Brackets = "none" if seen == {"none"} else "unknown"
        surest = replace(surest, brackets="printed" if "printed" in seen else certain)
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
        is_covered = miss.reason == "hidden-character"
        if is_covered or all(isinstance(other, NearMiss) and other.printed == miss.printed for other in same):
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


def _is_together(one: _Placed, other: _Placed, apart_ms: int = SAME_TIME_MS) -> bool:
    """Whether both stood there at about the same time and their boxes touch."""
    first = max(one.first_ms or 0, other.first_ms or 0)
    last = min(one.last_ms or 0, other.last_ms or 0)
    return first - last <= apart_ms and do_touch(one.quad, other.quad)


def do_touch(one: Quad | None, other: Quad | None) -> bool:
    """Whether two boxes touch, their sides taken as upright; where one has no place, it is not known."""
    if one is None or other is None:
        return False
    for axis in (0, 1):
        mine, theirs = [point[axis] for point in one], [point[axis] for point in other]
        if max(mine) < min(theirs) or max(theirs) < min(mine):
            return False
    return True
