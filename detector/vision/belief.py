"""Which of several texts a place shows: what its pictures say of each, and how likely each is to be printed.

A reader that knows no grammar takes 备 for 各 where hardly a pixel differs. A lawful number is printed far
more often than any misprint of it, so it is believed where the pictures hold the misprint hardly likelier; a
printed misprint is held so much likelier that it stays one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from detector.records import Alternative, Sighting
from detector.vision.frame import LEAST_SHARE, cut_share
from detector.vision.spelling import mate, spelled

ODDS = 4.9
"""Logarithm of how many times likelier a step towards what is lawful makes a text, before it is seen: 134.

Measured as the logarithm by which mean pictures hold the text as read likelier than the lawful one, on the
clips of seeds 401 and 501 of `poe accuracy`: of printed lawful numbers that were read otherwise at most 4.3,
of printed misprints at least 5.7 (各 for 备), mostly 8 to 30.
"""
_PLAUSIBLE = -25.0
"""Pictures that show none of the claims at least so well (logarithm) tell nothing of them."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A text that a place may show, and how many steps towards what is lawful lead to it, 0 to 2.

    Claims of one ``number`` say the same, in one spelling or another; without one each says something else.
    """

    text: str
    lawful: int
    number: str = ""


def believed(sighting: Sighting, claims: Sequence[Claim], likelihoods: NDArray[np.float64]) -> Sighting:
    """The sighting as its likeliest claim has it; the first claim is what was read.

    ``likelihoods``: pictures x claims, natural logarithms. Where claims differ, a character is as sure as
    those that have it there; but a digit is no surer than it was read. Pictures that show none of the claims
    change nothing.
    """
    if likelihoods.mean(axis=0).max() < _PLAUSIBLE:
        return sighting
    shares = _shares(claims, likelihoods)
    says = [claim.number or claim.text for claim in claims]
    weights = {said: sum(shares[i] for i, x in enumerate(says) if x == said) for said in says}
    likeliest = max(weights, key=lambda said: weights[said])
    alike = [i for i, said in enumerate(says) if said == likeliest]
    # What was read stays as it is where it says the same as the likeliest.
    best = 0 if says[0] == likeliest else max(alike, key=lambda i: shares[i])
    others = [(claim.text, float(shares[i])) for i, claim in enumerate(claims) if i not in alike]
    written = _written(sighting, claims[best].text) if best else _as_read(sighting)
    text = "".join(character for character, _ in written)
    contested = _contested(text, others)
    sure = [
        own if other is None else cut_share(min(own, 1 - other) if character.isdigit() else 1 - other)
        for (character, own), other in zip(written, contested, strict=True)
    ]
    alternatives = (Alternative(other, cut_share(share)) for other, share in others if share >= LEAST_SHARE)
    return replace(
        sighting,
        text=text,
        confidence=cut_share(sum(sure) / max(1, len(sure))),
        characters=tuple(sure),
        alternatives=(*alternatives, *sighting.alternatives),
    )


def _shares(claims: Sequence[Claim], likelihoods: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = likelihoods.mean(axis=0) + ODDS * np.array([claim.lawful for claim in claims])
    shares = np.exp(weights - weights.max())
    return np.asarray(shares / shares.sum(), np.float64)


def _as_read(sighting: Sighting) -> list[tuple[str, float]]:
    return list(zip(sighting.text, sighting.characters, strict=True))


def _written(sighting: Sighting, text: str) -> list[tuple[str, float]]:
    """The characters of a text, as they were read where they were, each with how surely it was read."""
    read = _as_read(sighting)
    written: list[tuple[str, float]] = []
    unread: list[int] = []
    for code in Levenshtein.opcodes([spelled(character) for character, _ in read], text):
        before = read[code.src_start : code.src_end]
        if code.tag == "equal":
            written += before
        elif code.tag == "delete":
            written += [entry for entry in before if entry[0].isspace()]
        else:
            unread += range(len(written), len(written) + code.dest_end - code.dest_start)
            written += [(character, 1.0) for character in text[code.dest_start : code.dest_end]]
    for place in unread:
        written[place] = (_in_style(written, place), 1.0)
    return written


def _in_style(written: Sequence[tuple[str, float]], place: int) -> str:
    """The character of a place; a bracket in the style of its mate."""
    letters = [character for character, _ in written]
    own = letters[place]
    if own not in "()":
        return own
    others = letters[place + 1 :] if own == "(" else letters[:place][::-1]
    return next((mate(other) for other in others if spelled(other) == mate(own)), own)


def _contested(text: str, others: Sequence[tuple[str, float]]) -> list[float | None]:
    """For each character, the shares of the other texts that have something else there or beside it."""
    contested: list[float | None] = [None] * len(text)
    letters = [spelled(character) for character in text]
    for other, share in others:
        for code in Levenshtein.opcodes(letters, [spelled(character) for character in other]):
            if code.tag != "equal" and not text[code.src_start : code.src_end].isspace():
                first = min(code.src_start, len(text) - 1)
                for place in range(first, max(code.src_end, first + 1)):
                    contested[place] = min(1.0, (contested[place] or 0.0) + share)
    return contested
