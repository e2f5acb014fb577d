"""What the sample clips have in common: photographs in motion and the usual texts of a micro-drama."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tests.drawing.backgrounds import Background, Camera, Size, graded, pan_and_zoom
from tests.drawing.text import Colour, Frame, Overlay, Place

YELLOW: Colour = (255, 222, 70)
DARK_RED: Colour = (60, 10, 10)

Photograph = Literal[
    "brick", "camera", "chelsea", "coffee", "grass", "gravel", "hubble_deep_field", "retina", "rocket"
]


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip without its marker's words. ``marker`` is only the style; ``None`` where there is no marker."""

    background: Background
    marker: Overlay | None
    overlays: tuple[Overlay, ...]
    seconds: float = 4.0
    fps: int = 25


@dataclass(frozen=True, slots=True)
class Prefilter:
    """The usual texts of a micro-drama at the sizes that suit a frame. Sizes given are for 720 px width."""

    size: Size = (720, 1280)

    def px(self, at_720: int) -> int:
        """The same height on this frame."""
        return round(at_720 * min(self.size) / 720)

    def photograph(self, name: Photograph, camera: Camera, tint: tuple[float, float, float]) -> Background:
        """A moving camera over a photograph of scikit-image, graded, with dark corners."""
        from skimage import data  # noqa: PLC0415  (an extra, which drawn scenes do not need)

        picture = getattr(data, name)()
        rgb: Frame = picture if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, axis=2)
        return graded(pan_and_zoom(rgb, self.size, camera), tint, vignette=0.5)

    def title(self, text: str, place: Place = (0.5, 0.28), colour: Colour = YELLOW) -> Overlay:
        """The drama's name in large letters."""
        size, outline, spacing = self.px(96), self.px(5), self.px(6)
        style = Overlay("", font="sans-bold", outline_colour=DARK_RED, letter_spacing_px=spacing, fade_ms=200)
        return replace(style, text=text, size_px=size, place=place, colour=colour, outline_px=outline)

    def note(self, text: str, place: Place, at_720: int = 22, opacity: float = 0.85) -> Overlay:
        """A disclaimer, a watermark, a line of credits."""
        return Overlay(text, self.px(at_720), place, opacity=opacity, outline_px=1, align="centre")

    def subtitles(self, *lines: str, every_ms: int = 1_300) -> tuple[Overlay, ...]:
        """One line after the other at three quarters of the height; ``|`` breaks a line."""
        return tuple(
            Overlay(
                line.replace("|", "\n"),
                self.px(38),
                (0.5, 0.78),
                number * every_ms,
                (number + 1) * every_ms - 100,
                font="sans-bold",
                outline_px=self.px(3),
                align="centre",
            )
            for number, line in enumerate(lines)
        )
