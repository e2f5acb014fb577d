"""From the inputs on the command line to the episodes that are to be scanned."""

import glob
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from detector.errors import DetectorError, InputNotFound, InputNotPermitted, UsageError, no_such_file
from detector.records import Episode, Facts, Failure, ScanFailure
from detector.video.remote_io import check_kind, is_remote

VIDEO_SUFFIXES = (
    ".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".ts", ".webm",
    ".wmv",
)  # fmt: skip
"""Which files of a folder are videos. A file that is named itself may have any suffix."""


def find_jobs(inputs: Iterable[str], facts: Facts) -> list[Episode | ScanFailure]:
    """The episodes that ``inputs`` name, each file once, in the order given and sorted within a folder.

    An input is a file, a folder (walked; hidden files are left out), a pattern that the shell did not
    expand, or ``-`` for a list on standard input, one input per line. An input that names no video is a
    failure in its place. Every episode gets a unique id: the file's stem where no other has it, else with
    the folder's name, else the whole path. Raises ``UsageError`` where standard input is a video itself.
    """
    seen: set[str] = set()
    found: list[str | ScanFailure] = []
    for path in chain.from_iterable(map(_expanded, _lines(inputs))):
        if isinstance(path, ScanFailure):
            found.append(path)
            continue
        place = path if is_remote(path) else os.path.abspath(path)  # noqa: PTH100  (Path.absolute keeps "..")
        if place not in seen:
            seen.add(place)
            found.append(path)
    paths = [path for path in found if isinstance(path, str)]
    stems = Counter(Path(path).stem for path in paths)
    longer = Counter(map(_with_folder, paths))

    def name(path: str) -> str:
        if stems[Path(path).stem] == 1:
            return Path(path).stem
        return _with_folder(path) if longer[_with_folder(path)] == 1 else path

    return [
        _job(replace(Episode(name(path), path), **facts)) if isinstance(path, str) else path for path in found
    ]


def _job(episode: Episode) -> Episode | ScanFailure:
    """An episode, or that its file is not there, which is seen before networks are loaded for it."""
    if is_remote(episode.video) or os.path.lexists(episode.video):
        return episode
    return replace(_failed(episode.video, no_such_file(episode.video)), episode=episode)


def _with_folder(path: str) -> str:
    return (Path(Path(path).parent.name) / Path(path).stem).as_posix()


def input_lines() -> Iterable[bytes]:
    """The lines of standard input, as bytes: a file's name need not be valid UTF-8. None if it is closed."""
    return sys.stdin.buffer if sys.stdin else ()


def _lines(inputs: Iterable[str]) -> Iterator[str]:
    for text in inputs:
        if text != "-":
            yield text
            continue
        for line in input_lines():
            if b"\0" in line:
                hint = "write one input a line; a video itself is given by its path"
                raise UsageError("standard input is no list of inputs", hint)
            if name := os.fsdecode(line).strip("\r\n"):
                yield name


def _expanded(text: str) -> Iterator[str | ScanFailure]:
    path = Path(text)
    if is_remote(text):
        try:
            check_kind(text)
        except DetectorError as error:
            yield _failed(text, error)
        else:
            yield text
    elif os.path.isdir(text):  # noqa: PTH112  (False for a name that no file can have, not an error)
        yield from _walked(path)
    elif glob.has_magic(text) and not os.path.lexists(text) and "\0" not in text:
        matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207  (absolute patterns too)
        for match in matches:
            yield from _walked(Path(match)) if Path(match).is_dir() else [match]
        if not matches:
            yield _failed(text, InputNotFound(f"{text}: no file matches", "check the pattern"))
    else:
        yield text


def _walked(folder: Path) -> Iterator[str | ScanFailure]:
    unreadable: list[OSError] = []
    empty = True
    for place, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if Path(name).suffix.lower() in VIDEO_SUFFIXES and not name.startswith("."):
                empty = False
                yield str(Path(place) / name)
    for error in unreadable:
        name = os.fsdecode(error.filename)
        yield _failed(name, InputNotPermitted(f"{name}: {error.strerror}", "ask for the right to read it"))
    if empty and not unreadable:
        hint = f"videos end in one of {' '.join(VIDEO_SUFFIXES)}"
        yield _failed(str(folder), InputNotFound(f"{folder}: folder without videos", hint))


def _failed(text: str, error: DetectorError) -> ScanFailure:
    failure = Failure(type(error).__name__, error.message, error.hint)
    return ScanFailure(Episode(text, text), failure)
