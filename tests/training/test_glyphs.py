"""The windows from which the glyph reader learns, and what the shipped one makes of new ones."""

from itertools import count, islice

import numpy as np

from detector.marker.normalize import fold_character
from detector.vision.recognition.glyph_classifier import HIGH_PX, WIDE_PX
from detector.vision.runtime.model_files import Network, model_for
from tests.training.stock import DRAWN
from training.glyphs.crops import CLASSES, crops, stacked


def test_equal_numbers_give_equal_windows() -> None:
    (pictures, classes), (again, others) = (stacked(list(crops(3, DRAWN, 1))) for _ in range(2))
    assert pictures.shape == (len(classes), HIGH_PX, WIDE_PX)
    assert pictures.shape == again.shape
    np.testing.assert_array_equal(classes, others)
    assert not np.array_equal(classes[:20], stacked(list(crops(4, DRAWN, 1)))[1][:20])


def test_the_shipped_network_has_the_classes_that_are_trained() -> None:
    assert Network(model_for("glyph_classifier"), 1).alphabet()[1:-1] == tuple(CLASSES)[1:]


def test_the_shipped_network_names_most_large_clear_glyphs() -> None:
    """Numbers that are multiples of eight are not learned from."""
    drawn = (crop for number in count(1) for crop in crops(8 * number, DRAWN, 1))
    clear = (crop for crop in drawn if crop.sample.em_px > 20 and crop.sample.crf < 30 and crop.number)
    pictures, classes = stacked(list(islice(clear, 400)))
    shares = Network(model_for("glyph_classifier"), 1)(
        pictures[:, None].astype(np.float32) / np.float32(127.5) - 1
    )
    letters = [fold_character(letter) for letter in CLASSES]
    named = [letters[i] == letters[j] for i, j in zip(shares.argmax(axis=1), classes, strict=True)]
    assert np.mean(named) > 0.9
