"""Kinds in which a character is never seen: covered, gone, cut off. The place of what is hidden is known."""

from collections.abc import Callable
from dataclasses import replace
from math import sin, tau
from random import Random

import cv2
import numpy as np

from tests.accuracy.extended.clip import Clip, Kind, Paint, Placed, Take, Truth
from tests.accuracy.extended.lettering import Box, Line
from tests.accuracy.extended.stage import MIDDLE, TOP_SPOTS, Stage, serial_places, staged, standing
from tests.accuracy.kinds.stage import Spot
from tests.accuracy.numbers import number
from tests.drawing.faces import lacking, load
from tests.drawing.text import IN_COLUMNS, Colour, Frame

_COLUMN_SPOT = Spot((0.94, 0.3), "middle")
Cover = Callable[[Frame, Box], None]
"""Hides a part of a frame, given in px."""


def laid_out(take: Take, *, at_720: tuple[int, int] = (26, 36), seconds: float = 3.6) -> Stage:
    """Four to six digits: as a row, letter-spaced, in proportional digits, in two rows, as a column."""
    dice = take.dice
    layout = dice.choice(("row", "row", "spaced", "proportional", "two-rows", "column"))
    given = replace(number(dice), serial=_serial(dice))
    stock = take.stock
    if layout == "proportional":
        own = tuple(
            face for face in stock.faces if not lacking(face, given.normal) and _is_proportional(face)
        )
        stock = replace(stock, faces=own or stock.faces)

    def line(raw: Line) -> Line:
        if layout == "spaced":
            return replace(raw, spacing_em=dice.uniform(0.12, 0.4))
        text = raw.text.replace(" ", "")
        if layout == "two-rows":
            head, word, tail = text.partition("字")
            return replace(raw, text=f"{head}{word}\n{tail}", align=dice.choice((0.0, 0.5)))
        if layout == "column":
            typeset = text.translate(IN_COLUMNS)
            shown = text if lacking(raw.font, typeset) or dice.random() < 0.5 else typeset
            return replace(raw, text=shown, vertical=True, spacing_em=0.05)
        return raw

    spots = (_COLUMN_SPOT,) if layout == "column" else (*TOP_SPOTS, MIDDLE)
    return staged(
        replace(take, stock=stock), given=given, spots=spots, at_720=at_720, seconds=seconds, line=line
    )


def _serial(dice: Random) -> str:
    width = dice.choice((4, 5, 5, 6))
    padded = dice.random() < 0.3
    return f"{dice.randrange(10, 1_000) if padded else dice.randrange(10 ** (width - 1), 10**width):0{width}}"


def _is_proportional(face: str) -> bool:
    widths = [load(face, 64).getlength(digit) for digit in "0123456789"]
    return max(widths) > 1.15 * min(widths)


def kept_from_sight(stage: Stage, lost: tuple[int, ...], *layers: Paint) -> Clip:
    """The clip in which the characters with these indices are never seen."""
    truth = Truth(
        "hidden",
        stage.given.normal,
        stage.text,
        tuple(stage.placed.cell(index) for index in lost),
        stage.placed.line.size_px,
    )
    return stage.clip(layers, truth=truth)


def some_digit(stage: Stage, *, inner: bool = False) -> int:
    """The index of a digit of the serial, one with digits on both sides if ``inner``."""
    places = serial_places(stage.text)
    return stage.take.dice.choice(places[1:-1] if inner else places)


def covering(cover: Cover, box: Box) -> Paint:
    """A cover that stays in its place."""
    return lambda frame, _ms: cover(frame, box)


