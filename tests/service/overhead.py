"""What the service costs beside the bare scan: the same clips, as many workers as cores, models loaded."""

import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.queues import JoinableQueue
from multiprocessing.synchronize import Semaphore
from pathlib import Path

from detector.client import Client
from detector.sandbox.limits import Limits, apply, cores
from tests.service.running import SAMPLES, Running


def files(rounds: int) -> list[str]:
    """The sample clips, several times."""
    return [str(path) for path in sorted(SAMPLES.glob("*.mp4"))] * rounds


def bare(wanted: Sequence[str], workers: int) -> float:
    """Scans a second of processes that do nothing else."""
    context = multiprocessing.get_context("spawn")
    jobs: JoinableQueue[str | None] = context.JoinableQueue()
    ready = context.Semaphore(0)
    processes = [context.Process(target=_scan_all, args=(jobs, ready)) for _ in range(workers)]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    begun = time.monotonic()
    for video in wanted:
        jobs.put(video)
    jobs.join()
    seconds = time.monotonic() - begun
    for _ in processes:
        jobs.put(None)
    for process in processes:
        process.join()
    return len(wanted) / seconds


def _scan_all(jobs: "JoinableQueue[str | None]", ready: "Semaphore") -> None:
    apply(Limits(4_096, nice=0))
    from detector.records import Episode  # noqa: PLC0415  (after the limits)
    from detector.scanner import Scanner  # noqa: PLC0415
    from detector.settings import RegistrySettings, Settings  # noqa: PLC0415

    scanner = Scanner(Settings(registry=RegistrySettings(url="none")))
    scanner.try_scan(Episode("warm", files(1)[0]))
    ready.release()
    while (video := jobs.get()) is not None:
        scanner.try_scan(Episode(Path(video).stem, video))
        jobs.task_done()


def served(folder: Path, wanted: Sequence[str], workers: int) -> float:
    """Scans a second of a service, from the request to the last verdict."""
    settings = {"roots": [str(SAMPLES)], "workers": workers, "evidence": "none", "max_batch": len(wanted)}
    service = Running(folder, settings).start()
    try:
        with Client(service.url) as client:
            warm = client.hand_in([{"uri": files(1)[0]}] * 2 * workers)
            _wait(client, warm.id)
            begun = time.monotonic()
            batch = client.hand_in([{"uri": video} for video in wanted])
            _wait(client, batch.id)
            return len(wanted) / (time.monotonic() - begun)
    finally:
        service.kill()


def _wait(client: Client, batch_id: str) -> None:
    while not client.batch(batch_id).has_ended:
        time.sleep(0.05)


def compare(folder: Path, rounds: int, repeats: int) -> list[tuple[float, float]]:
    """Bare and served throughput in turns, so that a machine that slows down slows both."""
    wanted, workers = files(rounds), cores()
    return [(bare(wanted, workers), served(folder / str(place), wanted, workers)) for place in range(repeats)]
