"""Sound clips without a number: what uploads show instead, whose absence must still be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np

from tests.accuracy.drama import (
    TITLE_MS,
    Drama,
    captions,
    disclaimer,
    slow_camera,
    smoothed,
    subtitles,
    title,
    watermark,
)
from tests.accuracy.stock import Stock
from tests.clips import Encoding, Shot, encode, film, steady
from tests.coverage.cases import Case
from tests.coverage.containers import remux
from tests.coverage.material import SPLITS, Split, made_of
from tests.drawing.backgrounds import Background, Size, clouds, cuts, footage, pan_and_zoom
from tests.drawing.text import Frame, Overlay

_DECOYS = (
    "京ICP备{}号-1", "粤公网安备 {}号", "京网文（2023）{}-号", "电话：400-{}", "2024年5月{}日", "营业执照 {}",
    "广播电视节目制作经营许可证（京）字第{}号", "信息网络传播视听节目许可证 {}", "新出网证（京）字{}号",
    "联系电话 1380{}", "作品登记号 国作登字-2023-I-{}", "房预许字（2024）第{}号",
)  # fmt: skip
_CREDITS = (
    "总导演 赵样片", "编剧 周可", "领衔主演 钱示例 孙试映", "摄像指导 何平", "美术 冯生", "剪辑 吕同",
    "配音 曹静", "出品 样片文化传媒有限责任公司", "承制 示例影业（北京）有限公司", "灯光 魏东",
    "制片人 许多", "后期制作 星河科技",
)  # fmt: skip
_SIZES: tuple[Size, ...] = (
    (480, 854), (540, 960), (720, 1280), (854, 480), (720, 1280), (1080, 1920), (1280, 720),
)  # fmt: skip
_RATES = (24, 25, 30, 30, 50, 60)
_CONTAINERS = ("mp4", "mp4", "mp4", "mkv", "ts", "flv", "mov")
_FOOTAGE_S, _FOOTAGE_FPS = 5.0, 12.5


@dataclass(frozen=True, slots=True)
class _Take(Drama):
    """What a clip is made with. ``is_bottom_free``: what footage shows low in the picture is cut off."""

    is_bottom_free: bool = False

    def scene(self) -> Background:
        """A stretch of footage with its own levels."""
        if not self.stock.footage:
            shades = [(self.dice.randrange(low, low + 90),) * 3 for low in (10, 100)]
            return clouds(self.size, shades[0], shades[1], self.dice.randrange(1_000))
        video = self.dice.choice(self.stock.footage)
        starts = [start for start in (0.0, 2.0, 5.0, 8.0, 12.0) if start + 2 <= video.seconds] or [0.0]
        start, across = self.dice.choice(starts), round(self.dice.random(), 2)
        width, height = self.size
        tall = width, height * 5 // 4 if self.is_bottom_free else height
        over = footage(Path(video.path), tall, _FOOTAGE_S, across, from_s=start, fps=_FOOTAGE_FPS)
        gain = self.dice.uniform(0.7, 1.0)
        levels = np.rint(np.arange(256) * gain).astype(np.uint8)
        return lambda ms: np.asarray(levels[over(ms)[:height]], np.uint8)


def _captions(take: _Take) -> list[Overlay]:
    return [*captions(take), *subtitles(take)]


def _disclaimer(take: _Take) -> list[Overlay]:
    return [disclaimer(take), *subtitles(take)]


def _title(take: _Take) -> list[Overlay]:
    heading = title(take)
    return [heading, *(line for line in subtitles(take) if line.from_ms >= TITLE_MS - 500)]


def _watermark(take: _Take) -> list[Overlay]:
    return [watermark(take), *subtitles(take)]


def _decoys(take: _Take) -> list[Overlay]:
    """Other licences, telephone numbers, days."""
    rows = []
    texts = take.dice.sample(take.pool(_DECOYS), 3)
    for place, text in zip((0.03, 0.5, 0.97), texts, strict=True):
        digits = (
            str(take.dice.randrange(10_000, 99_999_999))
            if "月" not in text
            else str(take.dice.randint(1, 28))
        )
        rows.append(take.row(text.format(digits), take.dice.randint(22, 28), (0.5, place)))
    return rows


def _credits(take: _Take) -> list[Overlay]:
    """A block of names that stands, or that rolls."""
    pool = take.pool(_CREDITS)
    if take.dice.random() < 0.5:
        steps = range(0, round(1000 * take.seconds), 2_500)
        return [
            take.row(
                "\n".join(take.dice.sample(pool, 3)),
                30,
                (0.5, 0.5),
                from_ms=begin,
                to_ms=begin + 2_400,
                fade_ms=200,
                align="centre",
                row_spacing=1.7,
            )
            for begin in steps
        ]
    block = "\n".join(pool)
    style = take.row(block, 28, (0.5, 0.5), to_ms=round(1000 * take.seconds), align="centre", row_spacing=1.9)
    return [replace(style, drift=(0.0, -take.size[1] / take.seconds))]


def _bare(_take: _Take) -> list[Overlay]:
    return []


def _all(take: _Take) -> list[Overlay]:
    return [*_watermark(take)[:1], *_disclaimer(take)[:1], *_captions(take)]


def _moving(take: _Take) -> Background:
    """Two or three shots, each with a cut."""
    length = round(1000 * take.seconds / take.dice.choice((1, 2, 3)))
    begins = range(0, round(1000 * take.seconds), length + 1)
    return cuts(*((begin, take.scene()) for begin in begins))


def _stills(take: _Take) -> Background:
    """Pictures as a generator draws them, flat and smooth, each under a slow camera or standing."""
    return _shown_in_turn(take, standing_share=0.25)


def _standing(take: _Take) -> Background:
    return _shown_in_turn(take, standing_share=1.0)


def _shown_in_turn(take: _Take, standing_share: float) -> Background:
    length = take.dice.choice((2_500, 3_000, 4_000))
    scenes = []
    for begin in range(0, round(1000 * take.seconds), length):
        picture = smoothed(take.scene()(0))
        move = slow_camera(take.dice, length, standing_share)
        scenes.append((begin, pan_and_zoom(picture, take.size, move)))
    return cuts(*scenes)


_AT_THE_BOTTOM = {"disclaimer", "decoys", "credits", "everything"}
"""Styles whose texts stand where the captions of some footage stand."""
_ONCE = "stills-once"
"""Of equal frames only the first is written, with the time for which it stands."""
_STYLES: dict[str, tuple[Callable[[_Take], Background], Callable[[_Take], list[Overlay]]]] = {
    "subtitles": (_moving, subtitles),
    "captions": (_moving, _captions),
    "disclaimer": (_moving, _disclaimer),
    "title": (_moving, _title),
    "watermark": (_moving, _watermark),
    "ai-stills": (_stills, subtitles),
    "ai-stills-bare": (_stills, _bare),
    "decoys": (_moving, _decoys),
    "credits": (_moving, _credits),
    "everything": (_moving, _all),
    _ONCE: (_standing, subtitles),
}
STYLES = tuple(_STYLES)
Job = tuple[str, int]
"""A style, and the clip's number within it."""


