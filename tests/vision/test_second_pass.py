"""The second look: what was misread is set right by the pictures, what was misprinted stays so."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from detector.law.text.candidates import candidate_forms
from detector.marker.normalize import fold_text
from detector.records import Sighting
from detector.settings import JudgeSettings, Settings
from detector.vision.data import Reading
from detector.vision.fusion.rescoring import Candidate
from detector.vision.fusion.voting import vote
from detector.vision.second_pass import SecondPass
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import clouds, gradient
from tests.drawing.text import TOP_LEFT, Overlay, position
from tests.slow import slow
from tests.vision.networks import reader

LAWFUL = "（浙）网微剧备字（2024）第00123号"
MISPRINT = "（浙）网微剧各字（2024）第00123号"
WITHOUT_BRACKETS = "浙网微剧备字（2024）第00123号"
SIZE_PX = 22


def claims(text: str, others: Sequence[str]) -> tuple[Candidate, ...]:
    return tuple(Candidate(form.text, form.lawful, form.number) for form in candidate_forms(text, others))


def looked(folder: Path, printed: str, read: str, *, column: bool = False, bright: bool = False) -> Sighting:
    """What a second look makes of a clip that shows one text, of which every frame was read as another."""
    size = (480, 640 if column else 320)
    scene = (
        clouds(size, (90, 100, 90), (200, 190, 180), 8)
        if bright
        else gradient(size, (20, 30, 60), (90, 40, 80))
    )
    shown = Overlay(
        printed, size_px=SIZE_PX, place=TOP_LEFT, opacity=0.8, vertical=column, outline_px=int(bright)
    )
    path = encode(folder / "a.mp4", film(scene, [shown], steady(1, 25)))
    x, y = position(scene(0), shown)
    long, thick = SIZE_PX * len(printed), SIZE_PX + 6
    wide, high = (thick, long) if column else (long, thick)
    corners = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]], np.float32)
    characters = tuple(((character, 0.99),) for character in read)
    readings = [Reading(at_ms, corners, characters) for at_ms in (0, 200, 400, 600, 800)]
    again, texts = SecondPass(reader(), Settings(), claims), [readings]
    means = again.read_means(str(path), texts)
    return again.rescored(vote(readings), means.get(0, ()))


@pytest.mark.parametrize("read", [MISPRINT, WITHOUT_BRACKETS])
def test_a_misreading_of_every_frame_is_set_right(tmp_path: Path, read: str) -> None:
    sighting = looked(tmp_path, LAWFUL, read)
    assert fold_text(sighting.text) == fold_text(LAWFUL)
    assert min(sighting.characters) > 0.9


@pytest.mark.parametrize("printed", [MISPRINT, WITHOUT_BRACKETS])
def test_a_misprint_is_never_made_lawful(tmp_path: Path, printed: str) -> None:
    sighting = looked(tmp_path, printed, printed)
    assert fold_text(sighting.text) == fold_text(printed)


@pytest.mark.parametrize("read", [MISPRINT, *slow("浙1网微剧备字[20241第00123号", WITHOUT_BRACKETS)])
def test_a_misread_column_is_set_right(tmp_path: Path, read: str) -> None:
    sighting = looked(tmp_path, LAWFUL, read, column=True)
    assert fold_text(sighting.text) == fold_text(LAWFUL)
    assert min(sighting.characters) > 0.8


@pytest.mark.parametrize("printed", slow(MISPRINT, WITHOUT_BRACKETS, "（浙1网微剧备字（2024）第00123号"))
def test_a_misprinted_column_is_never_made_lawful(tmp_path: Path, printed: str) -> None:
    sighting = looked(tmp_path, printed, printed, column=True)
    assert fold_text(sighting.text) == fold_text(printed)


@pytest.mark.parametrize("column", [False, *slow(True)], ids=["row", "column"])
@pytest.mark.parametrize("printed", [MISPRINT, LAWFUL.replace("微", "徽")])
def test_a_misprint_that_looks_like_the_number_is_never_sure(
    tmp_path: Path, printed: str, column: bool
) -> None:
    sighting = looked(tmp_path, printed, printed, column=column, bright=True)
    is_lawful = fold_text(sighting.text) == fold_text(LAWFUL)
    assert not (is_lawful and min(sighting.characters) >= JudgeSettings().min_confidence)


def test_what_is_lawful_is_not_weighed(tmp_path: Path) -> None:
    sighting = looked(tmp_path, LAWFUL, LAWFUL)
    assert (sighting.text, sighting.alternatives) == (LAWFUL, ())
