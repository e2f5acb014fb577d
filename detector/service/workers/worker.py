"""What a worker does in its sandboxed process: it scans videos that it gets as open files.

It has no name for a video, no network and no password, and answers with the stored form of the result.
"""

import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from detector.errors import DetectorError
from detector.records import Failure, ScanFailure, ScanResult
from detector.sandbox.channel import Message
from detector.sandbox.child import Ask, Work, done
from detector.scanner import Scanner
from detector.service.workers.registry_proxy import RegistryProxy
from detector.settings import Settings
from detector.video import probe
from detector.wire import episode_from_json, result_to_stored


def open_worker(order: dict[str, Any], ask: Ask) -> Work:
    """Loads the models. A task has ``episode`` and ``as_of``, as a job has them."""
    settings = Settings.model_validate(order["settings"])
    registry = RegistryProxy(ask) if order["has_registry"] else None
    scanner = Scanner(settings, registry)
    folder = Path(order["evidence"]) if order["evidence"] else None

    def work(task: dict[str, Any], file: int | None) -> Message:
        episode, as_of, path = (
            episode_from_json(task["episode"]),
            date.fromisoformat(task["as_of"]),
            f"/dev/fd/{file}",
        )
        begun = time.perf_counter()
        result: ScanResult | ScanFailure
        try:
            probe.check(path, order["max_duration_s"])
            result = scanner.scan(replace(episode, video=path), as_of)
        except DetectorError as error:
            # The name that the caller gave, not that of this process.
            told = error.message.replace(path, episode.video)
            result = ScanFailure(episode, Failure(type(error).__name__, told, error.hint))
        except MemoryError:
            raise
        except Exception as bug:  # noqa: BLE001  (one file's bug is that file's result)
            told = f"a bug in detector: {type(bug).__name__}: {bug}".replace(path, episode.video)
            result = ScanFailure(episode, Failure("DetectorError", told, "please report it with this video"))
        scanned = time.perf_counter()
        if folder and isinstance(result, ScanResult) and (order["every"] or result.outcome != "pass"):
            result = _with_evidence(scanner, result, folder)
        seconds = {"scan": scanned - begun, "evidence": time.perf_counter() - scanned}
        return done({"result": result_to_stored(replace(result, episode=episode)), "seconds": seconds})

    return work


def _with_evidence(scanner: Scanner, result: ScanResult, folder: Path) -> ScanResult:
    try:
        return scanner.with_evidence(result, folder)
    except DetectorError:  # the verdict stands without its picture
        return result
