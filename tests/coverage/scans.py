"""Scans in processes of their own, so that a crash or a hang is a row and not the end."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

import av
import cv2

import detector
from detector.records import Episode, ScanFailure, ScanResult
from detector.scanner import Scanner
from tests.coverage.cases import Case, Row

AS_OF = date(2026, 8, 1)
_TIMEOUT_S = 60.0
_READY_S = 120.0
_READY = "ready"


def scan_all(cases: Sequence[Case], processes: int, cache_folder: Path | None) -> Iterator[tuple[Case, Row]]:
    """The rows of all cases, in their order. A crash or a hang is tried once only."""
    with ThreadPoolExecutor(processes) as pool, Scanners(processes) as scanners:
        kept = _Kept(cache_folder)
        yield from zip(cases, pool.map(lambda case: _row(case, scanners, kept), cases), strict=True)


def quiet() -> None:
    """One thread, and no word from FFmpeg: broken files make it talk."""
    cv2.setNumThreads(1)
    av.logging.set_level(av.logging.PANIC)


def _row(case: Case, scanners: "Scanners", kept: "_Kept") -> Row:
    key = kept.key(case)
    row = kept.row(key)
    if row is None:
        row = scanners.scan(case)
        kept.add(key, row)
    return row


class Scanners:
    """So many child processes, each with its own scanner; one that ended is started again."""

    def __init__(self, count: int) -> None:
        self._free: SimpleQueue[_Child] = SimpleQueue()
        self._children = [_Child() for _ in range(count)]
        for child in self._children:
            self._free.put(child)

    def scan(self, case: Case) -> Row:
        """A row in any event; waits for a free child."""
        child = self._free.get()
        try:
            return child.scan(case)
        finally:
            self._free.put(child)

    def __enter__(self) -> "Scanners":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.end()


class _Child:
    """One child process."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def scan(self, case: Case) -> Row:
        """A row in any event. Raises ``RuntimeError`` where no scanner can be set up."""
        pipe = self._pipe or self._start()
        try:
            pipe.send((str(case.folder), case.argument))
            if pipe.poll(_TIMEOUT_S):
                return Row.of(pipe.recv())
        except (EOFError, BrokenPipeError, ConnectionResetError):
            assert self._process
            self._process.join(5)
            code = self._process.exitcode
            self.end()
            return Row("crash", message=f"the process ended with {code}")
        self.end()
        return Row("hang", message=f"no result within {_TIMEOUT_S:.0f} s")

    def end(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            self._process.join()
        self._process, self._pipe = None, None

    def _start(self) -> Connection:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if not ours.poll(_READY_S) or ours.recv() != _READY:
            raise RuntimeError("no scanner could be set up")
        self._pipe = ours
        return ours


def _serve(pipe: Connection) -> None:
    """In the child: scan what is named, until the parent goes."""
    quiet()
    with tempfile.TemporaryDirectory(prefix="detector-coverage-") as data_folder:
        os.environ["XDG_DATA_HOME"] = data_folder  # nobody's registry
        scanner = Scanner()
    pipe.send(_READY)
    while True:
        try:
            folder, argument = pipe.recv()
        except EOFError:
            return
        os.chdir(folder)
        try:
            row = _said(scanner.try_scan(Episode(argument, argument), AS_OF))
        except Exception as error:  # noqa: BLE001  an exception that is no DetectorError is a bug: a crash
            row = Row("crash", message=f"{type(error).__name__}: {error}")
        pipe.send(asdict(row))


def _said(result: ScanResult | ScanFailure) -> Row:
    if isinstance(result, ScanFailure):
        return Row("error", message=f"{result.error.type}: {result.error.message}")
    opening = result.opening
    return Row(
        result.outcome,
        tuple(marker.number for marker in result.markers),
        tuple(finding.code for finding in result.findings),
        tuple(f"{miss.printed} ({miss.reason})" for miss in result.near_misses),
        f"{opening.frames_seen}/{opening.frames_due} seen, {opening.frames_lost} lost, {opening.coverage}",
    )


class _Kept:
    """Rows by the file's digest, its name and the code that scanned it; without a folder none is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._rows: dict[str, Row] = {}
        self._lock = Lock()
        self._file = folder / f"rows-{_code()}.jsonl" if folder else None
        if self._file and self._file.exists():
            for line in self._file.read_text("utf-8").splitlines():
                stored = json.loads(line)
                self._rows[stored["key"]] = Row.of(stored["row"])

    def key(self, case: Case) -> str:
        digest = hashlib.sha256(case.path.read_bytes()).hexdigest()
        return f"{digest}/{Path(case.argument).name}"

    def row(self, key: str) -> Row | None:
        return self._rows.get(key)

    def add(self, key: str, row: Row) -> None:
        if self._file is None or row.outcome in {"crash", "hang"}:
            return
        with self._lock:
            self._rows[key] = row
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, "row": asdict(row)}, ensure_ascii=False) + "\n")


@cache
def _code() -> str:
    """Digest of all that decides a result: the package's files, and the models."""
    package = Path(detector.__file__).parent
    total = hashlib.sha256()
    for folder in (package, package.parent / "models"):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(str(file.relative_to(folder)).encode())
                total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]
