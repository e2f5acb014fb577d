"""The process that decodes strangers' videos: limited, without network, and expendable.

``python -m detector.service.workers.worker FD``: the number of its end of the link. It is told its settings
first, then one video after the other as an open file, and answers each with the stored form of the result.
"""

import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from detector.errors import DetectorError
from detector.sandbox.limits import allow_cpu, confine, prepare_worker
from detector.service.workers.ipc import AskedRegistry, Link

if TYPE_CHECKING:
    from detector.records import Episode, ScanFailure, ScanResult
    from detector.scanner import Scanner

_REPORT_IT = "please report it with this video"


def main(end: int) -> None:
    """Work until the other end of the link is closed."""
    is_closed = confine()
    link = Link(socket.socket(fileno=end))
    order, _ = link.receive()
    prepare_worker(order["memory_mb"])
    try:
        work = _workplace(order, link)
    except DetectorError as error:
        link.send({"failed": {"type": type(error).__name__, "message": error.message, "hint": error.hint}})
        return
    link.send({"ready": True, "network_closed": is_closed})
    while True:
        try:
            job, file = link.receive()
        except EOFError:
            return
        if file is not None:
            try:
                link.send(work(job, file))
            finally:
                os.close(file)


def _workplace(
    order: dict[str, Any], link: Link
) -> Callable[[dict[str, Any], int], dict[str, Any]]:  # the models take a second to load
    from detector.registry.protocol import Registry  # noqa: PLC0415
    from detector.scanner import Scanner  # noqa: PLC0415
    from detector.settings import Settings  # noqa: PLC0415

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        link.send(question)
        return link.receive()[0]

    settings = Settings.model_validate(order["settings"])
    registry = cast("Registry", AskedRegistry(ask)) if order["has_registry"] else None
    scanner = Scanner(settings, registry)
    folder = Path(order["evidence"]) if order["evidence"] else None

    def work(job: dict[str, Any], file: int) -> dict[str, Any]:
        allow_cpu(order["cpu_s"])
        begun = time.perf_counter()
        result = _scanned(scanner, job, file, order["max_duration_s"])
        looked = time.perf_counter()
        told = _pictured(scanner, result, folder, every=order["every"])
        return _answer(told, job, {"scan": looked - begun, "evidence": time.perf_counter() - looked})

    return work


def _scanned(
    scanner: "Scanner", job: dict[str, Any], file: int, longest_s: int
) -> "ScanResult | ScanFailure":
    """The result for a file that this process has open and that has no name here."""
    from detector.records import Failure, ScanFailure  # noqa: PLC0415
    from detector.service.jobs.job_queue import episode_from_json  # noqa: PLC0415
    from detector.video import probe  # noqa: PLC0415

    episode: Episode = replace(episode_from_json(job["episode"]), video=f"/dev/fd/{file}")
    try:
        probe.check(episode.video, longest_s)
        return scanner.scan(episode, date.fromisoformat(job["as_of"]))
    except DetectorError as error:
        return ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))
    except MemoryError:
        raise
    except Exception as bug:  # noqa: BLE001  (one file's bug is that file's result)
        told = f"a bug in detector: {type(bug).__name__}: {bug}"
        return ScanFailure(episode, Failure("DetectorError", told, _REPORT_IT))


def _pictured(
    scanner: "Scanner", result: "ScanResult | ScanFailure", folder: Path | None, *, every: bool
) -> "ScanResult | ScanFailure":
    from detector.records import ScanFailure  # noqa: PLC0415

    if folder is None or isinstance(result, ScanFailure) or not (every or result.outcome != "pass"):
        return result
    try:
        return scanner.with_evidence(result, folder)
    except DetectorError:  # the verdict stands without its picture
        return result


def _answer(
    result: "ScanResult | ScanFailure", job: dict[str, Any], seconds: dict[str, float]
) -> dict[str, Any]:
    """The stored form under the names that the caller gave, not those of this process."""
    from detector.records import ScanFailure  # noqa: PLC0415
    from detector.service.jobs.job_queue import episode_from_json  # noqa: PLC0415
    from detector.wire import result_to_stored  # noqa: PLC0415

    episode, path = episode_from_json(job["episode"]), result.episode.video
    if isinstance(result, ScanFailure):
        message = result.error.message.replace(path, episode.video)
        result = replace(result, error=replace(result.error, message=message))
    return {"result": result_to_stored(replace(result, episode=episode)), "seconds": seconds}


if __name__ == "__main__":
    main(int(sys.argv[1]))
