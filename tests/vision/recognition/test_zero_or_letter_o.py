"""A zero that may be the letter O says so, or gives way to it; nothing else is touched."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from detector.video.frame import Pixels
from detector.vision.recognition.zero_or_letter_o import better_fits_when_wider, with_letter_o
from tests.drawing.faces import load


@pytest.mark.parametrize(
    ("share_of_o", "least", "most"), [(1e-7, 0.98, 0.99), (3e-4, 0.8, 0.97), (1.5e-3, 0.4, 0.6)]
)
def test_the_doubt_follows_the_readers_own(share_of_o: float, least: float, most: float) -> None:
    shares = dict(with_letter_o((("0", 0.99), ("O", share_of_o)), share_of_o))
    assert least <= shares["0"] <= most
    assert shares["0"] + shares["O"] == pytest.approx(0.99, abs=0.001)


@pytest.mark.parametrize("share_of_o", [5e-3, 0.03, 0.3])
def test_the_likelier_letter_comes_first_and_is_never_sure(share_of_o: float) -> None:
    (letter, sure), (zero, _), *rest = with_letter_o((("0", 0.99), ("8", 0.3), ("O", share_of_o)), share_of_o)
    assert (letter, zero) == ("O", "8")
    assert [option for option, _ in rest] == ["0"]
    assert 0.5 < sure < 0.8


def test_a_zero_that_stands_apart_is_doubted_less() -> None:
    zero = ("0", 0.99), ("O", 0.005)
    assert with_letter_o(zero, 0.005)[0][0] == "O"
    digit, sure = with_letter_o(zero, 0.005, apart=True)[0]
    assert digit == "0"
    assert sure > 0.85


@pytest.mark.parametrize("character", [(), (("8", 0.6), ("0", 0.4)), (("O", 0.9),)])
def test_only_zeros_are_doubted(character: tuple[tuple[str, float], ...]) -> None:
    assert with_letter_o(character, 0.3) == character


@pytest.mark.parametrize("face", ["sans", "sans-bold", "serif"])
@pytest.mark.parametrize("size_px", [22, 40])
def test_a_zero_fits_a_letter_better_when_it_is_drawn_wider(face: str, size_px: int) -> None:
    picture, middles = _row(face, size_px, "2024第0O50")
    letters = {"0": (5, 8), "O": (6,)}
    pitch = middles[3] - middles[2]
    zeros, others = (
        better_fits_when_wider(picture, middles[1], [middles[i] for i in letters[which]], pitch)
        for which in ("0", "O")
    )
    assert zeros.max() < 0.0
    assert others.min() > 0.05


def test_a_zero_at_the_end_of_its_picture_tells_nothing() -> None:
    picture, middles = _row("sans", 30, "2024第0O50")
    assert better_fits_when_wider(picture, 0.0, middles[5:7], 0.06).tolist() == [0.0, 0.0]
    assert better_fits_when_wider(picture, middles[1], [0.0, 1.0], 0.06).tolist() == [0.0, 0.0]


def _row(face: str, size_px: int, text: str) -> tuple[Pixels, list[float]]:
    """A bright row on a grey ground, and where its characters' middles are along it."""
    font, margin = load(face, size_px), size_px // 3
    wide, high = round(font.getlength(text)) + 2 * margin, round(1.3 * size_px)
    image = Image.new("RGB", (wide, high), (70, 80, 90))
    ImageDraw.Draw(image).text((margin, high / 2), text, font=font, fill=(240, 240, 240), anchor="lm")
    ends = [font.getlength(text[:count]) for count in range(len(text) + 1)]
    middles = [(margin + (begin + end) / 2) / wide for begin, end in pairwise(ends)]
    return np.asarray(image, np.uint8), middles
