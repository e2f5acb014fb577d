"""A video may be given as bytes, as an open file or as pictures: it is seen as the file itself is."""

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from detector.errors import FrameTooLarge, NotAVideo, UsageError
from detector.records import Coverage
from detector.settings.vision import DecodeSettings
from detector.video.decoder import digest, open_source
from detector.video.source import Frames, HeldFile, Source, source_of

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "card.mp4"
SETTINGS = DecodeSettings(window_ms=2_000)


def decoded(order: str = "rgb24") -> Frames:
    with av.open(SAMPLE) as file:
        frames = [frame for frame in file.decode(video=0) if frame.time is not None and frame.time < 3]
    pictures = [frame.to_ndarray(format=order).astype(np.uint8, copy=False) for frame in frames]
    return Frames(
        pictures, [round(1000 * (frame.time or 0)) for frame in frames], "rgb" if order[0] == "r" else "bgr"
    )


def seen(source: Source) -> tuple[list[int], Coverage, list[float]]:
    """The samples' times, what was covered, and the mean lightness of each sample."""
    with open_source(source, SETTINGS) as video:
        samples = list(video.samples())
        brightness = [float(frame.picture.grey.mean()) for frame, _ in samples]
        return [frame.at_ms for frame, _ in samples], video.coverage(), brightness


class Pipe(io.RawIOBase):
    """A file that can be read once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def read(self, count: int = -1, /) -> bytes:
        return self._content.read(count)


def test_bytes_and_open_files_are_seen_as_the_file_is() -> None:
    content = SAMPLE.read_bytes()
    with SAMPLE.open("rb") as file:
        file.seek(1_000)  # it is read from its start all the same
        given: list[Any] = [content, memoryview(content), file, io.BytesIO(content), Pipe(content)]
        sources = [source_of(one) for one in given]
        assert [name for name, _ in sources] == ["bytes", "bytes", str(SAMPLE), "file", "file"]
        for _, source in sources:
            assert seen(source) == seen(str(SAMPLE))
            assert digest(source) == digest(str(SAMPLE))
        assert not file.closed


def test_what_is_no_video_is_refused_by_its_name() -> None:
    name, source = source_of(b"no video")
    with pytest.raises(NotAVideo, match=f"^{name}: "), open_source(source, SETTINGS):
        pass


def test_pictures_with_times_are_seen_as_the_video_is() -> None:
    times, coverage, brightness = seen(str(SAMPLE))
    for given in (decoded(), decoded("bgr24")):
        given_times, given_coverage, given_brightness = seen(given)
        assert given_times == times
        assert (given_coverage.gaps, given_coverage.sound_frames) == ((), coverage.sound_frames)
        # The lightness of a video is its own channel, that of pictures is made of their colours.
        assert given_brightness == pytest.approx(brightness, abs=20)
        levels = np.array(given_brightness)
        assert np.corrcoef(levels, brightness)[0, 1] > 0.99
    assert digest(decoded()) == digest(decoded()) != digest(decoded("bgr24"))


def test_between_pictures_that_are_far_apart_nothing_is_known() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    times, coverage, _ = seen(Frames([picture] * 3, [0, 400, 1_600]))
    assert times == [0, 400, 1_600]
    assert coverage.gaps == ((800, 1_600, "lost-data"),)
    assert seen(Frames([picture], [1_000]))[1].gaps == ((0, 1_000, "lost-data"),)


def test_one_picture_is_a_still() -> None:
    picture = np.full((64, 64, 3), 90, np.uint8)
    assert seen(source_of(picture)[1])[1].still


GOOD = np.zeros((4, 4, 3), np.uint8)


@pytest.mark.parametrize(
    ("pictures", "times", "told"),
    [
        ([], [], "0 pictures with 0 times"),
        ([GOOD], [0, 1], "1 pictures with 2 times"),
        ([GOOD, GOOD], [0, 0], "do not rise"),
        ([GOOD], [-1], "do not rise"),
        ([GOOD[:, :, 0]], [0], "picture 0 has shape"),
        ([GOOD.astype(np.float32)], [0], "float32"),
        ([GOOD, np.zeros((4, 5, 3), np.uint8)], [0, 1], "picture 1 has shape"),
    ],
)
def test_wrong_pictures_are_named(pictures: list[Any], times: list[int], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Frames(pictures, times)


def test_pictures_above_the_limit_are_refused() -> None:
    with pytest.raises(FrameTooLarge), open_source(Frames([GOOD], [0]), DecodeSettings(max_frame_px=15)):
        pass


@pytest.mark.parametrize("given", [io.StringIO("text"), 3, None])
def test_what_can_be_no_video_is_refused(given: object) -> None:
    with pytest.raises(UsageError):
        source_of(given)  # type: ignore[arg-type]


def test_a_held_file_is_found_at_its_start_and_sought_in() -> None:
    held = HeldFile("x", io.BytesIO(b"abcdef"))
    assert (held.read(2), held.tell(), held.seek(-1, 2), held.read()) == (b"ab", 2, 5, b"f")
    assert all(a < b for a, b in pairwise(decoded().times_ms))
