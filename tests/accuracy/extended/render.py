"""Clip to video file, kept in a cache: a clip drawn by equal code from equal stock is drawn once."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.accuracy.extended.clip import Clip, Recording
from tests.accuracy.extended.legibility import frame_at
from tests.accuracy.stock import Stock
from tests.clips import Encoding, Shot, encode, steady
from tests.drawing.text import Frame
from tests.hdr_clips import encode_hdr

_TESTS = Path(__file__).parents[2]
_ENDINGS = {"mpeg2video": ".ts"}


def file_name(name: str, stock: Stock) -> str:
    """The file of a clip by all that it depends on: its name, what it may be made of, the code that draws."""
    return f"{name}-{sha256((name + repr(stock) + drawing_code()).encode()).hexdigest()[:12]}"


def render(clip: Clip, path: Path) -> Path:
    """Write the clip; ``path`` has no ending yet."""
    target = path.with_name(path.name + _ENDINGS.get(clip.recording.codec, ".mp4"))
    unfinished = target.with_name(f"part-{target.name}")
    how = clip.recording
    if how.hlg_nits is not None:
        encode_hdr(unfinished, _shots(clip, how), "hlg", how.hlg_nits)
    else:
        encode(unfinished, _shots(clip, how), Encoding(how.codec, fps=how.fps, options=how.options))
    return unfinished.rename(target)


def _shots(clip: Clip, how: Recording) -> Iterator[Shot]:
    field_ms = 500 / float(how.fps)
    for at_ms in steady(clip.seconds, how.fps):
        frame = frame_at(clip, float(at_ms))
        yield (
            at_ms,
            frame if how.fields == "none" else _woven(frame, frame_at(clip, float(at_ms) + field_ms), how),
        )


def _woven(first: Frame, second: Frame, how: Recording) -> Frame:
    """Every other line from the later time: the odd ones, or the even ones if the bottom field is first."""
    start = 1 if how.fields == "top" else 0
    first[start::2] = second[start::2]
    return first


@cache
def drawing_code() -> str:
    """What draws, as text: a clip drawn by other code is another clip."""
    here = Path(__file__).parent
    own = [
        *here.glob("kinds/*.py"),
        *(here / f"{name}.py" for name in ("clip", "legibility", "lettering", "render", "stage")),
    ]
    accuracy = [_TESTS / "accuracy" / f"{name}.py" for name in ("numbers", "render", "surroundings", "spec")]
    shared = [
        _TESTS / "clips.py",
        _TESTS / "hdr_clips.py",
        _TESTS / "accuracy/kinds/stage.py",
        *(_TESTS / "drawing").glob("*.py"),
    ]
    return "".join(file.read_text("utf-8") for file in sorted((*own, *accuracy, *shared)))
