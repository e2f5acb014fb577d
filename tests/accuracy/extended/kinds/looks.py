"""Kinds that differ in how an honest number looks, and what stands round it."""

from dataclasses import replace
from math import sin, tau

import cv2
import numpy as np

from tests.accuracy.extended.clip import Clip, Kind, Placed, Take
from tests.accuracy.extended.lettering import Ink, Line, extent, paste, stamp
from tests.accuracy.extended.stage import (
    MIDDLE,
    TOP_SPOTS,
    Stage,
    fitted,
    overlaid,
    picture,
    set_down,
    staged,
    standing,
)
from tests.accuracy.kinds.stage import Spot
from tests.accuracy.surroundings import COMPANIES, DISCLAIMERS, SUBTITLES, TITLES, px
from tests.drawing.backgrounds import Background, flat
from tests.drawing.text import Colour, Frame, Overlay

_CREDITS = (
    *COMPANIES,
    "编剧 钱示例",
    "摄影指导 孙试映",
    "美术 赵样片",
    "剪辑 钱样片",
    "录音 孙示例",
    "制片主任 赵试映",
)
_LANDSCAPE = (1280, 720)


def _letter_spaced(take: Take) -> Clip:
    em = {"slight": 0.15, "wide": 0.35, "wider": 0.6, "two-rows": 0.45}[take.variant]
    text = None
    if take.variant == "two-rows":
        return _in_rows(take, 2, em).honest()
    return staged(take, at_720=(18, 26), line=lambda line: replace(line, spacing_em=em), text=text).honest()


def _in_rows(take: Take, rows: int, spacing_em: float = 0.0, align: float = 0.5) -> Stage:
    """The number broken after 字, and for three rows before 第 too."""

    def broken(line: Line) -> Line:
        head, word, tail = line.text.replace(" ", "").partition("字")
        year, di, serial = tail.rpartition("第")
        text = f"{head}{word}\n{tail}" if rows == 2 or not year else f"{head}{word}\n{year}\n{di}{serial}"
        pitch = take.dice.uniform(1.2, 1.6)
        return replace(line, text=text, spacing_em=spacing_em, align=align, pitch_em=pitch)

    return staged(take, spots=(*TOP_SPOTS, MIDDLE), at_720=(24, 38), line=broken)


def _three_lines(take: Take) -> Clip:
    return _in_rows(take, 3, align=0.5 if take.variant == "centred" else 0.0).honest()


def _credits(take: Take) -> tuple[Stage, list[str], int]:
    """The number as a row among ten of credits; the rows, and the number's place among them."""
    stage = staged(take, at_720=(22, 28), spots=(MIDDLE,))
    rows = take.dice.sample(_CREDITS, 9)
    place = take.dice.randint(2, 8)
    rows.insert(place, stage.text)
    return stage, rows, place


def _block(stage: Stage, rows: list[str], place: int, align: float) -> tuple[Placed, Placed]:
    """Rows of credits as one block in the middle, and the number's row alone in its place."""
    font = stage.take.stock.face(stage.take.dice, "".join(rows))
    ink = Ink((245, 245, 240), outline_px=1)
    line = fitted(
        Line("\n".join(rows), stage.placed.line.size_px, font, align=align, pitch_em=1.8), ink, stage.size
    )
    whole = set_down(line, ink, (0.5, 0.5), stage.size)
    begin = sum(len(row) + 1 for row in rows[:place])
    first = whole.cell(begin)
    alone = replace(line, text=rows[place])
    pad = extent(alone, ink)[1] - line.size_px
    return whole, Placed(alone, ink, round(first.left - pad / 2), round(first.top - pad / 2))


def _credits_card(take: Take) -> Clip:
    stage, rows, place = _credits(take)
    whole, alone = _block(stage, rows, place, 0.5 if take.variant == "black-card" else 0.0)
    scene = flat(stage.size, (8, 8, 12)) if take.variant == "black-card" else _dimmed(stage.background, 0.4)
    card = replace(stage, texts=(), background=scene)
    return card.clip(
        (standing(whole),),
        legible=(alone, (800, 1600, 2400)),
        size_px=whole.line.size_px,
        face=whole.line.font,
    )


