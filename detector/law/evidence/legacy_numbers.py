"""Numbers of older series: given for other forms, and still standing on dramas from before the notice."""

from detector.law.case import Case
from detector.law.evidence.certainty import current_markers, reliable_markers

_UNTIL = "older-series-until"


def only_older_series(case: Case) -> bool:
    """Whether numbers were read, and none of them is of a micro-drama series."""
    return bool(case.markers) and not current_markers(case)


def is_from_before_the_notice(case: Case) -> bool:
    """Whether drama and surely read numbers of older series are known to be from before 2024."""
    published, markers = case.episode.published_on, reliable_markers(case)
    if not only_older_series(case) or published is None or published > case.provisions.day(_UNTIL):
        return False
    last = case.provisions.day(_UNTIL).year
    return bool(markers) and all(marker.year is None or marker.year <= last for marker in markers)


def is_of_a_wrong_series(case: Case) -> bool:
    """Whether drama and surely read numbers of older series are known to be later than the notice."""
    published, markers = case.episode.published_on, reliable_markers(case)
    begin = case.provisions.day("recorded-only-from")
    if not only_older_series(case) or published is None or published < begin:
        return False
    last = case.provisions.day(_UNTIL).year
    return bool(markers) and all((marker.year or 0) > last for marker in markers)
