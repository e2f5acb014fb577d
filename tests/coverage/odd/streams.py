"""Several streams in a file, pixels that are not square, sizes that change, odd names."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from tests.clips import Encoding, encode, film, steady
from tests.coverage.containers import remux, streams_of
from tests.coverage.material import Look, even
from tests.coverage.odd.film import number, plain, shoot, subtitles
from tests.coverage.odd.kind import Kind
from tests.drawing.backgrounds import Size
from tests.drawing.text import Frame


def _side_stream(look: Look, folder: Path) -> Path:
    side = _side(look, folder / "side.mp4", look.pick((64, 64), (64, 64), (96, 54)))
    return _joined([side, plain(look, folder / "main.mp4", 5)], folder / look.pick("a.mp4", "b.mkv", "c.ts"))


def _second_default(look: Look, folder: Path) -> Path:
    """The first stream is of the same size, shows no number, and is not the one that players play."""
    first = shoot(look, folder / "first.mp4", subtitles(look, 5))
    main = plain(look, folder / "main.mp4", 5)
    return _joined([first, main], folder / look.pick("a.mkv", "b.mp4", "c.mkv"), default=1)


def _cover(look: Look, folder: Path, *, marked: bool) -> Path:
    """A single picture beside the video, larger than it or not, in front of it."""
    size = look.pick((600, 600), (1_000, 1_400), (720, 1_280))
    picture = shoot(
        look,
        folder / "cover.mov",
        [],
        steady(0.04, 25),
        Encoding("mjpeg", "yuvj420p"),
        scene=look.scene(size),
    )
    main = plain(look, folder / "main.mp4", 5)
    order, place = ([main, picture], 1) if marked else ([picture, main], 0)
    return _joined(
        order,
        folder / look.pick("a.mp4", "b.mp4" if marked else "b.mkv", "c.mp4"),
        cover=place if marked else None,
    )


def _side(look: Look, path: Path, size: Size) -> Path:
    return shoot(look, path, [], steady(5, 25), scene=look.scene(size))


def _joined(parts: list[Path], path: Path, *, default: int | None = None, cover: int | None = None) -> Path:
    streams_of(parts, path, default=default, cover=cover)
    for part in parts:
        part.unlink()
    return path


def _sar(look: Look, folder: Path) -> Path:
    """Stored narrower (or wider) than it is shown."""
    sar = look.pick(Fraction(2), Fraction(4, 3), Fraction(9, 16))
    stored = even((round(look.size[0] / sar), look.size[1]))

    def squeezed(frame: Frame) -> Frame:
        return np.asarray(cv2.resize(frame, stored, interpolation=cv2.INTER_AREA), np.uint8)

    name = look.pick("a.mp4", "b.mkv", "c.ts")
    options = {"x264-params": f"sar={sar.numerator}\\:{sar.denominator}", "crf": "18"}
    overlays = [number(look), *subtitles(look, 5)]
    return shoot(look, folder / name, overlays, how=Encoding(options=options), turn=squeezed)


def _size_change(look: Look, folder: Path) -> Path:
    """The same film, then the same larger or smaller, as live streams do when the line gets better."""
    other = even(
        (round(look.size[0] * look.pick(1.5, 0.67, 1.25)), round(look.size[1] * look.pick(1.5, 0.67, 1.25)))
    )
    marker = number(look, place=(0.5, 0.05))
    scene = look.scene()
    parts = []
    for part, size in enumerate((look.size, other)):

        def scaled(frame: Frame, size: Size = size) -> Frame:
            return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)

        how = Encoding(start_ms=part * 3_000, options={"crf": "20"})
        parts.append(
            shoot(look, folder / f"{part}.ts", [marker], steady(3, 25), how, turn=scaled, scene=scene)
        )
    path = folder / "change.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    if look.variant == 2:
        path = remux(path, folder / "change.mkv")
        (folder / "change.ts").unlink()
    for part_path in parts:
        part_path.unlink()
    return path


def _colon(look: Look, folder: Path) -> Path:
    name = look.pick("EP01: 开始.mp4", "12:30 播出.mp4", "http:x.mp4")
    return plain(look, folder / name, 4)


def _depth(look: Look, folder: Path) -> Path:
    """Pixel formats that few players are tried with, and fields instead of frames."""
    overlays = [replace(number(look), outline_px=2), *subtitles(look, 4)]
    how = look.pick(
        Encoding(pixel_format="yuv422p10le"),
        Encoding(options={"flags": "+ildct+ilme", "x264-params": "tff=1"}),
        Encoding("ffv1", "yuv444p"),
    )
    path = folder / look.pick("a.mp4", "b.ts", "c.mkv")
    return encode(path, film(look.scene(), overlays, steady(4, 25)), how)


KINDS = (
    Kind("side-stream-first", "read", _side_stream),
    Kind("second-default", "read", _second_default),
    Kind("cover-marked", "read", lambda look, folder: _cover(look, folder, marked=True)),
    Kind("cover-unmarked", "read", lambda look, folder: _cover(look, folder, marked=False)),
    Kind("sar", "read", _sar),
    Kind("size-change", "read", _size_change),
    Kind("colon-name", "read", _colon),
    Kind("pixel-formats", "read", _depth),
)
