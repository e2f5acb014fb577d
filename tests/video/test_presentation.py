"""What a viewer sees comes out of a file: upright, with square pixels, of one size, in right colours."""

import struct
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from PIL import Image, ImageOps

from detector.settings.vision import DecodeSettings
from detector.video.decoder import Video, open_video
from detector.video.frame import Frame
from tests.broken_clips import with_matrix
from tests.clips import Encoding, Shot, encode, has_encoder, steady
from tests.drawing.backgrounds import flat, gradient
from tests.drawing.text import TOP_LEFT, TOP_RIGHT, Overlay, fill, paint, position
from tests.drawing.text import Frame as Drawn
from tests.hdr_clips import Transfer, encode_hdr

WIDE, HIGH = 192, 320
FINE = {"crf": "6"}
MARKER = Overlay("第99012号", size_px=24, place=TOP_LEFT)
NUMBER = Overlay("（浙）", size_px=20, place=TOP_RIGHT, colour=(255, 220, 40))
SHARP = 12
"""Levels of 255 by which a picture that was coded, and scaled at most, may differ in the mean."""


def page(size: tuple[int, int] = (WIDE, HIGH)) -> Drawn:
    """Text in two corners over a slope of colours: no turn or mirroring of it looks the same."""
    drawn = gradient(size, (10, 20, 70), (110, 40, 10))(0)
    paint(drawn, MARKER, 0)
    paint(drawn, NUMBER, 0)
    return drawn


def still(drawn: Drawn, seconds: float = 0.2) -> list[Shot]:
    return [(at, drawn) for at in steady(seconds, 25)]


def look(
    path: Path, instants: Iterable[int] = (0,), settings: DecodeSettings | None = None
) -> tuple[list[Frame], Video]:
    with open_video(str(path), settings or DecodeSettings()) as video:
        return list(video.frames(instants)), video


def difference(frame: Frame, drawn: Drawn) -> float:
    """Mean of the levels between what comes out and what was drawn. The sizes must be equal."""
    assert frame.pixels.shape == drawn.shape
    assert frame.picture.grey.shape == drawn.shape[:2]
    return float(np.abs(frame.pixels[:, :, ::-1].astype(int) - drawn).mean())


# Display matrix

ORIENTATIONS = [
    (a * (1 - swapped), b * swapped, c * swapped, d * (1 - swapped))
    for swapped in (0, 1)
    for a, d, b, c in [(1, 1, 1, 1), (-1, 1, -1, 1), (1, -1, 1, -1), (-1, -1, -1, -1)]
]


def stored_for(drawn: Drawn, matrix: tuple[int, int, int, int]) -> Drawn:
    """The picture that is to be stored so that its pixel x, y is drawn's at ax + cy, bx + dy."""
    a, b, c, d = matrix
    high, wide = drawn.shape[:2] if a else drawn.shape[1::-1]
    y, x = np.mgrid[:high, :wide]
    across, down = a * x + c * y, b * x + d * y
    return np.ascontiguousarray(drawn[down - down.min(), across - across.min()])


@pytest.mark.parametrize("matrix", ORIENTATIONS)
def test_each_display_matrix_is_shown_as_a_player_shows_it(
    tmp_path: Path, matrix: tuple[int, int, int, int]
) -> None:
    path = encode(tmp_path / "a.mp4", still(stored_for(page(), matrix)), Encoding(options=FINE))
    frames, video = look(with_matrix(path, matrix))
    assert (video.width_px, video.height_px) == (WIDE, HIGH)
    assert difference(frames[0], page()) < SHARP


@pytest.mark.parametrize(
    ("matrix", "nearest"),
    [
        ((0.966, 0.259, -0.259, 0.966), (1, 0, 0, 1)),  # 15 degrees
        ((0.259, 0.966, -0.966, 0.259), (0, 1, -1, 0)),  # 75 degrees
        ((-0.966, 0.259, 0.259, 0.966), (-1, 0, 0, 1)),  # mirrored, and 15 degrees
        ((1, 0.1, 0, 1), (1, 0, 0, 1)),  # skewed
    ],
)
def test_an_oblique_matrix_counts_as_the_nearest_upright_one(
    tmp_path: Path, matrix: tuple[float, float, float, float], nearest: tuple[int, int, int, int]
) -> None:
    path = encode(tmp_path / "a.mp4", still(stored_for(page(), nearest)), Encoding(options=FINE))
    frames, _ = look(with_matrix(path, matrix))
    assert difference(frames[0], page()) < SHARP


