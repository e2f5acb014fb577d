"""Numbers of the papers of Order 16, whose forms are not published.

Such a number cannot be told from a made-up one, so it is neither lawful nor unlawful here.
"""

import re

from detector.law.case import Case, cached_per_case
from detector.marker.normalize import fold
from detector.records import Sighting

_ORDER_16 = "order-16-from"

_DIGIT = re.compile(r"\d")
_FRAME = re.compile(r"\(([^()]{1,12})\)(?!网)[\u3400-\u9fff]{2,10}字\(20[0-9]{2}\)第[0-9]{1,12}号")
"""The frame of the notice's forms round a word of another kind: all series of the notice begin with 网."""


@cached_per_case
def unpublished_form_sighting(case: Case) -> Sighting | None:
    """The surest sighting of what may be a number of the new papers; ``None`` before Order 16."""
    if case.as_of < case.provisions.day(_ORDER_16):
        return None
    found = []
    for sighting in case.opening.sightings:
        if not _DIGIT.search(sighting.text):
            continue
        letters = fold(sighting.text).text
        behind_labels = "".join(letters.partition(row.label)[2] for row in case.provisions.labels)
        has_number = any(letter in "0123456789" for letter in behind_labels)
        if has_number or may_be_of_new_form(case, sighting.text):
            found.append(sighting)
    return max(found, key=lambda sighting: sighting.confidence, default=None)


def may_be_of_new_form(case: Case, text: str) -> bool:
    """Whether the name of a known issuer, a word on 字, a year and a serial stand there in full.

    No series is known by that word, nor is it one of the notice's with a letter wrong.
    """
    if case.as_of < case.provisions.day(_ORDER_16):
        return False
    return any(case.provisions.issuer_named(match[1]) for match in _FRAME.finditer(fold(text).text))
