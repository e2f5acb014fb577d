"""Kinds that differ in how the marker is drawn."""

from dataclasses import replace
from typing import Literal

from tests.accuracy.kinds.stage import BOTTOM, SPOTS, Spot, fitted, plain, restyled, with_text
from tests.accuracy.numbers import number, old_number, printed, v_number
from tests.accuracy.spec import Kind, Scene, Spec, Take, Truth
from tests.accuracy.surroundings import COMPANIES, around, px
from tests.drawing.backgrounds import Size
from tests.drawing.text import IN_COLUMNS, WHITE, Colour

GOLD: Colour = (226, 190, 120)
_GOLDS: tuple[tuple[Colour, ...], ...] = (
    ((255, 246, 205), (212, 158, 62), (255, 236, 165)),
    ((250, 224, 150), (186, 122, 34)),
    ((255, 240, 190), (230, 180, 80), (160, 104, 30)),
)
_LABELS = ("许可证号：", "备案号：", "登记备案号：", "批准文号：", "批准文件编号：", "节目编号：")
_LOW_CONTRAST = 26.0
LANDSCAPE: Size = (1280, 720)


def _corner(take: Take) -> Spec:
    return plain(take)


def _tiny(take: Take) -> Spec:
    return plain(take, at_720=(12, 16))


def _half_transparent(take: Take) -> Spec:
    spec = plain(take, at_720=(22, 34))
    see_through = replace(spec.markers[0], opacity=take.dice.uniform(0.25, 0.55), outline_px=0)
    return replace(restyled(spec, see_through), min_contrast=_LOW_CONTRAST)


def _light_on_light(take: Take) -> Spec:
    spec = plain(take, at_720=(22, 34))
    level = take.dice.randrange(235, 256)
    pale = replace(spec.markers[0], colour=(level, level, take.dice.randrange(215, 256)), outline_px=0)
    light = replace(spec.scenes[0], gain=take.dice.uniform(0.25, 0.45), lift=take.dice.uniform(110, 150))
    return replace(restyled(spec, pale), scenes=(light,), min_contrast=_LOW_CONTRAST)


def _dark_on_dark(take: Take) -> Spec:
    spec = plain(take, at_720=(22, 34))
    level = take.dice.randrange(70, 130)
    dim = replace(spec.markers[0], colour=(level, level, take.dice.randrange(60, 130)), outline_px=0)
    dark = replace(spec.scenes[0], gain=take.dice.uniform(0.12, 0.3))
    return replace(restyled(spec, dim), scenes=(dark,), min_contrast=_LOW_CONTRAST)


def _outline(take: Take) -> Spec:
    spec = plain(take, at_720=(22, 34))
    colours: tuple[tuple[Colour, Colour], ...] = (
        (WHITE, (0, 0, 0)), ((255, 222, 70), (90, 20, 10)), ((20, 20, 20), WHITE), ((230, 60, 50), WHITE),
    )  # fmt: skip
    colour, outline = take.dice.choice(colours)
    bold = replace(spec.markers[0], colour=colour, outline_colour=outline, outline_px=take.dice.randint(2, 4))
    return restyled(spec, bold)


def _gold(take: Take) -> Spec:
    spec = plain(take, (*SPOTS, Spot((0.5, 0.5), "middle")), at_720=(26, 34))
    colour, *shades = take.dice.choice(_GOLDS)
    rim: Colour = (60, 34, 8)
    letters = replace(spec.markers[0], colour=colour, shades=tuple(shades), outline_colour=rim)
    return restyled(spec, letters)


def _card(take: Take) -> Spec:
    dice = take.dice
    spec = plain(take, (Spot((0.5, 0.46), "middle"),), at_720=(26, 36), seconds=3.4)
    colour = dice.choice((WHITE, GOLD))
    begin, end = dice.randrange(0, 600, 40), dice.randrange(2_600, 3_400, 40)
    card = replace(spec.markers[0], colour=colour, from_ms=begin, to_ms=end, fade_ms=dice.randrange(300, 600))
    heading = replace(card, text="网络微短剧", place=(0.5, 0.4), letter_spacing_px=12, font="serif")
    company = replace(card, text=COMPANIES[0], size_px=24, place=(0.5, 0.54), font="serif")
    black = Scene(drawn="flat", colours=((10, 9, 12), (10, 9, 12)))
    return replace(spec, markers=(card,), around=(heading, company), scenes=(black,))


def _standing_column(take: Take) -> Spec:
    return _column(take, typeset=False)


def _typeset_column(take: Take) -> Spec:
    return _column(take, typeset=True)


def _column(take: Take, *, typeset: bool) -> Spec:
    side = take.dice.choice((0, 1))
    spot = Spot((side, take.dice.uniform(0.1, 0.6)), "middle")
    spec = plain(take, (spot,), at_720=(22, 36))
    # Spaces would be gaps of a whole letter in a column, which nobody sets.
    text = spec.markers[0].text.replace(" ", "")
    drawn = text.translate(IN_COLUMNS) if typeset else text
    column = replace(spec.markers[0], text=drawn, font=take.stock.face(take.dice, drawn), vertical=True)
    around_it = tuple(text for text in spec.around if text.place[1] > 0.9 or text.place[1] == 0)
    truth = Truth(spec.truth.numbers, (text,))
    return replace(restyled(spec, column), around=around_it, truth=truth)


