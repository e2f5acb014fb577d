"""The command line, run in this process."""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from detector import cli
from detector.auditor import engine_local
from detector.errors import InputNotFound
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.scanner import provisions_of
from detector.settings import Settings
from tests.report.samples import FAILED, PASSED, UNDECIDED


@dataclass(frozen=True)
class Ended:
    """How a run of the command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``detector`` with these arguments, and these bytes on standard input."""

    def call(*arguments: str | Path, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = cli.run([str(argument) for argument in arguments])
        sys.stdout.flush()
        return Ended(code, *capfd.readouterr())

    return call


class StagedScanner:
    """In place of the real scanner: the outcome is what the file's name says."""

    def __init__(self, settings: Settings, *, evidence: Path | None = None) -> None:
        self.settings = settings
        provisions_of(settings)
        self.evidence = evidence

    def try_scan(self, episode: Episode, as_of: date) -> ScanResult | ScanFailure:
        stem = Path(episode.video).stem
        if stem == "bug":
            raise ZeroDivisionError("staged")
        if stem == "interrupt":
            raise KeyboardInterrupt
        if not Path(episode.video).exists():
            error = InputNotFound(f"{episode.video}: there is no such file", "check the path")
            return ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))
        staged = {"fail": FAILED, "undecided": UNDECIDED}.get(stem, PASSED)
        opening = replace(staged.opening, window_ms=self.settings.decode.window_ms)
        return replace(staged, episode=episode, as_of=as_of, opening=opening)


@pytest.fixture
def staged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder to put videos into that :class:`StagedScanner` scans, as the current folder."""
    monkeypatch.setattr("detector.scanner.Scanner", StagedScanner)
    monkeypatch.chdir(tmp_path)
    engine_local._scanner.cache_clear()
    yield tmp_path
    engine_local._scanner.cache_clear()
