"""The plain clip from which most kinds start: one marker over a moving picture, the usual texts round it."""

from dataclasses import replace
from random import Random
from typing import NamedTuple

from tests.accuracy.numbers import number, printed
from tests.accuracy.spec import PORTRAIT, Scene, Spec, Take, Truth
from tests.accuracy.stock import Stock
from tests.accuracy.surroundings import Zone, around, px
from tests.clips import Encoding
from tests.drawing.backgrounds import Size
from tests.drawing.text import Overlay, Place

_WIDE_EM = 1.0
_NARROW_EM = 0.62
_ROOM = 0.93
"""Share of the frame's width that a line may take."""


class Spot(NamedTuple):
    """Where a marker stands, and the zone that it takes from the other texts."""

    place: Place
    zone: Zone


TOP_RIGHT = Spot((1, 0), "top")
TOP_LEFT = Spot((0, 0), "top")
BOTTOM = Spot((0.5, 1), "bottom")
SPOTS = (
    *(TOP_RIGHT,) * 4,
    *(TOP_LEFT,) * 2,
    Spot((0.5, 0), "top"),
    Spot((0, 1), "bottom"),
    BOTTOM,
    Spot((1, 1), "bottom"),
    Spot((0.92, 0.62), "middle"),
)
"""Mostly the top right corner, seldom the lower right of the title picture."""


def scene(dice: Random, stock: Stock) -> Scene:
    """A stretch of footage, or of drawn clouds where there is none."""
    look = Scene(
        gain=dice.uniform(0.75, 1.05), grain=dice.choice((0.0, 0.0, 3.0, 5.0)), seed=dice.randrange(10**6)
    )
    if stock.footage:
        video = dice.choice(stock.footage)
        from_s = dice.choice([start for start in (0.0, 2.0, 4.0) if start + 2 <= video.seconds])
        return replace(look, video=video.path, from_s=from_s, across=round(dice.random(), 2))
    first = (dice.randrange(10, 90), dice.randrange(10, 90), dice.randrange(10, 100))
    last = (dice.randrange(90, 220), dice.randrange(90, 220), dice.randrange(90, 220))
    return replace(look, colours=(first, last), drawn=dice.choice(("clouds", "clouds", "gradient")))


def fitted(overlay: Overlay, size: Size) -> Overlay:
    """The same text in letters not too large for the frame."""
    if overlay.vertical:
        longest, room = float(max(map(len, overlay.text.split("\n")))), size[1] * _ROOM
    else:
        longest, room = max(map(_ems, overlay.text.split("\n"))), size[0] * _ROOM
    return replace(overlay, size_px=min(overlay.size_px, int(room / longest)))


def _ems(row: str) -> float:
    return sum(_NARROW_EM if letter.isascii() else _WIDE_EM for letter in row)


def plain(
    take: Take,
    spots: tuple[Spot, ...] = SPOTS,
    at_720: tuple[int, int] = (19, 34),
    size: Size = PORTRAIT,
    seconds: float = 3.0,
) -> Spec:
    """One number in one place for the whole clip; ``at_720`` is its letters' size on a 720 px wide frame."""
    dice = take.dice
    given = number(dice)
    text = printed(dice, given)
    spot = dice.choice(spots)
    marker = Overlay(
        text,
        px(size, dice.randint(*at_720)),
        spot.place,
        font=take.stock.face(dice, text),
        opacity=dice.choice((0.85, 0.95, 1.0)),
        outline_px=dice.choice((0, 1, 1, 2)) if min(size) >= 720 else 1,
    )
    return Spec(
        take.name,
        Truth((given.normal,), (text,)),
        (fitted(marker, size),),
        around(dice, size, seconds, {spot.zone}),
        scenes=(scene(dice, take.stock),),
        size=size,
        seconds=seconds,
        # Every other clip is coded as uploads are, with frames built from both sides, in a pyramid.
        encoding=Encoding(options={"crf": str(dice.randint(21, 30)), "bf": str(take.number % 2 * 3)}),
    )


def with_text(spec: Spec, take: Take, text: str, *numbers: str) -> Spec:
    """The clip with another text in the marker's place, and what is to be read there."""
    face = take.stock.face(take.dice, text)
    marker = fitted(replace(spec.markers[0], text=text, font=face), spec.size)
    return replace(spec, markers=(marker,), truth=Truth(numbers, (text,)))


def restyled(spec: Spec, marker: Overlay) -> Spec:
    """The clip with its marker drawn in another way."""
    return replace(spec, markers=(fitted(marker, spec.size),))
