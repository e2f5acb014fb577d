"""How surely a case is known: the questions that several rules ask.

A marker or near miss is *settled* when it was read at least as surely as the policy's ``min_confidence``.
It is *current* when its series belongs to the notice on micro-dramas; numbers of older papers are seen, but
do not count. Markers are *reliable* when all are settled and no reading contradicts them.
"""

import re
from dataclasses import dataclass

from detector.law.case import Case, cached_per_case
from detector.law.evidence.unpublished_forms import may_be_of_new_form, unpublished_number
from detector.law.text.near_miss import INCOMPLETE
from detector.law.text.parser import parse
from detector.marker.normalize import fold
from detector.records import Marker, NearMiss

_MISPRINT_MIN_CONFIDENCE = 0.98
"""From here on a near miss was printed as it was read.

On clips drawn by `poe accuracy` (seed 2101) 16 of 17 misprints that fail were read with more. Words of lawful
numbers were misread with 0.922 at most (seeds 401 to 604), when frames that agree were no surer together.
"""
_SERIAL_BEGINS_ROW = re.compile(r"\n\s*[0-9]+\s*号")
"""Where the letter that is lost would be the first of its row, which the edge of a box may cut."""
_DIGITS_BEHIND_A_SIGN = re.compile(r"[^\w()][0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Another marker that some readings of a sighting gave in place of the winning text."""

    number: str
    share: float


def is_settled(case: Case, record: Marker | NearMiss) -> bool:
    """Whether the record was read surely enough; without a confidence it was not."""
    return (record.confidence or 0.0) >= case.policy.min_confidence


@cached_per_case
def current_markers(case: Case) -> tuple[Marker, ...]:
    """The markers of the micro-drama series, settled or not."""
    return tuple(marker for marker in case.markers if case.provisions.is_current(marker.series))


@cached_per_case
def reliable_current_markers(case: Case) -> tuple[Marker, ...]:
    """The current markers if all of them are settled and no reading contradicts them, else none."""
    markers = current_markers(case)
    sure = all(is_settled(case, marker) for marker in markers)
    return markers if sure and not contradictions(case) else ()


@cached_per_case
def reliable_markers(case: Case) -> tuple[Marker, ...]:
    """All markers, of older series too, if all are settled and no reading contradicts them, else none."""
    sure = all(is_settled(case, marker) for marker in case.markers)
    return case.markers if sure and not contradictions(case) else ()


def no_number_was_read(case: Case) -> bool:
    """Whether there is neither a marker nor a near miss, nor a considerable share of readings of one."""
    return not (case.markers or case.near_misses or contradictions(case))


def malformed_misses(case: Case) -> tuple[NearMiss, ...]:
    """The settled near misses whose fault is in the print, not in the reading.

    None where an incomplete number stands too, the rest of which may be in order, or one that may be of an
    unpublished form. Those that differ from a lawful number only by what readers lose are not among them.
    """
    if any(miss.reason in INCOMPLETE or miss.hidden for miss in case.near_misses) or unpublished_number(case):
        return ()
    return tuple(
        miss for miss in known_form_misses(case) if is_settled(case, miss) and not _may_be_misread(case, miss)
    )


def known_form_misses(case: Case) -> tuple[NearMiss, ...]:
    """The near misses that are of no form that is not published."""
    return tuple(miss for miss in case.near_misses if not may_be_of_new_form(case, miss))


@cached_per_case
def contradictions(case: Case) -> tuple[Contradiction, ...]:
    """The numbers that a considerable share of readings gave and that no marker of the case has.

    A share is considerable when the winning text keeps less than the policy's ``min_confidence``.
    """
    known = {marker.number for marker in case.markers}
    return tuple(
        Contradiction(found.number, min(alternative.share, 1.0))
        for sighting in case.opening.sightings
        for alternative in sighting.alternatives
        if round(alternative.share + case.policy.min_confidence, 9) > 1  # shares are sums of fractions
        for found in parse(alternative.text, case.provisions)
        if isinstance(found, Marker) and found.number not in known
    )


def _may_be_misread(case: Case, miss: NearMiss) -> bool:
    """Whether the print may be in order although the reading is not.

    A reading may be too little sure for that. Brackets are thin: a sure one may lack them or take them for
    digits. A word of the series may be lost on a bright patch. An issuer may be read as a box of its own, or
    stand before the series with its brackets lost; legacy papers were printed without one. Behind a
    speck that is read as a sign the digits of a serial may go on.
    """
    if (miss.confidence or 0.0) < _MISPRINT_MIN_CONFIDENCE:
        return True
    letters = fold(miss.printed).text
    if miss.reason == "no-issuer":
        return "网微剧" not in letters or _issuer_may_stand_apart(case, miss)
    if miss.reason == "wrong-series":
        return _series_lacks_words_only(case, miss)
    if miss.reason == "bad-year":
        # One in both brackets is bad if it is no year even without the dots that a reader may add.
        year = letters.partition("字")[2].partition("第")[0]
        digits = "".join(letter for letter in year if letter.isalnum())
        in_brackets = year.startswith("(") and year.endswith(")")
        return not in_brackets or (len(digits) == 4 and digits.isdigit())
    if miss.reason == "zero-serial":
        behind = (fold(sighting.text.partition(miss.printed)[2]).text for sighting in case.opening.sightings)
        return any(map(_DIGITS_BEHIND_A_SIGN.match, behind))
    begins_row = _SERIAL_BEGINS_ROW.search(miss.printed) is not None
    return miss.reason == "no-brackets" or (miss.reason == "no-第" and begins_row)


def _series_lacks_words_only(case: Case, miss: NearMiss) -> bool:
    """Whether the series is a known one with words left out and none put in: 网微剧备, not 网徽剧备字."""
    letters = fold(miss.printed).text
    words = letters[: letters.rfind("(")] if "(" in letters else letters
    series = words[words.rfind(")") + 1 :]
    # What is left of it stands in a known one, letter by letter in its order.
    for whole in (iter(row.series) for row in case.provisions.series if row.era == "current"):
        if all(letter in whole for letter in series):
            return True
    return False


def _issuer_may_stand_apart(case: Case, miss: NearMiss) -> bool:
    """Whether the issuer may have been read as a box of its own, or stands there without its brackets.

    A text of the opening is an issuer in brackets and no more, or a letter, a digit or the end of an issuer's
    brackets stands right before the near miss on its line, or a box lies where its issuer would.
    """
    letters = fold(miss.printed).text
    if letters.startswith("()"):
        return True
    for text in (fold(sighting.text).text for sighting in case.opening.sightings):
        bare = text.strip("()")
        if bare not in (text, "") and case.provisions.longest_issuer_at_end(bare) == bare:
            return True
        before = text.partition(letters)[0][-1:] if letters in text else ""
        if before.isalnum() or before == ")":
            return True
    if miss.quad is None:
        return False
    # The place of a row's issuer: up to six heights before the row begins.
    (left, top), bottom = miss.quad[0], miss.quad[3][1]
    for row in (sighting for sighting in case.opening.sightings if "\n" not in sighting.text):
        xs, ys = [x for x, _ in row.quad], [y for _, y in row.quad]
        over = min(xs) < left and max(xs) > left - 6 * (bottom - top)
        if over and min(ys) < (top + bottom) / 2 < max(ys):
            return True
    return False
