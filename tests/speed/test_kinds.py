"""The corpus is what it claims to be: uploads whose markers come when their kind says."""

from random import Random

import pytest

from detector.law.text.parser import parse
from detector.records import Marker
from detector.settings.vision import DecodeSettings
from tests.accuracy.spec import Spec, Take
from tests.accuracy.stock import Footage, Stock
from tests.speed.kinds import KINDS

STOCK = Stock(footage=(Footage("short.mp4", 6.5), Footage("long.mp4", 40.0)))
SPECS = [
    (name, kind.make(Take(f"{name}-{number}", number, Random(f"{name}-{number}"), STOCK)))
    for name, kind in KINDS.items()
    for number in range(6)
]
IDS = [spec.name for _, spec in SPECS]


@pytest.mark.parametrize(("kind", "spec"), SPECS, ids=IDS)
def test_a_clip_is_an_upload(kind: str, spec: Spec) -> None:  # noqa: ARG001
    assert 15 <= spec.seconds <= 20
    assert sorted(spec.size) in ([720, 1280], [1080, 1920])
    assert spec.encoding.options.items() >= {"preset": "medium", "g": "250"}.items()
    begins = [scene.begin_ms for scene in spec.scenes]
    assert begins == sorted(set(begins))
    assert begins[0] == 0
    for scene, end in zip(spec.scenes, [*begins[1:], 1000 * spec.seconds], strict=True):
        lasts_s = {video.path: video.seconds for video in STOCK.footage}.get(scene.video or "", 20.0)
        assert end - scene.begin_ms <= 1000 * (lasts_s - scene.from_s)


@pytest.mark.parametrize(("kind", "spec"), SPECS, ids=IDS)
def test_a_marker_comes_when_its_kind_says(kind: str, spec: Spec) -> None:
    window_ms = DecodeSettings().window_ms
    if not spec.markers:
        assert kind in ("absent", "busy")
        assert spec.truth.numbers == ()
        return
    (marker,) = spec.markers
    (found,) = parse(marker.text)
    assert isinstance(found, Marker)
    assert (found.number,) == spec.truth.numbers
    first, length = {
        "start": (0, spec.seconds * 1000),
        "card": (600, 4_000),
        "flash": (window_ms - 1_000, 1_000),
        "late": (12_000, 3_000),
        "busy": (0, spec.seconds * 1000),
    }[kind]
    assert (8_000 if kind == "late" else 0) <= marker.from_ms <= first
    assert 600 <= spec.shown_ms <= length
    assert marker.from_ms + 600 <= window_ms


def test_half_the_clips_are_1080_px_wide_and_half_the_busy_ones_have_a_marker() -> None:
    wide = [spec for _, spec in SPECS if min(spec.size) == 1080]
    assert len(wide) == len(SPECS) / 2
    busy = [bool(spec.markers) for kind, spec in SPECS if kind == "busy"]
    assert busy.count(True) == busy.count(False)
