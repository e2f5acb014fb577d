"""All that makes up a clip and its truth. Equal specs give equal clips."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.accuracy.stock import Stock
from tests.clips import Encoding
from tests.drawing.backgrounds import Size
from tests.drawing.text import Colour, Overlay

PORTRAIT: Size = (720, 1280)
_HARDER_PX, _HARDER_MS = 14.0, 800


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of background from ``begin_ms`` on: a video, or drawn where ``video`` is ``None``.

    Each level is ``gain`` times the video's plus ``lift``; ``grain`` is the noise's standard deviation in
    levels of 255. ``across`` (0 to 1) says which part of a wider video is seen. A video that ``plays_on`` is
    seen to its end; of any other a few seconds are seen again and again.
    """

    begin_ms: int = 0
    video: str | None = None
    from_s: float = 0.0
    across: float = 0.5
    plays_on: bool = False
    drawn: Literal["clouds", "gradient", "flat"] = "clouds"
    colours: tuple[Colour, Colour] = ((20, 24, 40), (150, 130, 120))
    gain: float = 1.0
    lift: float = 0.0
    grain: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Truth:
    """What a scan must say of a clip.

    ``numbers``: the markers in normal form. ``printed``: what markers, malformed ones and look-alikes say on
    the screen. ``malformed``: whether a near miss must be reported and no marker.
    """

    numbers: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    malformed: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """One clip. The markers are drawn over ``around`` and under ``above``.

    ``min_contrast``: see ``legibility``. ``upside_down`` turns the pictures themselves by 180 degrees.
    """

    name: str
    truth: Truth
    markers: tuple[Overlay, ...] = ()
    around: tuple[Overlay, ...] = ()
    above: tuple[Overlay, ...] = ()
    scenes: tuple[Scene, ...] = (Scene(),)
    size: Size = PORTRAIT
    seconds: float = 4.0
    encoding: Encoding = field(default_factory=Encoding)
    upside_down: bool = False
    min_contrast: float = 45.0

    @property
    def px_at_720(self) -> float:
        """The smallest marker's letter size in px if the frame's short side were 720 px."""
        return min((marker.size_px for marker in self.markers), default=0) * 720 / min(self.size)

    @property
    def shown_ms(self) -> int:
        """For how long the briefest marker is there, in ms."""
        end = round(1000 * self.seconds)
        spans = ((end if m.to_ms is None else min(m.to_ms, end)) - m.from_ms for m in self.markers)
        return min(spans, default=0)

    @property
    def is_harder(self) -> bool:
        """Whether the lower bar is asked of it: letters under 14 px at 720 px width, or under 0.8 s."""
        return self.px_at_720 < _HARDER_PX or self.shown_ms < _HARDER_MS


@dataclass(frozen=True, slots=True)
class Take:
    """A clip to be made: its name, its number within its kind, its dice and what it may be made of."""

    name: str
    number: int
    dice: Random
    stock: Stock


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of clips. ``hard``: harder than a marker on a usual screen."""

    name: str
    make: Callable[[Take], Spec]
    hard: bool = False
