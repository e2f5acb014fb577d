"""What was not read: whether a number, a title or a label is missing, and whether one is needed there."""

from detector.law.case import Case, cached_per_case
from detector.law.evidence.certainty import is_readable, no_number_was_read
from detector.law.evidence.unpublished_forms import unpublished_form_sighting
from detector.law.text.similarity import similarity
from detector.marker.normalize import fold

_TITLE_MIN_SIMILARITY = 0.7
"""From here on a text is taken for the title: readers lose strokes of drawn letters."""


def shows_no_number(case: Case) -> bool:
    """Whether enough was seen to say that neither a number nor anything like one stands there.

    Since Order 16 a number of unpublished form may be one too. Promotional clips are not asked for one.
    """
    if case.episode.kind == "promo" or not no_number_was_read(case) or not is_readable(case):
        return False
    return unpublished_form_sighting(case) is None


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


def lacks_ai_label(case: Case) -> bool:
    """Whether the drama was made with AI, and no text that was read says so; the app may draw it."""
    if case.episode.production != "ai" or case.episode.overlay:
        return False
    words = [fold(row.text).text.casefold() for row in case.provisions.ai_labels]
    texts = [fold(sighting.text).text.casefold() for sighting in case.opening.sightings]
    return not any(word in text for word in words for text in texts)