@pytest.mark.parametrize("matrix", [(0, 0, 0, 0), (1, 1, 1, 1), (0, 0, 1, 0), (2, 0, 0, 0)])
def test_a_matrix_that_leaves_no_picture_counts_as_none(
    tmp_path: Path, matrix: tuple[int, int, int, int]
) -> None:
    path = encode(tmp_path / "a.mp4", still(page()), Encoding(options=FINE))
    frames, _ = look(with_matrix(path, matrix))
    assert difference(frames[0], page()) < SHARP


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_still_lies_as_its_exif_says(tmp_path: Path, name: str, orientation: int) -> None:
    image, exif = Image.fromarray(page()), Image.Exif()
    exif[0x0112] = orientation
    image.save(tmp_path / name, exif=exif)
    with Image.open(tmp_path / name) as saved:
        upright = np.asarray(ImageOps.exif_transpose(saved).convert("RGB"))
    frames, video = look(tmp_path / name)
    assert (video.height_px, video.width_px) == upright.shape[:2]
    assert difference(frames[0], upright) < SHARP


# Pixels that are not square


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
@pytest.mark.parametrize("aspect", [Fraction(2), Fraction(4, 3), Fraction(9, 16), Fraction(1, 2)])
def test_pixels_are_square_whatever_they_are_in_the_file(tmp_path: Path, name: str, aspect: Fraction) -> None:
    encoding = Encoding(pixel_aspect=aspect, options=FINE)
    frames, video = look(encode(tmp_path / name, still(page()), encoding))
    assert (video.width_px, video.height_px) == (WIDE, HIGH)
    assert difference(frames[0], page()) < SHARP


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pixels_are_made_square_before_the_picture_is_turned(tmp_path: Path, rotation: int) -> None:
    encoding = Encoding(rotation=rotation, pixel_aspect=Fraction(2), options=FINE)
    frames, video = look(encode(tmp_path / "a.mp4", still(page()), encoding))
    assert (video.width_px, video.height_px) == (WIDE, HIGH)
    assert difference(frames[0], page()) < SHARP


def with_container_aspect(path: Path, across: int, down: int) -> Path:
    """Say another pixel aspect in an MP4 than its codec does."""
    content = bytearray(path.read_bytes())
    struct.pack_into(">2I", content, content.index(b"pasp") + 4, across, down)
    path.write_bytes(content)
    return path