def _two_lines(take: Take) -> Spec:
    spec = plain(take, at_720=(22, 44))
    marker = spec.markers[0]
    head, word, tail = marker.text.partition("字")
    text = f"{head}{word}\n{tail.strip()}"
    align: Literal["left", "centre"] = "centre" if take.dice.random() < 0.5 else "left"
    size_px = px(spec.size, take.dice.randint(22, 44))
    broken = replace(marker, text=text, align=align, size_px=size_px, row_spacing=take.dice.uniform(1.2, 1.6))
    return replace(restyled(spec, broken), truth=Truth(spec.truth.numbers, (text,)))


def _labelled(take: Take) -> Spec:
    spec = plain(take, (BOTTOM, Spot((0.5, 0.62), "middle")), at_720=(19, 30))
    marker = spec.markers[0]
    text = f"{take.dice.choice(_LABELS)}{marker.text}"
    line = fitted(replace(marker, text=text, font=take.stock.face(take.dice, text)), spec.size)
    above = (line.place[0], line.place[1] - 1.7 * line.size_px / spec.size[1])
    company = replace(line, text=take.dice.choice(COMPANIES), place=above, font="sans")
    labelled = replace(spec, markers=(line,), around=(*spec.around, fitted(company, spec.size)))
    return replace(labelled, truth=Truth(spec.truth.numbers, (text,)))


def _tilted(take: Take) -> Spec:
    spec = plain(take, (Spot((0.5, 0.5), "middle"), BOTTOM, Spot((0.5, 0), "top")), at_720=(22, 33))
    angle = take.dice.choice((-1, 1)) * take.dice.uniform(1.5, 6)
    return restyled(spec, replace(spec.markers[0], angle=angle))


def _two_markers(take: Take) -> Spec:
    spec = plain(take, (Spot((0.5, 0.02), "top"),), at_720=(20, 32))
    second = number(take.dice)
    text = printed(take.dice, second)
    place = take.dice.choice(((0.5, 0.96), (0.5, 0.07)))
    line = replace(spec.markers[0], text=text, place=place, font=take.stock.face(take.dice, text))
    truth = Truth((*spec.truth.numbers, second.normal), (*spec.truth.printed, text))
    others = around(take.dice, spec.size, spec.seconds, {"top", "bottom"})
    return replace(spec, markers=(*spec.markers, fitted(line, spec.size)), around=others, truth=truth)


def _english(take: Take) -> Spec:
    given = number(take.dice)
    return with_text(plain(take, at_720=(20, 28)), take, given.english, given.normal)


def _old_series(take: Take) -> Spec:
    spec = plain(take, at_720=(22, 34))
    if take.number % 3 == 2:
        oldest = v_number(take.dice)
        return with_text(spec, take, f"{take.dice.choice(('', '备案号：'))}{oldest}", oldest)
    given = old_number(take.dice)
    return with_text(spec, take, printed(take.dice, given), given.normal)


def _every_font(take: Take) -> Spec:
    spec = plain(take, at_720=(22, 34))
    faces = take.stock.faces
    first = take.number % len(faces)
    one_font = replace(take.stock, faces=(*faces[first:], *faces[:first])[:1])
    text = spec.markers[0].text
    try:
        face = one_font.face(take.dice, text)
    except LookupError:  # Its turn, but not its brackets.
        face = spec.markers[0].font
    return restyled(spec, replace(spec.markers[0], font=face))


def _landscape(take: Take) -> Spec:
    return plain(take, size=LANDSCAPE, at_720=(20, 34))


def _on_a_plate(take: Take) -> Spec:
    spec = plain(take, at_720=(20, 32))
    dark = take.dice.random() < 0.5
    colour, plate = (WHITE, (30, 30, 34)) if dark else ((24, 24, 24), (240, 238, 230))
    return restyled(spec, replace(spec.markers[0], colour=colour, plate=plate, outline_px=0))


LOOKS = (
    Kind("corner", _corner),
    Kind("card", _card),
    Kind("tiny", _tiny, hard=True),
    Kind("half-transparent", _half_transparent, hard=True),
    Kind("light-on-light", _light_on_light, hard=True),
    Kind("dark-on-dark", _dark_on_dark, hard=True),
    Kind("outline", _outline),
    Kind("gold", _gold),
    Kind("plate", _on_a_plate),
    Kind("column-standing", _standing_column, hard=True),
    Kind("column-typeset", _typeset_column, hard=True),
    Kind("two-lines", _two_lines),
    Kind("labelled", _labelled),
    Kind("tilted", _tilted, hard=True),
    Kind("two-markers", _two_markers),
    Kind("english", _english),
    Kind("old-series", _old_series),
    Kind("every-font", _every_font),
    Kind("landscape", _landscape),
)
