"""Pictures that stand long, and files without times."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import PictureType

from tests.clips import Encoding, encode, film, steady
from tests.coverage.containers import remux
from tests.coverage.material import Look
from tests.coverage.odd.film import FIXED_B, number, plain, shoot, subtitles
from tests.coverage.odd.kind import Kind
from tests.drawing.backgrounds import cuts


def _card(look: Look, path: Path) -> Path:
    """A card that stands and was written once, between scenes that move."""
    before, stands_ms = look.pick(21, 35, 61), look.pick(2_000, 1_600, 2_400)
    frame_ms = look.pick(40, 40, 20)
    begin = before * frame_ms
    marker = number(look, place=(0.5, 0.45), from_ms=begin, to_ms=begin + frame_ms)
    after = [Fraction(begin + stands_ms + frame_ms * step) for step in range(look.pick(60, 50, 100))]
    times = [Fraction(frame_ms * step) for step in range(before + 1)] + after
    scene = cuts((0, look.scene()), (begin, look.scene()), (begin + frame_ms, look.scene()))
    how = Encoding(fps=1000 // frame_ms, options=FIXED_B)
    return _shown_by_b(shoot(look, path, [marker], times, how, scene=scene), [begin])


def _slides(look: Look, path: Path, fps: Fraction, count: int) -> Path:
    """Slides, each a picture of its own; the number is on one that no other one builds on."""
    step_ms = 1000 / fps
    begin = round(look.pick(3, 5, 7 if count > 7 else 3) * step_ms)
    end = begin + round(step_ms)
    marker = number(look, place=(0.5, 0.4), from_ms=begin, to_ms=end)
    slides = [(round(place * step_ms), look.scene()) for place in range(count)]
    style = {**FIXED_B, "bf": look.pick("1", "3", "1")}
    if look.variant == 1:
        style["x264-params"] = "b-adapt=0:scenecut=0:keyint=250"
    how = Encoding(fps=fps, options=style)
    path = shoot(look, path, [marker], steady(float(count / fps), fps), how, scene=cuts(*slides))
    return _shown_by_b(path, [begin])


def _many_b(look: Look, path: Path) -> Path:
    """Sixteen frames in a row on which no other one builds: the number comes and goes within them."""
    fps = look.pick(10, 12, 8)
    frame_ms = Fraction(1000, fps)
    marker = number(look, from_ms=round(2 * frame_ms), to_ms=round(15 * frame_ms))
    options = {"bf": "16", "b-pyramid": "none", "x264-params": "b-adapt=0:scenecut=0:keyint=250"}
    times = steady(6, fps)
    path = shoot(look, path, [marker, *subtitles(look, 6)], times, Encoding(fps=fps, options=options))
    return _shown_by_b(path, [round(place * frame_ms) for place in range(3, 15)])


def _shown_by_b(path: Path, at_ms: Sequence[int]) -> Path:
    """The file, if what it shows at these times are frames that may be left out. Raises ``ValueError``."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    for instant in at_ms:
        shown = max((frame for frame in frames if round(1000 * (frame.time or 0)) <= instant + 1), key=_time)
        if shown.pict_type != PictureType.B:
            raise ValueError(f"{path.name}: the frame at {instant} ms is of type {shown.pict_type}")
    return path


def _time(frame: av.VideoFrame) -> float:
    return frame.time or 0.0


def _raw(look: Look, folder: Path, codec: str, ending: str) -> Path:
    options = {"bf": look.pick("0", "3", "2")} if codec == "libx264" else {}
    source = plain(look, folder / "whole.mp4", 5, between_s=(1, 4), codec=codec, options=options)
    path = remux(source, folder / f"raw.{ending}")
    source.unlink()
    return path


def _no_pts(look: Look, folder: Path) -> Path:
    """Containers that say when a frame is to be decoded, or nothing, never when it is shown."""
    overlays = [number(look, from_ms=1_000, to_ms=4_000), *subtitles(look, 5)]
    if look.variant == 1:
        return shoot(look, folder / "raw.m4v", overlays, how=Encoding("mpeg4"))
    codec, options = look.pick(("libx264", {"bf": "3"}), ("mpeg4", {}), ("wmv2", {"b": "4000000"}))
    return encode(
        folder / "old.avi", film(look.scene(), overlays, steady(5, 25)), Encoding(codec, options=options)
    )


KINDS = (
    Kind("vfr-card-mp4", "read", lambda look, folder: _card(look, folder / "card.mp4")),
    Kind("vfr-card-mkv", "read", lambda look, folder: _card(look, folder / "card.mkv")),
    Kind(
        "slides-1fps",
        "read",
        lambda look, folder: _slides(look, folder / look.pick("a.mp4", "b.mkv", "c.mov"), Fraction(1), 10),
    ),
    Kind(
        "slides-half-fps",
        "read",
        lambda look, folder: _slides(look, folder / look.pick("a.mp4", "b.mkv", "c.mp4"), Fraction(1, 2), 7),
    ),
    Kind(
        "bframes-16",
        "read",
        lambda look, folder: _many_b(look, folder / look.pick("a.mp4", "b.mkv", "c.mp4")),
    ),
    Kind("raw-h264", "read", lambda look, folder: _raw(look, folder, "libx264", "h264")),
    Kind("raw-h265", "read", lambda look, folder: _raw(look, folder, "libx265", "h265")),
    Kind("no-pts", "read", _no_pts),
)
