"""The marker reader's lines as they are drawn, encoded, and cut out again."""

from itertools import count, islice
from random import Random

import numpy as np
import pytest

from detector.marker.normalize import fold_text
from tests.drawing.faces import COMMITTED
from tests.training.stock import DRAWN
from training.reader.alphabet import label
from training.reader.boxes import box
from training.reader.coding import Coding, coded
from training.reader.level import HEIGHT_PX, blob, greedy, level
from training.reader.mosaic import mosaic
from training.reader.readers import general_reader
from training.reader.stock import Stock
from training.reader.strip import Style, draw
from training.reader.surface import put
from training.reader.workers import fitting


def test_equal_numbers_give_equal_lines() -> None:
    """Their pictures are not compared: the encoder was twice seen to code one mosaic in two ways."""
    first, again = (list(mosaic(3, DRAWN)) for _ in range(2))
    assert [sample.letters for sample in first] == [sample.letters for sample in again]
    assert [sample.picture.shape for sample in first] == [sample.picture.shape for sample in again]
    assert [s.printed for s in mosaic(4, DRAWN)] != [s.printed for s in first]


def test_lines_fit_the_network() -> None:
    for line in fitting(5, DRAWN, 1):
        assert line.picture.shape[0] == HEIGHT_PX
        assert 4 * len(line.classes) < line.picture.shape[1]


def test_what_is_told_of_large_clear_lines_stands_on_them() -> None:
    """The general reader, which is another's, reads most of them so."""
    read = general_reader()
    found = (
        sample
        for number in count(1)
        for sample in mosaic(number, DRAWN)
        if sample.kind in ("marker", "half") and sample.em_px > 20 and sample.crf < 30
    )
    clear = list(islice(found, 12))
    exact = [
        fold_text("".join(character for character, _ in read(sample.picture)))
        == fold_text(label(sample.printed))
        for sample in clear
    ]
    assert np.mean(exact) > 0.6


def test_glyphs_lie_where_they_are_said_to_lie() -> None:
    strip = draw("第8号", Style(COMMITTED[0], 40, spacing_px=10))
    for glyph in strip.glyphs:
        inked = strip.letters.max(axis=0) > 0.3
        assert inked[int(glyph.left)]
        assert inked[int(glyph.right) - 1]
    assert [glyph.character for glyph in strip.glyphs] == list("第8号")


def test_a_glyph_of_which_little_is_in_the_box_is_not_said_to_stand_there() -> None:
    strip = draw("网微剧备字", Style(COMMITTED[0], 40))
    ground = np.full((400, 600), 20, np.uint8)
    dice = Random(1)
    surface = next(found for found in (put(dice, strip, (100, 100), ground) for _ in range(99)) if found)
    told = {box(dice, surface).printed for _ in range(300)}
    assert {"网微剧备字", "微剧备字", "网微剧备"} <= told <= {"网微剧备字", "微剧备字", "网微剧备", "微剧备"}


def test_a_text_that_no_one_could_read_is_not_put() -> None:
    strip = draw("第8号", Style(COMMITTED[0], 40))
    noise = np.random.default_rng(1).integers(0, 255, (200, 400)).astype(np.uint8)
    dice = Random(2)
    surfaces = [put(dice, strip, (50, 50), noise) for _ in range(60)]
    assert 10 < surfaces.count(None) < 50
    assert all(surface.step >= 10 for surface in surfaces if surface)


@pytest.mark.parametrize("b_frames", [0, 3])
def test_frames_come_back_in_their_order(b_frames: int) -> None:
    frames = [np.full((64, 96), level_, np.uint8) for level_ in (10, 90, 170, 250)]
    decoded = coded(frames, Coding(1.0, 1.0, 0.0, 20, "veryfast", b_frames))
    assert [abs(int(frame.mean()) - int(old.mean())) < 4 for frame, old in zip(decoded, frames, strict=True)]
    assert np.argsort([frame.mean() for frame in decoded]).tolist() == [0, 1, 2, 3]


def test_a_line_becomes_the_networks_input() -> None:
    picture = np.full((64, 150), 255, np.uint8)
    assert level(picture).shape == (32, 75)
    line = blob(picture)
    assert line.shape == (1, 1, 32, 96)
    assert line.min() == line.max() == 1.0


def test_runs_of_a_class_are_one_character() -> None:
    shares = np.eye(3, dtype=np.float32)[[0, 1, 1, 0, 1, 2, 0]]
    assert greedy(shares, ("a", "b")) == [("a", 1.0), ("a", 1.0), ("b", 1.0)]


def test_every_seventh_font_is_held_out() -> None:
    faces = tuple(f"font-{number}" for number in range(20))
    kept = Stock(faces, ()).shared(held_out=True).faces
    assert kept == ("font-4", "font-11", "font-18")
    assert set(Stock(faces, ()).shared(held_out=False).faces) == set(faces) - set(kept)
