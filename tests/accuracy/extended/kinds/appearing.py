"""Kinds in which the number becomes whole only in time, or never stands still."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.accuracy.extended.clip import Clip, Kind, Paint, Placed, Take, Truth
from tests.accuracy.extended.kinds.hidden import blur, filled, laid_out, some_digit
from tests.accuracy.extended.lettering import Box, extent
from tests.accuracy.extended.stage import Stage, in_turn, serial_places, staged, standing
from tests.accuracy.kinds.stage import Spot
from tests.accuracy.numbers import number
from tests.drawing.text import Frame

_DIGIT_MS = 600
_STANDS_MS = 1_400


def _becoming(stage: Stage, whole_ms: float, *layers: Paint) -> Clip:
    """The clip in which the number stands whole from a time on."""
    seconds = round((whole_ms + _STANDS_MS) / 1000, 1)
    long = replace(stage, seconds=seconds)
    clip = long.clip(layers, legible=(stage.placed, (whole_ms + 200, whole_ms + 600, whole_ms + 1_000)))
    return replace(clip, truth=replace(clip.truth, nature="appearing"))


def _numbered(take: Take, digits: int) -> Stage:
    dice = take.dice
    given = replace(number(dice), serial=str(dice.randrange(10 ** (digits - 1), 10**digits)))
    spots = (
        (Spot((0, 0), "top"), Spot((0.5, 0.45), "middle"))
        if take.variant != "centred"
        else (Spot((0.5, 0.1), "top"),)
    )
    return staged(take, given=given, spots=spots, at_720=(24, 34), seconds=5.0)


def _shorter(stage: Stage, digits: int, *, centred: bool) -> Placed:
    """The number with only the first digits of its serial, 号 right after them."""
    places, text = serial_places(stage.text), stage.text
    left = set(places[digits:])
    line = replace(stage.placed.line, text="".join(c for i, c in enumerate(text) if i not in left))
    if not centred:
        return replace(stage.placed, line=line)
    box = stage.placed.box
    width = extent(line, stage.placed.ink)[0]
    return replace(stage.placed, line=line, x=round((box.left + box.right - width) / 2))


def _reveal(take: Take) -> Clip:
    digits = take.dice.randint(3, 4)
    stage = _numbered(take, digits)
    if take.variant == "in-place":  # The digits come into their gap between 第 and 号.
        places = serial_places(stage.text)
        rest = frozenset(range(len(stage.text))) - set(places)

        def shown(ms: float) -> frozenset[int]:
            return rest | set(places[: 1 + int(ms // _DIGIT_MS)])

        return _becoming(stage, _DIGIT_MS * (digits - 1), standing(stage.placed, shown=shown))
    centred = take.variant == "centred"
    steps = [(_DIGIT_MS * step, _shorter(stage, step + 1, centred=centred)) for step in range(digits)]
    return _becoming(stage, _DIGIT_MS * (digits - 1), in_turn(steps))


def _late_digit(take: Take) -> Clip:
    stage = _numbered(take, take.dice.randint(4, 6))
    late_ms = 900
    places = serial_places(stage.text)
    if take.variant == "into-gap":
        but_last = frozenset(range(len(stage.text))) - {places[-1]}
        layer = standing(stage.placed, shown=lambda ms: None if ms >= late_ms else but_last)
    else:
        centred = take.variant == "centred"
        short = _shorter(stage, len(places) - 1, centred=centred)
        layer = in_turn(((0.0, short), (late_ms, stage.placed)))
    return _becoming(stage, late_ms, layer)


def _counter(take: Take) -> Clip:
    stage = _numbered(take, 5)
    dice, places = take.dice, serial_places(stage.text)
    count = Random(dice.random())

    def showing(serial: str) -> Placed:
        letters = list(stage.text)
        for place, digit in zip(places, serial, strict=True):
            letters[place] = digit
        return replace(stage.placed, line=replace(stage.placed.line, text="".join(letters)))

    true = stage.given.serial
    every_ms, steps = {"up": (120, 14), "slots": (200, 10), "endless": (400, 20)}[take.variant]
    shown: list[tuple[float, Placed]] = []
    for step in range(steps):
        if take.variant == "up":
            serial = f"{int(true) * (step + 1) // (steps + 1):05}"
        else:
            fixed = step * len(true) // steps if take.variant == "slots" else 0
            serial = true[:fixed] + "".join(count.choice("0123456789") for _ in true[fixed:])
        shown.append((every_ms * step, showing(serial)))
    if take.variant != "endless":
        return _becoming(stage, every_ms * steps, in_turn((*shown, (every_ms * steps, stage.placed))))
    clip = replace(stage, seconds=4.0).clip((in_turn(shown),), legible=None)
    cells = [stage.placed.cell(place) for place in places]
    whole = cells[0].joined(cells[-1])
    return replace(clip, truth=Truth("hidden", None, stage.text, (whole,), stage.placed.line.size_px))


def _covered_first(take: Take) -> Clip:
    stage = laid_out(take)
    lost = some_digit(stage)
    cell = stage.placed.cell(lost).grown(1)
    free_ms = {"box": 600, "blur": 600, "leaving": 1_000}[take.variant]
    cover = blur(0.35) if take.variant == "blur" else filled((20, 20, 20))

    def layer(frame: Frame, ms: float) -> None:
        if ms < free_ms:
            away = (
                (ms - 500) / 100 * 0.6 * stage.placed.line.size_px
                if take.variant == "leaving" and ms > 500
                else 0.0
            )
            cover(frame, cell.moved(0, away) if not stage.placed.line.vertical else cell.moved(away, 0))

    return _becoming(stage, free_ms, standing(stage.placed), layer)


def _typewriter(take: Take) -> Clip:
    stage = staged(take, at_720=(24, 34), spots=(Spot((0, 0), "top"), Spot((0.5, 0.45), "middle")))
    every_ms = {"fast": 50, "slow": 110, "with-cursor": 80}[take.variant]
    count = len(stage.text)

    def shown(ms: float) -> frozenset[int]:
        return frozenset(range(min(count, 1 + int(ms // every_ms))))

    letters = standing(stage.placed, shown=shown)
    if take.variant != "with-cursor":
        return _becoming(stage, every_ms * count, letters)
    return _becoming(stage, every_ms * count, letters, _cursor(stage, lambda ms: int(ms // every_ms)))


def _cursor(stage: Stage, at: Callable[[float], int]) -> Paint:
    def layer(frame: Frame, ms: float) -> None:
        place = at(ms)
        if place < len(stage.text) - 1 and stage.text[place + 1] != "\n":
            cell = stage.placed.cell(place + 1)
            filled((240, 240, 240))(frame, Box(cell.left + 1, cell.top, cell.left + 4, cell.bottom))

    return layer


APPEARING = (
    Kind("reveal", "appearing", _reveal, ("moving-on", "in-place"), ("centred",)),
    Kind("late-digit", "appearing", _late_digit, ("moving-on",), ("into-gap", "centred")),
    Kind("counter", "appearing", _counter, ("up",), ("slots", "endless")),
    Kind("covered-first", "appearing", _covered_first, ("box",), ("blur", "leaving")),
    Kind("typewriter", "appearing", _typewriter, ("fast", "slow"), ("with-cursor",)),
)
