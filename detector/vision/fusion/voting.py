"""Readings of one text to a sighting: what stood there, from when to when, and how surely.

Each frame's reading is a vote, cast character by character with all its doubts. What the reader gave to each
possible character is multiplied over the frames, as far as they are independent of each other: frames that
agree are surer together than each alone. One misread frame does not decide, and what it read is kept as an
alternative with its share.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp, log

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from detector.marker.confusables import DIGIT_LIKE
from detector.marker.normalize import fold_character, fold_text
from detector.records import Alternative, Hidden, Sighting
from detector.scan_trace import OFF, Trace
from detector.vision.data import LEAST_SHARE, Character, Corners, Reading, confidence_of, cut_share
from detector.vision.geometry import quad_of

_SHARPNESS = 4
"""A reading weighs its confidence and its likeness to the others, both to this power: chosen, not measured.

High enough that torn readings, each of them another text, do not outvote whole ones (see the tests).
"""
_INDEPENDENT = 1.7
"""So many independent readings all of a text's readings are worth at most: frames share face and scenery.

Chosen on the extended benchmark (tuned kinds, seeds 2001 to 2003): with 2 a 5 read for a 3 on slowly growing
frames passed (0.915).
"""
_TRASH = 0.2
"""How likely a reading tells nothing of a character, so that it weighs as the mean of all does: chosen."""
_MAX_ALTERNATIVES = 4
"""More than that nobody looks at: chosen, not measured."""
_STROKE = "1"
"""A digit that is a bare stroke, as many a letter and sign is: frames that agree on it are as one.

Of 15 letters l printed in serials (extended benchmark, tuned split) two were read as 1 with 0.89.
"""
_SURE = 0.95
"""From here on readings that have another text are right about what they saw: chosen, not measured."""
_LEAST = 1e-12
"""Share below which nothing is told apart."""
_HIDDEN = 0.5
"""Share of the readings from which a place that they found counts: chosen, not measured."""

_Shares = defaultdict[str, float]
_Vote = tuple[Reading, float]
"""A reading and its weight."""


def in_order(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Sightings in order of time and place."""
    return tuple(sorted(sightings, key=lambda s: (s.first_ms, s.quad[0][1], s.quad[0][0], s.text)))


def vote(readings: Sequence[Reading], trace: Trace = OFF) -> Sighting:
    """The sighting that one text's readings, in order of time, make together; there is at least one."""
    votes = _votes(readings)
    ballots = defaultdict[str, float](float)
    for reading, weight in votes:
        ballots[fold_text(reading.text)] += weight
    common = _commonest(ballots)
    pivot = min((r for r in readings if fold_text(r.text) == common), key=lambda r: (-r.confidence, r.at_ms))
    polls = _polls(pivot, votes)
    winners = [poll[0] for poll in polls]
    kept = [winner for winner in winners if winner[0]]
    text = "".join(character for character, _ in kept)
    sighting = Sighting(
        text=text,
        confidence=cut_share(sum(share for _, share in kept) / max(1, len(kept))),
        first_ms=min(r.at_ms for r in readings),
        last_ms=max(r.at_ms for r in readings),
        quad=quad_of(pivot.corners),
        readings=len(readings),
        characters=tuple(cut_share(share) for _, share in kept),
        alternatives=_alternatives(text, polls, votes),
        hidden=_hidden(pivot, votes, [bool(winner) for winner, _ in winners]),
    )
    if trace.is_on:
        trace.add(
            "vote",
            text=text,
            confidence=sighting.confidence,
            first_ms=sighting.first_ms,
            last_ms=sighting.last_ms,
            quad=sighting.quad,
            characters=polls,
            votes=[
                {
                    "at_ms": r.at_ms,
                    "track": r.track,
                    "text": r.text,
                    "confidence": r.confidence,
                    "weight": weight,
                }
                for r, weight in votes
            ],
        )
    return sighting


