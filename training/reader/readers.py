"""The readers whose figures are compared, each from a line's picture to characters and confidences."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np

from detector.settings import Settings
from detector.settings.vision import RecognizerSettings
from detector.video.frame import Pixels
from detector.vision.engines.onnx import load_glyph_classifier
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime import model_files
from detector.vision.runtime.model_files import Model, Network
from training.reader.level import blob, greedy
from training.reader.stock import Grey

Read = list[tuple[str, float]]
"""Characters and how sure each is, 0 to 1."""
Reads = Callable[[Grey], Read]


def marker_reader(path: Path) -> Reads:
    """Our network."""
    network = opened(path)
    letters = network.alphabet()[1:]
    return lambda picture: greedy(network(blob(picture))[0], letters)


def opened(path: Path) -> Network:
    """A network's file, for one thread."""
    digest = sha256(path.read_bytes()).hexdigest()
    return Network(Model(path.stem, "marker", "", str(path.resolve()), digest, (), (), "", ""), 1)


def general_reader(*, second_opinion: bool = False) -> Reads:
    """The product's general recogniser, as the product runs it on a level row, alone or as it is used."""
    network = Network(model_files.model_for("recognizer"), 1)
    second = load_glyph_classifier(Settings()) if second_opinion else None
    reader = Recognizer(network, network.alphabet(), RecognizerSettings(), second)
    nowhere = np.zeros((4, 2), np.float32)

    def read(picture: Grey) -> Read:
        row: Pixels = np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
        reading = reader.decode(reader.forward(row), 0, nowhere)
        return [character[0] for character in reading.characters] if reading else []

    return read