def case(job: Job, split: Split, stock: Stock, folder: Path) -> Case:
    """The clip of a job, made now or before."""
    style, number = job
    name = f"{style}-{split}-{number:02}"
    dice = Random(f"absent/{name}")
    ending = dice.choice(("mp4", "mov") if style == _ONCE else _CONTAINERS)
    path = folder / f"{name}-{made_of(stock)}.{ending}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        is_bottom_free = style in _AT_THE_BOTTOM
        share = SPLITS.index(split), len(SPLITS)
        take = _Take(dice, stock, dice.choice(_SIZES), _seconds(dice), share, is_bottom_free)
        _make(style, take, path)
    return Case(style, name, folder, path.name, "absent", None)


def _make(style: str, take: _Take, path: Path) -> None:
    background, texts = _STYLES[style]
    dice = take.dice
    # Large pictures at high rates take minutes to draw, and show nothing else.
    fps = dice.choice(_RATES) if min(take.size) <= 540 else dice.choice((24, 25, 30))
    codec = dice.choice(("libx264", "libx264", "libx265")) if path.suffix != ".flv" else "libx264"
    crf = str(dice.randint(23, 30))
    options = {"crf": crf, "bf": dice.choice(("0", "2", "3"))} if codec == "libx264" else {"crf": crf}
    drawn = path.with_name(f"{path.stem}.part.mp4")
    shots = film(background(take), texts(take), steady(take.seconds, fps))
    how = Encoding(codec, fps=fps, options=options)
    encode(drawn, _once(shots) if style == _ONCE else shots, how)
    # Sound often lasts a little longer than the picture, and sometimes there is none.
    sound_s = dice.choice((0.0, take.seconds, take.seconds + 0.1, take.seconds + 0.8))
    if path.suffix == ".mp4" and not sound_s:
        drawn.rename(path)
        return
    whole = remux(drawn, path.with_name(f"{path.stem}.sound.part{path.suffix}"), sound_s=sound_s)
    drawn.unlink()
    whole.rename(path)


def _once(shots: Iterator[Shot]) -> Iterator[Shot]:
    """The frames that differ from the one before, and the last one."""
    kept: Frame | None = None
    held: Shot | None = None
    for shot in shots:
        held = shot
        if kept is None or not np.array_equal(shot[1], kept):
            kept, held = shot[1], None
            yield shot
    if held:
        yield held


def _seconds(dice: Random) -> float:
    """Mostly 8 to 10 s; the longest fill the window."""
    return dice.choice((8.0, 8.0, 8.5, 9.0, 9.0, 10.0, 10.0, 12.0, 15.2))
