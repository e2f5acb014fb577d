"""Starts a projector, the limited process that makes things of a stranger's video, and takes what it made."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

from detector.errors import InputNotFound, WorkerLost
from detector.service.workers.process import environment
from detector.settings import Settings

_MOST_BYTES = 128 << 20
_HEAD_BYTES = 1 << 16
_NAME = re.compile(r"\d{1,9}(\.small)?\.jpg|opening\.mp4|enhanced")
_LOOK = "look at the evidence"


def projected(settings: Settings, order: Mapping[str, Any], file: int) -> dict[str, bytes]:
    """What a projector makes of an open file, by name; ``order`` says what is wanted.

    Raises ``InputNotFound`` for what it could not make, ``WorkerLost`` for a projector that crashed, hung or
    made more than can be.
    """
    told = dict(order) | {
        "settings": settings.decode.model_dump(mode="json"),
        "memory_mb": settings.worker.memory_mb,
        "cpu_s": settings.service.cpu_s,
    }
    command = [sys.executable, "-m", "detector.review.media.render_worker", str(file)]
    # Into a file, the size of which the system limits: what it says need not fit into this process.
    with tempfile.TemporaryFile() as out:
        try:
            subprocess.run(  # noqa: S603  (our own module)
                command, input=json.dumps(told).encode(), stdout=out, stderr=subprocess.DEVNULL,
                env=environment(), pass_fds=[file], check=False, timeout=settings.worker.deadline_s,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise WorkerLost("it could not be made of the video in time", _LOOK) from None
        return _parts(out)


def _parts(out: IO[bytes]) -> dict[str, bytes]:
    """Files by their name, from a line of JSON and what follows it."""
    size = out.seek(0, 2)
    out.seek(0)
    failed = None
    with suppress(ValueError, KeyError, TypeError):  # it died, or is not what we started
        said = json.loads(out.readline(_HEAD_BYTES))
        if "failed" in said:
            failed = InputNotFound(str(said["failed"]), _LOOK)
        else:
            sizes = {str(name): int(length) for name, length in said["parts"]}
            if size <= _MOST_BYTES and all(map(_NAME.fullmatch, sizes)):
                return {name: out.read(length) for name, length in sizes.items()}
    if failed:
        raise failed
    raise WorkerLost("it could not be made of the video", _LOOK)
