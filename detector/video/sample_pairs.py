"""The window's samples: each instant with a frame a moment later, whatever the frames come from."""

from collections.abc import Iterable, Iterator

from detector.settings.vision import DecodeSettings
from detector.video.coverage import CoverageRecord, Worth, look_of
from detector.video.frame import Frame, Picture

_MOMENT = 0.4
"""Time to the frame beside a sample, in steps from sample to sample."""


def sample_instants(settings: DecodeSettings) -> Iterator[int]:
    """The instants (ms, rising) of all samples and of the frames beside them."""
    step, window = settings.sample_every_ms, settings.window_ms
    moment = round(_MOMENT * step)
    return (at for first in range(0, window + 1, step) for at in (first, first + moment))


def sample_pairs(
    frames: Iterable[tuple[Frame, bool]], step_ms: int, record: CoverageRecord
) -> Iterator[tuple[Frame, Frame]]:
    """Frames, and whether they are sound, as samples, each beside a later one or itself; all are counted."""
    held: Frame | None = None
    looks: tuple[Picture, Worth] | None = None
    for frame, is_sound in frames:
        if looks is None or looks[0] is not frame.picture:
            looks = frame.picture, look_of(frame.picture.grey)
        record.count(looks[1] if is_sound else "corrupt")
        if frame.at_ms % step_ms == 0:
            if held:
                yield held, held
            held = frame
        elif held:
            yield held, frame
            held = None
    if held:
        yield held, held