def test_the_container_goes_before_the_codec(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", still(page()), Encoding(pixel_aspect=Fraction(2)))
    _, video = look(with_container_aspect(path, 3, 2))
    assert (video.width_px, video.height_px) == (WIDE * 3 // 4, HIGH)


@pytest.mark.parametrize("aspect", [(17, 1), (1, 17), (1280, 1281), (2**31 - 1, 1)])
def test_an_absurd_or_a_nearly_square_aspect_is_left_alone(tmp_path: Path, aspect: tuple[int, int]) -> None:
    path = encode(tmp_path / "a.mp4", still(page()), Encoding(pixel_aspect=Fraction(2), options=FINE))
    _, video = look(with_container_aspect(path, *aspect))
    assert (video.width_px, video.height_px) == (WIDE // 2, HIGH)


def test_an_aspect_that_would_pass_the_limit_of_a_frame_is_ignored(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", still(page()), Encoding(pixel_aspect=Fraction(2)))
    _, video = look(path, settings=DecodeSettings(max_frame_px=WIDE * HIGH - 1))
    assert (video.width_px, video.height_px) == (WIDE // 2, HIGH)


# Changes on the way


def in_transport_stream(folder: Path, parts: list[Drawn], aspects: list[Fraction]) -> Path:
    """The pictures, 0.4 s each, in one TS whose stream takes another size on the way."""
    whole = folder / "whole.ts"
    with whole.open("wb") as out:
        for number, (drawn, aspect) in enumerate(zip(parts, aspects, strict=True)):
            encoding = Encoding(start_ms=400 * number, pixel_aspect=aspect, options=FINE)
            out.write(encode(folder / f"{number}.ts", still(drawn, 0.4), encoding).read_bytes())
    return whole


SQUARE = Fraction(1)
LATER = 640


@pytest.mark.parametrize("first", [(WIDE, HIGH), (2 * WIDE, 2 * HIGH), (WIDE // 2, HIGH // 2)])
@pytest.mark.parametrize("aspect", [SQUARE, Fraction(2)])
def test_a_text_keeps_its_place_when_the_stream_changes_its_size(
    tmp_path: Path, first: tuple[int, int], aspect: Fraction
) -> None:
    page_of = {size: scaled(page(), size) for size in (first, (WIDE, HIGH))}
    path = in_transport_stream(tmp_path, [page_of[first], page()], [SQUARE, aspect])
    (before, after), video = look(path, (80, LATER))
    assert (video.width_px, video.height_px) == first
    for frame in (before, after):
        assert difference(frame, page_of[first]) < SHARP
    # A second look that asks for the later part alone sees the same places.
    (again,), video = look(path, (LATER,))
    assert (video.width_px, video.height_px) == first
    assert np.array_equal(again.pixels, after.pixels)


def scaled(drawn: Drawn, size: tuple[int, int]) -> Drawn:
    how = cv2.INTER_AREA if size[0] < drawn.shape[1] else cv2.INTER_LINEAR
    return cv2.resize(drawn, size, interpolation=how).astype(np.uint8, copy=False)


def test_a_picture_of_another_shape_is_shown_whole_between_black_edges(tmp_path: Path) -> None:
    lying = page((HIGH, WIDE))
    path = in_transport_stream(tmp_path, [page(), lying], [SQUARE, SQUARE])
    frames, _ = look(path, (80, LATER))
    seen = frames[1].pixels[:, :, ::-1]
    high = WIDE * WIDE // HIGH
    top = (HIGH - high) // 2
    assert seen.shape == (HIGH, WIDE, 3)
    assert max(seen[: top - 1].max(), seen[top + high + 1 :].max()) < 8
    shown = seen[top : top + high].astype(int)
    assert np.abs(shown - scaled(lying, (WIDE, high))).mean() < SHARP


def test_a_picture_that_turns_on_the_way_stays_upright(tmp_path: Path) -> None:
    lying = np.ascontiguousarray(np.rot90(page(), -1))
    whole = encode(tmp_path / "a.ts", still(page(), 0.4), Encoding(options=FINE))
    later = encode(tmp_path / "b.ts", still(lying, 0.4), Encoding(options=FINE, start_ms=400))
    with whole.open("ab") as out:
        out.write(said_to_be_turned(later, tmp_path / "c.ts").read_bytes())
    frames, _ = look(whole, (80, LATER))
    for frame in frames:
        assert difference(frame, page()) < SHARP


def said_to_be_turned(path: Path, to: Path) -> Path:
    """A copy that says, in its H.264 stream, that a player is to turn the picture by 90 degrees."""
    return refiltered(path, to, "h264_metadata=display_orientation=insert:rotate=90")


def refiltered(path: Path, to: Path, bitstream_filter: str) -> Path:
    """A copy in another container, of packets changed by a filter; the container says what it said before."""
    with av.open(str(path)) as source, av.open(str(to), "w") as copy:
        stream = source.streams.video[0]
        copied = copy.add_stream_from_template(stream)
        change = BitStreamFilterContext(bitstream_filter, stream)
        for packet in source.demux(stream):
            for changed in change.filter(packet if packet.size else None):
                changed.stream = copied
                copy.mux(changed)
    return to


def test_how_much_a_later_picture_was_scaled_down_is_told(tmp_path: Path) -> None:
    path = in_transport_stream(tmp_path, [page(), scaled(page(), (2 * WIDE, 2 * HIGH))], [SQUARE, SQUARE])
    with open_video(str(path), DecodeSettings()) as video:
        frames = video.frames((80, LATER))
        next(frames)
        assert video.least_scale == 1
        next(frames)
        assert video.least_scale == 0.5


# Colours


@pytest.mark.parametrize("transfer", ["pq", "hlg"])
def test_high_dynamic_range_looks_as_it_would_on_an_ordinary_screen(
    tmp_path: Path, transfer: Transfer
) -> None:
    if not has_encoder("libx265"):
        pytest.skip("PyAV's FFmpeg cannot write HEVC here")
    frames, _ = look(encode_hdr(tmp_path / "a.mp4", still(page()), transfer))
    assert difference(frames[0], page()) < 6
    x, y = position(page(), MARKER)
    letters = fill(MARKER)[:, :, 0]
    for plane in (frames[0].pixels.min(2), frames[0].picture.grey):
        around = plane[y : y + letters.shape[0], x : x + letters.shape[1]]
        assert np.median(around[letters > 0.95]) > 215
        assert np.median(around[letters < 0.05]) < 80


def test_high_dynamic_range_of_which_the_container_alone_knows(tmp_path: Path) -> None:
    if not has_encoder("libx265"):
        pytest.skip("PyAV's FFmpeg cannot write HEVC here")
    said = encode_hdr(tmp_path / "a.ts", still(page()), "pq")
    no_word = "hevc_metadata=colour_primaries=2:transfer_characteristics=2:matrix_coefficients=2"
    path = refiltered(said, tmp_path / "a.mp4", no_word)
    with av.open(str(path)) as container:
        assert next(container.decode(video=0)).color_trc == ColorTrc.UNSPECIFIED
    frames, _ = look(path)
    assert difference(frames[0], page()) < 6


@pytest.mark.parametrize("transfer", ["pq", "hlg"])
def test_what_is_brighter_than_white_stays_apart_from_it(tmp_path: Path, transfer: Transfer) -> None:
    if not has_encoder("libx265"):
        pytest.skip("PyAV's FFmpeg cannot write HEVC here")
    drawn = flat((WIDE, HIGH), (255, 255, 255))(0)  # 1000 nits
    nits = [0, 100, 203, 400, 1000]
    for number, light in enumerate(nits):
        drawn[64 * number : 64 * (number + 1)] = round(255 * (light / 1000) ** (1 / 2.4))
    frames, _ = look(encode_hdr(tmp_path / "a.mp4", still(drawn), transfer, white_nits=1000))
    for plane in (frames[0].pixels[:, :, 1], frames[0].picture.grey):
        levels = [int(np.median(plane[64 * number + 16 : 64 * number + 48])) for number in range(len(nits))]
        assert levels[0] < 4
        assert levels[1] == pytest.approx(255 * (100 / 203) ** (1 / 2.4), abs=4)
        assert levels[4] > 250
        assert min(np.diff(levels)) >= 4


BARS = [(255, 255, 255), (0, 0, 0), (200, 30, 30), (30, 160, 40), (40, 60, 200)]


def bars() -> Drawn:
    drawn = flat((WIDE, HIGH))(0)
    for number, colour in enumerate(BARS):
        drawn[64 * number : 64 * (number + 1)] = colour
    return drawn


def tagged(
    path: Path,
    matrix: Colorspace,
    levels: ColorRange,
    pixel_format: Literal["yuv420p", "yuvj420p", "yuv420p10le", "yuv444p"],
    tags: str = "",
) -> Path:
    """A H.264 file of bars, in YCbCr of a matrix and a range, and saying so. ``tags`` says something else."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={**FINE, "x264-params": tags})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDE, HIGH, pixel_format
        codec = stream.codec_context
        if not tags:
            codec.colorspace, codec.color_range = matrix, levels
            codec.color_primaries = (
                ColorPrimaries.BT2020 if matrix == Colorspace.BT2020 else ColorPrimaries.BT709
            )
        picture = av.VideoFrame.from_ndarray(bars(), "rgb24").reformat(
            format=pixel_format, dst_colorspace=matrix, dst_color_range=levels
        )
        for number in range(5):
            picture.pts, picture.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def levels_of_bars(frame: Frame) -> list[tuple[int, ...]]:
    return [
        tuple(int(level) for level in frame.pixels[64 * number + 32, WIDE // 2, ::-1])
        for number in range(len(BARS))
    ]


@pytest.mark.parametrize("matrix", [Colorspace.ITU601, Colorspace.ITU709, Colorspace.BT2020])
@pytest.mark.parametrize(
    ("levels", "pixel_format"),
    [
        (ColorRange.MPEG, "yuv420p"),
        (ColorRange.JPEG, "yuvj420p"),
        (ColorRange.MPEG, "yuv420p10le"),
        (ColorRange.JPEG, "yuv420p10le"),
        (ColorRange.MPEG, "yuv444p"),
    ],
)
def test_colours_are_those_of_the_matrix_and_the_range(
    tmp_path: Path,
    matrix: Colorspace,
    levels: ColorRange,
    pixel_format: Literal["yuv420p", "yuvj420p", "yuv420p10le", "yuv444p"],
) -> None:
    frames, _ = look(tagged(tmp_path / "a.mp4", matrix, levels, pixel_format))
    for seen, drawn in zip(levels_of_bars(frames[0]), BARS, strict=True):
        assert seen == pytest.approx(drawn, abs=6)


@pytest.mark.parametrize("matrix", ["YCgCo", "bt2020c", "ICtCp", "chroma-derived-c"])
@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv420p10le"])
def test_a_matrix_that_cannot_be_converted_leaves_the_lightness_readable(
    tmp_path: Path, matrix: str, pixel_format: Literal["yuv420p", "yuv420p10le"]
) -> None:
    tags = f"colormatrix={matrix}"
    frames, _ = look(tagged(tmp_path / "a.mkv", Colorspace.BT2020, ColorRange.MPEG, pixel_format, tags))
    white, black = levels_of_bars(frames[0])[:2]
    assert min(white) > 245
    assert max(black) < 10
    assert frames[0].picture.grey[32, 32] > frames[0].picture.grey[96, 32] + 200
