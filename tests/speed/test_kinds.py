"""The corpus is what it claims to be: uploads and dramas whose markers come when their kind says."""

from random import Random

import pytest

from detector.law.text.parser import parse
from detector.records import Marker
from detector.settings.vision import DecodeSettings
from tests.accuracy.spec import Kind, Spec, Take
from tests.accuracy.stock import Footage, Stock
from tests.speed.dramas import DRAMAS, STILLS
from tests.speed.kinds import UPLOADS

STOCK = Stock(footage=(Footage("short.mp4", 6.5), Footage("long.mp4", 40.0)))


def _made(kinds: dict[str, Kind]) -> list[tuple[str, Spec]]:
    return [
        (name, kind.make(Take(f"{name}-{number}", number, Random(f"{name}-{number}"), STOCK)))
        for name, kind in kinds.items()
        for number in range(6)
    ]


SPECS, DRAMA_SPECS = _made(UPLOADS), _made(DRAMAS)
IDS, DRAMA_IDS = ([spec.name for _, spec in specs] for specs in (SPECS, DRAMA_SPECS))


@pytest.mark.parametrize(("kind", "spec"), SPECS, ids=IDS)
def test_a_clip_is_an_upload(kind: str, spec: Spec) -> None:  # noqa: ARG001
    assert 15 <= spec.seconds <= 20
    assert sorted(spec.size) in ([720, 1280], [1080, 1920])
    assert spec.encoding.options.items() >= {"preset": "medium", "g": "250"}.items()
    _assert_scenes_last(spec)


def _assert_scenes_last(spec: Spec) -> None:
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


@pytest.mark.parametrize(("kind", "spec"), DRAMA_SPECS, ids=DRAMA_IDS)
def test_a_drama_is_full_of_texts_that_come_and_go(kind: str, spec: Spec) -> None:
    window_ms = DecodeSettings().window_ms
    assert 1000 * spec.seconds >= window_ms
    assert 24 <= spec.encoding.fps <= 60
    if kind != STILLS:
        _assert_scenes_last(spec)
    standing = [text for text in spec.around if text.to_ms is None]
    subtitles = [text for text in spec.around if 1_500 <= (text.to_ms or 0) - text.from_ms <= 2_500]
    assert len(standing) == (1 if spec.markers else 2)
    assert len([text for text in subtitles if text.from_ms < window_ms]) >= 5
    assert len({text.font for text in spec.around}) > 1


@pytest.mark.parametrize(("kind", "spec"), DRAMA_SPECS, ids=DRAMA_IDS)
def test_a_number_of_a_drama_comes_when_its_kind_says(kind: str, spec: Spec) -> None:
    assert bool(spec.markers) == (not kind.endswith("absent"))
    assert bool(spec.above) == spec.truth.malformed == (kind == "drama-undecided")
    for marker in spec.markers:
        (found,) = parse(marker.text)
        assert isinstance(found, Marker)
        assert (marker.from_ms >= 8_000) == (kind == "drama-late")
        assert (marker.to_ms is None) == (kind != "drama-late")


def test_dramas_come_in_both_codecs_and_every_second_is_1080_px_wide() -> None:
    assert {spec.encoding.codec for _, spec in DRAMA_SPECS} == {"libx264", "libx265"}
    wide = [spec for _, spec in DRAMA_SPECS if min(spec.size) == 1080]
    assert len(wide) == len(DRAMA_SPECS) / 2
