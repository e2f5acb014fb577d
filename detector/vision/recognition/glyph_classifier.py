"""A second opinion on what may be a marker, from a network that names one glyph at a time.

The recogniser knows languages, so that it sees a zero where a letter O is printed between digits. This
one sees a window of two heights of the row and was trained on letters exchanged for others that look like
them. Alone it is the weaker one; both together are right more often, and wrong with less confidence.
"""

import re
from collections.abc import Mapping, Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from detector.marker.normalize import fold_character
from detector.video.frame import Grey, Pixels
from detector.vision.data import Character
from detector.vision.recognition.line_result import LineResult
from detector.vision.recognition.preprocess import MOST_RATIO, RecognitionNetwork, to_network_input
from detector.vision.recognition.zero_or_letter_o import (
    LETTER_O,
    MOST_DOUBT,
    ZERO,
    better_fits_when_wider,
)

HIGH_PX, WIDE_PX = 32, 64
_STEP_LAG = 0.03
"""How far, in heights of the row, a recogniser's step lies behind its glyph's middle: the median of 1,600."""
_WEIGHT = 0.5
"""How much the logarithms of each network's shares weigh."""
_LEAST = 1e-6
_Shares = Mapping[str, float]
"""How likely a glyph is to be each known character, 0 to 1."""
_OTHER = ""
"""Stands for every character that the network does not know."""
_CLEAR_ZERO, _FROM_CLEARER, _RARE, _ON_ROUND = 4.0, 0.5, 1.5, 2.0
"""Where a font's letter O is wider, a row's clearest zero is at least e^4 times likelier than a letter. How
much of what is above that counts against others, how much rarer letters are, and what opinions on both weigh.

Chosen among 40 settings on 496 rows in 31 learned faces whose O is wider: of 321 letters O both networks
together take 71 for zeros (15 with 0.9 and more), of 760 zeros one for a letter; the first version of this
network took 74 (19) and 5. A smaller _RARE and a greater _ON_ROUND find more letters, 295 of 321, but took a
zero for a letter in 2 of 102 clips of the accuracy benchmark.
"""
_ROUND = (ZERO, LETTER_O)
_YEAR = re.compile("2[0O][0-9]{2}")
_OF_WIDER, _MOST_OF_WIDER = 42.0, 4.0
"""What a better fit in a greater width adds to the log odds of a letter, and how much at most: a logistic
regression on both opinions (see ``better_fits_when_wider``); the limit is chosen."""
_ASIDE = np.arange(-6, 7) * 0.05
"""Where a glyph is looked for beside its place, in heights of the row: a recogniser's step is a sixth."""
_OF_ROOM = 0.9
"""How far at most, in rooms to its nearest neighbour, which may be the same glyph once more.

With these, of 40 rows of the tuned split that were doubtful by the recogniser's steps, room that nothing
explains was at most 0.39 pitches of a digit in honest ones and at least 0.61 where a digit is hidden.
"""
_SEEN = 0.1
"""How likely a glyph is where it is seen best, at least; else its place is left."""
_UNLIKELY = 0.01
"""Glyphs less likely than that are no alternatives that the recogniser should have thought of."""


def windows(picture: Pixels | Grey, places: Sequence[float]) -> NDArray[np.float32]:
    """Count x 1 x 32 x 64, -1 to 1: the surroundings of places in a level row, each 0 to 1 along it."""
    line, taken_px = to_network_input(picture, (1, HIGH_PX), MOST_RATIO)
    half = WIDE_PX // 2
    row = np.pad(line[0, 0, :, :taken_px], ((0, 0), (half, half)), "edge")
    firsts = (round(min(max(place, 0.0), 1.0) * taken_px) for place in places)
    return np.stack([row[:, first : first + WIDE_PX] for first in firsts])[:, None]