def _crawl(take: Take) -> Clip:
    if take.variant == "ticker":
        return _ticker(take)
    stage, rows, place = _credits(take)
    whole, _ = _block(stage, rows, place, 0.5)
    speed = take.dice.uniform(60, 150) * min(stage.size) / 720
    start = stage.size[1] * 0.9 - whole.cell(sum(len(row) + 1 for row in rows[:place])).top + whole.y

    def layer(frame: Frame, ms: float) -> None:
        y = start - speed * ms / 1000
        paste(frame, stamp(whole.line, whole.ink), (whole.x, y))

    scene = _dimmed(stage.background, take.dice.choice((0.15, 0.4)))
    clip = replace(stage, seconds=4.4, texts=(), background=scene).clip((layer,), legible=None)
    return replace(clip, size_px=whole.line.size_px, face=whole.line.font)


def _ticker(take: Take) -> Clip:
    stage = staged(take, at_720=(24, 30), spots=(Spot((0.5, 1), "bottom"),), seconds=5.0)
    placed, width = stage.placed, stage.size[0]
    band = placed.box

    def layer(frame: Frame, ms: float) -> None:
        frame[int(band.top) : int(band.bottom)] //= 4
        long = band.right - band.left
        x = width - (width + 0.15 * long) * ms / 4_400
        paste(frame, stamp(placed.line, placed.ink), (x, placed.y))

    return stage.clip((layer,), legible=None)


def _dimmed(over: Background, gain: float) -> Background:
    return lambda ms: np.asarray(over(ms) * gain, np.uint8)


def _slow_zoom(take: Take) -> Clip:
    begin, end = {"in": (1.0, 1.14), "out": (1.2, 1.0), "in-and-across": (0.9, 1.1)}[take.variant]
    stage = staged(take, at_720=(20, 26), spots=(MIDDLE, Spot((0.5, 0.2), "top")), ink=Ink(outline_px=2))
    box, across = stage.placed.box, 30.0 if take.variant == "in-and-across" else 0.0
    middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2

    def layer(frame: Frame, ms: float) -> None:
        share = min(1.0, ms / (1000 * stage.seconds))
        scale = begin + (end - begin) * share
        wide, high = (box.right - box.left) * scale, (box.bottom - box.top) * scale
        x = middle[0] - wide / 2 + across * (share - 0.5)
        paste(frame, stamp(stage.placed.line, stage.placed.ink), (x, middle[1] - high / 2), scale=scale)

    return stage.clip((layer,), legible=None)


_NEON: dict[str, tuple[Colour, Colour, float]] = {
    "cyan": ((225, 255, 255), (0, 200, 255), 0.35),
    "pink": ((255, 235, 250), (255, 30, 160), 0.3),
    "orange-wide": ((255, 245, 220), (255, 120, 10), 0.6),
    "green-flicker": ((220, 255, 225), (30, 230, 90), 0.4),
}


def _neon(take: Take) -> Clip:
    colour, glow, reach = _NEON[take.variant]
    stage = staged(take, at_720=(24, 36), ink=Ink(colour, glow=glow, glow_em=reach))
    stage = replace(stage, background=_dimmed(stage.background, 0.5))
    if take.variant != "green-flicker":
        return stage.honest()
    return stage.clip((standing(stage.placed, opacity=lambda ms: 0.85 + 0.15 * sin(tau * ms / 210)),))


_METALS: dict[str, Ink] = {
    "gold": Ink((255, 246, 205), ((212, 158, 62), (255, 236, 165)), 2, (60, 34, 8), bevel=True),
    "copper-shadow": Ink((255, 220, 180), ((190, 110, 60),), 1, (50, 24, 10), bevel=True, shadow_px=2),
    "silver": Ink((250, 250, 255), ((150, 156, 170), (235, 238, 245)), 2, (30, 32, 44), bevel=True),
    "red": Ink((255, 190, 170), ((235, 60, 40), (255, 150, 120)), 2, (255, 240, 220), bevel=True),
}


