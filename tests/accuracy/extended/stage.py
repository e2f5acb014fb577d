"""The plain scene from which clips are made: one number in its place, a moving picture, the usual texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.accuracy import spec
from tests.accuracy.extended.clip import Clip, Paint, Placed, Recording, Take, Truth
from tests.accuracy.extended.lettering import Ink, Line, extent, paste, stamp
from tests.accuracy.kinds.stage import SPOTS, Spot, scene
from tests.accuracy.numbers import Number, number, printed
from tests.accuracy.render import background
from tests.accuracy.surroundings import around, px
from tests.drawing.backgrounds import Background, Size
from tests.drawing.text import Frame, Overlay, paint

_ROOM = 0.93
_MARGIN = 0.03
TOP_SPOTS = tuple(spot for spot in SPOTS if spot.zone == "top")
MIDDLE = Spot((0.5, 0.45), "middle")


@dataclass(frozen=True, slots=True)
class Stage:
    """A number placed in a frame, over a picture, among texts."""

    take: Take
    given: Number
    placed: Placed
    size: Size
    seconds: float
    background: Background
    texts: tuple[Overlay, ...]

    @property
    def text(self) -> str:
        """What is printed, rows separated by line feeds."""
        return self.placed.line.text

    def restyled(self, ink: Ink) -> "Stage":
        """The same letters in another ink, in the same place as far as they fit in."""
        return replace(
            self, placed=set_down(self.placed.line, ink, _place_of(self.placed, self.size), self.size)
        )

    def honest(self, **changes: object) -> Clip:
        """The clip in which the number stands still from the first frame on; ``changes`` are fields of it."""
        return self.clip((standing(self.placed),), **changes)

    def clip(self, layers: Sequence[Paint], **changes: object) -> Clip:
        """A clip with these layers over picture and texts; ``changes`` are fields of the clip."""
        plain = Clip(
            self.take.name,
            self.take.kind,
            Truth("honest", self.given.normal, self.text),
            self.size,
            self.seconds,
            self.background,
            (*map(overlaid, self.texts), *layers),
            self.texts,
            self.placed.line.size_px,
            self.placed.line.font,
            (self.placed, tuple(1000 * self.seconds * share for share in (0.4, 0.7, 0.95))),
            Recording(options={"crf": str(self.take.dice.randint(21, 29))}),
        )
        return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def staged(
    take: Take,
    *,
    spots: Sequence[Spot] = SPOTS,
    at_720: tuple[int, int] = (22, 36),
    size: Size | None = None,
    seconds: float = 3.2,
    text: str | None = None,
    given: Number | None = None,
    ink: Ink | None = None,
    line: Callable[[Line], Line] = lambda line: line,
) -> Stage:
    """One number in one place. ``at_720``: its letters' size on a frame whose short side is 720 px."""
    dice = take.dice
    size = size or dice.choice(((720, 1280), (720, 1280), (540, 960)))
    given = given or number(dice)
    text = text or printed(dice, given)
    spot = dice.choice(spots)
    raw = line(Line(text, px(size, dice.randint(*at_720)), take.stock.face(dice, text)))
    ink = ink or usual_ink(dice, size)
    return Stage(
        take,
        given,
        set_down(fitted(raw, ink, size), ink, spot.place, size),
        size,
        seconds,
        picture(take, size),
        around(dice, size, seconds, {spot.zone}),
    )


def usual_ink(dice: Random, size: Size) -> Ink:
    """White or nearly so, with or without a thin outline."""
    colour = dice.choice(((255, 255, 255), (255, 255, 255), (250, 246, 228), (255, 236, 150)))
    return Ink(colour, outline_px=dice.choice((0, 1, 1, 2)) if min(size) >= 540 else 1)


def picture(take: Take, size: Size) -> Background:
    """Footage, or drawn clouds where there is none."""
    return background(spec.Spec("", spec.Truth(), scenes=(scene(take.dice, take.stock),), size=size))


def fitted(line: Line, ink: Ink, size: Size) -> Line:
    """The same text in letters not too large for the frame."""
    width, height = extent(line, ink)
    share = min(1.0, _ROOM * size[0] / width, _ROOM * size[1] / height)
    return replace(line, size_px=max(8, int(line.size_px * share)))


def set_down(line: Line, ink: Ink, place: tuple[float, float], size: Size) -> Placed:
    """The letters where ``place`` says, as shares of the free room on the left and above."""
    width, height = extent(line, ink)
    margin = round(_MARGIN * min(size))
    free_x, free_y = max(0, size[0] - 2 * margin - width), max(0, size[1] - 2 * margin - height)
    return Placed(line, ink, round(margin + place[0] * free_x), round(margin + place[1] * free_y))


def _place_of(placed: Placed, size: Size) -> tuple[float, float]:
    box, margin = placed.box, round(_MARGIN * min(size))
    free_x = size[0] - 2 * margin - (box.right - box.left)
    free_y = size[1] - 2 * margin - (box.bottom - box.top)
    return (placed.x - margin) / free_x if free_x > 0 else 0.5, (placed.y - margin) / max(1, free_y)


def overlaid(overlay: Overlay) -> Paint:
    """A text of the usual surroundings as a layer."""
    return lambda frame, ms: paint(frame, overlay, ms)


def standing(
    placed: Placed,
    shown: Callable[[float], frozenset[int] | None] = lambda _ms: None,
    opacity: Callable[[float], float] = lambda _ms: 1.0,
) -> Paint:
    """Letters that stay where they are: which of them are ``shown`` at a time, and how opaque."""

    def layer(frame: Frame, ms: float) -> None:
        strength = opacity(ms)
        if strength > 0:
            paste(frame, stamp(placed.line, placed.ink, shown(ms)), (placed.x, placed.y), opacity=strength)

    return layer


def in_turn(steps: Sequence[tuple[float, Placed]]) -> Paint:
    """One text after the other in one place, each with the ms at which it begins."""

    def layer(frame: Frame, ms: float) -> None:
        begun = [placed for begin, placed in steps if begin <= ms]
        if begun:
            paste(frame, stamp(begun[-1].line, begun[-1].ink), (begun[-1].x, begun[-1].y))

    return layer


def serial_places(text: str) -> list[int]:
    """The indices of the serial's digits in a printed number."""
    begin = max(text.rfind("第"), 0)
    return [index for index in range(begin, len(text)) if text[index].isdigit()]


def index_of(text: str, character: str) -> int:
    """The last place of a character in a text, or the text's end."""
    return text.rfind(character) if character in text else len(text)
