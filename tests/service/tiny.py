"""Clips that cost next to nothing to scan."""

from pathlib import Path

from tests.broken_clips import header_only, text_renamed, truncate
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import gradient


def clips(folder: Path) -> list[Path]:
    """A few short small ones without a number, and some that are no videos."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for place, seconds in enumerate((0.2, 0.4, 0.8)):
        scene = gradient((180, 320), (20 * place, 30, 60), (90, 40, 80 + 20 * place))
        made.append(encode(folder / f"short{place}.mp4", film(scene, [], steady(seconds, 25))))
    scene = gradient((180, 320), (20, 30, 60), (90, 40, 80))
    made.append(truncate(encode(folder / "cut.mp4", film(scene, [], steady(0.4, 25))), 0.3))
    made.append(header_only(folder / "header.mp4"))
    made.append(text_renamed(folder / "text.mp4"))
    return made