def _bevel(take: Take) -> Clip:
    return staged(take, at_720=(27, 38), ink=_METALS[take.variant]).honest()


def _picture_in_picture(take: Take) -> Clip:
    wide = take.variant == "blurred-sides"
    size = _LANDSCAPE if wide else (720, 1280)
    inner = (round(size[1] * 9 / 16), size[1]) if wide else (size[0], round(size[0] * 9 / 16))
    at = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    whole, sharp = picture(take, size), picture(take, inner)

    def scene(ms: float) -> Frame:
        small = cv2.resize(cv2.resize(whole(ms), (24, 24), interpolation=cv2.INTER_AREA), size)
        frame = np.asarray(cv2.GaussianBlur(small, (0, 0), 12) * 0.7, np.uint8)
        frame[at[1] : at[1] + inner[1], at[0] : at[0] + inner[0]] = sharp(ms)
        return frame

    stage = staged(take, size=size, at_720=(20, 30))
    line = stage.placed.line
    if take.variant == "number-on-border":
        placed = set_down(line, stage.placed.ink, (0.5, take.dice.choice((0.08, 0.85))), size)
    else:
        line = fitted(line, stage.placed.ink, inner)
        inside = set_down(line, stage.placed.ink, (take.dice.random(), take.dice.choice((0.0, 0.5))), inner)
        placed = replace(inside, x=inside.x + at[0], y=inside.y + at[1])
    return replace(stage, placed=placed, background=scene, texts=()).honest()


def _app_controls(take: Take) -> Clip:
    spots = (Spot((0, 1), "bottom"),) if take.variant == "number-below" else TOP_SPOTS
    stage = staged(take, spots=spots, at_720=(20, 28))
    width, height = stage.size
    u = width / 720

    def controls(frame: Frame, ms: float) -> None:
        for number, y in enumerate((0.5, 0.58, 0.66)):
            centre = round(width - 50 * u), round(height * y)
            cv2.circle(
                frame, centre, round(26 * u), (245, 245, 245), -1 if number % 2 else round(5 * u), cv2.LINE_AA
            )
        cv2.circle(
            frame,
            (round(width - 50 * u), round(height * 0.42)),
            round(34 * u),
            (250, 60, 90),
            -1,
            cv2.LINE_AA,
        )
        y = round(height - 6 * u)
        cv2.line(frame, (0, y), (width, y), (120, 120, 120), round(4 * u))
        cv2.line(
            frame, (0, y), (round(width * ms / (1000 * stage.seconds)), y), (255, 255, 255), round(5 * u)
        )

    counts = [
        Overlay(text, px(stage.size, 20), (1.0, y), outline_px=1, margin=0.03)
        for text, y in (("12.3万", 0.545), ("4567", 0.625), ("关注", 0.455))
    ]
    name = Overlay(
        f"@{take.dice.choice(TITLES)} 第{take.dice.randint(1, 90)}集",
        px(stage.size, 26),
        (0.05, 0.86),
        outline_px=1,
    )
    texts = (*counts, name)
    layers = (controls, *map(overlaid, texts), standing(stage.placed))
    return replace(stage, texts=()).clip(layers, texts=texts)


def _blinking(take: Take) -> Clip:
    stage = staged(take, seconds=4.0)

    def strength(ms: float) -> float:
        match take.variant:
            case "on-and-off":
                return float(ms % 1_000 < 560)
            case "fast":
                return float(ms % 480 < 280)
            case _:
                return 0.6 + 0.4 * sin(tau * ms / 1_300)

    instants = (
        tuple(float(ms) for ms in (1_000, 2_040, 3_040))
        if take.variant == "on-and-off"
        else (0.0, 480.0, 1_440.0)
    )
    return stage.clip((standing(stage.placed, opacity=strength),), legible=(stage.placed, instants))


