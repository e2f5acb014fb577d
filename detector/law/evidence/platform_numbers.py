"""What the table of platforms says against a number, and whether the table may be wrong on it."""

from dataclasses import dataclass

from detector.law.case import Case, cached_per_case
from detector.law.evidence.claimed_number import decisive_markers
from detector.law.tables.schema import PrefixRow
from detector.records import Marker


@dataclass(frozen=True, slots=True)
class ForeignNumber:
    """A number, the table's row of its prefix, the app that broadcasts.

    ``is_doubtful``: the table may be wrong, because the row is guessed, app and prefix are of one operator,
    or the app's operator is not known.
    """

    marker: Marker
    row: PrefixRow
    app: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class PlatformReview:
    """A review number with a platform's name, and the name's row. ``is_doubtful``: the row is guessed."""

    marker: Marker
    row: PrefixRow
    is_doubtful: bool


@cached_per_case
def platform_reviews(case: Case) -> tuple[PlatformReview, ...]:
    """The numbers if all of them are review numbers with a platform's name before them; else none."""
    found = []
    for marker in decisive_markers(case):
        row = case.provisions.prefix_row(marker.issuer.abbreviation or "")
        if marker.issuer.kind != "platform" or marker.document != "review" or row is None:
            return ()
        found.append(PlatformReview(marker, row, row.evidence == "likely"))
    return tuple(found)


@cached_per_case
def foreign_numbers(case: Case) -> tuple[ForeignNumber, ...]:
    """The numbers if by the table none of them is valid on the episode's app; else none."""
    app = case.provisions.app_named(case.episode.platform or "")
    markers = decisive_markers(case)
    if app is None:
        return ()
    operators = {row.operator for row in case.provisions.prefixes if app in row.apps and row.operator}
    found = []
    for marker in markers:
        row = case.provisions.prefix_row(marker.issuer.abbreviation or "")
        if marker.issuer.kind != "platform" or row is None or app in row.apps:
            return ()
        is_doubtful = row.evidence == "likely" or not operators or row.operator in operators
        found.append(ForeignNumber(marker, row, app, is_doubtful))
    return tuple(found)
