"""What was not read: whether a number, a title or a label is missing, and whether one is needed there."""

from detector.law.alike import likeness
from detector.law.case import Case
from detector.law.fold import fold
from detector.law.provisions import day
from detector.law.weigh import is_readable, labelled_unknown, nothing_was_read

ORDER_16 = day("order-16-from")
ALIKE = 0.7
"""From this likeness on a text is taken for the title: readers lose strokes of drawn letters."""


def shows_no_number(case: Case) -> bool:
    """Whether enough was seen to say that neither a number nor anything like one stands there.

    Since Order 16 what stands behind a label of the new papers may be a number too. Promotional clips are
    not asked for one.
    """
    if case.episode.kind == "promo" or not nothing_was_read(case) or not is_readable(case):
        return False
    return case.as_of < ORDER_16 or labelled_unknown(case) is None


def is_number_needed(case: Case) -> bool | None:
    """Whether the policy asks for the number on this episode; ``None`` if its place in the drama decides."""
    first, number = case.policy.number_on_first, case.episode.number
    if first == 0:
        return True
    return None if number is None else number <= first


def titles(case: Case) -> tuple[str, ...]:
    """The names under which the drama is known, as far as they can be read at all."""
    known = (case.episode.title, case.episode.series)
    return tuple(title for title in known if title and any(letter.isalnum() for letter in title))


def likeness_to_title(case: Case) -> float:
    """How like one of the titles the likest text is, 0 to 1; 0 without titles or texts."""
    texts = {sighting.text for sighting in case.opening.sightings}
    return max((likeness(title, text) for title in titles(case) for text in texts), default=0.0)


def lacks_title(case: Case) -> bool:
    """Whether a title is known, and no text that was read is like it; promotional clips need none."""
    return bool(titles(case)) and case.episode.kind != "promo" and likeness_to_title(case) < ALIKE


def lacks_ai_label(case: Case) -> bool:
    """Whether the drama was made with AI, and no text that was read says so; the app may draw it."""
    if case.episode.production != "ai" or case.episode.overlay:
        return False
    words = [fold(row.text).text.casefold() for row in case.provisions.ai_labels]
    texts = [fold(sighting.text).text.casefold() for sighting in case.opening.sightings]
    return not any(word in text for word in words for text in texts)
