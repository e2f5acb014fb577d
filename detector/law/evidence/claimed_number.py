"""The number that the catalogue gives: not seen, but known.

Where the app draws the number over the video, the file cannot show it. Then the rules on issuer, platform,
year and category ask about the catalogue's number in its place; what they say is less sure, because nobody
has seen that the app draws this number.
"""

from dataclasses import replace

from detector.i18n import Localized
from detector.law.case import Case, cached_per_case
from detector.law.evidence.certainty import no_number_was_read, reliable_current_markers
from detector.law.evidence.unpublished_forms import unpublished_number
from detector.law.text.parser import parse
from detector.records import Marker

_UNSEEN_CONFIDENCE = 0.8

_UNSEEN = Localized("{number} (the catalogue's number, not seen)", "{number}（片单所列，画面未见）")


@cached_per_case
def claimed_marker(case: Case) -> Marker | None:
    """The catalogue's number, if it is one in full form."""
    found = parse(case.episode.claimed_number or "", case.provisions)
    return next((record for record in found if isinstance(record, Marker)), None)


def does_app_draw_number(case: Case) -> bool:
    """Whether the platform draws the number over the video: by the facts, else by the table of apps."""
    if case.episode.overlay is not None:
        return case.episode.overlay
    platform = case.episode.platform
    return platform is not None and case.provisions.draws_number(platform)


def is_drawn_by_app(case: Case) -> bool:
    """Whether the app draws the number of an episode, and the file shows nothing like one."""
    if case.episode.kind == "promo" or not does_app_draw_number(case):
        return False
    return no_number_was_read(case) and unpublished_number(case) is None


def overlaid_markers(case: Case) -> tuple[Marker, ...]:
    """The catalogue's micro-drama number, if any, where the app draws it. It has no place in the picture."""
    if not is_drawn_by_app(case):
        return ()
    claimed = claimed_marker(case)
    if claimed is None or not case.provisions.is_current(claimed.series):
        return ()
    return (replace(claimed, confidence=_UNSEEN_CONFIDENCE),)


@cached_per_case
def decisive_markers(case: Case) -> tuple[Marker, ...]:
    """The numbers that issuer, platform, year and category rest on: those surely seen, else the claimed."""
    return reliable_current_markers(case) or overlaid_markers(case)


def display_number(marker: Marker) -> Localized:
    """The number as messages call it; one without a place in the picture is said to be the catalogue's."""
    plain = Localized(marker.number, marker.number)
    return plain if marker.quad else _UNSEEN.filled(number=marker.number)
