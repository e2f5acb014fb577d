"""What a clip of the extended benchmark is: pictures, file, truth."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Literal

from tests.accuracy.extended.lettering import Box, Ink, Line, cells, extent
from tests.accuracy.stock import Stock
from tests.drawing.backgrounds import Background, Size
from tests.drawing.text import Frame, Overlay

Split = Literal["tuned", "held-out"]
Family = Literal["looks", "files", "numbers", "hidden", "appearing"]
Nature = Literal["honest", "misprint", "unbracketed", "hidden", "appearing"]
Paint = Callable[[Frame, float], None]
"""Draws into a frame what stands there at a time in ms."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a scan must say of a clip.

    honest: the marker ``number``, and the outcome that the law has for it. appearing: the same, for the
    number is whole in the end; undecided is no error, a shorter or other number is. hidden: the number is
    never whole on the screen, so the outcome is undecided; ``hidden`` are the cells of what is not seen, px,
    of letters of ``em_px``. misprint: what is ``printed`` is reported, and no other number. unbracketed: like
    honest where ``number`` is given; else the issuer is no known word and stays a near miss.
    """

    nature: Nature
    number: str | None
    printed: str
    hidden: tuple[Box, ...] = ()
    em_px: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Letters in their place: ``x`` and ``y`` are the px of the stamp's upper left corner in the frame."""

    line: Line
    ink: Ink
    x: float
    y: float

    def cell(self, index: int) -> Box:
        """The cell of a character of the text, px of the frame."""
        return cells(self.line, self.ink)[index].moved(self.x, self.y)

    @property
    def box(self) -> Box:
        """The whole stamp, px of the frame."""
        width, height = extent(self.line, self.ink)
        return Box(self.x, self.y, self.x + width, self.y + height)


@dataclass(frozen=True, slots=True)
class Recording:
    """The file. ``fields``: whether lines are taken in turn from two times, and which field comes first."""

    codec: str = "libx264"
    fps: int | Fraction = 25
    options: dict[str, str] = field(default_factory=dict)
    fields: Literal["none", "top", "bottom"] = "none"
    hlg_nits: float | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip. ``layers`` are painted in order over the ``background``; ``texts``: the overlays among them.

    ``legible``: the letters that must be legible, and at which ms; ``None`` where they move.
    """

    name: str
    kind: str
    truth: Truth
    size: Size
    seconds: float
    background: Background
    layers: tuple[Paint, ...]
    texts: tuple[Overlay, ...]
    size_px: int
    face: str
    legible: tuple[Placed, tuple[float, ...]] | None = None
    recording: Recording = field(default_factory=Recording)


@dataclass(frozen=True, slots=True)
class Take:
    """A clip to be made: its name and variant, its dice, and what it may be made of."""

    name: str
    kind: str
    variant: str
    number: int
    dice: Random
    stock: Stock


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of clips. Its variants are split; clips go through those of a split in turn."""

    name: str
    family: Family
    make: Callable[[Take], Clip]
    tuned: tuple[str, ...]
    held_out: tuple[str, ...]

    def variants(self, split: Split) -> tuple[str, ...]:
        """Those of a split; none where the whole kind belongs to the other."""
        return self.tuned if split == "tuned" else self.held_out
