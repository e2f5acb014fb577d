"""What clips may be made of on this machine: fonts and footage."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

import av

from tests.drawing.faces import COMMITTED, lacking

_FACES = Path(__file__).with_name("faces.toml")
_VIDEOS = {".mp4", ".mkv", ".mov", ".webm"}
_MIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Footage:
    """A real video to draw on."""

    path: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Stock:
    """Fonts by the names of ``tests.drawing.faces``, and footage; without footage backgrounds are drawn."""

    faces: tuple[str, ...] = COMMITTED
    footage: tuple[Footage, ...] = ()

    def face(self, dice: Random, text: str) -> str:
        """One of the fonts that can draw a text. Raises ``LookupError`` where none can."""
        # In random order, so that only few fonts must be opened.
        for face in dice.sample(self.faces, len(self.faces)):
            if not lacking(face, text.replace("\n", "")):
                return face
        raise LookupError(f"no font here can draw {text!r}")


def installed_faces() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The listed fonts that this machine has, by name, and the files that it lacks."""
    listed = tomllib.loads(_FACES.read_text("utf-8"))
    folder = Path(listed["folder"])
    here = [face for face in listed["face"] if (folder / face["file"]).exists()]
    absent = [face["file"] for face in listed["face"] if face not in here]
    return tuple(f"{folder / face['file']}#{face['index']}" for face in here), tuple(absent)


def footage_in(folder: Path | None) -> tuple[Footage, ...]:
    """The videos of a folder that are long enough, by name."""
    files = sorted(path for path in folder.iterdir() if path.suffix in _VIDEOS) if folder else []
    found = (Footage(str(path.resolve()), _seconds(path)) for path in files)
    return tuple(video for video in found if video.seconds >= _MIN_SECONDS)


def _seconds(path: Path) -> float:
    with av.open(str(path)) as container:
        return (container.duration or 0) / av.time_base
