"""Files that show next to nothing: black, one colour, a single picture."""

from pathlib import Path

import numpy as np
from PIL import Image

from tests.clips import Encoding, steady
from tests.coverage.material import Look
from tests.coverage.odd.film import number, shoot, subtitles
from tests.coverage.odd.kind import Kind
from tests.drawing.backgrounds import cuts, flat
from tests.drawing.text import paint

_FPS = 10


def _black(look: Look, folder: Path) -> Path:
    shade = look.pick(0, 4, 2)
    times = steady(15, _FPS)
    path = folder / look.pick("a.mp4", "b.mkv", "c.mp4")
    return shoot(look, path, [], times, Encoding(fps=_FPS), scene=flat(look.size, (shade,) * 3))


def _one_colour(look: Look, folder: Path) -> Path:
    colour = look.pick((96, 110, 90), (240, 240, 240), (30, 60, 160))
    path = folder / look.pick("a.mp4", "b.ts", "c.mp4")
    return shoot(look, path, [], steady(10, _FPS), Encoding(fps=_FPS), scene=flat(look.size, colour))


def _mostly_black(look: Look, folder: Path) -> Path:
    """One second of a picture in twelve; no number in it."""
    begin = look.pick(0, 5_000, 10_500)
    dark = flat(look.size, (look.pick(0, 6, 3),) * 3)
    scenes = [(begin, look.scene()), (begin + 1_000, dark)]
    scene = cuts(*(scenes if begin == 0 else [(0, dark), *scenes]))
    return shoot(look, folder / "dark.mp4", [], steady(12, _FPS), Encoding(fps=_FPS), scene=scene)


def _still(look: Look, folder: Path, *, with_number: bool) -> Path:
    frame = look.scene()(0)
    for overlay in ([number(look)] if with_number else []) + subtitles(look, 1):
        paint(frame, overlay, 0)
    path = folder / f"still.{look.pick('jpg', 'png', 'webp')}"
    Image.fromarray(np.ascontiguousarray(frame)).save(path, quality=90)
    return path


KINDS = (
    Kind("black", "hidden", _black, has_number=False),
    Kind("one-colour", "hidden", _one_colour, has_number=False),
    Kind("mostly-black", "hidden", _mostly_black, has_number=False),
    Kind("still-number", "read", lambda look, folder: _still(look, folder, with_number=True)),
    Kind(
        "still-plain",
        "hidden",
        lambda look, folder: _still(look, folder, with_number=False),
        has_number=False,
    ),
)
