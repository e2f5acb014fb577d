"""A quick look at a row, in a few milliseconds: whether it may be part of a marker at all.

A small network knows hardly more than the characters of markers and reads them badly; but where it sees next
to none of them, there is no marker. Its verdict is never the last word: what it puts aside is read after all
where anything may depend on it.
"""

from collections.abc import Sequence

import numpy as np

from detector.seeing import ScreenSettings
from detector.vision.frame import Frame, TextBox
from detector.vision.level import Recogniser, level
from detector.vision.quads import is_column
from detector.vision.views import cut

_WEIGHTS = {"网微剧审备字第号": 1.0, "0123456789": 0.3}
"""How much each character counts that is seen for certain; numbers of all kinds have digits."""
_BRACKETS, _BRACKETS_WEIGHT = "()（）[]【】〔〕", 0.5
"""They count once."""


class Screen:
    """Looks with one network; keeps no state between pictures. ``alphabet[i]``: the character of class i."""

    def __init__(self, network: Recogniser, alphabet: Sequence[str], settings: ScreenSettings) -> None:
        self._network = network
        self._settings = settings
        weights = {letter: weight for letters, weight in _WEIGHTS.items() for letter in letters}
        self._weights = np.array([weights.get(letter, 0.0) for letter in alphabet], np.float32)
        self._brackets = [number for number, letter in enumerate(alphabet) if letter and letter in _BRACKETS]

    def may_be_marker(self, frame: Frame, box: TextBox) -> bool:
        """Whether a text may be part of a marker; of a column nothing else is said."""
        if is_column(box.corners):
            return True
        row = cut(frame.picture.grey, box.corners)
        blob, _ = level(row, self._network.line_shape, self._settings.most_ratio)
        likeliest = self._network(blob)[0].max(axis=0)
        promise = float(likeliest @ self._weights) + _BRACKETS_WEIGHT * float(likeliest[self._brackets].max())
        return promise >= self._settings.threshold
