"""Traces of many scans: workers write each video's events to a file of its own; they are joined in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from detector.records import Episode, ScanFailure, ScanResult
from detector.scanner import Scanner
from detector.settings import Settings
from detector.wire import dumps

_Outcome = ScanResult | ScanFailure


@dataclass(frozen=True, slots=True)
class TraceFolder:
    """A folder with a file of events for each episode of a run."""

    folder: Path

    def file_of(self, episode: Episode) -> Path:
        """Where the events of an episode are; ids are unique in a run."""
        return self.folder / sha256(episode.id.encode("utf-8", "surrogatepass")).hexdigest()

    def joined(self, outcomes: Iterable[_Outcome], out: TextIO) -> Iterator[_Outcome]:
        """The same outcomes; the events of each video go to ``out``, one after the other in this order."""
        for outcome in outcomes:
            file = self.file_of(outcome.episode)
            if file.exists():  # a job that failed before it began has none
                out.write(file.read_text("utf-8"))
                file.unlink()
            yield outcome


@dataclass(frozen=True, slots=True)
class TracingScanner:
    """Scans, and writes each episode's events to its file as they come: a crash leaves those before it."""

    scanner: Scanner
    folder: TraceFolder

    def try_scan(self, episode: Episode, as_of: date | None = None) -> _Outcome:
        """Scan one episode; an input that cannot be read is a ``ScanFailure``."""
        file = self.folder.file_of(episode)
        with file.open("w", encoding="utf-8", errors="backslashreplace", newline="", buffering=1) as out:

            def write(event: dict[str, Any]) -> None:
                out.write(dumps(event) + "\n")

            return self.scanner.try_scan(episode, as_of, trace=write)


def open_tracing_scanner(settings: Settings, evidence: Path | None, folder: Path) -> TracingScanner:
    """A scanner that traces into a folder. Raises ``SetupError`` where a model or library is absent."""
    return TracingScanner(Scanner(settings, evidence=evidence), TraceFolder(folder))
