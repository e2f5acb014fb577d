"""Fetches the free faces of ``more_faces.toml`` from npm: ``python -m tests.accuracy.fetch_faces FOLDER``.

Each is joined from its fragments into one file, ``NAME.ttf``, with the characters that tests draw. A face
whose file is there is not fetched again. Needs the client ``npm`` and, of the extra ``test``, ``brotli``.
"""

import argparse
import logging
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Literal

from fontTools.fontBuilder import FontBuilder
from fontTools.merge import Merger
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from rich.console import Console

from tests.fonts import characters

LIST = Path(__file__).with_name("more_faces.toml")
_TABLES = ("GSUB", "GPOS", "GDEF", "DSIG", "MATH", "BASE", "STAT", "vhea", "vmtx", "VORG", "gasp", "meta")
"""Not drawn from, and often not to be joined."""


@dataclass(frozen=True, slots=True)
class FreeFace:
    """One entry of ``more_faces.toml``; the meaning of its fields stands there."""

    name: str
    package: str
    fragments: str
    licence: str
    free: bool
    split: Literal["tuned", "held-out", "training"]
    about: str


def listed() -> tuple[FreeFace, ...]:
    """All faces of the list, in its order."""
    return tuple(FreeFace(**entry) for entry in tomllib.loads(LIST.read_text("utf-8"))["face"])


def fetched_faces(split: str, folder: Path | None, stderr: Console) -> tuple[str, ...]:
    """The files of a split's faces in a folder that was filled; how many are absent is said on ``stderr``."""
    names = [face.name for face in listed() if face.split == split]
    files = [(folder / f"{name}.ttf").resolve() for name in names] if folder else []
    here = tuple(str(file) for file in files if file.exists())
    if absent := len(names) - len(here):
        stderr.print(
            f"{absent} of {len(names)} free faces are not here: poe fetch-faces FOLDER, --faces FOLDER"
        )
    return here


def main() -> None:
    """Fetch what the folder lacks; a face that cannot be had is named and left out."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.fetch_faces", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the faces go, outside the repository")
    folder: Path = parser.parse_args().folder
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # each table that it drops is a warning
    folder.mkdir(parents=True, exist_ok=True)
    lacking = sorted((face for face in listed() if not (folder / f"{face.name}.ttf").exists()), key=_package)
    for package, faces in groupby(lacking, _package):
        with tempfile.TemporaryDirectory() as scratch:
            try:
                archive = _packed(package, Path(scratch))
            except (OSError, subprocess.CalledProcessError) as problem:
                sys.stderr.write(f"{package}: {problem}\n")
                continue
            for face in faces:
                letters = _joined(archive, face, folder / f"{face.name}.ttf")
                sys.stderr.write(f"{face.name}: {letters} characters, {face.licence}\n")


def _package(face: FreeFace) -> str:
    return face.package


def _packed(package: str, folder: Path) -> Path:
    """The package's archive. Raises ``OSError`` without npm, ``CalledProcessError`` where npm fails."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), package]
    name = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout.split()[-1]
    return folder / name


def _joined(archive: Path, face: FreeFace, target: Path) -> int:
    """Write the face and give the number of its characters; ``LookupError`` where nothing fits the list."""
    left = set(characters())
    with tempfile.TemporaryDirectory() as scratch:
        parts = []
        for number, fragment in enumerate(_fragments(archive, face.fragments)):
            font = TTFont(BytesIO(fragment))
            wanted = left & set(map(chr, font.getBestCmap()))
            if not wanted:
                continue
            left -= wanted
            _cut(font, wanted)
            if "CFF " in font:
                _make_quadratic(font)
            part = Path(scratch) / f"{number}.ttf"
            font.save(part)
            parts.append(str(part))
        if not parts:
            raise LookupError(f"{face.package} has no {face.fragments}")
        whole = Merger().merge(parts) if len(parts) > 1 else TTFont(parts[0])
        unfinished = target.with_suffix(".part")
        whole.save(unfinished)
    unfinished.rename(target)
    return len(characters()) - len(left)


def _fragments(archive: Path, pattern: str) -> Iterator[bytes]:
    """The files of a package that fit a pattern, the largest ranges of characters last."""
    with tarfile.open(archive) as package:
        members = [m for m in package.getmembers() if fnmatch(m.name.partition("/")[2], pattern)]
        for member in sorted(members, key=lambda one: (one.size, one.name)):
            file = package.extractfile(member)
            if file is not None:
                yield file.read()


def _cut(font: TTFont, wanted: set[str]) -> None:
    options = Options(hinting=False, layout_features=[], notdef_outline=True, drop_tables=list(_TABLES))
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted)))
    subsetter.subset(font)


def _make_quadratic(font: TTFont) -> None:
    """Redraw cubic outlines as quadratic ones, a unit off at most: cubic ones cannot be joined."""
    shapes, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        shapes[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    del font["CFF "]
    builder = FontBuilder(font=font)
    builder.isTTF = True
    builder.setupMaxp()
    builder.setupGlyf(outlines)
    font.sfntVersion = "\x00\x01\x00\x00"


if __name__ == "__main__":
    main()
