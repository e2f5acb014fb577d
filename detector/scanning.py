"""Many videos from a program of one's own, and a scan that an event loop can await."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache, partial
from os import PathLike
from pathlib import Path
from typing import Unpack

from detector.auditor.engine_local import Job, ScanConfig
from detector.auditor.engine_local import scan_many as scan_jobs
from detector.errors import DetectorError, UsageError
from detector.facts import checked_day, checked_episode, checked_facts
from detector.plain_values import plain_path
from detector.records import Episode, Facts, Failure, ScanFailure, ScanResult
from detector.sandbox.limits import cores
from detector.scanner import scan
from detector.settings import Settings, chosen_settings
from detector.video.source import VideoInput


def scan_many(
    videos: Iterable[Episode | str | PathLike[str]],
    *,
    workers: int | None = None,
    as_of: date | None = None,
    registry: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    **facts: Unpack[Facts],
) -> Iterator[ScanResult | ScanFailure]:
    """Scan videos with several processes; each result comes as soon as it and those before it are ready.

    ``videos`` are paths, URLs or episodes, and may be a stream without end: a few are taken ahead.
    ``facts`` hold for all of them. ``workers``: processes, one a core by default; 1: none but this one.
    A video that cannot be read, or that crashes its process, is a
    ``ScanFailure``. Raises ``SetupError`` where nothing can be scanned, ``UsageError`` for a wrong fact, and
    for what is neither path nor episode.
    """
    known = checked_facts(facts)
    _check_call(videos, workers)
    config = ScanConfig(chosen_settings(settings, registry), checked_day(as_of))
    return scan_jobs(_jobs(videos, known), config, workers or cores())


def _check_call(videos: object, workers: object) -> None:
    if isinstance(videos, str | bytes | PathLike | Episode) or not isinstance(videos, Iterable):
        hint = "give a list of paths, URLs or episodes; one video is for detector.scan"
        raise UsageError(f"videos: {type(videos).__name__} is no list of videos", hint)
    if workers is not None and (not isinstance(workers, int) or workers < 1):
        hint = "leave it out for one process a core"
        raise UsageError(f"workers: {workers!r} is no whole number from 1 on", hint)


def _jobs(videos: Iterable[Episode | str | PathLike[str]], facts: Facts) -> Iterator[Job]:
    taken: Counter[str] = Counter()
    for video in videos:
        episode = video
        if not isinstance(episode, Episode):
            path = plain_path(episode)
            stem = Path(path).stem
            episode = Episode(path if taken[stem] else stem, path)
            taken[stem] += 1
        episode = replace(episode, **facts)
        try:
            yield checked_episode(episode)
        except DetectorError as error:
            yield ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))


async def scan_async(
    video: Episode | VideoInput,
    *,
    as_of: date | None = None,
    registry: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    **facts: Unpack[Facts],
) -> ScanResult:
    """Like :func:`detector.scan`, in a thread of its own: the event loop goes on meanwhile.

    There is one such thread, so scans follow one another; for more at a time there is
    :func:`detector.scan_many`. A scan that is cancelled still runs to its end.
    """
    call = partial(scan, video, as_of=as_of, registry=registry, settings=settings, **facts)
    return await asyncio.get_running_loop().run_in_executor(_thread(), call)


@cache
def _thread() -> ThreadPoolExecutor:
    # One: the log of FFmpeg, in which its decoder of HEVC tells damage, is the process's.
    return ThreadPoolExecutor(1, "detector-scan")
