"""Spec to video file, kept in a cache: equal specs drawn by equal code are drawn once."""

from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np

from tests import clips
from tests.accuracy.spec import Scene, Spec
from tests.clips import Shot, encode, film, steady
from tests.drawing import backgrounds, faces, text
from tests.drawing.backgrounds import Background, Size, clouds, cuts, flat, footage, gradient, played
from tests.drawing.text import Frame

_JUMP_PX = 64
_FOOTAGE_S, _FOOTAGE_FPS = 4.0, 12.5
"""So much footage is kept in memory and looped, unless it plays on."""


def render(spec: Spec, cache_folder: Path) -> Path:
    """The clip's file, drawn now or before."""
    path = cache_folder / f"{spec.name}-{_digest(spec)}.mp4"
    if not path.exists():
        cache_folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.mp4")
        encode(unfinished, _shots(spec), spec.encoding).rename(path)
    return path


def background(spec: Spec) -> Background:
    """What is behind all texts."""
    return cuts(*((scene.begin_ms, _scenery(scene, spec.size)) for scene in spec.scenes))


def _shots(spec: Spec) -> Iterator[Shot]:
    overlays = (*spec.around, *spec.markers, *spec.above)
    for at_ms, frame in film(background(spec), overlays, steady(spec.seconds, spec.encoding.fps)):
        yield at_ms, np.ascontiguousarray(frame[::-1, ::-1]) if spec.upside_down else frame


def _scenery(scene: Scene, size: Size) -> Background:
    over = _graded(_picture(scene, size), scene.gain, scene.lift)
    return _grainy(over, size, scene) if scene.grain else over


def _picture(scene: Scene, size: Size) -> Background:
    if scene.video and scene.plays_on:
        return played(Path(scene.video), size, scene.across, from_s=scene.from_s)
    if scene.video:
        return _footage(scene.video, size, scene.across, scene.from_s)
    match scene.drawn:
        case "clouds":
            return clouds(size, *scene.colours, scene.seed)
        case "gradient":
            return gradient(size, *scene.colours)
        case "flat":
            return flat(size, scene.colours[0])


@lru_cache(maxsize=3)
def _footage(video: str, size: Size, across: float, from_s: float) -> Background:
    return footage(Path(video), size, _FOOTAGE_S, across, from_s=from_s, fps=_FOOTAGE_FPS)


def _graded(over: Background, gain: float, lift: float) -> Background:
    levels = np.clip(np.arange(256) * gain + lift, 0, 255).astype(np.uint8)

    def at(ms: float) -> Frame:
        return np.asarray(cv2.LUT(over(ms), levels), np.uint8)

    return at


def _grainy(over: Background, size: Size, scene: Scene) -> Background:
    """Noise, elsewhere on every frame: one large field, seen through a window that jumps about."""
    random = np.random.default_rng(scene.seed)
    field = random.normal(0, scene.grain, (size[1] + _JUMP_PX, size[0] + _JUMP_PX, 1))
    grain = np.repeat(np.rint(field), 3, axis=2).astype(np.int16)

    def at(ms: float) -> Frame:
        y, x = np.random.default_rng((scene.seed, round(ms))).integers(0, _JUMP_PX, 2)
        window = np.ascontiguousarray(grain[y : y + size[1], x : x + size[0]])
        return np.asarray(cv2.add(over(ms), window, dtype=cv2.CV_8U), np.uint8)

    return at


def _digest(spec: Spec) -> str:
    return sha256((repr(spec) + _drawing_code()).encode()).hexdigest()[:16]


@cache
def _drawing_code() -> str:
    """What draws, as text: a clip drawn by other code is another clip."""
    files = (module.__spec__.origin for module in (clips, backgrounds, faces, text) if module.__spec__)
    return "".join(Path(file).read_text("utf-8") for file in (*files, __file__) if file)
