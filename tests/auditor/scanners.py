"""Scanners with one named fault each, in place of the real one; worker processes find them by name."""

import os
import signal
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from detector.errors import InputNotFound
from detector.records import Episode, Failure, Opening, ScanFailure, ScanResult
from detector.scanner import judge
from detector.settings import Settings
from detector.video.decoder import digest
from detector.video.remote_io import open_remote
from tests.law.cases import sighting, whole_window


class Paper:
    """Reads a text file in place of a video: each line stands on the screen all the time; then the real law.

    A file whose text is the name of a fault has that fault; ``scans.log`` beside it counts the scans. Of
    ``stops.txt`` the look ends early where it passes, of ``defers.txt`` texts are left unread.
    """

    def __init__(self, settings: Settings, evidence: Path | None) -> None:
        self._settings = settings
        self._evidence = evidence

    def try_scan(self, episode: Episode, as_of: date | None = None) -> ScanResult | ScanFailure:
        file = Path(episode.video)
        try:
            text = file.read_text("utf-8")
        except OSError:
            return ScanFailure(episode, Failure("InputNotFound", f"{file}: there is no such file", "look"))
        with (file.parent / "scans.log").open("a") as log:
            log.write(f"{file.name}\n")
        fault, _, argument = text.partition(":")
        if fault == "crashes":
            os.kill(os.getpid(), signal.SIGKILL)
        elif fault == "sleeps":
            time.sleep(float(argument))
        elif fault == "kills-its-master-once" and not (done := file.with_suffix(".killed")).exists():
            done.touch()
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(600)
        elif fault == "no video":
            return ScanFailure(episode, Failure("NotAVideo", f"{file}: no video", "fetch it again"))
        elif fault == "eats-memory":
            bytearray(int(argument) << 20)
        seen = tuple(sighting(line, place) for place, line in enumerate(text.splitlines()))
        shown = Opening(digest(str(file)), 15_000, 720, 1280, 31, 0, 31, seen, legible_px=10)
        opening = replace(shown, coverage=whole_window(), unread=3 if file.name == "defers.txt" else 0)
        result = judge(episode, opening, self._settings, as_of or date(2026, 1, 1))
        if file.name == "stops.txt" and result.outcome == "pass":
            result = replace(result, opening=replace(opening, stopped_ms=2_000))
        return result


def paper(settings: Settings, evidence: Path | None) -> Paper:
    return Paper(settings, evidence)


class ObjectPaper:
    """The same for objects on the network; their copies and the log of scans are in ``$PAPERS``."""

    def __init__(self, settings: Settings, evidence: Path | None) -> None:
        self._paper = Paper(settings, evidence)

    def try_scan(self, episode: Episode, as_of: date | None = None) -> ScanResult | ScanFailure:
        file = Path(os.environ["PAPERS"]) / episode.video.rpartition("/")[2]
        try:
            content = open_remote(episode.video).read()
        except InputNotFound as error:
            return ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))
        file.write_bytes(content)
        return self._paper.try_scan(replace(episode, video=str(file)), as_of)


def object_paper(settings: Settings, evidence: Path | None) -> ObjectPaper:
    return ObjectPaper(settings, evidence)
