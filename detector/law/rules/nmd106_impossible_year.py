"""NMD106 impossible-year: the year of the number cannot be.

What it checks
    Whether the year lies after the day whose law applies, or before such numbers were given. The
    confidence is the marker's, times 0.8 for a year that is too early. Where the app draws the number,
    the one that the catalogue gives is asked about, with confidence 0.8.

Why
    A number carries the year in which it was given. Made-up numbers often carry an impossible one.

Fires
    The year of every number lies after the year of the day, or before the first year of its series.

Stays silent
    The year is possible; the number has no year (V-numbers); another number with a possible year stands
    there; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Show the number exactly as it was given. For a day in the past, check the day that you judge by.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.provisions import day, series_row, source
from detector.law.rule import Rule
from detector.law.weigh import sure_markers
from detector.records import Finding, Marker

INFERRED = 0.8
"""The first years are inferred from the instruments, so a year before them is less sure."""


def _check(case: Case) -> Iterator[Finding]:
    markers = sure_markers(case) or stand_in(case)
    if not all(_is_future(case, marker) or _is_too_early(marker) for marker in markers):
        return
    for marker in markers:
        sureness = 1.0 if _is_future(case, marker) else INFERRED
        ground = f"{case.as_of} is before it" if _is_future(case, marker) else "none were given so early"
        message = f"{called(marker)} has the impossible year {marker.year}: {ground}."
        yield RULE.finding(message, (marker.confidence or 0.0) * sureness)


def _is_future(case: Case, marker: Marker) -> bool:
    return marker.year is not None and marker.year > case.as_of.year


def _is_too_early(marker: Marker) -> bool:
    row = series_row(marker.series)
    return row is not None and marker.year is not None and marker.year < row.first_year


RULE = Rule(
    code="NMD106",
    name="impossible-year",
    severity="block",
    source=source("nrta-2024-35", "the year is part of the number"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
