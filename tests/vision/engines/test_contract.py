"""What every engine does: it finds the lines, reads them with its doubts, and says what it is made of."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from rapidfuzz.fuzz import ratio

from detector.errors import DeviceMissing
from detector.marker.normalize import fold_text
from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import Settings
from detector.settings.vision import DetectorSettings, EngineName, EngineSettings
from detector.video.frame import Frame, Pixels
from detector.vision.data import TextBox
from detector.vision.detection.box_merge import merge_boxes
from detector.vision.engines.factory import open_engine
from detector.vision.engines.protocol import Engine
from detector.vision.geometry import overlap
from detector.vision.recognition.crops import crop
from detector.vision.runtime import model_files
from detector.vision.runtime.device import gpus_found
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import gradient
from tests.drawing.text import TOP_LEFT, Overlay, paint, position
from tests.vision.networks import frame_of
from tests.vision.torch_on_a_cpu import INSTALL, easyocr_is_here

PRINTED = "（浙）网微剧备字（2024）第00123号"
OTHER = "（京）网微剧审字（2025）第99876号"
SHOWN = Overlay(PRINTED, size_px=28, place=TOP_LEFT)
SIZE = (854, 480)
WHOLE = (0, 0, *SIZE)
LEAST_ALIKE = 70
"""Of 100. The contract asks for a reader, not for a good one; how good it is, the accuracy benchmark says."""


def settings(name: str, **knobs: object) -> Settings:
    return Settings(engine=EngineSettings.model_validate({"name": name, **knobs}))


@cache
def opened(name: str) -> Engine:
    return open_engine(settings(name))


@pytest.fixture(params=get_args(EngineName))
def name(request: pytest.FixtureRequest) -> str:
    """The name of each engine that is installed."""
    if request.param == "easyocr" and not easyocr_is_here():
        pytest.skip(INSTALL)
    named: str = request.param
    return named


@pytest.fixture
def engine(name: str) -> Engine:
    return opened(name)


def frame(*overlays: Overlay) -> Frame:
    drawn = gradient(SIZE, (20, 30, 60), (90, 40, 80))(0)
    for overlay in overlays:
        paint(drawn, overlay, 0)
    return frame_of(drawn)


def box_of(overlay: Overlay) -> TextBox:
    x, y = position(gradient(SIZE, (0, 0, 0), (0, 0, 0))(0), overlay)
    high = overlay.size_px
    wide = sum(high if ord(character) > 0xFF else 0.56 * high for character in overlay.text)
    top, bottom = y - 3, y + high + 3
    corners = [[x - 3, top], [x + wide + 3, top], [x + wide + 3, bottom], [x - 3, bottom]]
    return TextBox(np.array(corners, np.float32), 1.0)


def level(overlay: Overlay) -> Pixels:
    return crop(frame(overlay).pixels, box_of(overlay).corners)


@pytest.mark.parametrize("fine", [False, True])
def test_each_line_has_a_box(engine: Engine, fine: bool) -> None:
    below = Overlay(OTHER, size_px=24)
    shown = frame(SHOWN, below)
    boxes = merge_boxes(engine.detect(shown.picture, WHOLE, fine=fine), DetectorSettings())
    for overlay in (SHOWN, below):
        found = [box for box in boxes if overlap(box.corners, box_of(overlay).corners) > 0.7]
        assert len(found) == 1
        assert 0 < found[0].confidence <= 1


def test_only_the_asked_region_is_looked_at(engine: Engine) -> None:
    below = Overlay(OTHER, size_px=24)
    shown = frame(SHOWN, below)
    boxes = merge_boxes(engine.detect(shown.picture, (0, 200, *SIZE)), DetectorSettings())
    assert boxes
    assert all(box.corners[:, 1].min() >= 200 for box in boxes)


def test_a_line_is_read_with_its_doubts(engine: Engine) -> None:
    box = box_of(SHOWN)
    reading = engine.recognizer.recognize(frame(SHOWN), box)
    assert reading.legible
    assert ratio(fold_text(reading.text), fold_text(PRINTED)) >= LEAST_ALIKE
    assert overlap(reading.corners, box.corners) > 0.7
    for character in reading.characters:
        shares = [share for _, share in character]
        assert shares == sorted(shares, reverse=True)
        assert all(0 <= share <= 1 for share in shares)


def test_nothing_is_read_where_nothing_stands(engine: Engine) -> None:
    assert not engine.recognizer.recognize(frame(), box_of(SHOWN)).legible


def test_a_row_speaks_for_what_is_printed(engine: Engine) -> None:
    row = engine.recognizer.forward(level(SHOWN))
    np.testing.assert_allclose(row.steps.sum(axis=1), 1, atol=1e-3)
    assert 0.5 < row.step_share * len(row.steps) < 2
    printed, other = engine.recognizer.log_likelihoods(row, [PRINTED, OTHER])
    assert other < printed <= 0


def test_it_keeps_nothing_of_what_it_saw(engine: Engine) -> None:
    shown, box = frame(SHOWN), box_of(SHOWN)
    first = engine.recognizer.recognize(shown, box)
    engine.detect(frame(Overlay(OTHER)).picture, WHOLE)
    engine.recognizer.recognize(frame(Overlay(OTHER)), box_of(Overlay(OTHER)))
    again = engine.recognizer.recognize(shown, box)
    assert first.characters == again.characters


def test_a_scan_says_which_files_read(name: str, tmp_path: Path) -> None:
    scene = gradient(SIZE, (20, 30, 60), (90, 40, 80))
    path = encode(tmp_path / "a.mp4", film(scene, [SHOWN], steady(1, 25)))
    result = Scanner(settings(name)).scan(Episode("a", str(path)), date(2026, 1, 15))
    printed = [marker.printed for marker in result.markers] + [miss.printed for miss in result.near_misses]
    assert len(printed) == 1
    assert ratio(fold_text(printed[0]), fold_text(PRINTED)) >= LEAST_ALIKE
    models = model_files.models_of(name)
    assert result.recipe.models == tuple(model.identity for model in models)
    assert {"fast_detector", "detector", "recognizer"} <= {model.stage for model in models}


def test_a_gpu_is_used_only_where_there_is_one(name: str, engine: Engine) -> None:
    assert open_engine(settings(name, device="cpu")).device == "cpu"
    if engine.device == "cuda":
        pytest.skip("there is a GPU")
    with pytest.raises(DeviceMissing) as caught:
        open_engine(settings(name, device="cuda"))
    assert caught.value.exit_code == 5
    assert gpus_found() in caught.value.message


def test_both_forms_of_the_marker_reader_read_alike() -> None:
    if not easyocr_is_here():
        pytest.skip(INSTALL)
    marker, easyocr = (opened(each).recognizer for each in ("marker", "easyocr"))
    for text in (PRINTED, OTHER, "〔2O26〕【审】徽 No.9"):
        for size_px in (14, 20, 40):
            picture = level(Overlay(text, size_px=size_px, place=TOP_LEFT, opacity=0.7))
            one, other = marker.forward(picture), easyocr.forward(picture)
            np.testing.assert_allclose(one.steps, other.steps, atol=1e-3)
            assert one.step_share == other.step_share
