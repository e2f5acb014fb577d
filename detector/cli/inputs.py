"""From what was written on the command line to the episodes that are to be scanned."""

import glob
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from detector.errors import DetectorError, InputNotFound, InputNotPermitted
from detector.records import Episode, Facts, Failure, ScanFailure
from detector.video.remote_io import check_kind, is_remote

VIDEO_SUFFIXES = (
    ".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".ts", ".webm",
    ".wmv",
)  # fmt: skip
"""Files of a folder that are taken for videos. A file that is named itself may have any suffix."""


def find_jobs(inputs: Iterable[str], facts: Facts) -> list[Episode | ScanFailure]:
    """The episodes that ``inputs`` name, each file once, in the order given and sorted within a folder.

    An input is a file, a folder (walked; hidden files are left out), a pattern that the shell did not
    expand, or ``-`` for a list on standard input, one input a line. An input that names no video is a
    failure in its place. Every episode gets an id of its own: the file's stem where no other has it, else
    with the folder's name, else the whole path.
    """
    seen: set[str] = set()
    found: list[str | ScanFailure] = []
    for path in _paths(inputs):
        if isinstance(path, ScanFailure):
            found.append(path)
        elif (place := _place(path)) not in seen:
            seen.add(place)
            found.append(path)
    named = iter(_named([path for path in found if isinstance(path, str)], facts))
    return [next(named) if isinstance(path, str) else path for path in found]


def _place(path: str) -> str:
    return path if is_remote(path) else os.path.abspath(path)  # noqa: PTH100  (Path.absolute keeps "..")


def _named(paths: list[str], facts: Facts) -> list[Episode]:
    stems = Counter(Path(path).stem for path in paths)
    longer = Counter(_with_folder(path) for path in paths)

    def name(path: str) -> str:
        if stems[stem := Path(path).stem] == 1:
            return stem
        return longest if longer[longest := _with_folder(path)] == 1 else path

    return [replace(Episode(name(path), path), **facts) for path in paths]


def _with_folder(path: str) -> str:
    return (Path(Path(path).parent.name) / Path(path).stem).as_posix()


def _paths(inputs: Iterable[str]) -> Iterator[str | ScanFailure]:
    for text in inputs:
        if text == "-":
            for line in _listed():
                yield from _expanded(line)
        else:
            yield from _expanded(text)


def _listed() -> Iterator[str]:
    # Bytes, because a file's name need not be valid UTF-8.
    for line in sys.stdin.buffer:
        if name := os.fsdecode(line).strip("\r\n"):
            yield name


def _expanded(text: str) -> Iterator[str | ScanFailure]:
    path = Path(text)
    if is_remote(text):
        yield _checked(text)
    elif path.is_dir():
        yield from _walked(path)
    elif glob.has_magic(text) and not os.path.lexists(text):
        matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207  (absolute patterns too)
        for match in matches:
            yield from _walked(Path(match)) if Path(match).is_dir() else [match]
        if not matches:
            yield _failed(text, InputNotFound(f"{text}: no file matches", "check the pattern"))
    else:
        yield text


def _checked(address: str) -> str | ScanFailure:
    """The address of an object, or why it cannot be one."""
    try:
        check_kind(address)
    except DetectorError as error:
        return _failed(address, error)
    return address


def _walked(folder: Path) -> Iterator[str | ScanFailure]:
    closed: list[OSError] = []
    empty = True
    for place, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if Path(name).suffix.lower() in VIDEO_SUFFIXES and not name.startswith("."):
                empty = False
                yield str(Path(place) / name)
    for error in closed:
        name = os.fsdecode(error.filename)
        yield _failed(name, InputNotPermitted(f"{name}: {error.strerror}", "ask for the right to read it"))
    if empty and not closed:
        known = " ".join(VIDEO_SUFFIXES)
        yield _failed(
            str(folder), InputNotFound(f"{folder}: folder without videos", f"videos end in one of {known}")
        )


def _failed(text: str, error: DetectorError) -> ScanFailure:
    failure = Failure(type(error).__name__, error.message, error.hint)
    return ScanFailure(Episode(text, text), failure)