def _hidden(pivot: Reading, votes: Sequence[_Vote], stay: Sequence[bool]) -> tuple[Hidden, ...]:
    """The places at which most of the readings have something hidden, by their weight.

    ``stay``: which of the pivot's characters are in the text. Mean pictures have no say: they are blurred.
    """
    single = [(reading, weight) for reading, weight in votes if reading.track is not None]
    shares = defaultdict[int, float](float)
    corners: dict[int, Corners] = {}
    for reading, weight in single:
        pairs = list(_opposite(pivot, reading))
        for place in reading.hidden:
            before = [ours for ours, theirs in pairs if theirs < place.after]
            after = max(before, default=-1) + 1
            shares[after] += weight
            corners[after] = place.corners
    least = _HIDDEN * sum(weight for _, weight in single)
    return tuple(
        Hidden(sum(stay[:after]), quad_of(corners[after]))
        for after, share in sorted(shares.items())
        if share >= least
    )


def _opposite(pivot: Reading, reading: Reading) -> Iterator[tuple[int, int]]:
    """The characters of the pivot and of a reading, spaces left out, that stand for one another."""
    (ours, own), (theirs, other) = (
        ([i for i, c in enumerate(r.characters) if c[0][0].strip()], r.characters) for r in (pivot, reading)
    )
    codes = Levenshtein.opcodes(
        [fold_character(own[i][0][0]) for i in ours], [fold_character(other[i][0][0]) for i in theirs]
    )
    for code in codes:
        if code.tag in ("equal", "replace"):
            yield from zip(
                ours[code.src_start : code.src_end], theirs[code.dest_start : code.dest_end], strict=True
            )


def _votes(readings: Sequence[Reading]) -> list[_Vote]:
    """Each reading with its weight: how sure it is, and how like the others.

    A frame in a fade is unsure. A frame on which something passes before the text is read as something
    else altogether, each time another thing: one doubtful digit keeps its weight, a torn line loses it.
    """
    texts = [fold_text(reading.text) for reading in readings]
    sure = [max(1e-6, reading.confidence**_SHARPNESS) for reading in readings]
    ballots = defaultdict[str, float](float)
    for text, weight in zip(texts, sure, strict=True):
        ballots[text] += weight
    alike = {
        text: sum(weight * _likeness(text, other) for other, weight in ballots.items()) for text in ballots
    }
    centre = _commonest(alike)
    return [
        (reading, weight * _likeness(centre, text))
        for reading, weight, text in zip(readings, sure, texts, strict=True)
    ]


def _likeness(one: str, other: str) -> float:
    return max(1e-6, (ratio(one, other) / 100) ** _SHARPNESS)


def _polls(pivot: Reading, votes: Sequence[_Vote]) -> list[list[tuple[str, float]]]:
    """For each character of the pivot: what it may be, surest first, each with its share.

    An empty string is the vote that nothing stands there. A reading that begins later or ends earlier
    than the pivot has no vote on what it did not see. Spellings of one character stand as the commonest one.
    """
    # A text that stands unchanged is not read again: its reading counts for the time that it stands for.
    weights: dict[tuple[Character, ...], float] = {}
    for reading, weight in votes:
        weights[reading.characters] = weights.get(reading.characters, 0.0) + weight
    polls: list[dict[Character, float]] = [{} for _ in pivot.characters]
    for characters, weight in weights.items():
        for place, character in _aligned(pivot.characters, characters):
            polls[place][character] = polls[place].get(character, 0.0) + weight
    return [_pooled(poll) for poll in polls]


def _pooled(poll: Mapping[Character, float]) -> list[tuple[str, float]]:
    """What one character may be, surest first, by opinions on it and their weights.

    The shares are multiplied (logarithmic opinion pool, Genest and Zidek, 1986), to the power of each
    opinion's weight; all weights together are the number of independent ones. Whether a digit or the letter
    that looks like it was printed, a typeface makes clear or not: on that, frames that agree are as one.
    """
    spellings: dict[str, _Shares] = {}
    opinions = []
    for character, weight in poll.items():
        opinion = _Shares(float)
        for option, share in character:
            letter = fold_character(option)
            opinion[letter] += share
            spellings.setdefault(letter, _Shares(float))[option] += weight * share
        opinions.append((opinion, weight))
    total = sum(poll.values())
    told = sum(sum(group.values()) for group in spellings.values())
    means = {letter: max(sum(group.values()) / told, _LEAST) for letter, group in spellings.items()}
    independent = min(_INDEPENDENT, total**2 / sum(weight**2 for weight in poll.values()))
    if _digit(max(means, key=lambda letter: means[letter])) == _STROKE:
        independent = 1.0
    weights = _multiplied(opinions, means, independent)
    whole = sum(weights.values())
    shares = []
    for letter in weights:
        alike = [other for other in weights if _digit(other) == _digit(letter)]
        share = sum(weights[other] for other in alike) / whole
        share *= means[letter] / sum(means[other] for other in alike)
        shares.append((_commonest(spellings[letter]), share))
    return sorted(shares, key=lambda entry: (-entry[1], entry[0]))


