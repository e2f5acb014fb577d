"""Kinds that differ in the file: its rate, size, colours, fields, bits."""

from dataclasses import replace
from fractions import Fraction

from tests.accuracy.extended.clip import Clip, Kind, Recording, Take
from tests.accuracy.extended.stage import staged
from tests.drawing.backgrounds import Size

_SIZES: dict[str, Size] = {
    "360x640": (360, 640), "640x360": (640, 360), "368x656": (368, 656),
    "2160x3840": (2160, 3840), "3840x2160": (3840, 2160),
    "720x720": (720, 720), "480x480": (480, 480), "640x480": (640, 480),
}  # fmt: skip


def _rate(take: Take) -> Clip:
    clip = staged(take).honest()
    rates = {"15": Fraction(15), "12": Fraction(12), "10": Fraction(10), "ntsc": Fraction(30_000, 1_001)}
    fps = rates[take.variant]
    return replace(clip, recording=replace(clip.recording, fps=fps))


def _small(take: Take) -> Clip:
    return staged(take, size=_SIZES[take.variant], at_720=(28, 36)).honest()


def _4k(take: Take) -> Clip:
    clip = staged(take, size=_SIZES[take.variant], at_720=(18, 30), seconds=2.0).honest()
    return replace(clip, recording=replace(clip.recording, fps=12))


def _square(take: Take) -> Clip:
    return staged(take, size=_SIZES[take.variant], at_720=(22, 32)).honest()


def _hlg(take: Take) -> Clip:
    clip = staged(take, size=(480, 854), at_720=(28, 36), seconds=2.2).honest()
    return replace(clip, recording=Recording(hlg_nits={"203": 203.0, "300": 300.0}[take.variant]))


def _interlaced(take: Take) -> Clip:
    clip = staged(take, size=(720, 576), at_720=(30, 38), seconds=3.0).honest()
    if take.variant == "top-field-first":
        options = {**clip.recording.options, "flags": "+ilme+ildct", "x264-params": "tff=1"}
        return replace(clip, recording=Recording(options=options, fields="top"))
    options = {"b": "6000000", "flags": "+ilme+ildct"}
    return replace(clip, recording=Recording("mpeg2video", options=options, fields="bottom"))


def _low_bitrate(take: Take) -> Clip:
    clip = staged(take, size=(540, 960), at_720=(32, 40)).honest()
    if take.variant == "hevc":
        options = {"crf": "-1", "b": "300000", "preset": "ultrafast", "x265-params": "log-level=none:pools=1"}
        return replace(clip, recording=Recording("libx265", options=options))
    rate = {"350k": "350000", "500k": "500000"}[take.variant]
    options = {"crf": "-1", "b": rate, "maxrate": rate, "bufsize": rate, "preset": "veryfast"}
    return replace(clip, recording=Recording(options=options))


FILES = (
    Kind("frame-rate", "files", _rate, ("15", "10"), ("12", "ntsc")),
    Kind("360-px", "files", _small, ("360x640",), ("640x360", "368x656")),
    Kind("4k", "files", _4k, ("2160x3840",), ("3840x2160",)),
    Kind("square", "files", _square, ("720x720",), ("480x480", "640x480")),
    Kind("hlg", "files", _hlg, ("203",), ("300",)),
    Kind("interlaced", "files", _interlaced, ("top-field-first",), ("bottom-field-first",)),
    Kind("low-bitrate", "files", _low_bitrate, ("350k", "500k"), ("hevc",)),
)
