"""Frames and crops on disk."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from detector.errors import OutputNotWritable
from detector.evidence import instants_to_keep, kept_pictures, open_folder, read_crop, read_small, save
from detector.records import Coverage, Quad
from tests.report.samples import FAILED, NOTHING, UNREADABLE

QUAD: Quad = ((40, 60), (140, 60), (140, 80), (40, 80))


def picture(height: int = 200, width: int = 160) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)


def decoded(data: bytes) -> NDArray[np.uint8]:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return pixels.astype(np.uint8)


def test_the_frame_shows_a_box_round_the_text(tmp_path: Path) -> None:
    grey = np.full((200, 160, 3), 128, np.uint8)
    frame = decoded((tmp_path / save(tmp_path, grey, QUAD)).read_bytes())
    assert frame.shape == grey.shape
    red = frame[54, 60:120].mean(axis=0)
    assert red[2] > 180
    assert red[:2].max() < 100
    assert abs(frame[62:79, 42:138].mean() - 128) < 5
    assert abs(frame[150, 20:140].mean() - 128) < 5


def test_a_hidden_place_is_marked_in_frame_and_crop_in_another_colour(tmp_path: Path) -> None:
    grey = np.full((200, 160, 3), 128, np.uint8)
    place: Quad = ((90, 62), (102, 62), (102, 78), (90, 78))
    name = save(tmp_path, grey, QUAD, [place])
    data = read_crop(tmp_path, name)
    assert data
    for picture_of in (decoded((tmp_path / name).read_bytes()), decoded(data)):
        blue, green, red = (picture_of[:, :, channel].astype(int) for channel in range(3))
        yellow = (red - blue > 80) & (green - blue > 80)
        assert yellow.any()
        assert yellow.sum() < picture_of[:, :, 0].size / 10
    assert name != save(tmp_path, grey, QUAD)


def test_the_pixels_themselves_stay_untouched(tmp_path: Path) -> None:
    pixels = picture()
    save(tmp_path, pixels, QUAD)
    assert np.array_equal(pixels, picture())


def test_the_crop_is_found_by_the_frames_name_and_holds_the_text_with_a_margin(tmp_path: Path) -> None:
    dark = np.zeros((400, 400, 3), np.uint8)
    dark[200:300, 100:300] = 255
    name = save(tmp_path, dark, ((100, 200), (300, 200), (300, 300), (100, 300)))
    data = read_crop(tmp_path, name)
    assert data
    crop = decoded(data)
    assert crop.shape == (200, 300, 3)
    assert (crop[50:150, 50:250] == 255).all()
    assert (crop[:50] == 0).all()


def test_a_small_text_is_enlarged(tmp_path: Path) -> None:
    data = read_crop(tmp_path, save(tmp_path, picture(), QUAD))
    assert data
    assert decoded(data).shape[0] == 96


def test_equal_content_is_written_once(tmp_path: Path) -> None:
    name = save(tmp_path, picture(), QUAD)
    before = {file: file.stat().st_ino for file in tmp_path.iterdir()}
    assert save(tmp_path, picture(), QUAD) == name
    assert {file: file.stat().st_ino for file in tmp_path.iterdir()} == before
    assert len(before) == 2


def test_other_pixels_boxes_and_shapes_have_other_names(tmp_path: Path) -> None:
    changed = picture()
    changed[0, 0, 0] += 1
    moved: Quad = ((41, 60), (140, 60), (140, 80), (40, 80))
    turned = picture().reshape(160, 200, 3)
    names = [
        save(tmp_path, pixels, quad)
        for pixels, quad in ((picture(), QUAD), (changed, QUAD), (picture(), moved), (turned, QUAD))
    ]
    assert len(set(names)) == 4


@pytest.mark.parametrize(
    "quad",
    [
        ((-30, -30), (20, -30), (20, 10), (-30, 10)),
        ((150, 190), (400, 190), (400, 500), (150, 500)),
        ((5, 5), (5, 5), (5, 5), (5, 5)),
        ((900, 900), (950, 900), (950, 950), (900, 950)),
    ],
)
def test_a_box_at_or_beyond_the_edge_still_gives_a_crop(tmp_path: Path, quad: Quad) -> None:
    data = read_crop(tmp_path, save(tmp_path, picture(), quad))
    assert data
    assert decoded(data).size


def test_pixels_that_are_a_view_can_be_saved(tmp_path: Path) -> None:
    assert (tmp_path / save(tmp_path, np.rot90(picture()), QUAD)).is_file()


def test_a_crop_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert read_crop(tmp_path, "0.frame.jpg") is None
    assert read_crop(tmp_path, "../../0.frame.jpg") is None


def test_the_folder_is_made(tmp_path: Path) -> None:
    name = save(tmp_path / "a" / "b", picture(), QUAD)
    assert (tmp_path / "a" / "b" / name).is_file()


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputNotWritable, match="taken") as caught:
        save(tmp_path / "taken", picture(), QUAD)
    assert "--evidence" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputNotWritable):
        open_folder(tmp_path)


def test_a_frame_without_a_box_is_kept_as_it_is_and_has_no_crop(tmp_path: Path) -> None:
    grey = np.full((200, 160, 3), 128, np.uint8)
    name = save(tmp_path, grey, None)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert np.abs(decoded((tmp_path / name).read_bytes()).astype(int) - 128).max() <= 1
    assert read_crop(tmp_path, name) is None
    assert save(tmp_path, grey, QUAD) != name


def test_a_small_picture_keeps_its_proportions(tmp_path: Path) -> None:
    small = read_small(tmp_path, save(tmp_path, picture(), None), 50)
    assert small
    assert decoded(small).shape == (50, 40, 3)
    assert read_small(tmp_path, "0.frame.jpg", 50) is None
    (tmp_path / "1.frame.jpg").write_bytes(b"no picture")
    assert read_small(tmp_path, "1.frame.jpg", 50) is None


def test_frames_are_kept_from_all_of_what_was_seen() -> None:
    instants = instants_to_keep(Coverage(60_000, 15_000))
    assert len(instants) == 4
    steps = [later - sooner for sooner, later in zip((0, *instants), (*instants, 15_000), strict=True)]
    assert all(1_000 < step < 5_000 for step in steps)


def test_no_frame_is_wanted_from_a_gap_or_beyond_the_end() -> None:
    coverage = Coverage(
        8_000, 6_000, ((-500, 0, "missing-start"), (1_000, 4_000, "lost-data"), (6_000, 8_000, "cut-off"))
    )
    instants = instants_to_keep(coverage)
    assert len(instants) == 4
    assert all(0 <= at < 1_000 or 4_000 <= at < 6_000 for at in instants)


def test_of_a_still_or_of_nothing_there_are_fewer() -> None:
    assert instants_to_keep(Coverage(None, 40, still=True)) == (0,)
    assert instants_to_keep(Coverage(None, 0)) == (0,)
    assert instants_to_keep(Coverage(4_000, 4_000, ((0, 4_000, "lost-data"),))) == ()


def test_all_pictures_of_a_result_are_listed() -> None:
    line, *frames = kept_pictures(NOTHING)
    assert (line.frame, line.crop, line.of, line.why) == (
        f"{'1' * 32}.frame.jpg", f"{'1' * 32}.crop.png", "", "unsure",
    )  # fmt: skip
    assert [(frame.at_ms, frame.crop, frame.why) for frame in frames] == [
        (1_875, None, None),
        (5_625, None, None),
    ]
    assert kept_pictures(FAILED) == kept_pictures(UNREADABLE) == []
