"""A video repeated is a sound one that lasts longer."""

from pathlib import Path

import pytest

from detector.settings.vision import DecodeSettings
from detector.video.decoder import open_video
from tests.clips import Encoding, encode, film, steady
from tests.drawing.backgrounds import clouds
from tests.speed.files import repeated
from tests.speed.rivals import window

_PYRAMID = "log-level=none:pools=1:keyint=25:bframes=4:b-pyramid=1"


@pytest.mark.parametrize(
    "encoding",
    [
        Encoding(options={"preset": "faster", "g": "25", "bf": "3"}),
        Encoding("libx265", options={"preset": "veryfast", "x265-params": _PYRAMID}),
    ],
    ids=["h264", "hevc"],
)
def test_a_repeated_video_is_sound_and_lasts_as_long_as_asked(encoding: Encoding, tmp_path: Path) -> None:
    scene = clouds((96, 160), (10, 10, 10), (200, 200, 200))
    drawn = encode(tmp_path / "drawn.mp4", film(scene, [], steady(2, 25)), encoding)
    video = repeated(drawn, tmp_path / "long.mp4", 5.0)
    times = [frame.time for frame in window(str(video), 60_000)]
    assert times == pytest.approx([number / 25 for number in range(150)])
    with open_video(str(video), DecodeSettings()) as opened:
        assert len(list(opened.samples())) == 15
        coverage = opened.coverage()
    assert (coverage.gaps, coverage.decoded_ms) == ((), 6_000)
