"""What the lines stand on: stills under a moving camera, and drawn grounds; a fresh grey frame each time."""

from collections.abc import Callable
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from training.reader.stock import Grey, Stock

Scene = Callable[[int], Grey]
Levels = NDArray[np.float32]
_SWAY_PX = 24


def scene(dice: Random, stock: Stock, size: tuple[int, int]) -> Scene:
    """A ground by chance; ``size`` is width and height in px."""
    wide, high = size[0] + 2 * _SWAY_PX, size[1] + 2 * _SWAY_PX
    if stock.stills and dice.random() < 0.62:
        ground = _still(dice, stock, (wide, high))
    else:
        ground = _drawn(dice, (wide, high))
    gain, offset = dice.uniform(0.35, 1.25), dice.uniform(-40, 60)
    ground = np.clip(ground * np.float32(gain) + np.float32(offset), 0, 255)
    grain = dice.uniform(1, 9) if dice.random() < 0.3 else 0.0
    noise = np.random.default_rng(dice.getrandbits(63))
    step_x, step_y = (dice.uniform(-4, 4) if dice.random() < 0.6 else 0.0 for _ in range(2))

    def at(number: int) -> Grey:
        x, y = (round(_SWAY_PX + number * step) for step in (step_x, step_y))
        seen = ground[y : y + size[1], x : x + size[0]]
        if grain:
            seen = seen + np.float32(grain) * noise.standard_normal(seen.shape, np.float32)
        return np.asarray(np.clip(seen, 0, 255), np.uint8)

    return at


def _still(dice: Random, stock: Stock, size: tuple[int, int]) -> Levels:
    picture = dice.choice(dice.choice(stock.stills))
    wide, high = size
    zoom = max(wide / picture.shape[1], high / picture.shape[0]) * dice.uniform(1.0, 1.5)
    taken_w, taken_h = int(wide / zoom), int(high / zoom)
    x = dice.randint(0, picture.shape[1] - taken_w)
    y = dice.randint(0, picture.shape[0] - taken_h)
    part = picture[y : y + taken_h, x : x + taken_w]
    if dice.random() < 0.5:
        part = part[:, ::-1]
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _drawn(dice: Random, size: tuple[int, int]) -> Levels:
    """A card, a slope, clouds, or shapes with hard edges."""
    wide, high = size
    chance = dice.random()
    first, last = dice.uniform(0, 255), dice.uniform(0, 255)
    if chance < 0.3:
        return np.full((high, wide), dice.choice((0.0, 16.0, first)), np.float32)
    if chance < 0.5:
        across = np.linspace(0, dice.uniform(0, 1), wide, dtype=np.float32)[None]
        down = np.linspace(0, 1, high, dtype=np.float32)[:, None]
        waves = np.abs(np.sin(2 * (across + down)))
        return np.asarray(first + (last - first) * waves, np.float32)
    random = np.random.default_rng(dice.getrandbits(63))
    if chance < 0.75:
        cells = random.uniform(0, 255, (dice.randint(2, 60), dice.randint(2, 60))).astype(np.float32)
        return np.asarray(cv2.resize(cells, size, interpolation=cv2.INTER_CUBIC), np.float32)
    ground = np.full((high, wide), first, np.float32)
    for _ in range(dice.randint(5, 60)):
        x, y = dice.randint(0, wide), dice.randint(0, high)
        end = (x + dice.randint(3, 300), y + dice.randint(3, 300))
        cv2.rectangle(ground, (x, y), end, dice.uniform(0, 255), dice.choice((-1, 1, 3)))
    return ground