def _multiplied(
    opinions: Sequence[tuple[Mapping[str, float], float]], means: Mapping[str, float], independent: float
) -> dict[str, float]:
    """The product of opinions that are worth so many independent ones, for each thing that has a mean."""
    total = sum(weight for _, weight in opinions)
    logs = {}
    for letter, mean in means.items():
        trash = _TRASH * mean
        each = (weight * log((1 - _TRASH) * opinion[letter] + trash) for opinion, weight in opinions)
        logs[letter] = independent * sum(each) / total
    most = max(logs.values())
    return {letter: exp(value - most) for letter, value in logs.items()}


def _digit(letter: str) -> str:
    """The digit that a letter looks like, else itself."""
    return DIGIT_LIKE.get(letter, letter)


def _aligned(pivot: Sequence[Character], characters: Sequence[Character]) -> Iterator[tuple[int, Character]]:
    """A reading's characters beside the pivot's places they stand for."""
    ours = [fold_character(c[0][0]) for c in pivot]
    theirs = [fold_character(c[0][0]) for c in characters]
    codes = Levenshtein.opcodes(ours, theirs)
    for number, code in enumerate(codes):
        if code.tag in ("equal", "replace"):
            for step in range(code.src_end - code.src_start):
                yield code.src_start + step, characters[code.dest_start + step]
        elif code.tag == "delete" and 0 < number < len(codes) - 1:
            for place in range(code.src_start, code.src_end):
                yield place, (("", confidence_of(characters)),)


def _alternatives(
    text: str, polls: Sequence[Sequence[tuple[str, float]]], votes: Sequence[_Vote]
) -> tuple[Alternative, ...]:
    """The texts that lost: one character replaced by its runner-up, or another frame's text as a whole."""
    shares: dict[str, float] = {}
    winners = [poll[0][0] for poll in polls]
    for place, poll in enumerate(polls):
        for character, share in poll[1:]:
            shares["".join((*winners[:place], character, *winners[place + 1 :]))] = share
    for ballot in dict.fromkeys(fold_text(reading.text) for reading, _ in votes):
        if ballot != fold_text(text) and ballot not in map(fold_text, shares):
            shares[ballot] = _ballot_share(ballot, text, votes)
    ranked = sorted(shares.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(
        Alternative(other, cut_share(share))
        for other, share in ranked[:_MAX_ALTERNATIVES]
        if share >= LEAST_SHARE
    )


def _ballot_share(ballot: str, text: str, votes: Sequence[_Vote]) -> float:
    """The share of a text that some readings gave as a whole, in place of the one that won.

    It is that of their weight where they are sure of what is other in it: it may be covered on all others.
    """
    letters = [fold_character(character) for character in text]
    for_it = [(reading, weight) for reading, weight in votes if fold_text(reading.text) == ballot]
    others = [(reading, weight) for reading, weight in votes if fold_text(reading.text) != ballot]
    mine, rest = (sum(weight for _, weight in group) for group in (for_it, others))
    sure = sum(weight * _surety_where_other(reading, letters) for reading, weight in for_it) / mine
    share = mine / (mine + rest)
    if sure >= _SURE or not others:
        return share
    against = sum(weight * reading.confidence for reading, weight in others) / rest
    opinions = [({"": 1 - sure, ballot: sure}, mine), ({"": against, ballot: 1 - against}, rest)]
    weights = _multiplied(opinions, {"": 1 - share, ballot: share}, _INDEPENDENT)
    return min(share, weights[ballot] / sum(weights.values()))


def _surety_where_other(reading: Reading, letters: Sequence[str]) -> float:
    """How surely a reading's least sure character that a text does not have in its place was read."""
    theirs = [fold_character(character[0][0]) for character in reading.characters]
    shares = [
        share
        for code in Levenshtein.opcodes(letters, theirs)
        if code.tag != "equal"
        for share in [c[0][1] for c in reading.characters[code.dest_start : code.dest_end]]
        or [reading.confidence]
    ]
    return min(shares, default=1.0)


def _commonest(spellings: Mapping[str, float]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
