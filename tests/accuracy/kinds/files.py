"""Kinds that differ in the file, in time, or in what passes between marker and eye."""

from dataclasses import replace

from tests.accuracy.kinds.stage import TOP_LEFT, TOP_RIGHT, Spot, plain, restyled, scene
from tests.accuracy.spec import Kind, Spec, Take
from tests.accuracy.surroundings import danmaku, subtitles
from tests.clips import Encoding
from tests.drawing.backgrounds import Size
from tests.drawing.text import Overlay

_480P: Size = (480, 854)
_360P: Size = (360, 640)
_GIFTS = (
    "送出 火箭 x1 感谢老板",
    "恭喜 城南旧友 进入直播间",
    "点击下方 观看全集 免费",
    "关注不迷路 每天更新",
)


def _flash(take: Take) -> Spec:
    length_ms = take.dice.randrange(600, 1_001, 40)
    seconds = take.dice.randrange(4, 15)
    begin = take.dice.randrange(0, 1000 * seconds - length_ms, 40)
    spec = plain(take, at_720=(22, 34), seconds=seconds)
    return restyled(spec, replace(spec.markers[0], from_ms=begin, to_ms=begin + length_ms))


def _late(take: Take) -> Spec:
    begin = take.dice.randrange(8_000, 11_000, 40)
    end = begin + take.dice.randrange(1_600, 3_000, 40)
    spec = plain(take, at_720=(20, 34), seconds=end / 1000 + 0.4)
    return restyled(spec, replace(spec.markers[0], from_ms=begin, to_ms=end, fade_ms=200))


def _scrolling(take: Take) -> Spec:
    dice = take.dice
    sideways = dice.random() < 0.5
    seconds = 7.0 if sideways else 5.0
    spec = plain(take, (Spot((0.5, dice.uniform(0.3, 0.7)), "middle"),), at_720=(22, 30), seconds=seconds)
    drift = (-dice.uniform(180, 230), 0.0) if sideways else (0.0, -dice.uniform(60, 200))
    moving = replace(spec.markers[0], drift=drift, to_ms=round(1000 * seconds))
    lines = () if sideways else tuple(subtitles(dice, spec.size, seconds))
    return replace(restyled(spec, moving), around=lines)


def _crushed(take: Take) -> Spec:
    # Below 26 px such a file holds no letters any more, only blocks.
    spec = plain(take, at_720=(26, 34))
    crf = take.dice.randint(36, 42)
    return replace(
        spec, encoding=Encoding(options={"preset": "veryfast", "crf": str(crf)}), min_contrast=70.0
    )


def _480p(take: Take) -> Spec:
    return plain(take, size=_480P, at_720=(20, 34))


def _360p(take: Take) -> Spec:
    # 12 to 17 px in the file: fewer cannot hold 剧.
    return plain(take, size=_360P, at_720=(24, 34))


def _behind_danmaku(take: Take) -> Spec:
    spec = plain(take, (TOP_LEFT, TOP_RIGHT), at_720=(22, 34), seconds=5.0)
    return replace(spec, above=danmaku(take.dice, spec.size, spec.seconds, rows=(0.01, 0.16)))


def _covered(take: Take) -> Spec:
    dice = take.dice
    spec = plain(take, (TOP_LEFT, TOP_RIGHT), at_720=(22, 34), seconds=4.0)
    marker = spec.markers[0]
    begin = dice.randrange(200, 1_800, 40)
    banner = Overlay(
        dice.choice(_GIFTS),
        round(marker.size_px * 1.3),
        (dice.random(), marker.place[1]),
        begin,
        begin + dice.randrange(800, 1_800, 40),
        font="sans-bold",
        plate=dice.choice(((230, 70, 110), (70, 60, 190), (250, 250, 250))),
        colour=(20, 20, 20),
        margin=0.02,
    )
    return replace(spec, above=(banner,))


def _changing_background(take: Take) -> Spec:
    spec = plain(take, at_720=(20, 34), seconds=4.0)
    begins = [0, *sorted(take.dice.sample(range(400, 3_800, 200), 4))]
    scenes = (
        replace(scene(take.dice, take.stock), begin_ms=begin, gain=take.dice.uniform(0.4, 1.3))
        for begin in begins
    )
    return replace(spec, scenes=tuple(scenes))


def _rotated_file(take: Take) -> Spec:
    spec = plain(take, at_720=(20, 34))
    return replace(spec, encoding=Encoding(rotation=(90, 180, 270)[take.number % 3]))


def _hevc_10_bit(take: Take) -> Spec:
    return replace(plain(take, at_720=(20, 34)), encoding=Encoding("libx265", "yuv420p10le"))


def _upside_down(take: Take) -> Spec:
    return replace(plain(take, at_720=(20, 34)), upside_down=True)


FILES = (
    Kind("flash", _flash, hard=True),
    Kind("late", _late),
    Kind("scrolling", _scrolling, hard=True),
    Kind("crushed", _crushed, hard=True),
    Kind("480p", _480p),
    Kind("360p", _360p, hard=True),
    Kind("danmaku", _behind_danmaku, hard=True),
    Kind("covered", _covered, hard=True),
    Kind("changing-background", _changing_background, hard=True),
    Kind("rotated-file", _rotated_file),
    Kind("hevc-10-bit", _hevc_10_bit),
    Kind("upside-down", _upside_down, hard=True),
)
