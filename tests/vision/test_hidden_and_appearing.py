"""Numbers that are covered in part, or not yet complete: what is read of them, and when reading ends."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from detector.marker.normalize import fold_text
from detector.records import Opening, Sighting, StillNeeded
from tests.clips import Shot, encode, film, steady
from tests.drawing.backgrounds import gradient
from tests.drawing.text import TOP_LEFT, Overlay, fill, position
from tests.scanners import scanner

HEAD = "（浙）网微剧备字（2024）第"
SIZE = (600, 320)
SIZE_PX = 24


def enough(opening: Opening) -> StillNeeded:
    """No frames are needed once a number is read."""
    return StillNeeded(not any("号" in sighting.text for sighting in opening.sightings), "none")


def marker(text: str, from_ms: int = 0, to_ms: int | None = None, spacing: int = 0) -> Overlay:
    return Overlay(text, SIZE_PX, TOP_LEFT, from_ms, to_ms, letter_spacing_px=spacing, outline_px=1)


def clip(path: Path, overlays: Sequence[Overlay], seconds: float = 1.2) -> Path:
    return encode(path, film(gradient(SIZE, (20, 30, 60), (90, 40, 80)), overlays, steady(seconds, 25)))


def covered(shots: Iterator[Shot], text: Overlay, digit: int) -> Iterator[tuple[Fraction, np.ndarray]]:
    """The same pictures with a black box over one digit of the last row's serial."""
    row = text.text.split("\n")[-1]
    before = row.index("第") + 1 + digit
    ends = [
        fill(Overlay(row[:count], SIZE_PX, letter_spacing_px=text.letter_spacing_px, outline_px=1)).shape[1]
        for count in (before, before + 1)
    ]
    for at_ms, frame in shots:
        x, y = position(frame, text)
        high = fill(text).shape[0]
        frame[y + high - SIZE_PX - 4 : y + high, x + ends[0] - 3 : x + ends[1] - 3] = (16, 16, 18)
        yield at_ms, frame


def number(opening: Opening) -> Sighting:
    (sighting,) = [s for s in opening.sightings if "号" in s.text and "网" in s.text]
    return sighting


@pytest.mark.parametrize(("digit", "spacing"), [(0, 0), (2, 4), (4, 0)])
def test_a_covered_digit_is_a_hidden_place(tmp_path: Path, digit: int, spacing: int) -> None:
    shown = marker(f"{HEAD}53912号", spacing=spacing)
    scene = gradient(SIZE, (20, 30, 60), (90, 40, 80))
    whole = film(scene, [shown], steady(0.6, 25))
    path = encode(tmp_path / "covered.mp4", covered(whole, shown, digit))
    sighting = number(scanner().read_opening(str(path)))
    (place,) = sighting.hidden
    assert fold_text(sighting.text[: place.after]).removeprefix(fold_text(HEAD)) == "53912"[:digit]
    honest = scanner().read_opening(str(clip(tmp_path / "whole.mp4", [shown], 0.6)))
    assert number(honest).hidden == ()


def test_the_place_is_found_in_a_text_of_two_lines(tmp_path: Path) -> None:
    shown = marker("（浙）网微剧备字\n（2024）第53912号")
    scene = gradient(SIZE, (20, 30, 60), (90, 40, 80))
    path = encode(tmp_path / "a.mp4", covered(film(scene, [shown], steady(0.6, 25)), shown, 2))
    sighting = number(scanner().read_opening(str(path)))
    (place,) = sighting.hidden
    assert fold_text(sighting.text[: place.after]).endswith("第53")


def test_a_number_that_stands_from_the_start_settles(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", [marker(f"{HEAD}53912号")], 3)
    opening = scanner().read_opening(str(path), enough)
    settle_ms = scanner().settings.tracker.settle_ms
    assert opening.stopped_ms is not None
    assert settle_ms <= opening.stopped_ms < settle_ms + scanner().settings.decode.sample_every_ms
    assert number(opening).last_ms == opening.stopped_ms


@pytest.mark.parametrize("late_ms", [400, 920])
def test_a_digit_that_comes_late_is_waited_for(tmp_path: Path, late_ms: int) -> None:
    early = marker(f"{HEAD}5391号", to_ms=late_ms)
    path = clip(tmp_path / "a.mp4", [early, marker(f"{HEAD}53912号", from_ms=late_ms)], 3.2)
    opening = scanner().read_opening(str(path), enough)
    assert fold_text(number(opening).text) == fold_text(f"{HEAD}53912号")
    assert number(opening).first_ms >= late_ms


def test_a_video_that_ends_while_a_number_settles_has_it(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", [marker(f"{HEAD}53912号")], 0.9)
    assert number(scanner().read_opening(str(path), enough)).last_ms == 800
