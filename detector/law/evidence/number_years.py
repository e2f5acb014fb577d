"""Whether the year of a number can be: told by the day that is judged by and by the table of series."""

from typing import Literal

from detector.law.case import Case
from detector.records import Marker

YearFault = Literal["future", "too-early", "early"]


def year_fault(case: Case, marker: Marker) -> YearFault | None:
    """What is wrong with the year of a number; ``None`` where nothing is, or the number has no year.

    ``future``: after the day's year. ``too-early``: before the first year of its series, which an instrument
    gives. ``early``: before a first year that is only inferred, so that it may be a lawful number.
    """
    row = case.provisions.series_row(marker.series)
    if marker.year is None or row is None:
        return None
    if marker.year > case.as_of.year:
        return "future"
    if marker.year >= row.first_year:
        return None
    return "early" if row.evidence == "inferred" else "too-early"
