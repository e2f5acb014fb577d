"""A micro-drama without its number: the texts that uploads show instead, and stills under a slow camera."""

from dataclasses import dataclass, replace
from random import Random

import cv2
import numpy as np

from tests.accuracy.kinds.stage import fitted
from tests.accuracy.stock import Stock
from tests.accuracy.surroundings import YELLOW, px
from tests.drawing.backgrounds import Camera, Size
from tests.drawing.text import WHITE, Frame, Overlay

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
TITLE_MS = 4_000
"""So long a title stands from the start."""


@dataclass(frozen=True, slots=True)
class Drama:
    """What a drama is made with.

    ``share``: of all texts it may show the one with this number, and each so-manieth from there on.
    """

    dice: Random
    stock: Stock
    size: Size
    seconds: float
    share: tuple[int, int] = (0, 1)

    def pool(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the texts that it may show."""
        first, step = self.share
        return texts[first::step]

    def row(self, text: str, at_720: float, place: tuple[float, float], **changes: object) -> Overlay:
        """A text in a typeface that can draw it, not too large for the frame."""
        face = self.stock.face(self.dice, text)
        style = Overlay(text, px(self.size, at_720), place, font=face, outline_px=px(self.size, 2))
        return fitted(replace(style, **changes), self.size)  # type: ignore[arg-type]  # fields by name


def subtitles(drama: Drama) -> list[Overlay]:
    """One line after the other, 1.5 to 2.5 s each, with a short pause."""
    dice = drama.dice
    lines, at_ms, size = [], dice.randrange(0, 600), dice.randint(34, 44)
    while at_ms < 1000 * drama.seconds:
        end = at_ms + dice.randrange(1_500, 2_501, 50)
        text = dice.choice(drama.pool(_SUBTITLES))
        colour = dice.choice((WHITE, WHITE, YELLOW))
        lines.append(drama.row(text, size, (0.5, 0.78), from_ms=at_ms, to_ms=end, colour=colour))
        at_ms = end + dice.randrange(0, 400)
    return lines


def captions(drama: Drama) -> list[Overlay]:
    """Names beside the people, as rows or as columns."""
    dice, rows = drama.dice, []
    for begin in range(300, round(1000 * drama.seconds) - 2_500, 3_000):
        is_column = dice.random() < 0.6
        text = dice.choice(drama.pool(_NAMES))
        place = (dice.choice((0.08, 0.92)), dice.uniform(0.25, 0.5))
        shown = text.replace(" ", "\n") if is_column else text
        span = {"from_ms": begin, "to_ms": begin + 2_500, "fade_ms": 200}
        rows.append(drama.row(shown, dice.randint(28, 40), place, vertical=is_column, **span))
    return rows


def disclaimer(drama: Drama) -> Overlay:
    """A small line at the top or at the bottom that stands all the time."""
    place = (0.5, drama.dice.choice((0.02, 0.97)))
    text = drama.dice.choice(drama.pool(_DISCLAIMERS))
    return drama.row(text, drama.dice.randint(20, 26), place, opacity=0.9)


def title(drama: Drama) -> Overlay:
    """The drama's name in large letters, from the start."""
    text = drama.dice.choice(drama.pool(_TITLES))
    colour = drama.dice.choice((YELLOW, WHITE, (240, 90, 60)))
    style = {"colour": colour, "outline_px": px(drama.size, 5), "to_ms": TITLE_MS, "fade_ms": 300}
    return drama.row(text, drama.dice.randint(90, 130), (0.5, 0.3), **style)


def watermark(drama: Drama) -> Overlay:
    """A half transparent line in an upper corner."""
    corner = (drama.dice.choice((0, 1)), drama.dice.choice((0.07, 0.13)))
    text = drama.dice.choice(drama.pool(_WATERMARKS))
    return drama.row(text, drama.dice.randint(22, 28), corner, opacity=drama.dice.uniform(0.6, 0.9))


def smoothed(picture: Frame) -> Frame:
    """A picture as a generator draws it, flat and vivid."""
    smooth = cv2.bilateralFilter(picture, 7, 60, 7)
    vivid = cv2.cvtColor(smooth, cv2.COLOR_RGB2HSV).astype(np.int16)
    vivid[:, :, 1] = np.clip(vivid[:, :, 1] * 1.4, 0, 255)
    return np.asarray(cv2.cvtColor(vivid.astype(np.uint8), cv2.COLOR_HSV2RGB), np.uint8)


def slow_camera(dice: Random, over_ms: int, standing_share: float = 0.0) -> Camera:
    """A slow move over a still, or, of so many, none."""
    if dice.random() < standing_share:
        return Camera(zoom=(1.0, 1.0), over_ms=over_ms)
    zoom = dice.choice(((1.0, 1.15), (1.2, 1.05), (1.1, 1.1)))
    return Camera(zoom, (dice.uniform(0.4, 0.5), dice.uniform(0.5, 0.6)), over_ms=over_ms)
