"""A catalogue of thousands of short clips, twenty of them bad: ``python -m tests.auditor.bar FOLDER ROWS``.

A few clips are drawn and encoded; the others are these with a box of their own at the end, so that every
file has its own content. With it: ``detector audit FOLDER/catalogue.csv --out DIR``.
"""

import csv
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from tests import broken_clips
from tests.clips import Encoding, encode, film, steady
from tests.drawing import backgrounds
from tests.drawing.text import TOP_RIGHT, Overlay

_DRAMAS, _SIZE = 10, (360, 640)
BAD: tuple[Callable[[Path], Path], ...] = (
    broken_clips.empty,
    broken_clips.text_renamed,
    broken_clips.header_only,
    broken_clips.audio_only,
    broken_clips.zero_size,
)


def number_of(drama: int) -> str:
    return f"（浙）网微剧备字（2026）第{99_000 + drama % _DRAMAS:05}号"


def make(folder: Path, rows: int) -> Path:
    """Clips and a catalogue of ``rows`` rows, twenty of them bad."""
    each = max(2, rows // 20)
    folder.mkdir(parents=True, exist_ok=True)
    clips = [_clip(folder / f"drama{drama}.mp4", drama).read_bytes() for drama in range(_DRAMAS)]
    with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "video", "series", "number", "platform", "published_on"])
        for row in range(rows):
            drama, episode = row // 80, row % 80 + 1
            name = f"clips/{row // 1000}/e{row}.mp4"
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if row % each == each // 2:
                _bad(file, row // each)
            else:
                note = f"row {row}".encode()
                box = struct.pack(">I4s", 8 + len(note), b"free") + note
                file.write_bytes(clips[drama % _DRAMAS] + box)
            day = f"2026-{row % 8 + 1:02}-01"
            writer.writerow([f"e{row}", name, f"第{drama % _DRAMAS}封信", episode, "红果", day])
    return folder / "catalogue.csv"


def _clip(file: Path, drama: int) -> Path:
    scene = backgrounds.gradient(_SIZE, (20 + 9 * drama, 30, 60), (90, 40 + 9 * drama, 80))
    marker = Overlay(number_of(drama), size_px=18, place=TOP_RIGHT, to_ms=2_000)
    return encode(file, film(scene, [marker], steady(seconds=2, fps=25)), Encoding(fps=25))


def _bad(file: Path, which: int) -> None:
    made = BAD[which % len(BAD)](file.with_suffix(".avi") if which % len(BAD) == 4 else file)
    made.replace(file)


if __name__ == "__main__":
    sys.stdout.write(f"{make(Path(sys.argv[1]), int(sys.argv[2]))}\n")
