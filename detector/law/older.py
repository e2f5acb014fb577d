"""Numbers of older series: given for other forms, and still standing on dramas from before the notice."""

from detector.law.case import Case
from detector.law.provisions import day
from detector.law.weigh import counting_markers, sure_markers

UNTIL = day("older-series-until")


def only_older_series(case: Case) -> bool:
    """Whether numbers were read, and none of them is of a micro-drama series."""
    return bool(case.markers) and not counting_markers(case)


def is_from_before_the_notice(case: Case) -> bool:
    """Whether drama and surely read numbers of older series are known to be from before 2024."""
    published, markers = case.episode.published_on, sure_markers(case)
    if not only_older_series(case) or published is None or published > UNTIL:
        return False
    return bool(markers) and all(marker.year is None or marker.year <= UNTIL.year for marker in markers)


def is_of_a_wrong_series(case: Case) -> bool:
    """Whether drama and surely read numbers of older series are known to be later than the notice."""
    published, markers = case.episode.published_on, sure_markers(case)
    if not only_older_series(case) or published is None or published < day("recorded-only-from"):
        return False
    return bool(markers) and all((marker.year or 0) > UNTIL.year for marker in markers)
