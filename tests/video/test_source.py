"""A video may be given as bytes, as an open file or as pictures: it is seen as the file itself is."""

import io
import zlib
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import IO, Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from detector.errors import FrameTooLarge, InputError, NotAVideo, UsageError
from detector.records import Coverage
from detector.settings.vision import DecodeSettings
from detector.video.decoder import digest, open_source
from detector.video.source import Frames, HeldFile, Readable, Source, source_of

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


class Unreadable:
    """A picture of another library that cannot be had as an array, such as one on a GPU."""

    def __array__(self) -> NDArray[np.uint8]:
        raise RuntimeError("on another device")


class Tensor:
    """A picture of another library that can."""

    def __array__(self, *_: object, **__: object) -> NDArray[np.uint8]:
        return GOOD


def test_pictures_of_other_libraries_generators_and_numbers_of_numpy_are_taken() -> None:
    for picture in (Tensor(), Image.fromarray(GOOD)):
        name, source = source_of(picture)
        assert isinstance(source, Frames)
        assert (name, source.pictures[0].tobytes()) == ("image", GOOD.tobytes())
    frames: Any = Frames((GOOD for _ in range(2)), np.array([0, 40]))  # type: ignore[arg-type]
    assert (len(frames.pictures), frames.times_ms) == (2, [0, 40])
    assert len(repr(frames)) < 100
    with pytest.raises(UsageError, match="picture 0 has shape") as refused:
        source_of(Image.fromarray(GOOD).convert("P"))
    assert "image.convert('RGB')" in refused.value.hint


def test_the_order_of_colours_is_one_that_is_known() -> None:
    with pytest.raises(UsageError, match="order: 'RGB' is none of rgb, bgr"):
        Frames([GOOD], [0], "RGB")  # type: ignore[arg-type]


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
        ([GOOD[:0]], [0], "picture 0 has shape"),
        ([Unreadable()], [0], "picture 0 is no array: RuntimeError: on another device"),
        (None, [0], "pictures: NoneType is no list"),
        ([GOOD], None, "times_ms: NoneType is no list"),
        ([GOOD], "0", "times_ms: str is no list"),
        *(([GOOD], [time], "times_ms: .* is no whole number") for time in (0.5, float("nan"), "0", None)),
    ],
)
def test_wrong_pictures_are_named(pictures: object, times: object, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Frames(pictures, times)  # type: ignore[arg-type]


def test_pictures_above_the_limit_are_refused() -> None:
    with pytest.raises(FrameTooLarge), open_source(Frames([GOOD], [0]), DecodeSettings(max_frame_px=15)):
        pass


def test_a_picture_that_would_be_enlarged_beyond_this_machine_is_refused(tmp_path: Path) -> None:
    line = np.zeros((2, 1_000, 3), np.uint8)
    (tmp_path / "line.png").write_bytes(cv2.imencode(".png", line)[1].tobytes())
    for source in (Frames([line], [0]), str(tmp_path / "line.png")):
        with pytest.raises(FrameTooLarge, match="above 64 times"), open_source(source, SETTINGS):
            pass


@pytest.mark.parametrize("given", [io.StringIO("text"), 3, None, [GOOD], np.ndarray])
def test_what_can_be_no_video_is_refused(given: object) -> None:
    with pytest.raises(UsageError):
        source_of(given)  # type: ignore[arg-type]


class Gives:
    """A file that gives something else than bytes, or fails."""

    def __init__(self, given: object) -> None:
        self.given = given

    def read(self, _count: int = -1, /) -> bytes:
        if isinstance(self.given, Exception):
            raise self.given
        return self.given  # type: ignore[return-value]


class LostLater(io.BytesIO):
    """A file whose disk or server goes away once its head was read."""

    def read(self, count: int | None = -1, /) -> bytes:
        if self.tell() > 0:
            raise OSError("gone")
        return super().read(count)


def closed(file: IO[bytes]) -> IO[bytes]:
    file.close()
    return file


@pytest.mark.parametrize(
    ("file", "error", "told"),
    [
        (closed(io.BytesIO(b"x")), UsageError, "file: the file is closed"),
        (Gives("text"), UsageError, "opened as text"),
        (Gives(None), UsageError, r"file: read\(\) gave NoneType, not bytes"),
        (Gives(TimeoutError("late")), InputError, r"file: the file cannot be read \(TimeoutError: late\)"),
        (Gives(zlib.error("torn")), InputError, r"file: the file cannot be read \(error: torn\)"),
        (LostLater(SAMPLE.read_bytes()), InputError, r"file: the file cannot be read \(OSError: gone\)"),
    ],
)
def test_a_file_that_fails_its_reader_is_an_error_of_ours(
    file: Readable, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told), open_source(source_of(file)[1], SETTINGS):
        pass


def test_a_file_that_is_open_for_writing_alone_is_told(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file, pytest.raises(UsageError, match="not opened to be read"):
        source_of(file)


def test_bytes_of_every_kind_and_paths_of_every_kind_of_text_are_taken() -> None:
    content = SAMPLE.read_bytes()
    spread = memoryview(bytes(byte for one in content for byte in (one, 0)))[::2]
    for given in (bytearray(content), spread, Gives(bytearray(content))):
        assert digest(source_of(given)[1]) == digest(str(SAMPLE))
    for path in (np.str_("a.mp4"), Path("a.mp4"), InBytes()):
        name, source = source_of(path)
        assert (name, source) == ("a.mp4", "a.mp4")
        assert type(name) is str


class InBytes(PathLike[str]):
    """A path that is told in bytes, as some libraries do."""

    def __fspath__(self) -> str:
        return b"a.mp4"  # type: ignore[return-value]


def test_a_held_file_is_found_at_its_start_and_sought_in() -> None:
    held = HeldFile("x", io.BytesIO(b"abcdef"))
    assert (held.read(2), held.tell(), held.seek(-1, 2), held.read()) == (b"ab", 2, 5, b"f")
    assert all(a < b for a, b in pairwise(decoded().times_ms))
