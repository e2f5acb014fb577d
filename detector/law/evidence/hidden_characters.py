"""Places of a number where a character may be hidden, as under a sticker: what they put in doubt, in words.

A number with a digit hidden reads as another, shorter one, and nothing in its text tells so. Where something
covers a place that may hold a character of issuer, year or serial, it is no marker.
"""

import re

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.text.similarity import letters_and_digits
from detector.marker.normalize import fold, fold_text
from detector.records import Hidden, Marker, NearMiss, Sighting

DIGIT_AFTER = Localized("a digit may be hidden after {before}", "“{before}”之后疑有数字被遮挡")
CHARACTER_AFTER = Localized("a character may be hidden after {before}", "“{before}”之后疑有字被遮挡")
CHARACTER_BEFORE = Localized("a character may be hidden before {behind}", "“{behind}”之前疑有字被遮挡")

_LAST = re.compile(r"(?:[0-9]+|[^0-9])\Z", re.ASCII)
_LONGEST_HIDDEN = 8
"""Letters that one place may hide, where a whole number is compared with a covered one: chosen."""


def places_in(record: Marker | NearMiss, sighting: Sighting) -> tuple[Hidden, ...]:
    """The hidden places of a sighting that lie inside a text of it or at its ends.

    ``after`` counts from the beginning of that text. Of a marker those alone that touch issuer or serial: a
    year of four digits has no room for a fifth.
    """
    start = sighting.text.index(record.printed)
    places = (Hidden(place.after - start, place.quad) for place in sighting.hidden)
    inside = tuple(place for place in places if 0 <= place.after <= len(record.printed))
    if isinstance(record, NearMiss) or not inside:
        return inside
    spans = naming_spans(record)
    serial_and_issuer = (spans[0], spans[-1])
    return tuple(place for place in inside if any(a <= place.after <= b for a, b in serial_and_issuer))


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
        if sighting.hidden and miss.printed in sighting.text
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
