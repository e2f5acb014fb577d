"""Clips made as micro-dramas are: cuts, subtitles, name cards, a title, credits, a disclaimer."""

from dataclasses import replace

from sample_videos.drawn import PICTURES
from sample_videos.screen import Prefilter, Scene
from tests.drawing.backgrounds import Background, Camera, cuts, pan_and_zoom
from tests.drawing.text import (
    BOTTOM,
    BOTTOM_LEFT,
    TOP_LEFT,
    TOP_RIGHT,
    WHITE,
    Colour,
    Overlay,
    Place,
)

_GOLD: Colour = (246, 214, 140)
_CREDITS = "导演 赵样片　编剧 钱示例\n主演 孙试映　李样片\n示例影视文化传媒有限公司 出品"


def dramas() -> dict[str, Scene]:
    """Scenes by file name."""
    return {
        "midnight_contract.mp4": _midnight_contract(),
        "return_of_the_heiress.mp4": _return_of_the_heiress(),
        "old_street_lights.mp4": _old_street_lights(),
        "at_the_palace_gate.mp4": _at_the_palace_gate(),
    }


def _shots(name: str, *shots: tuple[int, Camera]) -> Background:
    """A drawn scene, cut from one camera to the next at these times."""
    picture, size = PICTURES[name](), Prefilter().size
    return cuts(*((at_ms, pan_and_zoom(picture, size, camera)) for at_ms, camera in shots))


def _card(name: str, role: str, place: Place, from_ms: int) -> Overlay:
    """Who somebody is, beside them."""
    style = Overlay(f"{name}\n{role}", 28, place, from_ms, from_ms + 1_600, 150, "serif", _GOLD)
    return replace(style, outline_px=2, row_spacing=1.5)


def _credits(from_ms: int) -> Overlay:
    style = Overlay(_CREDITS, 24, (0.5, 0.62), from_ms, None, 200, outline_px=2, align="centre")
    return replace(style, row_spacing=1.8)


def _midnight_contract() -> Scene:
    see = Prefilter()
    wide, close = Camera((1.0, 1.08), (0.5, 0.5)), Camera((1.7, 1.8), (0.68, 0.7), (0.5, 0.5))
    man = Camera((1.7, 1.8), (0.28, 0.3), (0.46, 0.46))
    return Scene(
        _shots("office", (0, wide), (1_600, man), (3_200, close), (4_800, wide)),
        Overlay("", 24, TOP_RIGHT, opacity=0.85, outline_px=1),
        (
            see.note("第1集", TOP_LEFT, 26),
            *see.subtitles("总裁 合同在桌上", "你等了我三年", "我等的不是合同", every_ms=1_600),
            _card("江景深", "总裁", (0.78, 0.3), 1_600),
            _card("林晚星", "女主", (0.1, 0.36), 3_200),
            replace(see.title("半夜合同"), from_ms=4_900),
            replace(_credits(5_300), place=(0.5, 0.5)),
            see.note("本故事纯属虚构 如有雷同 纯属巧合", BOTTOM, 20),
        ),
        seconds=7,
    )


def _return_of_the_heiress() -> Scene:
    see = Prefilter()
    hall, her = Camera((1.0, 1.06)), Camera((1.6, 1.9), (0.6, 0.62), (0.45, 0.44))
    return Scene(
        _shots("banquet", (0, hall), (2_000, her), (4_200, hall)),
        Overlay("", 28, (0.5, 0.9), fade_ms=200, outline_px=2),
        (
            see.note("小说短剧", TOP_RIGHT, 22, 0.6),
            *see.subtitles("她是谁", "宋家的女儿 回来了", every_ms=2_000),
            _card("宋清", "宋家长女", (0.1, 0.32), 2_200),
            replace(see.title("千金归来", (0.5, 0.3)), from_ms=4_300),
            replace(_credits(4_700), place=(0.5, 0.56)),
            see.note("内容纯属虚构 请勿模仿", BOTTOM, 20),
        ),
        seconds=7,
    )


def _old_street_lights() -> Scene:
    see = Prefilter()
    street, old_man = Camera((1.25, 1.05)), Camera((1.6, 1.7), (0.46, 0.46), (0.5, 0.48))
    return Scene(
        _shots("street", (0, street), (2_400, old_man), (4_400, street)),
        Overlay("", 26, BOTTOM_LEFT, outline_px=1),
        (
            *see.subtitles("二十年了 灯还亮着", "爸 我到家了", "饭在桌上", every_ms=2_000),
            _card("老赵", "茶馆老板", (0.85, 0.32), 2_500),
            replace(see.title("老街灯火", (0.5, 0.2), WHITE), from_ms=4_600),
            replace(_credits(5_000), place=(0.5, 0.42)),
            see.note("情节虚构 请理性观看", (0.5, 0.93), 20),
        ),
        seconds=7,
    )


def _at_the_palace_gate() -> Scene:
    see = Prefilter()
    gate, heir = Camera((1.0, 1.1)), Camera((1.6, 1.8), (0.62, 0.62), (0.46, 0.45))
    return Scene(
        _shots("gate", (0, gate), (2_000, heir), (4_200, gate)),
        None,
        (
            see.note("第12集", TOP_RIGHT, 26),
            *see.subtitles("世子 夫人请您过去", "不去 就说我睡了", "把门关上", every_ms=2_000),
            _card("顾安", "王府世子", (0.08, 0.34), 2_200),
            replace(see.title("王府门外", (0.5, 0.26)), from_ms=4_400),
            replace(_credits(4_800), place=(0.5, 0.5)),
            see.note("本故事纯属虚构 请勿模仿", BOTTOM, 20),
        ),
        seconds=7,
    )
