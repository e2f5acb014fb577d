"""What the lines are drawn from: fonts, and stills of videos; every seventh of either only for the figures.

Nothing is learned from the typefaces that the extended accuracy benchmark holds out. On a machine without
fonts and videos a folder does as well that ``python -m training.reader.pack`` has filled: it holds the fonts,
cut to the characters that are drawn, and the stills.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tests.accuracy.extended.stock import is_held_out
from tests.accuracy.fetch_faces import listed as free_faces
from tests.accuracy.stock import installed_faces
from tests.drawing.faces import COMMITTED, load
from training.targets import part

Grey = NDArray[np.uint8]
"""Height x width, 0 to 255."""
_FACES = Path(__file__).with_name("faces.toml")
_VIDEOS = {".mp4", ".mkv", ".mov", ".webm"}
_STILLS = 12
_MOST_PX = 960


@dataclass(frozen=True, slots=True)
class Stock:
    """Fonts by the names of ``tests.drawing.faces``, and the stills of each video, none if there is none."""

    faces: tuple[str, ...]
    stills: tuple[tuple[Grey, ...], ...]

    def shared(self, *, held_out: bool) -> "Stock":
        """What is held out, or the rest, to learn from; what is too little to share serves both."""
        return Stock(part(self.faces, held_out=held_out), part(self.stills, held_out=held_out))

    def face(self, dice: Random, text: str) -> str:
        """One of the fonts that can draw a text. Raises ``LookupError`` where none can."""
        for face in dice.sample(self.faces, len(self.faces)):
            if all(_has(face, character) for character in set(text)):
                return face
        raise LookupError(f"no font here can draw {text!r}")


def stock(footage: Path | None, pack: Path | None = None, fetched: Path | None = None) -> Stock:
    """The fonts of this machine and the stills of a folder of videos; or those of a packed folder.

    ``fetched``: the folder of free faces that ``poe fetch-faces`` filled.
    """
    if pack:
        packed = sorted((pack / "fonts").iterdir())
        return Stock(tuple(str(path) for path in packed), tuple(_packed_stills(pack / "stills")))
    return Stock(faces(fetched), tuple(map(stills, _videos(footage))))


def faces(fetched: Path | None = None) -> tuple[str, ...]:
    """The committed fonts, those of the accuracy benchmark and some more, as far as they are here."""
    listed = tomllib.loads(_FACES.read_text("utf-8"))
    folder = Path(listed["folder"])
    more = [f"{folder / f['file']}#{f['index']}" for f in listed["face"] if (folder / f["file"]).exists()]
    free_ones = (face for face in free_faces() if face.split != "held-out")
    free = [fetched / f"{face.name}.ttf" for face in free_ones] if fetched else []
    every = (*COMMITTED, *installed_faces()[0], *more, *(str(path) for path in free if path.exists()))
    return tuple(face for face in every if not is_held_out(face))


def _videos(folder: Path | None) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in _VIDEOS) if folder else []


def stills(video: Path) -> tuple[Grey, ...]:
    """Some frames of a video in grey, evenly far apart, at most 960 px long."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONREF"
        every = max(1, (stream.frames or 25 * _STILLS) // _STILLS)
        frames = (f for number, f in enumerate(container.decode(stream)) if number % every == 0)
        greys = (frame.to_ndarray(format="gray").astype(np.uint8) for frame in frames)
        return tuple(map(_small, islice(greys, _STILLS)))


def _small(picture: NDArray[np.uint8]) -> Grey:
    factor = min(1.0, _MOST_PX / max(picture.shape))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _packed_stills(folder: Path) -> Iterator[tuple[Grey, ...]]:
    for video in sorted(folder.iterdir()):
        yield tuple(_grey(path) for path in sorted(video.iterdir()))


def _grey(path: Path) -> Grey:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)


@cache
def _has(face: str, character: str) -> bool:
    """Whether a font draws something for a character, and no box or question mark for an absent one."""
    if character == " ":
        return True
    font = load(face, 32)
    picture, absent = (bytes(font.getmask(letter)) for letter in (character, "\U0010fffe"))
    return bool(any(picture)) and picture != absent


def drawable(characters: Iterable[str], face: str) -> str:
    """Those of some characters that a font has."""
    return "".join(character for character in characters if _has(face, character))
