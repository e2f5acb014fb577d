"""The usual texts of a micro-drama round its marker: title, subtitles, disclaimer, watermark, credits."""

from collections.abc import Collection
from dataclasses import replace
from random import Random
from typing import Literal

from tests.drawing.backgrounds import Size
from tests.drawing.text import BOTTOM, WHITE, Colour, Overlay, Place

Zone = Literal["top", "title", "middle", "subtitles", "bottom"]
"""A band of the frame that one text may have to itself."""
YELLOW: Colour = (255, 222, 70)

TITLES = (
    "墙外有风",
    "第九封信",
    "青石旧事",
    "神猫归来",
    "闪婚之后",
    "夜航茶馆",
    "侯府来客",
    "老街重生",
    "归途灯火",
)
SUBTITLES = (
    "那天下午 她没有来", "你说过 会等我的", "三年了 你还是老样子", "这杯咖啡 我请", "别动 就这样看着镜头",
    "这是我的字", "你拿什么备课", "第3号嘉宾请上台", "我答应过父亲", "大人 夫人请您过去", "倒计时 十 九 八",
    "饭在桌上", "你怎么不说话", "这面墙后面 有什么", "Who are you?", "I came back for you.",
)  # fmt: skip
DISCLAIMERS = (
    "本故事纯属虚构 如有雷同 纯属巧合",
    "内容纯属虚构 无不良引导",
    "本故事纯属虚构 请勿模仿",
    "未经授权 禁止转载",
)
WATERMARKS = ("抖音号：99012345", "快手号：99067890", "七猫短剧 号：99012345", "第1集", "预告片")
COMPANIES = (
    "示例影视文化传媒（杭州）有限公司 出品", "样片文化传媒有限责任公司 联合出品", "总导演 赵样片",
    "领衔主演 钱示例 孙试映", "示例影业（北京）有限公司 承制",
)  # fmt: skip
DANMAKU = (
    "来了来了",
    "前面的等等我",
    "这集好看",
    "哈哈哈哈哈哈",
    "女主太美了",
    "第一次看",
    "名场面",
    "三年之后又来了",
)


def px(size: Size, at_720: float) -> int:
    """A length for a frame whose short side is 720 px, on this frame."""
    return max(1, round(at_720 * min(size) / 720))


def around(dice: Random, size: Size, seconds: float, taken: Collection[Zone]) -> tuple[Overlay, ...]:
    """A likely choice of texts in the zones that are not taken."""
    texts: list[Overlay] = []
    if "title" not in taken and dice.random() < 0.6:
        texts.append(title(dice, size))
    if "subtitles" not in taken and dice.random() < 0.75:
        texts += subtitles(dice, size, seconds)
    if "bottom" not in taken and dice.random() < 0.5:
        texts.append(note(size, dice.choice(DISCLAIMERS), BOTTOM))
    if "top" not in taken and dice.random() < 0.5:
        texts.append(replace(note(size, dice.choice(WATERMARKS), (dice.choice((0, 1)), 0)), opacity=0.6))
    return tuple(texts)


def title(dice: Random, size: Size) -> Overlay:
    """The drama's name in large letters."""
    style = Overlay("", px(size, 96), (0.5, 0.28), font=dice.choice(("sans-bold", "serif")), fade_ms=200)
    colour = dice.choice((YELLOW, WHITE, (240, 90, 60)))
    outline = px(size, 5)
    return replace(
        style, text=dice.choice(TITLES), colour=colour, outline_px=outline, outline_colour=(50, 10, 10)
    )


def subtitles(dice: Random, size: Size, seconds: float) -> list[Overlay]:
    """One line after the other at three quarters of the height."""
    every_ms = dice.randrange(1_000, 1_800, 100)
    begins = range(0, round(1000 * seconds), every_ms)
    style = Overlay("", px(size, 38), (0.5, 0.78), font="sans-bold", outline_px=px(size, 3))
    return [
        replace(style, text=dice.choice(SUBTITLES), from_ms=begin, to_ms=begin + every_ms - 100)
        for begin in begins
    ]


def note(size: Size, text: str, place: Place, at_720: float = 22) -> Overlay:
    """A disclaimer, a watermark, a line of credits."""
    return Overlay(text, px(size, at_720), place, opacity=0.85, outline_px=1, align="centre")


def danmaku(dice: Random, size: Size, seconds: float, rows: tuple[float, float]) -> tuple[Overlay, ...]:
    """Viewers' comments that fly through a band of the frame (shares of its height) from right to left."""
    end_ms = round(1000 * seconds)
    flights = []
    for begin in range(-3_000, end_ms, 700):
        speed = dice.uniform(150, 230) * min(size) / 720
        needs_ms = round(1000 * 1.4 * size[0] / speed)
        place = (0.5, dice.uniform(*rows))
        style = Overlay(
            "", px(size, dice.randrange(24, 32)), place, begin, begin + needs_ms, font="sans-bold"
        )
        colour = dice.choice((WHITE, WHITE, YELLOW, (120, 230, 255)))
        text = dice.choice(DANMAKU)
        flights.append(
            replace(style, text=text, colour=colour, opacity=0.8, outline_px=1, drift=(-speed, 0.0))
        )
    return tuple(flights)
