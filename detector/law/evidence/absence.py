"""What was not read: whether a number, a title or a label is missing, and whether one is needed there."""

import re

from detector.law.case import Case, cached_per_case
from detector.law.evidence.certainty import no_number_was_read
from detector.law.evidence.coverage import is_readable
from detector.law.evidence.unpublished_forms import unpublished_number
from detector.law.text.similarity import similarity
from detector.marker.normalize import fold
from detector.records import Sighting

_PIECE = re.compile(
    r"^\(?[0-9]{0,3}\)第[0-9]{2}|^第[0-9]{4,12}号|(?:网微|微剧|网.剧).*[0-9]{2}", re.ASCII | re.DOTALL
)
"""The end of a number from within its year on, its serial alone, or words of its series before digits.

What begins with a whole year is a near miss, unless it ends a number of another kind.
"""
_TITLE_MIN_SIMILARITY = 0.7
"""From here on a text is taken for the title: readers lose strokes of drawn letters."""


def shows_no_number(case: Case) -> bool:
    """Whether enough was seen and read to say that neither a number nor anything like one stands there.

    Since Order 16 a number of unpublished form may be one too. Promotional clips are not asked for one.
    """
    if case.episode.kind == "promo" or not no_number_was_read(case) or not is_readable(case):
        return False
    return unpublished_number(case) is None and not has_unread_text(case)


def has_unread_text(case: Case) -> bool:
    """Whether a line was not read that may be the number, or what was read may be a piece of one."""
    coverage = case.opening.coverage
    return bool(coverage and coverage.unread_regions) or bool(number_pieces(case))


@cached_per_case
def number_pieces(case: Case) -> tuple[Sighting, ...]:
    """The texts that may be a part of a number, although they are not even nearly one."""
    return tuple(sighting for sighting in case.opening.sightings if _PIECE.search(fold(sighting.text).text))


def is_number_needed(case: Case) -> bool | None:
    """Whether the policy asks for the number on this episode; ``None`` if its place in the drama decides."""
    first, number = case.policy.number_on_first, case.episode.number
    if first == 0:
        return True
    return None if number is None else number <= first


def drama_title(case: Case) -> str:
    """The drama's title, empty where none is known that can be read at all.

    Where the series is known, ``title`` may be that of the episode alone, which is not asked for.
    """
    known = (case.episode.series, case.episode.title)
    return next((name for name in known if name and any(letter.isalnum() for letter in name)), "")


@cached_per_case
def best_title_similarity(case: Case) -> float:
    """How similar the most similar text is to the drama's title, 0 to 1; 0 without title or texts."""
    title, texts = drama_title(case), {sighting.text for sighting in case.opening.sightings}
    return max((similarity(title, text) for text in texts), default=0.0) if title else 0.0


def is_all_read(case: Case) -> bool:
    """Whether all of the opening was examined, and all texts in it were read."""
    return case.opening.stopped_ms is None and not case.opening.unread


def lacks_title(case: Case) -> bool:
    """Whether a title is known, and no text that was read is like it; promotional clips need none."""
    if not drama_title(case) or case.episode.kind == "promo":
        return False
    return best_title_similarity(case) < _TITLE_MIN_SIMILARITY
