"""The second reader: what it sees, and what both readers make of a character together."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import Settings
from detector.video.frame import Pixels
from detector.vision.data import Character
from detector.vision.engines.onnx import load_glyph_classifier
from detector.vision.recognition.glyph_classifier import HIGH_PX, WIDE_PX, GlyphClassifier, windows
from detector.vision.recognition.line_result import LineResult
from tests.clips import Encoding, encode, film, steady
from tests.drawing.backgrounds import clouds
from tests.drawing.faces import load
from tests.drawing.text import Overlay

ROW: Pixels = np.zeros((16, 160, 3), np.uint8)
KNOWN = ("0", "O", "备", "各")


class Sees:
    """A network that sees the same in each glyph: shares of any other character and of the known ones."""

    line_shape = (1, HIGH_PX)

    def __init__(self, *shares: float) -> None:
        self.shares = shares
        self.asked: list[NDArray[np.float32]] = []

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        self.asked.append(batch)
        return np.array([self.shares] * len(batch), np.float32)


def line(*characters: Character) -> LineResult:
    places = tuple((i + 0.5) / len(characters) for i in range(len(characters)))
    return LineResult(characters, places, ROW.shape[1] / ROW.shape[0])


def seconded(character: Character, *shares: float) -> Character:
    return GlyphClassifier(Sees(*shares), ("", *KNOWN)).rescore(line(character), ROW).characters[0]


def test_a_window_has_its_glyph_in_the_middle_and_ends_with_the_rows_last_columns() -> None:
    row = np.tile(np.arange(160, dtype=np.uint8)[None, :, None], (16, 1, 3))
    first, middle = windows(row, [0.0, 0.5])[:, 0]
    assert first.shape == (HIGH_PX, WIDE_PX)
    assert np.ptp(first[:, : WIDE_PX // 2]) == 0
    assert middle[0, WIDE_PX // 2] == pytest.approx(80 / 127.5 - 1, abs=0.02)


def test_digits_that_the_readers_steps_misplace_are_found_where_they_stand() -> None:
    classifier = load_glyph_classifier(Settings())
    assert classifier is not None
    row, places = drawn("第79685号", size_px=32, spacing_px=6)
    height = row.shape[0] / row.shape[1]
    aside = (0.0, 0.2, -0.15, 0.1, -0.1, 0.15, 0.0)
    read = LineResult(
        tuple(((letter, 0.99),) for letter in "第79685号"),
        tuple(place + off * height for place, off in zip(places, aside, strict=True)),
        1 / height,
    )
    found = classifier.centred(read, row, range(1, 6))
    assert found.places[1:6] == pytest.approx(places[1:6], abs=0.12 * height)
    assert (found.places[0], found.places[6]) == (read.places[0], read.places[6])


def drawn(text: str, size_px: int, spacing_px: int) -> tuple[Pixels, list[float]]:
    """A row of letters in white, and where the middle of each is, as a share of its length."""
    font = load("sans", size_px)
    rooms = [font.getlength(letter) + spacing_px for letter in text]
    ends = np.cumsum(rooms)
    image = Image.new("RGB", (round(ends[-1]), round(1.3 * size_px)), (60, 70, 80))
    for letter, end, room in zip(text, ends, rooms, strict=True):
        ImageDraw.Draw(image).text((end - room, 1.05 * size_px), letter, (255,) * 3, font, anchor="ls")
    middles = [(end - (room + spacing_px) / 2) / image.width for end, room in zip(ends, rooms, strict=True)]
    return np.asarray(image, np.uint8), middles


def test_a_glyph_is_looked_at_a_little_before_the_readers_step() -> None:
    network = Sees(0.0, 1.0, 0.0, 0.0, 0.0)
    row = np.tile(np.arange(160, dtype=np.uint8)[None, :, None], (16, 1, 3))
    GlyphClassifier(network, ("", *KNOWN)).rescore(line((("0", 0.9),)), row)
    assert network.asked[0][0, 0, 0, WIDE_PX // 2] < 80 / 127.5 - 1


def test_readers_that_agree_are_surer_than_one() -> None:
    letter, sure = seconded((("备", 0.9), ("各", 0.1)), 0.0, 0.0, 0.0, 0.97, 0.03)[0]
    assert letter == "备"
    assert sure > 0.94


def test_readers_that_differ_are_not_sure() -> None:
    assert seconded((("备", 0.9), ("各", 0.1)), 0.0, 0.0, 0.0, 0.1, 0.9)[0][1] < 0.7


def test_a_letter_o_that_only_the_second_sees_is_given_and_nobody_fails_for_it() -> None:
    first, second = seconded((("0", 0.8), ("O", 0.2)), 0.0, 0.001, 0.999, 0.0, 0.0)
    assert (first[0], second[0]) == ("O", "0")
    assert first[1] == 0.75
    assert first[1] + second[1] == pytest.approx(1.0)


class SeesInTurn(Sees):
    """A network that sees other shares in each glyph."""

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.array(self.shares, np.float32).reshape(len(batch), -1)


LIKE_A_LETTER = (0.0, 0.1, 0.9, 0.0, 0.0)


def read_together(text: str, *shares: tuple[float, ...]) -> str:
    """What both make of a row of characters that the first one reads with 0.9."""
    glyphs = GlyphClassifier(SeesInTurn(*(share for each in shares for share in each)), ("", *KNOWN))
    return glyphs.rescore(line(*(((character, 0.9),) for character in text)), ROW).text


def test_zeros_that_are_all_like_letters_are_those_of_a_font_with_round_ones() -> None:
    assert read_together("00", LIKE_A_LETTER, (0.0, 0.6, 0.4, 0.0, 0.0)) == "00"
    assert read_together("00", LIKE_A_LETTER, LIKE_A_LETTER) == "00"


def test_a_zero_that_is_like_a_letter_beside_a_clear_one_is_a_letter() -> None:
    assert read_together("00", (0.0, 0.001, 0.999, 0.0, 0.0), (0.0, 0.999, 1e-6, 0.0, 0.0))[0] != "0"


def test_what_may_be_nothing_stays_so() -> None:
    assert seconded((("0", 0.5),), 0.0, 1.0, 0.0, 0.0, 0.0)[0][1] == pytest.approx(0.5, abs=1e-3)


def test_it_has_no_opinion_on_what_it_does_not_know() -> None:
    unknown = (("许", 0.6), ("备", 0.4))
    assert seconded(unknown, 0.0, 0.0, 0.0, 1.0, 0.0) == unknown


def test_a_text_is_ahead_by_the_glyphs_that_are_others() -> None:
    glyphs = GlyphClassifier(Sees(0.1, 0.0, 0.0, 0.8, 0.1), ("", *KNOWN))
    read = line((("各", 0.9),), ((" ", 0.9),), (("0", 0.9),))
    same, other, unknown, longer = glyphs.log_likelihood_ratios(read, ROW, ["各0", "备0", "许0", "各00"])
    assert (same, longer) == (0.0, 0.0)
    assert other == pytest.approx(np.log(8), abs=1e-3)
    assert unknown == pytest.approx(0.0, abs=1e-3)


def test_no_second_opinion_where_none_is_wanted_or_its_places_are_not_known() -> None:
    assert load_glyph_classifier(Settings.model_validate({"recognizer": {"second_opinion": False}})) is None
    assert load_glyph_classifier(Settings.model_validate({"engine": {"name": "marker"}})) is None


@pytest.mark.parametrize("serial", ["28O576", "9O127"])
def test_a_small_bold_letter_o_is_no_zero(tmp_path: Path, serial: str) -> None:
    """The first reader alone takes it for one, and the episode passed."""
    for second_opinion in (False, True):
        scanner = Scanner(Settings.model_validate({"recognizer": {"second_opinion": second_opinion}}))
        for printed in (serial, serial.replace("O", "0")):
            result = scanner.scan(Episode("a", str(clip(tmp_path, printed))), date(2026, 11, 27))
            found = [each.printed for each in result.markers] + [each.printed for each in result.near_misses]
            read_as = printed if second_opinion else serial.replace("O", "0")
            assert [text.partition("第")[2] for text in found] == [f"{read_as}号"]
            assert result.outcome == ("pass" if read_as.isdigit() else "undecided")


def clip(folder: Path, serial: str) -> Path:
    shown = Overlay(f"（浙）网微剧备字（2025）第{serial}号", size_px=19, font="sans-bold", opacity=0.9)
    scene = clouds((720, 320), (60, 70, 80), (150, 140, 120), 3)
    shots = film(scene, [shown], steady(2, 25))
    return encode(folder / f"{serial}.mp4", shots, Encoding(options={"crf": "27"}))
