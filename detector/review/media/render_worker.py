"""What a sandboxed process makes of a video for the desk: frames, an opening to play, a clearer picture."""

from collections.abc import Iterator
from typing import Any

from detector.errors import InputNotFound
from detector.review.media import rendering
from detector.review.media.cache import ENHANCED, OPENING
from detector.sandbox.channel import Message
from detector.sandbox.child import Ask, Work, done
from detector.settings.vision import DecodeSettings
from detector.video import probe
from detector.video.decoder import digest, open_video

_LONGEST_S = 86_400
_FRAMES = 12

Part = tuple[str, bytes]
"""The name of a file, and its bytes."""


def open_renderer(order: dict[str, Any], _ask: Ask) -> Work:
    """Renders with the settings of the order.

    A task says in ``wanted`` what to make of the open file: *frames*, *opening*, or *enhanced* of a picture.
    It is done with the ``names`` of files, whose bytes are the parts.
    """
    settings = DecodeSettings.model_validate(order["settings"])

    def work(task: dict[str, Any], file: int | None) -> Message:
        parts = list(_rendered(f"/dev/fd/{file}", task, settings))
        return done({"names": [name for name, _ in parts]}, *(content for _, content in parts))

    return work


def check_video(path: str, sha256: str) -> None:
    """Raises ``InputError`` for a file that is no video, or another one than was scanned."""
    probe.check(path, _LONGEST_S)
    if digest(path) != sha256:
        raise InputNotFound("the video is not the one that was scanned")


def _rendered(path: str, task: dict[str, Any], settings: DecodeSettings) -> Iterator[Part]:
    if ENHANCED in task["wanted"]:
        yield ENHANCED, rendering.enhanced(path)
        return
    check_video(path, task["sha256"])
    window_ms = task["window_ms"]
    if "frames" in task["wanted"]:
        instants = [round(window_ms / _FRAMES * place) for place in range(_FRAMES)]
        with open_video(path, settings) as video:
            for frame in video.frames(instants):
                yield from rendering.sampled(frame)
    if "opening" in task["wanted"]:
        with open_video(path, settings) as video:
            yield OPENING, rendering.playable(video, window_ms)