def filled(colour: Colour, *, round_off: bool = False) -> Cover:
    """A box, or a disc, of one colour."""

    def cover(frame: Frame, box: Box) -> None:
        left, top, right, bottom = (round(side) for side in (box.left, box.top, box.right, box.bottom))
        if round_off:
            centre = (left + right) // 2, (top + bottom) // 2
            reach = round(0.72 * max(right - left, bottom - top))
            cv2.circle(frame, centre, reach, colour, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(frame, (left, top), (right, bottom), colour, -1)

    return cover


def _part(frame: Frame, box: Box) -> Frame:
    top, left = max(0, round(box.top)), max(0, round(box.left))
    return frame[top : max(top + 1, round(box.bottom)), left : max(left + 1, round(box.right))]


def mosaic(cells_high: int) -> Cover:
    """Square cells of the mean colour, so many down the box."""

    def cover(frame: Frame, box: Box) -> None:
        part = _part(frame, box)
        high = cells_high
        wide = max(1, round(cells_high * part.shape[1] / part.shape[0]))
        coarse = cv2.resize(part, (wide, high), interpolation=cv2.INTER_AREA)
        part[:] = cv2.resize(coarse, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)

    return cover


def blur(share: float) -> Cover:
    """Blurred by so many heights of the box."""

    def cover(frame: Frame, box: Box) -> None:
        wider = box.grown(box.bottom - box.top)
        around_it, part = _part(frame, wider), _part(frame, box)
        sigma = share * part.shape[0]
        y = max(0, round(box.top)) - max(0, round(wider.top))
        x = max(0, round(box.left)) - max(0, round(wider.left))
        soft = cv2.GaussianBlur(np.ascontiguousarray(around_it), (0, 0), sigma)
        part[:] = soft[y : y + part.shape[0], x : x + part.shape[1]]

    return cover


def smear(frame: Frame, box: Box) -> None:
    """A stroke of paint of the surrounding colour, its edge soft."""
    part = _part(frame, box.grown(0.12 * (box.bottom - box.top)))
    colour = np.median(part.reshape(-1, 3), axis=0)
    height, width = part.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    reach = ((x - width / 2) / (width / 2)) ** 4 + ((y - height / 2) / (height / 2)) ** 4
    strength = np.clip(4 * (1 - reach), 0, 1)[:, :, None]
    part[:] = np.rint(part * (1 - strength) + colour * strength)


def _box(take: Take) -> Clip:
    stage = laid_out(take)
    lost = some_digit(stage)
    cover = {
        "black": filled((0, 0, 0)), "white": filled((250, 250, 250)),
        "sticker": filled((255, 190, 40), round_off=True), "grey": filled((120, 118, 116)),
    }[take.variant]  # fmt: skip
    return kept_from_sight(
        stage, (lost,), standing(stage.placed), covering(cover, _grown(stage.placed, lost))
    )


def _grown(placed: Placed, index: int) -> Box:
    """A character's cell with its outline, but not its neighbours' ink."""
    return placed.cell(index).grown(max(1.0, 0.03 * placed.line.size_px))


def _mosaic(take: Take) -> Clip:
    stage = laid_out(take)
    lost = some_digit(stage)
    cover = mosaic({"three-cells": 3, "two-cells": 2, "one-cell": 1}[take.variant])
    return kept_from_sight(
        stage, (lost,), standing(stage.placed), covering(cover, _grown(stage.placed, lost))
    )


def _smudge(take: Take) -> Clip:
    stage = laid_out(take)
    lost = some_digit(stage)
    cover = smear if take.variant == "smear" else blur(0.35)
    return kept_from_sight(
        stage, (lost,), standing(stage.placed), covering(cover, _grown(stage.placed, lost))
    )


def _gap(take: Take) -> Clip:
    stage = laid_out(take)
    inner = [place for place in serial_places(stage.text)[1:-1] if stage.text[place] != "1"]
    if not inner:
        return _gap(take)
    first = take.dice.choice(inner)
    return _absent(stage, (first,))


def _two_gone(take: Take) -> Clip:
    stage = laid_out(take)
    places = serial_places(stage.text)
    first = take.dice.randrange(0, len(places) - 1)
    return _absent(stage, (places[first], places[first + 1]))


def _gaps(take: Take) -> Clip:
    return _two_gone(take) if take.variant == "two-digits" else _gap(take)


def _absent(stage: Stage, lost: tuple[int, ...]) -> Clip:
    shown = frozenset(range(len(stage.text))) - set(lost)
    return kept_from_sight(stage, lost, standing(stage.placed, shown=lambda _ms: shown))


def _end_gone(take: Take) -> Clip:
    stage = laid_out(take)
    places = serial_places(stage.text)
    lost = places[0] if take.variant.startswith("first") else places[-1]
    if stage.text[lost] == "1":  # Its hole would hardly be wider than a space.
        return _end_gone(take)
    if take.variant.endswith("covered"):
        cover = covering(filled((0, 0, 0)), _grown(stage.placed, lost))
        return kept_from_sight(stage, (lost,), standing(stage.placed), cover)
    return _absent(stage, (lost,))


def _passing_object(take: Take) -> Clip:
    stage = laid_out(take)
    lost = some_digit(stage, inner=True)
    cell, em = stage.placed.cell(lost), stage.placed.line.size_px
    colour = take.dice.choice(((60, 130, 70), (180, 60, 60), (40, 60, 120)))

    def layer(frame: Frame, ms: float) -> None:
        sway = sin(tau * ms / 2_600) if take.variant == "to-and-fro" else 1 - 2 * ms / (1000 * stage.seconds)
        middle = (cell.left + cell.right) / 2 + 0.5 * em * sway, (cell.top + cell.bottom) / 2
        axes = round(1.55 * em), round(1.1 * em)
        centre = round(middle[0]), round(middle[1])
        cv2.ellipse(frame, centre, axes, 8 * sway, 0, 360, colour, -1, cv2.LINE_AA)

    return kept_from_sight(stage, (lost,), standing(stage.placed), layer)


def _cut(take: Take) -> Clip:
    """The frame's edge ends the serial, through a digit or before one: at the right, or below a column."""
    stage = laid_out(take)
    if "\n" in stage.text:
        return _cut(take)
    first = take.dice.choice(serial_places(stage.text)[2:])
    cell = stage.placed.cell(first)
    into = take.dice.uniform(0.25, 0.6) if take.variant == "through-digit" else 0.0
    if stage.placed.line.vertical:
        by = stage.size[1] - (cell.top + into * (cell.bottom - cell.top))
        placed = replace(stage.placed, y=stage.placed.y + round(by))
    else:
        by = stage.size[0] - (cell.left + into * (cell.right - cell.left))
        placed = replace(stage.placed, x=stage.placed.x + round(by))
    moved = replace(stage, placed=placed)
    clip = kept_from_sight(moved, (first,), standing(placed))
    edge = clip.truth.hidden[0]
    # What is hidden lies beyond the edge: the place that can be named is the edge itself.
    width, height = stage.size
    named = Box(
        min(edge.left, width - 2), min(edge.top, height - 2), min(edge.right, width), min(edge.bottom, height)
    )
    return replace(clip, truth=replace(clip.truth, hidden=(named,)))


def _cut_by_object(take: Take) -> Clip:
    stage = laid_out(take)
    places = serial_places(stage.text)
    at = take.dice.randrange(2, len(places))
    lost = tuple(places[at:])
    first, end = stage.placed.cell(lost[0]), stage.placed.cell(len(stage.text) - 1)
    span = first.joined(end).joined(stage.placed.cell(lost[-1]))
    em = stage.placed.line.size_px
    cover = {
        "panel": filled(take.dice.choice(((235, 80, 110), (40, 44, 60), (250, 250, 250)))),
        "blurred-panel": blur(0.5),
        "badge": filled((255, 200, 60)),
    }[take.variant]
    grown = Box(span.left + 0.05 * em, span.top - 0.3 * em, span.right + em, span.bottom + 0.3 * em)
    if take.variant == "blurred-panel":
        grown = Box(grown.left, grown.top, min(grown.right, stage.size[0]), grown.bottom)
    return kept_from_sight(stage, lost, standing(stage.placed), covering(cover, grown))


def _half_hidden(take: Take) -> Clip:
    """Of the whole row the upper or lower three fifths are hidden: no digit is read surely."""
    stage = staged(take, spots=(*TOP_SPOTS, MIDDLE), at_720=(26, 36), seconds=3.6)
    em = stage.placed.line.size_px
    first, last = stage.placed.cell(0), stage.placed.cell(len(stage.text) - 1)
    row = first.joined(last).grown(0.2 * em)
    middle = row.top + 0.2 * em + em * (0.6 if take.variant == "upper-half" else 0.42)
    hidden = replace(row, bottom=middle) if take.variant == "upper-half" else replace(row, top=middle)
    clip = kept_from_sight(stage, (), standing(stage.placed), covering(filled((70, 60, 50)), hidden))
    return replace(clip, truth=replace(clip.truth, hidden=(row,)), legible=None)


HIDDEN = (
    Kind("hidden-box", "hidden", _box, ("black", "white"), ("sticker", "grey")),
    Kind("hidden-mosaic", "hidden", _mosaic, ("three-cells",), ("two-cells", "one-cell")),
    Kind("hidden-smudge", "hidden", _smudge, ("blurred",), ("smear",)),
    Kind("hidden-gap", "hidden", _gaps, ("one-digit",), ("two-digits",)),
    Kind("end-gone", "hidden", _end_gone, ("last", "first-covered"), ("first", "last-covered")),
    Kind("passing-object", "hidden", _passing_object, ("to-and-fro",), ("slowly-by",)),
    Kind("edge-cut", "hidden", _cut, ("through-digit",), ("between-digits",)),
    Kind("object-cut", "hidden", _cut_by_object, ("panel",), ("blurred-panel", "badge")),
    Kind("half-hidden", "hidden", _half_hidden, ("lower-half",), ("upper-half",)),
)
