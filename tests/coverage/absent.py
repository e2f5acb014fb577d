"""Sound clips without a number: what uploads show instead, whose absence must still be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import cv2
import numpy as np

from tests.accuracy.kinds.stage import fitted
from tests.accuracy.stock import Stock
from tests.accuracy.surroundings import px
from tests.clips import Encoding, Shot, encode, film, steady
from tests.coverage.cases import Case
from tests.coverage.containers import remux
from tests.coverage.material import SPLITS, Split, made_of
from tests.drawing.backgrounds import Background, Camera, Size, clouds, cuts, footage, pan_and_zoom
from tests.drawing.text import WHITE, Colour, Frame, Overlay

_YELLOW: Colour = (255, 222, 70)
_SUBTITLES = (
    "你怎么现在才来", "我等了你三年", "这件事跟你没有关系", "大人 夫人请您过去", "把门关上", "她不会再回来了",
    "第二天一早 他就走了", "老板 再来一杯咖啡", "你听我解释", "别怕 有我在", "这是最后一次机会", "合同在桌上",
    "那天的事情 我都知道了", "谢谢你 一直在这里", "今天是2024年6月1日", "一共三百二十号人", "你到底是谁",
    "我们离婚吧", "总裁 会议开始了", "请第3号嘉宾上台", "Where have you been?", "I never said that.",
)  # fmt: skip
_NAMES = (
    "林晚星 女主",
    "江景深 总裁",
    "赵管家",
    "顾老夫人",
    "沈清 医生",
    "江辰 侯府世子",
    "王老板",
    "苏念 设计师",
)
_TITLES = ("闪婚总裁", "重生归来", "战神赘婿", "锦绣良缘", "夜航茶馆", "星河彼岸", "旧城灯火", "青石旧事")
_DISCLAIMERS = (
    "本故事纯属虚构 如有雷同 纯属巧合", "内容纯属虚构 请勿模仿", "未经授权 禁止转载", "情节虚构 请理性观看",
    "本片由专业人员完成 请勿模仿", "人工智能生成内容", "剧中人物 地名 都是虚构", "版权所有 侵权必究",
)  # fmt: skip
_WATERMARKS = (
    "抖音号：99012345", "第1集", "预告片", "小说短剧", "快手号：99067890", "独家出品", "第12集", "全集免费看",
)  # fmt: skip
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
class _Take:
    """What a clip is made with. ``is_bottom_free``: what footage shows low in the picture is cut off."""

    dice: Random
    stock: Stock
    split: Split
    size: Size
    seconds: float
    is_bottom_free: bool

    def pool(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """The texts of this split."""
        return texts[SPLITS.index(self.split) :: 2]

    def row(self, text: str, at_720: float, place: tuple[float, float], **changes: object) -> Overlay:
        """A text in a typeface that can draw it, not too large for the frame."""
        face = self.stock.face(self.dice, text)
        style = Overlay(text, px(self.size, at_720), place, font=face, outline_px=px(self.size, 2))
        return fitted(replace(style, **changes), self.size)  # type: ignore[arg-type]  # fields by name

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


def _subtitles(take: _Take) -> list[Overlay]:
    """One line after the other, 1.5 to 2.5 s each, with a short pause."""
    lines, at_ms, size = [], take.dice.randrange(0, 600), take.dice.randint(34, 44)
    while at_ms < 1000 * take.seconds:
        end = at_ms + take.dice.randrange(1_500, 2_501, 50)
        text = take.dice.choice(take.pool(_SUBTITLES))
        colour = take.dice.choice((WHITE, WHITE, _YELLOW))
        lines.append(take.row(text, size, (0.5, 0.78), from_ms=at_ms, to_ms=end, colour=colour))
        at_ms = end + take.dice.randrange(0, 400)
    return lines


def _captions(take: _Take) -> list[Overlay]:
    """Names beside the people, as rows or as columns."""
    rows = []
    for begin in range(300, round(1000 * take.seconds) - 2_500, 3_000):
        is_column = take.dice.random() < 0.6
        text = take.dice.choice(take.pool(_NAMES))
        place = (take.dice.choice((0.08, 0.92)), take.dice.uniform(0.25, 0.5))
        shown = text.replace(" ", "\n") if is_column else text
        rows.append(
            take.row(
                shown,
                take.dice.randint(28, 40),
                place,
                from_ms=begin,
                to_ms=begin + 2_500,
                fade_ms=200,
                vertical=is_column,
            )
        )
    return [*rows, *_subtitles(take)]


def _disclaimer(take: _Take) -> list[Overlay]:
    place = (0.5, take.dice.choice((0.02, 0.97)))
    text = take.dice.choice(take.pool(_DISCLAIMERS))
    return [take.row(text, take.dice.randint(20, 26), place, opacity=0.9), *_subtitles(take)]


def _title(take: _Take) -> list[Overlay]:
    text = take.dice.choice(take.pool(_TITLES))
    colour = take.dice.choice((_YELLOW, WHITE, (240, 90, 60)))
    title = take.row(
        text,
        take.dice.randint(90, 130),
        (0.5, 0.3),
        colour=colour,
        outline_px=px(take.size, 5),
        to_ms=4_000,
        fade_ms=300,
    )
    return [title, *(line for line in _subtitles(take) if line.from_ms >= 3_500)]


def _watermark(take: _Take) -> list[Overlay]:
    corner = (take.dice.choice((0, 1)), take.dice.choice((0.07, 0.13)))
    text = take.dice.choice(take.pool(_WATERMARKS))
    return [
        take.row(text, take.dice.randint(22, 28), corner, opacity=take.dice.uniform(0.6, 0.9)),
        *_subtitles(take),
    ]


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
        picture = _drawn(take.scene()(0))
        if take.dice.random() < standing_share:
            move = Camera(zoom=(1.0, 1.0), over_ms=length)
        else:
            zoom = take.dice.choice(((1.0, 1.15), (1.2, 1.05), (1.1, 1.1)))
            move = Camera(zoom, (take.dice.uniform(0.4, 0.5), take.dice.uniform(0.5, 0.6)), over_ms=length)
        scenes.append((begin, pan_and_zoom(picture, take.size, move)))
    return cuts(*scenes)


def _drawn(picture: Frame) -> Frame:
    smooth = cv2.bilateralFilter(picture, 7, 60, 7)
    vivid = cv2.cvtColor(smooth, cv2.COLOR_RGB2HSV).astype(np.int16)
    vivid[:, :, 1] = np.clip(vivid[:, :, 1] * 1.4, 0, 255)
    return np.asarray(cv2.cvtColor(vivid.astype(np.uint8), cv2.COLOR_HSV2RGB), np.uint8)


_AT_THE_BOTTOM = {"disclaimer", "decoys", "credits", "everything"}
"""Styles whose texts stand where the captions of some footage stand."""
_ONCE = "stills-once"
"""Of equal frames only the first is written, with the time for which it stands."""
_STYLES: dict[str, tuple[Callable[[_Take], Background], Callable[[_Take], list[Overlay]]]] = {
    "subtitles": (_moving, _subtitles),
    "captions": (_moving, _captions),
    "disclaimer": (_moving, _disclaimer),
    "title": (_moving, _title),
    "watermark": (_moving, _watermark),
    "ai-stills": (_stills, _subtitles),
    "ai-stills-bare": (_stills, _bare),
    "decoys": (_moving, _decoys),
    "credits": (_moving, _credits),
    "everything": (_moving, _all),
    _ONCE: (_standing, _subtitles),
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
        take = _Take(dice, stock, split, dice.choice(_SIZES), _seconds(dice), is_bottom_free)
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
