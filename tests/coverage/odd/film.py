"""The plain film from which odd files are made: a moving picture, a number over it, legible subtitles."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from tests.accuracy.kinds.stage import fitted
from tests.accuracy.surroundings import px
from tests.clips import Encoding, Shot, encode, film, steady
from tests.coverage.material import Look
from tests.drawing.backgrounds import Background, Size
from tests.drawing.text import Frame, Overlay, fill

Turn = Callable[[Frame], Frame]
FIXED_B = {"bf": "1", "b-pyramid": "none", "x264-params": "b-adapt=0:scenecut=0:keyint=250"}
"""Every second frame is one on which no other one builds, whatever it shows."""
_LINES = ("那天下午 她没有来", "你说过 会等我的", "三年了 你还是老样子", "我答应过父亲", "你怎么不说话")
_ROOM = 0.9
"""Share of the frame's width that a number takes at most: some faces have wide digits."""
_PLACES = ((1.0, 0.0), (0.0, 0.04), (0.5, 0.1), (0.5, 0.97))


def number(look: Look, size: Size | None = None, **changes: object) -> Overlay:
    """The look's number as a viewer reads it easily; ``changes`` are fields of the overlay."""
    size = size or look.size
    size_px, place = px(size, look.dice.randint(28, 34)), look.dice.choice(_PLACES)
    style = Overlay(look.number, size_px, place, font=look.face(look.number), outline_px=size_px // 16)
    marker = fitted(replace(style, **changes), size)  # type: ignore[arg-type]  # fields by name
    room = _ROOM * size[0] / fill(marker).shape[1]
    return replace(marker, size_px=int(marker.size_px * room)) if room < 1 and not marker.vertical else marker


def subtitles(look: Look, seconds: float, size: Size | None = None, every_ms: int = 1_600) -> list[Overlay]:
    """Large upright lines, one after the other, away from where numbers stand."""
    size = size or look.size
    style = Overlay("", px(size, 38), (0.5, 0.75), font=look.face("".join(_LINES)), outline_px=2)
    return [
        replace(style, text=look.dice.choice(_LINES), from_ms=begin, to_ms=begin + every_ms - 100)
        for begin in range(0, round(1000 * seconds), every_ms)
    ]


def shoot(
    look: Look,
    path: Path,
    overlays: Sequence[Overlay],
    times_ms: Sequence[Fraction] | None = None,
    how: Encoding | None = None,
    *,
    turn: Turn | None = None,
    scene: Background | None = None,
) -> Path:
    """Draw and encode the film: 5 s at 25 frames a second unless times are given; ``turn`` moves the px."""
    shots = film(scene or look.scene(), overlays, times_ms or steady(5, 25))
    return encode(path, turned(shots, turn) if turn else shots, how)


def turned(shots: Iterator[Shot], turn: Turn) -> Iterator[Shot]:
    """Each frame as it is stored."""
    return ((at_ms, np.ascontiguousarray(turn(frame))) for at_ms, frame in shots)


def plain(
    look: Look,
    path: Path,
    seconds: float = 5,
    *,
    between_s: tuple[float, float] | None = None,
    codec: str = "libx264",
    options: Mapping[str, str] | None = None,
) -> Path:
    """The number over the film, all the time or between two times; a key frame each second."""
    begin, end = between_s or (0, seconds)
    marker = number(look, from_ms=round(1000 * begin), to_ms=round(1000 * end))
    gop = {"g": "25", "sc_threshold": "0"} if codec == "libx264" else {"g": "25"}
    how = Encoding(codec, options={**gop, **(options or {})})
    return shoot(look, path, [marker, *subtitles(look, seconds)], steady(seconds, 25), how)
