"""Places of a number where a character may be hidden, as under a sticker: what they put in doubt, in words.

A number with a digit hidden reads as another, shorter one, and nothing in its text tells so. Where something
covers a place that may hold a character of issuer, year or serial, it is no marker.
"""

import re
from math import dist

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.text.similarity import letters_and_digits
from detector.marker.normalize import fold, fold_text
from detector.records import Hidden, Marker, NearMiss, Point, Sighting

DIGIT_AFTER = Localized("a digit may be hidden after {before}", "“{before}”之后疑有数字被遮挡")
CHARACTER_AFTER = Localized("a character may be hidden after {before}", "“{before}”之后疑有字被遮挡")
CHARACTER_BEFORE = Localized("a character may be hidden before {behind}", "“{behind}”之前疑有字被遮挡")

_LAST = re.compile(r"(?:[0-9]+|[^0-9])\Z", re.ASCII)
_BROKEN_OFF = re.compile(r"(?:第|[0-9])\Z", re.ASCII)
"""The end of a text behind which digits of a year or a serial may follow."""
_LONGEST_HIDDEN = 8
"""Letters that one place may hide, where a whole number is compared with a covered one: chosen."""


def places_in(record: Marker | NearMiss, sighting: Sighting) -> tuple[Hidden, ...]:
    """The hidden places of a sighting that lie inside a text of it or at its ends.

    ``after`` counts from the beginning of that text. Of a marker those alone that touch issuer or serial: a
    year of four digits has no room for a fifth. Of a number that breaks off, its end is one too.
    """
    start = sighting.text.index(record.printed)
    places = (Hidden(place.after - start, place.quad) for place in sighting.hidden)
    inside = tuple(place for place in places if 0 <= place.after <= len(record.printed))
    if isinstance(record, NearMiss):
        return inside or _broken_end(record, sighting)
    if not inside:
        return inside
    spans = naming_spans(record)
    # What is between a place and the character behind it may have been read as a space.
    ends = [(place, _behind_spaces(record.printed, place.after)) for place in inside]
    serial_and_issuer = (spans[0], spans[-1])
    return tuple(
        place for place, end in ends if any(a <= end and place.after <= b for a, b in serial_and_issuer)
    )


def _behind_spaces(printed: str, place: int) -> int:
    return len(printed) - len(printed[place:].lstrip())


def _broken_end(miss: NearMiss, sighting: Sighting) -> tuple[Hidden, ...]:
    """The place where a number that breaks off with its row or column may go on.

    From half an em before its end, so that there is something to be seen where the rest lies off the frame,
    to an em after it.
    """
    breaks_off = miss.reason in ("truncated", "no-号") and _BROKEN_OFF.search(fold_text(miss.printed))
    if not breaks_off or "\n" in sighting.text or not sighting.text.endswith(miss.printed):
        return ()
    top_left, top_right, bottom_right, bottom_left = sighting.quad
    is_column = dist(top_left, bottom_left) > dist(top_left, top_right)
    one, other = (top_left, top_right), (bottom_left, bottom_right)
    if is_column:
        one, other = (top_left, bottom_left), (top_right, bottom_right)
    em_px = dist(one[0], other[0])
    (a, b), (c, d) = ((_beyond(side, -em_px / 2), _beyond(side, em_px)) for side in (one, other))
    return (Hidden(len(miss.printed), (a, c, d, b) if is_column else (a, b, d, c)),)


def _beyond(side: tuple[Point, Point], px: float) -> Point:
    """The point that lies so far beyond the end of a side, on its line."""
    (left, top), (right, bottom) = side
    share = px / max(1.0, dist(*side))
    return round(right + share * (right - left)), round(bottom + share * (bottom - top))


def naming_spans(marker: Marker) -> list[tuple[int, int]]:
    """From where to where serial, year and issuer stand in the printed text."""
    letters = fold(marker.printed)
    serial = letters.text.rfind(marker.serial)
    spans = [(serial, serial + len(marker.serial))]
    if marker.year is not None:
        year = letters.text.rfind(f"{marker.year:04}", 0, serial)
        series = letters.text.rfind("网", 0, year)
        if series < 0:
            series = letters.text.casefold().rfind("net", 0, year)
        is_opened = letters.text[0] in "()"
        issuer_end = series - (letters.text[series - 1] in "()")
        spans += [(year, year + 4), (int(is_opened), issuer_end)]
    return [(letters.origins[a], letters.origins[b - 1] + 1) for a, b in spans if a < b]


def may_be(covered: NearMiss, places: tuple[Hidden, ...], marker: Marker) -> bool:
    """Whether a marker is the covered number with nothing or something in its hidden places."""
    cuts = sorted({place.after for place in places})
    ends = zip([0, *cuts], [*cuts, len(covered.printed)], strict=True)
    pieces = (re.escape(letters_and_digits(covered.printed[a:b])) for a, b in ends)
    whole = rf"\w{{0,{_LONGEST_HIDDEN}}}".join(pieces)
    return re.fullmatch(whole, letters_and_digits(marker.printed)) is not None


def hidden_in_words(case: Case, miss: NearMiss) -> list[Localized]:
    """Of each place of a near miss where a character may be hidden, what stands before it."""
    places = {
        place.after: place
        for sighting in case.opening.sightings
        if miss.printed in sighting.text
        for place in places_in(miss, sighting)
        if place.quad in miss.hidden
    }
    return [_in_words(miss.printed, after) for after in sorted(places)]


def _in_words(printed: str, after: int) -> Localized:
    before, behind = fold_text(printed[:after]), fold_text(printed[after:])
    last = _LAST.search(before)
    if last is None:
        return CHARACTER_BEFORE.filled(behind=behind[:1])
    is_digit = last[0].isdigit() or before.endswith("第") or behind[:1].isdigit()
    return (DIGIT_AFTER if is_digit else CHARACTER_AFTER).filled(before=last[0])
