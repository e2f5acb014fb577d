"""How surely a marker's number is what it was read as: that other brackets stand there makes no other number.

A sighting tells of each character how sure it is, and of texts that lost what they have in its place. Those
that are the same number leave none in doubt; those that are no number at all hardly do, outside of issuer,
year and serial: a lawful number is printed far more often than one with a misprint in 网微剧备字.
"""

from math import exp, floor

from rapidfuzz.distance import Levenshtein

from detector.law.evidence.hidden_characters import naming_spans
from detector.law.tables.queries import Provisions
from detector.law.text.parser import parse
from detector.marker.normalize import fold
from detector.records import Marker, Sighting

_MISPRINT_COST = 1.5
"""Logarithm of how many times rarer a misprint of the words round a number is than the words.

Chosen: a word that is read with 0.7 is settled (0.9), one that rescoring chose over its misprint is where the
pictures held it likelier.
"""


def number_confidence(marker: Marker, sighting: Sighting, provisions: Provisions | None) -> float:
    """The probability, 0 to 1, that what stands there is this number and no other, nor none."""
    start = sighting.text.index(marker.printed)
    shares = sighting.characters[start : start + len(marker.printed)]
    same, other = _told(marker, sighting, provisions)
    spans = naming_spans(marker)
    sure = []
    for place, (letter, share) in enumerate(zip(marker.printed, shares, strict=True)):
        if letter.isspace():
            continue
        doubt = max(0.0, 1 - share - same.get(start + place, 0.0))
        if not any(first <= place < last for first, last in spans):
            counted = min(doubt, other.get(start + place, 0.0))
            misprint = (doubt - counted) * exp(-_MISPRINT_COST)
            doubt = counted + misprint / (1 - doubt + misprint) if doubt < 1 else 1.0
        sure.append(1 - doubt)
    return floor(min(sure) * 10_000) / 10_000  # never rounded up to certainty


def _told(
    marker: Marker, sighting: Sighting, provisions: Provisions | None
) -> tuple[dict[int, float], dict[int, float]]:
    """By place in the text, the shares of alternatives that differ there alone: same number, another one."""
    folded = fold(sighting.text)
    told: tuple[dict[int, float], dict[int, float]] = ({}, {})
    seen = {folded.text}
    for alternative in sighting.alternatives:
        text = fold(alternative.text).text
        edits = [code for code in Levenshtein.opcodes(folded.text, text) if code.tag != "equal"]
        if text in seen or len(edits) != 1 or edits[0].src_end - edits[0].src_start > 1:
            continue
        seen.add(text)
        numbers = {found.number for found in parse(alternative.text, provisions) if isinstance(found, Marker)}
        if numbers:
            place = folded.origins[min(edits[0].src_start, len(folded.text) - 1)]
            shares = told[marker.number not in numbers]
            shares[place] = shares.get(place, 0.0) + alternative.share
    return told
