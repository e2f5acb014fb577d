"""Which edges of a picture cut its table off, on either side of the question."""

import cv2
import numpy as np
import pytest

from detector.registry_draft.cut_edges import cut_edges
from detector.video.frame import Pixels
from tests.registry_draft.pictures import FONTS, drawn, held, photographed
from tests.slow import slow

pytestmark = pytest.mark.skipif(not FONTS[0].exists(), reason="Noto CJK is not installed: fonts-noto-cjk")


def taken(page: Pixels, degrees: float) -> Pixels:
    content = np.frombuffer(photographed(page, degrees), np.uint8)
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


@pytest.mark.parametrize(
    ("rules", "quarters", "degrees"),
    [
        ("colour", 2, 8.0),
        ("all", 0, -8.0),
        ("rows", 0, 3.0),
        ("none", 0, 5.0),
        ("all", 1, 8.0),
        ("none", 3, -5.0),
    ],
)
def test_where_paper_and_desk_reach_the_edge_the_table_is_not_cut_off(
    rules: str, quarters: int, degrees: float
) -> None:
    assert cut_edges(taken(held(drawn(rules=rules), quarters), degrees)) == ()


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("degrees", [0.0, -8.0, *slow(1.0, 8.0)])
@pytest.mark.parametrize("rules", ["all", "none"])
def test_a_table_that_is_cut_off_is_told_at_its_edge(rules: str, degrees: float, quarters: int) -> None:
    page = cv2.copyMakeBorder(drawn(rules=rules), 200, 200, 100, 100, cv2.BORDER_CONSTANT, value=(255,) * 3)
    picture = np.ascontiguousarray(np.rot90(taken(np.asarray(page, np.uint8), degrees)[440:], quarters))
    assert cut_edges(picture) == (("top", "left", "bottom", "right")[quarters],)