class GlyphClassifier:
    """Names glyphs with one network; keeps no state. ``alphabet[i]``: class i; 0 is every other character."""

    def __init__(self, network: RecognitionNetwork, alphabet: Sequence[str]) -> None:
        self._network = network
        names = [fold_character(character) for character in alphabet[1:]]
        self._known = tuple(sorted(set(names)))
        columns = [0, *(1 + self._known.index(name) for name in names)]
        self._by_name = np.argsort(columns, kind="stable")
        self._firsts = np.searchsorted(np.sort(columns), range(1 + len(self._known)))

    def rescore(self, line: LineResult, picture: Pixels) -> LineResult:
        """A line of a level row's picture, its characters as both networks together have them."""
        judged = [
            i for i, character in enumerate(line.characters) if fold_character(character[0][0]) in self._known
        ]
        if not judged:
            return line
        read = line.text
        letters = "".join(fold_character(read[i]) for i in judged)
        opinions = _against_clearest_zero(
            letters, self._classify(line, judged, picture), self._against_year(line, judged, letters, picture)
        )
        characters = list(line.characters)
        for place, opinion in zip(judged, opinions, strict=True):
            characters[place] = _combined(characters[place], opinion)
        return line._replace(characters=tuple(characters))

    def _against_year(
        self, line: LineResult, judged: Sequence[int], letters: str, picture: Pixels
    ) -> Mapping[int, float]:
        """Log odds that each zero and letter O but the zero of the year is a letter, by that one."""
        year = _YEAR.search(letters)
        rounds = [i for i, letter in enumerate(letters) if letter in _ROUND]
        if not year or len(rounds) == 1:
            return {}
        zero = year.start() + 1
        others = [i for i in rounds if i != zero]
        centred = self.centred(line, picture, [judged[i] for i in rounds]).places
        pitch = (line.places[judged[zero + 2]] - line.places[judged[zero - 1]]) / 3
        places = [centred[judged[i]] for i in others]
        wider = better_fits_when_wider(picture, centred[judged[zero]], places, pitch)
        odds = np.clip(_OF_WIDER * wider, -_MOST_OF_WIDER, _MOST_OF_WIDER).tolist()
        return dict(zip(others, odds, strict=True))

    def log_likelihood_ratios(
        self, line: LineResult, picture: Pixels, texts: Sequence[str]
    ) -> NDArray[np.float64]:
        """How much likelier each text is than the line as it was read, by its glyphs: natural logarithms.

        ``texts`` are folded, without spaces. Only glyphs that are others in the same places count.
        """
        glyphs = [i for i, character in enumerate(line.characters) if character[0][0].strip()]
        read = [fold_character(line.characters[i][0][0]) for i in glyphs]
        opinions = self._classify(line, glyphs, picture) if glyphs else []
        ratios = np.zeros(len(texts), np.float64)
        for number, text in enumerate(texts):
            for code in Levenshtein.opcodes(read, text):
                src, dest = slice(code.src_start, code.src_end), slice(code.dest_start, code.dest_end)
                if code.tag == "replace" and src.stop - src.start == dest.stop - dest.start:
                    replaced = zip(read[src], text[dest], opinions[src], strict=True)
                    ratios[number] += sum(
                        log(o.get(to, o[_OTHER]) / o.get(was, o[_OTHER])) for was, to, o in replaced
                    )
        return ratios

    def centred(self, line: LineResult, picture: Pixels, glyphs: Sequence[int]) -> LineResult:
        """A line of a level row's picture, some of its glyphs where this network sees them best."""
        height = picture.shape[0] / picture.shape[1]
        rooms = np.abs(np.diff(line.places, prepend=-1.0, append=2.0))
        places = list(line.places)
        known = [i for i in glyphs if fold_character(line.characters[i][0][0]) in self._known]
        if not known:
            return line
        middles = np.array([places[i] for i in known]) - _STEP_LAG * height
        looks = middles[:, None] + _ASIDE * height
        shares = self._shares(picture, looks.ravel().tolist()).reshape(*looks.shape, -1)
        for number, i in enumerate(known):
            name = fold_character(line.characters[i][0][0])
            names = [1 + self._known.index(each) for each in (_ROUND if name in _ROUND else (name,))]
            near = np.abs(_ASIDE) * height <= _OF_ROOM * min(rooms[i], rooms[i + 1])
            seen = shares[number, :, names].sum(axis=0) * near
            if seen.max() >= _SEEN:
                places[i] = float((seen * looks[number]).sum() / seen.sum())
        return line._replace(places=tuple(places))

    def _classify(self, line: LineResult, glyphs: Sequence[int], picture: Pixels) -> list[_Shares]:
        """For each of a line's glyphs how likely it is to be each known character or another, 0 to 1."""
        lag = _STEP_LAG * picture.shape[0] / picture.shape[1]
        shares = self._shares(picture, [line.places[i] - lag for i in glyphs])
        listed = np.maximum(shares, _LEAST).tolist()
        return [dict(zip((_OTHER, *self._known), each, strict=True)) for each in listed]

    def _shares(self, picture: Pixels, places: Sequence[float]) -> NDArray[np.float32]:
        """Places x (any other character, then each known one): how likely each is in the middle there."""
        found = self._network(windows(picture, places))
        # Forms of one character are added up; as a product of matrices this would wake BLAS's threads.
        shares: NDArray[np.float32] = np.add.reduceat(found[:, self._by_name], self._firsts, axis=1)
        return shares


