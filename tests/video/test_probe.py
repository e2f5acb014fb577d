"""What is looked at before anything is decoded."""

from pathlib import Path

import pytest

from detector.errors import InputNotFound, NotAVideo, VideoTooLong
from detector.video.probe import check
from tests.broken_clips import empty, text_renamed
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import gradient


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    scene = gradient((64, 64), (0, 0, 0), (90, 90, 90))
    return encode(tmp_path / "clip.mp4", film(scene, [], steady(2, 25)))


def test_a_video_within_the_limit_is_let_through(clip: Path) -> None:
    check(str(clip), 3)
    with pytest.raises(VideoTooLong, match="lasts 2 s, more than 1 s"):
        check(str(clip), 1)


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    for make in (empty, text_renamed):
        with pytest.raises(NotAVideo):
            check(str(make(tmp_path / "x.mp4")), 60)
    with pytest.raises(InputNotFound):
        check(str(tmp_path / "gone.mp4"), 60)


@pytest.mark.parametrize("name", ["list.m3u8", "list.mp4", "list.ffconcat", "list.sdp"])
def test_a_list_of_files_is_no_video_though_what_it_names_is_one(clip: Path, name: str) -> None:
    playlist = clip.with_name(name)
    if name.endswith("ffconcat"):
        playlist.write_text(f"ffconcat version 1.0\nfile {clip.name}\n")
    else:
        playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\n{clip.name}\n#EXT-X-ENDLIST\n")
    with pytest.raises(NotAVideo):
        check(str(playlist), 60)
