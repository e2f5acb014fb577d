"""Which of several texts a place shows: what its pictures say of each, and how likely each is to be printed.

A reader that knows no grammar takes 备 for 各 where hardly a pixel differs. A lawful number is printed far
more often than any misprint of it, so it is believed where the pictures hold the misprint hardly likelier; a
printed misprint is mostly held so much likelier that it stays one. In small letters it is not: so a letter
that is believed for being lawful is not sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from detector.marker.brackets import mate
from detector.marker.confusables import BRACKET_LIKE
from detector.marker.normalize import fold_character, fold_text
from detector.records import Alternative, Sighting
from detector.scan_trace import OFF, Trace
from detector.vision.data import LEAST_SHARE, cut_share

ODDS = 4.9
"""Logarithm of how many times likelier a step towards what is lawful makes a text, before it is seen: 134.

It lies between what was measured as the logarithm by which both readers hold the text as read likelier than
the lawful one, on mean pictures of `poe accuracy`, seeds 601 to 1001: of lawful numbers that were read
otherwise at most 3.5, of 95 printed misprints at least 6.3 (各 for 备), mostly 12 to 30. That is of rows: the
cells of a column show 各 and 备 alike, so there it counts for what has the same letters and other brackets
alone.
"""
_CAUTION = 1.0
"""The same for a letter that is no likelier to be printed: pictures may be a little wrong. Chosen."""
_STROKES = str.maketrans("", "", "()" + BRACKET_LIKE)
"""Brackets, and what they are read as. A cell that could not be read is none: a digit may stand there."""
_PLAUSIBLE = -25.0
"""Pictures that show none of the candidates at least so well (logarithm) tell nothing of them.

