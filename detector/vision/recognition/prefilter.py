"""Whether a row may be part of a marker at all, by a network of a few milliseconds.

It says how likely a row is part of a marker, something else that can be read, or too little to tell. What is
put aside is read after all where the verdict depends on it; for the absence of a marker, all that stood there
and was not surely something else.
"""

import numpy as np
from numpy.typing import NDArray

from detector.scan_trace import OFF, Trace
from detector.settings.vision import PrefilterSettings
from detector.video.frame import Frame
from detector.vision.data import Chance, TextBox
from detector.vision.geometry import is_column
from detector.vision.recognition.crops import crop
from detector.vision.recognition.preprocess import RecognitionNetwork, to_network_input

Shares = NDArray[np.float32]
"""Of a marker, of something else, of nothing that can be told: 0 to 1, together 1."""


class Prefilter:
    """Rates rows with one network; keeps no state."""

    def __init__(self, network: RecognitionNetwork, settings: PrefilterSettings) -> None:
        self._network = network
        self._settings = settings

    def chance(self, frame: Frame, box: TextBox, trace: Trace = OFF) -> Chance:
        """Whether a text is a marker; of a column nothing else is said than that it may be."""
        if is_column(box.corners):
            return "likely"
        row = crop(frame.picture.grey, box.corners)
        blob, _ = to_network_input(row, self._network.line_shape, self._settings.most_ratio)
        marker, other, _ = self._network(blob)[0].tolist()
        chance: Chance = "hardly" if other >= self._settings.clear else "unclear"
        if marker >= self._settings.at_once:
            chance = "likely"
        threshold = ("prefilter.at_once", self._settings.at_once)
        told = {"score": marker, "other": other, "chance": chance}
        trace.add("prefilter", at_ms=frame.at_ms, **told, threshold=threshold)
        return chance

    def is_upside_down(self, frame: Frame, box: TextBox) -> bool:
        """Whether a text is likely to be a marker upside down."""
        turned = TextBox(box.corners[[2, 3, 0, 1]], box.confidence)
        return self.chance(frame, turned) == "likely"