def _against_clearest_zero(
    read: str, opinions: Sequence[_Shares], by_width: Mapping[int, float]
) -> Sequence[_Shares]:
    """The opinions on a row, where each zero and letter O is held against the row's clearest zero.

    Some fonts have round zeros, and each number has a zero: its year's. ``read`` holds the characters that
    the opinions are on, ``by_width`` what their width adds to the log odds that they are letters. A zero that
    stands alone tells nothing of its font, but for a year's: what follows a 2.
    """
    rounds = [i for i, character in enumerate(read) if character in _ROUND]
    if not rounds or (len(rounds) == 1 and not read[: rounds[0]].endswith("2")):
        return opinions
    log_odds = {i: log(opinions[i][ZERO] / opinions[i][LETTER_O]) for i in rounds}
    clearest = max(log_odds.values())
    if clearest <= 0 or len(rounds) == 1:  # no clear zero that tells of the font
        offset = _RARE + max(0.0, -clearest)
    else:
        room = _CLEAR_ZERO - clearest
        offset = _RARE + (room if room > 0 else _FROM_CLEARER * room)
    adjusted = list(opinions)
    for i in rounds:
        log_odds_of_letter = -_ON_ROUND * (log_odds[i] + offset) + by_width.get(i, 0.0) / _WEIGHT
        letter = opinions[i][ZERO] * exp(log_odds_of_letter)
        adjusted[i] = {**opinions[i], LETTER_O: letter}
    return adjusted


def _combined(character: Character, opinion: _Shares) -> Character:
    """What a character may be to both networks. That it may be nothing at all is the recogniser's to say."""
    own = {fold_character(option): (option, share) for option, share in character}
    likely = {name: (name, _LEAST) for name, share in opinion.items() if name and share >= _UNLIKELY}
    weights = {
        option: (max(share, _LEAST) * opinion.get(name, opinion[_OTHER])) ** _WEIGHT
        for name, (option, share) in (likely | own).items()
    }
    something_is_there = min(1.0, sum(share for _, share in character))
    total = sum(weights.values())
    shares = {option: weight / total * something_is_there for option, weight in weights.items()}
    most = MOST_DOUBT * something_is_there
    if shares.get(LETTER_O, 0.0) > most:
        shares |= {LETTER_O: most, ZERO: max(shares.get(ZERO, 0.0), something_is_there - most)}
    return tuple(sorted(shares.items(), key=lambda option: (-option[1], option[0])))
