"""Pictures changed by chance on the device that trains, so that a network sees more than was drawn."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Change:
    """How far pictures are changed.

    ``soft`` and ``noise`` are the ranges of softness (1: a mean of 3 x 3 px) and of noise (levels of 255);
    what falls below 0 is none. Of ``negative`` pictures one is made negative. Shapes change for glyphs alone:
    ``slant``, how far the top goes aside, in heights, either way; ``stretch``, the least and greatest width;
    ``weight``, how much of a px strokes may gain or lose on each side.
    """

    soft: tuple[float, float]
    noise: tuple[float, float]
    negative: int
    slant: float = 0.0
    stretch: tuple[float, float] = (1.0, 1.0)
    weight: float = 0.0


class Dice:
    """Chance that is the same for equal seeds on equal devices."""

    def __init__(self, device: torch.device, seed: int) -> None:
        self.device = device
        self.generator = torch.Generator(device).manual_seed(seed)

    def between(self, least: float, most: float, *shape: int) -> Tensor:
        """Numbers from ``least`` to ``most``."""
        return least + (most - least) * torch.rand(shape, generator=self.generator, device=self.device)

    def changed(self, pictures: Tensor, change: Change) -> Tensor:
        """Pictures of 0 to 255, now and then softer, brighter, fainter, negative or noisy; -1 to 1."""
        count = len(pictures)
        if change.slant:
            pictures = self._reshaped(pictures, change)
        soft = functional.avg_pool2d(pictures, 3, 1, 1, count_include_pad=False)
        softness = self.between(*change.soft, count, 1, 1, 1).clamp(min=0)
        levels = torch.lerp(pictures, soft, softness) - 127.5
        levels = levels * self.between(0.5, 1.3, count, 1, 1, 1) + self.between(-40, 40, count, 1, 1, 1)
        noise = torch.randn(levels.shape, generator=self.generator, device=self.device)
        levels = levels + noise * self.between(*change.noise, count, 1, 1, 1).clamp(min=0)
        sign = torch.where(self.between(0, change.negative, count, 1, 1, 1) < 1, -1.0, 1.0)
        return (levels * sign).clamp(-127.5, 127.5) / 127.5

    def _reshaped(self, pictures: Tensor, change: Change) -> Tensor:
        """Pictures slanted and stretched round their middles, with other strokes: other typefaces' shapes."""
        count, _, high, wide = pictures.shape
        most, least = (sign * functional.max_pool2d(sign * pictures, 3, 1, 1) for sign in (1, -1))
        heavier = self.between(-change.weight, change.weight, count, 1, 1, 1)
        pictures = torch.where(
            heavier > 0, torch.lerp(pictures, most, heavier.abs()), torch.lerp(pictures, least, heavier.abs())
        )
        turn = torch.zeros(count, 2, 3, device=pictures.device)
        turn[:, 0, 0] = 1 / self.between(*change.stretch, count)
        turn[:, 0, 1] = self.between(-change.slant, change.slant, count) * high / wide
        turn[:, 1, 1] = 1.0
        grid = functional.affine_grid(turn, list(pictures.shape), align_corners=False)
        return functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