def _dense_text(take: Take) -> Clip:
    stage = staged(take, at_720=(28, 36), ink=Ink(outline_px=3), spots=(MIDDLE, Spot((0.5, 0.2), "top")))
    dice, size = take.dice, stage.size
    words = (*SUBTITLES, *DISCLAIMERS, *COMPANIES)
    small = px(size, 19 if take.variant == "newspaper" else 24)
    rows = [
        "".join(dice.choice(words) for _ in range(6))[: int(size[0] * 0.9 / small)]
        for _ in range(int(size[1] * 0.9 / small / 1.5))
    ]
    page = Overlay("\n".join(rows), small, (0.5, 0.5), row_spacing=1.5, margin=0.0, align="left")
    if take.variant == "newspaper":
        paper = flat(size, (228, 222, 208))
        page = replace(page, colour=(120, 116, 108))
        stage = replace(stage, background=paper)
    else:
        page = replace(page, opacity=0.55, colour=(190, 190, 200))
        stage = replace(stage, background=_dimmed(stage.background, 0.6))
    return replace(stage, texts=(page,)).honest()


def _over_title(take: Take) -> Clip:
    stage = staged(take, at_720=(24, 32), spots=(Spot((0.5, 0.3), "middle"),), ink=Ink(outline_px=2))
    colour = take.dice.choice(((225, 60, 50), (240, 190, 60), (70, 130, 220)))
    big = Overlay(
        take.dice.choice(TITLES),
        px(stage.size, 165),
        (0.5, 0.5),
        font="sans-bold",
        colour=colour,
        outline_px=3,
        margin=0.0,
    )
    middle = (stage.placed.box.top + stage.placed.box.bottom) / 2
    y = max(0.0, (middle - 0.7 * big.size_px) / (stage.size[1] - 1.25 * big.size_px))
    title = replace(big, place=(0.5, y), fade_ms=700 if take.variant == "fading-title" else 0)
    if take.variant == "outlined-title":
        title = replace(title, colour=(30, 30, 36), outline_px=6, outline_colour=(240, 200, 90))
    return replace(stage, texts=(title,)).honest()


def _karaoke(take: Take) -> Clip:
    stage = staged(take, at_720=(26, 36), seconds=3.6, ink=Ink(outline_px=2))
    sung = {"blue": (70, 150, 255), "yellow": (255, 225, 60), "red-to-white": (255, 250, 250)}[take.variant]
    first = (255, 90, 80) if take.variant == "red-to-white" else (255, 255, 255)
    below = replace(stage.placed, ink=Ink(first, outline_px=2))
    above = replace(stage.placed, ink=Ink(sung, outline_px=2, outline_colour=(20, 20, 60)))

    def layer(frame: Frame, ms: float) -> None:
        paste(frame, stamp(below.line, below.ink), (below.x, below.y))
        box = above.box
        edge = round(box.left + (box.right - box.left) * min(1.0, ms / 2_600))
        paste(frame[:, :edge], stamp(above.line, above.ink), (above.x, above.y))

    return stage.clip((layer,))


LOOKS = (
    Kind("letter-spaced", "looks", _letter_spaced, ("slight", "wide"), ("wider", "two-rows")),
    Kind("three-lines", "looks", _three_lines, ("centred",), ("left",)),
    Kind("credits-card", "looks", _credits_card, ("black-card",), ("over-picture",)),
    Kind("crawl", "looks", _crawl, ("credits",), ("ticker",)),
    Kind("slow-zoom", "looks", _slow_zoom, ("in",), ("out", "in-and-across")),
    Kind("neon", "looks", _neon, ("cyan", "pink"), ("orange-wide", "green-flicker")),
    Kind("bevel", "looks", _bevel, ("gold", "copper-shadow"), ("silver", "red")),
    Kind(
        "picture-in-picture",
        "looks",
        _picture_in_picture,
        ("blurred-ends",),
        ("number-on-border", "blurred-sides"),
    ),
    Kind("app-controls", "looks", _app_controls, ("number-above",), ("number-below",)),
    Kind("blinking", "looks", _blinking, ("on-and-off",), ("fast", "pulse")),
    Kind("dense-text", "looks", _dense_text, ("newspaper",), ("page-over-picture",)),
    Kind("over-title", "looks", _over_title, ("plain-title",), ("fading-title", "outlined-title")),
    Kind("karaoke", "looks", _karaoke, ("blue", "yellow"), ("red-to-white",)),
)
