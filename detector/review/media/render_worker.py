"""The process that makes things of a stranger's video for the desk: limited, without network, expendable.

``python -m detector.review.media.render_worker FD``: the number of the open file. It is told on standard
input what to make (``wanted``: *frames*, *opening*, or *enhanced* of a picture), and answers on standard
output: a line of JSON with names and sizes, then the files one after the other.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from detector.errors import DetectorError
from detector.sandbox.limits import allow_cpu, confine, prepare_worker

_LONGEST_S = 86_400
_FRAMES = 12

Part = tuple[str, bytes]
"""The name of a file, and its bytes."""


def main(file: int) -> None:
    """Answer one order."""
    confine()
    order = json.loads(sys.stdin.buffer.read())
    prepare_worker(order["memory_mb"])
    allow_cpu(order["cpu_s"])
    try:
        parts = list(_made(f"/dev/fd/{file}", order))
    except DetectorError as error:
        sys.stdout.buffer.write(json.dumps({"failed": error.message}).encode() + b"\n")
        return
    sizes = [(name, len(content)) for name, content in parts]
    sys.stdout.buffer.write(json.dumps({"parts": sizes}).encode() + b"\n")
    sys.stdout.buffer.write(b"".join(content for _, content in parts))


def _made(path: str, order: dict[str, Any]) -> Iterator[Part]:
    from detector.errors import InputNotFound  # noqa: PLC0415  (only after the limits are set)
    from detector.review.media import cache, rendering  # noqa: PLC0415
    from detector.settings.vision import DecodeSettings  # noqa: PLC0415
    from detector.video import probe  # noqa: PLC0415
    from detector.video.decoder import digest, open_video  # noqa: PLC0415

    if cache.ENHANCED in order["wanted"]:
        yield cache.ENHANCED, rendering.enhanced(path)
        return
    probe.check(path, _LONGEST_S)
    if digest(path) != order["sha256"]:
        raise InputNotFound("the video is not the one that was scanned")
    settings, window_ms = DecodeSettings.model_validate(order["settings"]), order["window_ms"]
    if "frames" in order["wanted"]:
        instants = [round(window_ms / _FRAMES * place) for place in range(_FRAMES)]
        with open_video(path, settings) as video:
            for frame in video.frames(instants):
                yield from rendering.sampled(frame)
    if "opening" in order["wanted"]:
        with open_video(path, settings) as video:
            yield cache.OPENING, rendering.playable(video, window_ms)


if __name__ == "__main__":
    main(int(sys.argv[1]))
