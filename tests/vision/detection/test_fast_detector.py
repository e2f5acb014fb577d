"""The fast detector's own network over drawn pictures."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from detector.settings.vision import FastDetectorSettings
from detector.video.frame import Grey
from detector.vision.data import Corners, Region
from detector.vision.detection.fast_detector import FastDetector
from detector.vision.geometry import height, is_column, overlap, width
from detector.vision.runtime.model_files import Network, model_for
from tests.drawing.backgrounds import clouds, flat
from tests.drawing.text import BOTTOM_LEFT, TOP_RIGHT, Overlay, fill, paint, position

WHOLE = (0, 0, 720, 1280)
PRINTED = "（浙）网微剧备字（2024）第00123号"
CORNER = Overlay(PRINTED, 20, TOP_RIGHT, outline_px=1)


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(model_for("fast_detector"), 1)


def drawn(*texts: Overlay) -> Grey:
    frame = clouds((720, 1280), (30, 40, 60), (150, 130, 120))(0)
    for text in texts:
        paint(frame, text, 0)
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8)


def corners_of(text: Overlay) -> Corners:
    x, y = position(np.zeros((1280, 720, 3), np.uint8), text)
    high, wide = fill(text).shape[:2]
    right, bottom = x + wide, y + high
    return np.array([[x, y], [right, y], [right, bottom], [x, bottom]], np.float32)


def holds(places: tuple[Region, ...], corners: Corners) -> bool:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return any(p[0] <= left and p[1] <= top and p[2] >= right and p[3] >= bottom for p in places)


@pytest.mark.parametrize(
    "text",
    [
        CORNER,
        Overlay(PRINTED, 12, BOTTOM_LEFT, outline_px=1),
        Overlay(PRINTED, 30, opacity=0.4),
        Overlay(PRINTED, 26, (0.5, 0.3), colour=(20, 20, 20), outline_colour=(255, 255, 255), outline_px=2),
    ],
    ids=["corner", "tiny", "half transparent", "dark"],
)
def test_a_marker_lies_in_one_place_that_is_a_small_part_of_the_picture(
    network: Network, text: Overlay
) -> None:
    places = FastDetector(network, FastDetectorSettings()).text_regions(drawn(text), WHOLE)
    assert holds(places, corners_of(text))
    assert sum((p[2] - p[0]) * (p[3] - p[1]) for p in places) < 0.3 * 720 * 1280


def test_a_column_lies_in_one_place(network: Network) -> None:
    column = Overlay(PRINTED, 28, (0.05, 0.3), vertical=True, outline_px=1)
    assert holds(
        FastDetector(network, FastDetectorSettings()).text_regions(drawn(column), WHOLE), corners_of(column)
    )


def found(network: Network, *texts: Overlay, region: Region = WHOLE) -> list[Corners]:
    return [
        box.corners for box in FastDetector(network, FastDetectorSettings()).detect(drawn(*texts), region)
    ]


@pytest.mark.parametrize(
    "text",
    [
        CORNER,
        Overlay(PRINTED, 13, BOTTOM_LEFT, outline_px=1),
        Overlay(PRINTED, 30, opacity=0.4),
        Overlay(PRINTED, 26, (0.5, 0.3), colour=(20, 20, 20), outline_colour=(255, 255, 255), outline_px=2),
        Overlay(PRINTED, 26, (0.5, 0.7), letter_spacing_px=6, outline_px=1),
    ],
    ids=["corner", "tiny", "half transparent", "dark", "spaced"],
)
def test_a_line_has_one_box_with_a_little_margin(network: Network, text: Overlay) -> None:
    (box,) = found(network, text)
    assert overlap(box, corners_of(text)) > 0.9
    assert 0.9 * text.size_px < height(box) < 1.7 * text.size_px + 2


@pytest.mark.parametrize("angle", [-5, 5])
def test_the_box_of_a_tilted_line_leans_with_it(network: Network, angle: int) -> None:
    (box,) = found(network, Overlay(PRINTED, 24, (0.5, 0.4), outline_px=1, angle=angle))
    rise = np.degrees(np.arctan2(box[0, 1] - box[1, 1], box[1, 0] - box[0, 0]))
    assert rise == pytest.approx(angle, abs=1)
    assert height(box) < 45


def test_rows_near_to_each_other_have_boxes_of_their_own(network: Network) -> None:
    block = Overlay(f"{PRINTED}\n{PRINTED}\n出品：示例影视", 20, (0.5, 0.6), outline_px=1)
    boxes = sorted(found(network, block), key=lambda box: float(box[0, 1]))
    assert len(boxes) == 3
    tops = [float(box[0, 1]) for box in boxes]
    assert np.diff(tops).tolist() == pytest.approx([28, 28], abs=4)


def test_a_column_has_one_box(network: Network) -> None:
    column = Overlay(PRINTED, 28, (0.05, 0.3), vertical=True, outline_px=1)
    (box,) = found(network, column)
    assert is_column(box)
    assert overlap(box, corners_of(column)) > 0.9
    assert width(box) < 45


def test_a_small_line_is_not_lost_in_a_large_one_beside_it(network: Network) -> None:
    large = Overlay("青石旧事", 120, (0.5, 0.4), outline_px=3)
    small = Overlay(PRINTED, 20, (0.5, 0.5), outline_px=1)
    boxes = found(network, large, small)
    assert max(overlap(box, corners_of(small)) for box in boxes if height(box) < 45) > 0.9


def test_only_lines_of_the_asked_region_are_found(network: Network) -> None:
    note = Overlay("本故事纯属虚构", 24, BOTTOM_LEFT, outline_px=1)
    (box,) = found(network, CORNER, note, region=(0, 0, 720, 400))
    assert overlap(box, corners_of(CORNER)) > 0.9


def test_nothing_stands_on_an_empty_card(network: Network) -> None:
    card = np.asarray(flat((720, 1280), (12, 12, 14))(0)[:, :, 0], np.uint8)
    detector = FastDetector(network, FastDetectorSettings())
    assert detector.text_regions(card, WHOLE) == ()
    assert detector.detect(card, WHOLE) == ()


def test_only_the_asked_region_is_looked_at_and_known_texts_are_left_out(
    network: Network,
) -> None:
    note = Overlay("本故事纯属虚构", 24, BOTTOM_LEFT, outline_px=1)
    detector, picture = FastDetector(network, FastDetectorSettings()), drawn(CORNER, note)
    upper = (0, 0, 720, 400)
    places = detector.text_regions(picture, upper)
    assert holds(places, corners_of(CORNER))
    assert all(place[3] <= 400 for place in places)
    left = detector.text_regions(
        picture, WHOLE, [corners_of(CORNER) + np.array([[-6, -6], [6, -6], [6, 6], [-6, 6]], np.float32)]
    )
    assert holds(left, corners_of(note))
    assert not holds(left, corners_of(CORNER))


def test_unused_it_gives_all_of_the_region(network: Network) -> None:
    assert FastDetector(network, FastDetectorSettings(used=False)).text_regions(drawn(CORNER), WHOLE) == (
        WHOLE,
    )


class Sees:
    """A network that sees one row ``thick`` cells high, with one share in each of its cells."""

    def __init__(self, thick: float, share: float) -> None:
        self.thick, self.share = thick, share

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        high, wide = (side // 8 for side in batch.shape[2:])
        field = np.zeros((1, 4, high, wide), np.float32)
        top, bottom = 30 - self.thick / 2, 30 + self.thick / 2
        for row in range(int(np.ceil(top)), int(bottom)):
            field[0, 0, row, 10:50] = self.share
            field[0, 2, row, 10:50] = row + 0.5 - top
            field[0, 3, row, 10:50] = bottom - row - 0.5
        return field


def count(thick: float, share: float, **knobs: float) -> int:
    """How many lines are made of what such a network sees."""
    settings = FastDetectorSettings.model_validate(knobs)
    detector = FastDetector(Sees(thick, share), settings)
    return len(detector.detect(np.zeros((560, 560), np.uint8), (0, 0, 560, 560)))


@pytest.mark.parametrize(("share", "lines"), [(0.39, 0), (0.41, 1)])
def test_a_line_is_text_in_more_than_so_much_of_its_cells(share: float, lines: int) -> None:
    assert count(2.0, share) == lines
    assert count(2.0, share, line_threshold=0.42) == 0


@pytest.mark.parametrize(
    ("thick", "share", "lines"), [(3.1, 0.5, 1), (3.3, 0.5, 0), (3.3, 0.69, 0), (3.3, 0.71, 1)]
)
def test_a_thick_line_must_be_surely_one(thick: float, share: float, lines: int) -> None:
    """A box is a quarter thicker than its letters."""
    assert count(thick, share) == lines
    assert count(thick, share, thick_cells=5.0) == 1
    assert count(thick, share, sure=0.45) == 1


def test_the_picture_is_scaled_to_the_short_side(network: Network) -> None:
    tiny = Overlay(PRINTED, 20, (0.5, 0.5), outline_px=1)
    (fine,) = found(network, tiny)
    coarse = FastDetector(network, FastDetectorSettings(short_side_px=160)).detect(drawn(tiny), WHOLE)
    assert all(height(box.corners) > 1.5 * height(fine) for box in coarse)
