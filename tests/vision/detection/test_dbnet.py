"""What is made of the probabilities that a segmentation network gives, on both sides of each threshold."""

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.settings.vision import DetectorSettings
from detector.vision.detection.dbnet import DbNet, legible_px

PICTURE = np.zeros((480, 480, 3), np.uint8)


class Marks:
    """A network that marks one upright core, ``thick`` px high, everywhere with one probability."""

    def __init__(self, thick: int, inside: float, around: float = 0.0) -> None:
        self.thick, self.inside, self.around = thick, inside, around

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        probability = np.full((1, 1, *batch.shape[2:]), self.around, np.float32)
        probability[0, 0, 100 : 100 + self.thick, 100:300] = self.inside
        return probability


def boxes(network: Marks, settings: DetectorSettings | None = None) -> int:
    detector = DbNet(network, settings or DetectorSettings())
    return len(detector.detect(PICTURE))


@pytest.mark.parametrize(("thick", "found"), [(3, 0), (4, 1), (20, 1)])
def test_a_core_that_is_too_thin_is_noise(thick: int, found: int) -> None:
    # A contour runs through the middles of its outer pixels: a core of 4 px is 3 px thick.
    assert boxes(Marks(thick, 0.9)) == found
    assert boxes(Marks(thick, 0.9), DetectorSettings(min_core_px=float(thick))) == 0


@pytest.mark.parametrize(("inside", "found"), [(0.49, 0), (0.51, 1)])
def test_a_box_is_as_sure_as_its_pixels_on_the_average(inside: float, found: int) -> None:
    assert boxes(Marks(20, inside)) == found


def test_pixels_of_which_each_is_unsure_make_no_box() -> None:
    settings = DetectorSettings(box_threshold=0.2)
    assert boxes(Marks(20, 0.31), settings) == 1
    assert boxes(Marks(20, 0.29), settings) == 0


def test_letters_are_legible_as_large_as_the_network_sees_them() -> None:
    settings = DetectorSettings()
    assert legible_px(720, 1280, settings) == 10
    assert legible_px(1080, 1920, settings) == 15
    assert legible_px(360, 640, settings) == settings.least_legible_px
    assert legible_px(360, 640, DetectorSettings(least_legible_px=4)) == 5
    assert legible_px(720, 1280, DetectorSettings(legible_scaled_px=8.1)) == 13
