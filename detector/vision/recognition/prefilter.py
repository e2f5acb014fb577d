"""Whether a row may be part of a marker at all, by a network of a few milliseconds.

A small network knows hardly more than the characters of markers and reads them badly; but where it sees no
two of them together, and no digits, there is no marker. What is put aside is read after all where the verdict
depends on it; for the absence of a marker, all that stood there and was not clearly something else.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detector.marker.cues import may_be_marker
from detector.marker.normalize import fold_character
from detector.scan_trace import OFF, Trace
from detector.settings.vision import PrefilterSettings
from detector.video.frame import Frame
from detector.vision.data import Chance, TextBox
from detector.vision.geometry import is_column
from detector.vision.recognition.crops import crop
from detector.vision.recognition.ctc import peaks
from detector.vision.recognition.preprocess import RecognitionNetwork, to_network_input

_DIGIT = "0123456789"
_GROUPS = ("网", "微", "剧", "审备", "字", "第", "号", _DIGIT, "(", ")")
"""What is looked for, folded."""
_NEIGHBOURS = (
    ("网", "微"), ("微", "剧"), ("剧", "审备"), ("审备", "字"), ("字", "("), (")", "网"),
    (")", "第"), ("第", _DIGIT), (_DIGIT, "号"),
)  # fmt: skip
"""What follows what in every marker."""
_PITCH = (0.25, 2.0)
"""Distance of neighbours, in heights of the row: of two narrow digits, of letters set far apart."""
_DIGIT_WEIGHT = 0.2
"""What a digit adds to the neighbours that are seen. Chosen, not measured."""
Steps = NDArray[np.float32]
"""Steps x classes, shares of 0 to 1."""


class Prefilter:
    """Rates rows with one network; keeps no state. ``alphabet[i]``: the character of class i."""

    def __init__(
        self, network: RecognitionNetwork, alphabet: Sequence[str], settings: PrefilterSettings
    ) -> None:
        self._network = network
        self._settings = settings
        self._alphabet = alphabet
        folded = [fold_character(character) or " " for character in alphabet]
        self._groups = [[i for i, letter in enumerate(folded) if letter in group] for group in _GROUPS]
        self._digits = self._groups[_GROUPS.index(_DIGIT)]
        self._firsts, self._seconds = ([_GROUPS.index(pair[side]) for pair in _NEIGHBOURS] for side in (0, 1))

    def chance(self, frame: Frame, box: TextBox, trace: Trace = OFF) -> Chance:
        """Whether a text is a marker; of a column nothing else is said than that it may be."""
        if is_column(box.corners):
            return "likely"
        row = crop(frame.picture.grey, box.corners)
        blob, _ = to_network_input(row, self._network.line_shape, self._settings.most_ratio)
        steps = self._network(blob)[0]
        per_height = len(steps) / blob.shape[3] * blob.shape[2]
        surest = steps[peaks(steps)]
        read = list(zip(surest.argmax(axis=1).tolist(), surest.max(axis=1).tolist(), strict=True))
        digits = sum(share for number, share in read if number in self._digits)
        # How many neighbours of a marker are seen together, each 0 to 1: the second of two is the most that
        # is seen of its group so many steps later.
        nearest, furthest = (round(pitch * per_height) for pitch in _PITCH)
        seen = np.stack([steps[:, group].max(axis=1) for group in self._groups], axis=1)
        padded = np.pad(seen, ((0, furthest), (0, 0)))
        window = np.lib.stride_tricks.sliding_window_view(padded[nearest:], furthest - nearest + 1, axis=0)
        later = window[: len(seen)].max(axis=-1)
        neighbours = float((seen[:, self._firsts] * later[:, self._seconds]).max(axis=0).sum())
        promise = neighbours + _DIGIT_WEIGHT * digits
        text = "".join(self._alphabet[i] for i, _ in read)
        dense = len(read) >= self._settings.clear_density * len(steps) / per_height
        confidence = sum(share for _, share in read) / max(1, len(read))
        clear = dense and confidence >= self._settings.clear_confidence
        # Numbers of all kinds have digits; a form that nobody knows has nothing else that is looked for.
        chance: Chance = "hardly" if clear and digits < self._settings.digits else "unclear"
        if promise >= self._settings.at_once or may_be_marker(text):
            chance = "likely"
        threshold = ("prefilter.at_once", self._settings.at_once)
        told = {"score": promise, "text": text, "confidence": confidence, "chance": chance}
        trace.add("prefilter", at_ms=frame.at_ms, **told, threshold=threshold)
        return chance

    def is_upside_down(self, frame: Frame, box: TextBox) -> bool:
        """Whether a text is likely to be a marker upside down."""
        turned = TextBox(box.corners[[2, 3, 0, 1]], box.confidence)
        return self.chance(frame, turned) == "likely"
