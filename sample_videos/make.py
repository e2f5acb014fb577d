"""Draws and encodes the sample clips: ``python -m sample_videos.make [FILE ...]`` from the top level.

Needs the extra ``samples``. Without file names all clips are made, in a few minutes.
"""

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from sample_videos.dramas import dramas
from sample_videos.scenes import scenes
from sample_videos.screen import Scene
from tests.clips import Encoding, encode, film, steady
from tests.drawing.text import IN_COLUMNS, Overlay

HERE = Path(__file__).parent


def truths() -> dict[str, dict[str, Any]]:
    """The tables of ``truth.toml`` by file name."""
    clips = tomllib.loads((HERE / "truth.toml").read_text("utf-8"))["clip"]
    return {clip["file"]: clip for clip in clips}


def marker(style: Overlay, truth: dict[str, Any]) -> Overlay:
    """The marker as the truth words and times it, in the scene's style."""
    text = truth["printed"].translate(IN_COLUMNS) if style.vertical else truth["printed"]
    return replace(style, text=text, from_ms=truth["first_ms"], to_ms=truth["last_ms"])


def make(file: str, scene: Scene, truth: dict[str, Any]) -> Path:
    """Write one clip (H.264, MP4) and give its path."""
    markers = [marker(scene.marker, truth)] if scene.marker else []
    shots = film(scene.background, [*scene.overlays, *markers], steady(scene.seconds, scene.fps))
    return encode(HERE / file, shots, Encoding(fps=scene.fps, options={"preset": "slow", "crf": "26"}))


if __name__ == "__main__":
    known = truths()
    wanted, drawn_scenes = sys.argv[1:] or [*known], dramas()
    photographed = {} if drawn_scenes.keys() >= set(wanted) else scenes()
    for name, drawn in (photographed | drawn_scenes).items():
        if name in wanted:
            path = make(name, drawn, known[name])
            print(f"{path.name}: {path.stat().st_size // 1024} kB")
