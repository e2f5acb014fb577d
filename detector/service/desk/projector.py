"""The process that takes sampled frames out of a stranger's video: limited, without network, expendable.

``python -m detector.service.desk.projector FD``: the number of the open video. It is told on standard input
what to do, and answers on standard output: a line of JSON with instants and sizes, then the JPEGs.
"""

import json
import sys
from typing import Any

from detector.confine import allow_cpu, confine, prepare_worker
from detector.errors import DetectorError

_LONGER_SIDE_PX = 1_280
_LONGEST_S = 86_400


def main(file: int) -> None:
    """Answer one order."""
    confine()
    order = json.loads(sys.stdin.buffer.read())
    prepare_worker(order["memory_mb"])
    allow_cpu(order["cpu_s"])
    try:
        frames = _frames(f"/dev/fd/{file}", order)
    except DetectorError as error:
        sys.stdout.buffer.write(json.dumps({"failed": error.message}).encode() + b"\n")
        return
    sizes = [(at_ms, len(content)) for at_ms, content in frames]
    sys.stdout.buffer.write(json.dumps({"frames": sizes}).encode() + b"\n")
    sys.stdout.buffer.write(b"".join(content for _, content in frames))


def _frames(path: str, order: dict[str, Any]) -> list[tuple[int, bytes]]:
    import cv2  # noqa: PLC0415  (only after the limits are set)

    from detector.errors import InputNotFound  # noqa: PLC0415
    from detector.seeing import DecodeSettings  # noqa: PLC0415
    from detector.vision import probe  # noqa: PLC0415
    from detector.vision.decode import digest, open_video  # noqa: PLC0415

    probe.check(path, _LONGEST_S)
    if digest(path) != order["sha256"]:
        raise InputNotFound("the video is not the one that was scanned")
    step_ms = order["window_ms"] / order["frames"]
    wanted = [round(step_ms * place) for place in range(order["frames"])]
    made = []
    with open_video(path, DecodeSettings.model_validate(order["settings"])) as video:
        for frame in video.frames(wanted):
            scale = min(1.0, _LONGER_SIDE_PX / max(frame.pixels.shape[:2]))
            small = cv2.resize(frame.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            made.append((frame.at_ms, cv2.imencode(".jpg", small)[1].tobytes()))
    return made


if __name__ == "__main__":
    main(int(sys.argv[1]))