Of a rolling number a blurred mean picture once gave the issuer (seed 601); the value is chosen.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that a place may show, and how many steps towards what is lawful lead to it, 0 to 2.

    Claims of one ``number`` say the same, in one spelling or another; without one each says something else.
    """

    text: str
    lawful: int
    number: str = ""

    @property
    def says(self) -> str:
        """What is equal where two candidates say the same."""
        return self.number or self.text


def rescored(
    sighting: Sighting,
    candidates: Sequence[Candidate],
    likelihoods: NDArray[np.float64],
    *,
    column: bool = False,
    trace: Trace = OFF,
) -> Sighting:
    """The sighting as its likeliest candidate has it; the first one is what was read.

    ``likelihoods``: pictures x candidates, natural logarithms; ``column``: whether they are of cells. Where
    candidates differ, a character is as sure as those that have it there; but a digit is no surer than it was
    read. Pictures that show none of the candidates change nothing.
    """
    read = candidates[0]
    # How much likelier each is to be printed, before it is seen; a column's cells tell brackets alone apart.
    lawful = [
        min(candidate.lawful, read.lawful)
        if column and not _differ_in_strokes(candidate, read)
        else candidate.lawful
        for candidate in candidates
    ]
    priors = [ODDS * steps for steps in lawful]
    if likelihoods.mean(axis=0).max() < _PLAUSIBLE:
        trace.add("rescoring_dropped", text=sighting.text, threshold=("rescoring._PLAUSIBLE", _PLAUSIBLE))
        return sighting
    best = _likeliest(candidates, likelihoods, priors)
    chosen = candidates[best]
    # That another letter would be unlawful makes none surer: a misprint may have been printed.
    steps = [candidate.lawful - chosen.lawful for candidate in candidates]
    ahead = [
        ODDS * more if more > 0 or _differ_in_strokes(candidate, chosen) else _CAUTION
        for candidate, more in zip(candidates, steps, strict=True)
    ]
    shares = _shares(likelihoods, ahead)
    others = [
        (candidate.text, float(share))
        for candidate, share in zip(candidates, shares, strict=True)
        if candidate.says != chosen.says
    ]
    as_read = list(zip(sighting.text, sighting.characters, strict=True))
    written = _written(as_read, chosen.text) if best else as_read
    text = "".join(character for character, _ in written)
    contested = _contested(text, others)
    sure = [
        own if other is None else cut_share(min(own, 1 - other) if character.isdigit() else 1 - other)
        for (character, own), other in zip(written, contested, strict=True)
    ]
    # Another spelling of the number puts none of it in doubt, but tells of its brackets.
    alternatives = (
        Alternative(candidate.text, cut_share(float(share)))
        for candidate, share, more in zip(candidates, shares, steps, strict=True)
        if share >= LEAST_SHARE and (more or candidate.says != chosen.says)
    )
    if trace.is_on:
        columns = zip(candidates, priors, likelihoods.T, shares, strict=True)
        weighed = [
            {"text": c.text, "number": c.number, "prior": p, "log_likelihoods": seen, "share": share}
            for c, p, seen, share in columns
        ]
        trace.add("rescored", read=sighting.text, text=text, characters=sure, candidates=weighed)
    return replace(
        sighting,
        text=text,
        confidence=cut_share(sum(sure) / max(1, len(sure))),
        characters=tuple(sure),
        alternatives=(*alternatives, *sighting.alternatives),
        hidden=tuple(
            replace(place, after=_moved(place.after, sighting.text, text)) for place in sighting.hidden
        ),
    )


def _moved(after: int, read: str, text: str) -> int:
    """How many characters of a text stand before a place with ``after`` characters of what was read there."""
    for code in Levenshtein.opcodes(read, text):
        if code.src_end >= after:
            return min(code.dest_start + after - code.src_start, code.dest_end)
    return len(text)


def _likeliest(
    candidates: Sequence[Candidate], likelihoods: NDArray[np.float64], priors: Sequence[float]
) -> int:
    """The number of the likeliest candidate: what was read, where none that says the same is more lawful."""
    shares = _shares(likelihoods, priors)
    says = [candidate.says for candidate in candidates]
    weights = {said: sum(shares[i] for i, x in enumerate(says) if x == said) for said in says}
    likeliest = max(weights, key=lambda said: weights[said])
    alike = [i for i, said in enumerate(says) if said == likeliest]
    if says[0] == likeliest:
        alike = [i for i in alike if i == 0 or candidates[i].lawful > candidates[0].lawful]
    return max(alike, key=lambda i: shares[i])


def _differ_in_strokes(one: Candidate, other: Candidate) -> bool:
    return fold_text(one.text).translate(_STROKES) == fold_text(other.text).translate(_STROKES)


def _shares(likelihoods: NDArray[np.float64], ahead: Sequence[float]) -> NDArray[np.float64]:
    weights = likelihoods.mean(axis=0) + np.array(ahead)
    shares = np.exp(weights - weights.max())
    return np.asarray(shares / shares.sum(), np.float64)


def _written(read: Sequence[tuple[str, float]], text: str) -> list[tuple[str, float]]:
    """The characters of a text, as they were read where they were, each with how surely it was read."""
    written: list[tuple[str, float]] = []
    unread: list[int] = []
    for code in Levenshtein.opcodes([fold_character(character) for character, _ in read], text):
        before = read[code.src_start : code.src_end]
        if code.tag == "equal":
            written += before
        elif code.tag == "delete":
            written += [entry for entry in before if entry[0].isspace()]
        else:
            unread += range(len(written), len(written) + code.dest_end - code.dest_start)
            put = text[code.dest_start : code.dest_end]
            # A digit that was not read is no surer than the letter in its place leaves it.
            for number, character in enumerate(put):
                doubt = before[number][1] if number < len(before) and character.isdigit() else 0.0
                written.append((character, 1 - doubt))
    # A bracket that was not read has the style of its mate.
    for place in unread:
        own, share = written[place]
        if own in "()":
            others = written[place + 1 :] if own == "(" else written[:place][::-1]
            mates = (mate(other) for other, _ in others if fold_character(other) == mate(own))
            written[place] = (next(mates, own), share)
    return written


def _contested(text: str, others: Sequence[tuple[str, float]]) -> list[float | None]:
    """For each character, the shares of the other texts that have something else there or beside it."""
    contested: list[float | None] = [None] * len(text)
    letters = [fold_character(character) for character in text]
    for other, share in others:
        for code in Levenshtein.opcodes(letters, [fold_character(character) for character in other]):
            if code.tag != "equal" and not text[code.src_start : code.src_end].isspace():
                first = min(code.src_start, len(text) - 1)
                for place in range(first, max(code.src_end, first + 1)):
                    contested[place] = min(1.0, (contested[place] or 0.0) + share)
    return contested
