"""Drawn scenes of micro-dramas: rooms and streets with people in them, as shapes, so nothing has an owner."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.drawing.text import Colour, Frame

CANVAS = (900, 1600)
"""Width and height in px: larger than the clip, so that a camera can move."""
SKIN: Colour = (236, 198, 170)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who stands in the scene. ``x``: middle, 0 to 1; ``size``: height of the head in px."""

    x: float
    feet: float
    size: int
    hair: Colour
    clothes: Colour
    skin: Colour = SKIN
    long_hair: bool = False
    robe: bool = False
    tie: Colour | None = None


def sky(top: Colour, bottom: Colour) -> Image.Image:
    """A canvas whose colour changes from the top to the bottom."""
    width, height = CANVAS
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    rows = np.asarray(top, np.float32) * (1 - share) + np.asarray(bottom, np.float32) * share
    return Image.fromarray(np.broadcast_to(rows, (height, width, 3)).astype(np.uint8))


def lit(picture: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> Image.Image:
    """The picture with a soft light in it."""
    mask = Image.new("L", picture.size)
    x, y = centre
    ImageDraw.Draw(mask).ellipse((x - radius, y - radius, x + radius, y + radius), fill=150)
    mask = mask.filter(ImageFilter.GaussianBlur(radius // 2))
    return Image.composite(Image.new("RGB", picture.size, colour), picture, mask)


def _darker(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(level * share) for level in colour)
    return red, green, blue


def stand(picture: Image.Image, person: Person) -> None:
    """Draw somebody from the feet up."""
    draw = ImageDraw.Draw(picture)
    size = person.size
    x, feet = round(person.x * picture.width), round(person.feet * picture.height)
    head_y = feet - round(6.6 * size)
    shoulders, hem = head_y + round(0.95 * size), feet - (0 if person.robe else round(2.9 * size))
    wide, low = round(1.05 * size), round((1.6 if person.robe else 0.85) * size)
    dark = _darker(person.clothes, 0.62)
    if not person.robe:
        for side in (-1, 1):
            left, right = sorted((x + side * round(0.12 * size), x + side * round(0.72 * size)))
            draw.rounded_rectangle((left, hem - size // 2, right, feet), size // 6, fill=dark)
    if person.long_hair:
        draw.rounded_rectangle(
            (
                x - round(0.72 * size),
                head_y - size // 2,
                x + round(0.72 * size),
                shoulders + round(1.3 * size),
            ),
            size // 2,
            fill=person.hair,
        )
    body = [(x - wide, shoulders + size // 3), (x - size // 3, shoulders), (x + size // 3, shoulders)]
    body += [(x + wide, shoulders + size // 3), (x + low, hem), (x - low, hem)]
    draw.polygon(body, fill=person.clothes)
    for side in (-1, 1):
        arm = [
            (x + side * wide, shoulders + size // 3),
            (x + side * round(1.25 * size), shoulders + 3 * size),
        ]
        draw.line(arm, fill=dark, width=round(0.42 * size))
        hand_x, hand_y = arm[1]
        draw.ellipse(
            (hand_x - size // 5, hand_y - size // 8, hand_x + size // 5, hand_y + size // 4), fill=person.skin
        )
    neck = (x - size // 6, head_y + size // 3, x + size // 6, shoulders + size // 5)
    draw.rectangle(neck, fill=_darker(person.skin, 0.85))
    if person.robe:
        draw.line((x - size // 3, shoulders, x + size // 4, hem), fill=dark, width=max(3, size // 9))
        sash = shoulders + 2 * size
        draw.rectangle((x - wide, sash, x + wide, sash + size // 3), fill=_darker(person.clothes, 0.4))
    else:
        shirt = [(x - size // 3, shoulders), (x + size // 3, shoulders), (x, shoulders + round(1.2 * size))]
        draw.polygon(shirt, fill=(240, 238, 232))
        if person.tie:
            tie = [(x - size // 12, shoulders), (x + size // 12, shoulders), (x, shoulders + size)]
            draw.polygon(tie, fill=person.tie)
    _face(draw, x, head_y, person)


def _face(draw: ImageDraw.ImageDraw, x: int, y: int, person: Person) -> None:
    size = person.size
    draw.ellipse(
        (x - size // 2, y - round(0.6 * size), x + size // 2, y + round(0.62 * size)), fill=person.skin
    )
    hair = (x - round(0.58 * size), y - round(0.8 * size), x + round(0.58 * size), y + round(0.3 * size))
    draw.chord(hair, 180, 360, fill=person.hair)
    if person.robe and not person.long_hair:  # a bun, as in costume dramas
        bun = (x - size // 5, y - round(1.12 * size), x + size // 5, y - round(0.7 * size))
        draw.ellipse(bun, fill=person.hair)
    for side in (-1, 1):
        eye = x + side * round(0.2 * size)
        draw.ellipse((eye - size // 12, y, eye + size // 12, y + size // 9), fill=(35, 28, 30))
        draw.line((eye - size // 8, y - size // 8, eye + size // 8, y - size // 7), fill=person.hair, width=3)
    mouth = (x - size // 7, y + round(0.25 * size), x + size // 7, y + round(0.4 * size))
    draw.arc(mouth, 10, 170, fill=(170, 70, 70), width=max(2, size // 20))


def office_at_night() -> Frame:
    """A manager's office: the town behind glass, a desk with papers, two people."""
    picture = sky((16, 20, 44), (60, 52, 88))
    draw = ImageDraw.Draw(picture)
    dice = np.random.default_rng(5)
    for number in range(26):
        left, top = 36 * number - 20, int(dice.integers(330, 720))
        draw.rectangle((left, top, left + 40, 1_000), fill=_darker((52, 58, 92), float(dice.uniform(0.5, 1))))
        for row in range(top + 12, 980, 26):
            if dice.random() < 0.45:
                draw.rectangle((left + 8, row, left + 18, row + 10), fill=(250, 214, 130))
    for frame_x in range(0, CANVAS[0], 220):
        draw.rectangle((frame_x, 200, frame_x + 10, 1_060), fill=(24, 24, 32))
    draw.rectangle((0, 1_040, *CANVAS), fill=(46, 36, 38))
    picture = lit(picture.filter(ImageFilter.GaussianBlur(2)), (660, 520), 260, (255, 220, 160))
    stand(picture, Person(0.30, 0.93, 118, (28, 22, 26), (38, 44, 66), tie=(150, 34, 44)))
    stand(picture, Person(0.70, 0.95, 108, (58, 32, 28), (196, 60, 84), long_hair=True))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(90, 1_330), (820, 1_330), (900, 1_480), (0, 1_480)], fill=(92, 60, 44))
    draw.polygon([(330, 1_345), (540, 1_345), (570, 1_420), (320, 1_420)], fill=(244, 242, 236))
    for line in range(5):
        draw.line((352, 1_358 + 12 * line, 530, 1_358 + 12 * line), fill=(170, 170, 176), width=3)
    return np.asarray(picture)


def banquet_hall() -> Frame:
    """A hall with lamps and curtains, guests behind, the heroine in white in front."""
    picture = sky((70, 30, 34), (150, 92, 60))
    draw = ImageDraw.Draw(picture)
    for number in range(9):
        draw.rectangle(
            (number * 100, 150, number * 100 + 62, 1_150),
            fill=_darker((150, 40, 52), 0.7 + 0.05 * (number % 5)),
        )
    draw.rectangle((0, 1_140, *CANVAS), fill=(122, 92, 66))
    for x in (170, 450, 730):
        draw.line((x, 0, x, 210), fill=(220, 190, 110), width=5)
        for ring in range(3):
            draw.ellipse(
                (x - 80 + 22 * ring, 190 + 34 * ring, x + 80 - 22 * ring, 240 + 34 * ring),
                fill=(252, 226, 150),
            )
        picture = lit(picture, (x, 260), 190, (255, 236, 180))
        draw = ImageDraw.Draw(picture)
    for at, clothes in ((0.14, (40, 60, 80)), (0.36, (80, 60, 90)), (0.84, (60, 80, 70))):
        stand(picture, Person(at, 0.80, 66, (34, 28, 30), clothes))
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    stand(picture, Person(0.58, 0.95, 128, (36, 24, 26), (246, 242, 248), long_hair=True, robe=True))
    stand(picture, Person(0.22, 0.97, 112, (30, 26, 28), (52, 52, 60), tie=(60, 90, 140)))
    return np.asarray(picture)


def old_street() -> Frame:
    """A street of shops at dusk: roofs, lanterns, wet stones, one who waits."""
    picture = sky((60, 70, 110), (226, 150, 104))
    draw = ImageDraw.Draw(picture)
    for number, (left, top) in enumerate(((0, 560), (170, 640), (620, 600), (760, 520))):
        colour = _darker((122, 96, 84), 0.72 + 0.08 * number)
        draw.rectangle((left, top, left + 190, 1_200), fill=colour)
        draw.polygon(
            [(left - 26, top), (left + 216, top), (left + 160, top - 74), (left + 30, top - 74)],
            fill=(58, 50, 56),
        )
        draw.rectangle((left + 40, top + 120, left + 150, top + 300), fill=(250, 206, 120))
        draw.line((left + 95, top + 120, left + 95, top + 300), fill=(90, 60, 44), width=5)
    draw.rectangle((0, 1_180, *CANVAS), fill=(92, 88, 96))
    dice = np.random.default_rng(8)
    for _ in range(150):
        x, y = int(dice.integers(0, 900)), int(dice.integers(1_190, 1_590))
        draw.rounded_rectangle((x, y, x + 80, y + 22), 8, outline=(74, 70, 80), width=3)
    for x, y in ((120, 820), (330, 880), (700, 850), (840, 790)):
        picture = lit(picture, (x, y), 90, (255, 140, 90))
        ImageDraw.Draw(picture).ellipse((x - 26, y - 32, x + 26, y + 32), fill=(214, 52, 40))
    picture = picture.filter(ImageFilter.GaussianBlur(2))
    stand(picture, Person(0.46, 0.94, 120, (120, 116, 118), (70, 84, 78)))
    return np.asarray(picture)


def palace_gate() -> Frame:
    """A red gate with studs, a roof, snow, a guard and the heir in a robe."""
    picture = sky((150, 170, 196), (232, 230, 226))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 300), (900, 300), (790, 190), (110, 190)], fill=(62, 74, 84))
    draw.rectangle((0, 300, 900, 360), fill=(40, 96, 90))
    draw.rectangle((0, 360, 900, 1_240), fill=(150, 44, 38))
    draw.rectangle((170, 400, 730, 1_240), fill=(118, 24, 24))
    draw.line((450, 400, 450, 1_240), fill=(70, 12, 14), width=8)
    for row in range(7):
        for column in range(8):
            x, y = 215 + 68 * column, 470 + 106 * row
            draw.ellipse((x - 13, y - 13, x + 13, y + 13), fill=(232, 186, 84))
    draw.rectangle((0, 1_240, *CANVAS), fill=(222, 226, 232))
    picture = picture.filter(ImageFilter.GaussianBlur(2))
    stand(picture, Person(0.17, 0.88, 96, (30, 26, 28), (60, 66, 88), robe=True))
    stand(picture, Person(0.60, 0.96, 130, (26, 22, 24), (222, 214, 196), robe=True))
    draw = ImageDraw.Draw(picture)
    dice = np.random.default_rng(3)
    for _ in range(260):
        x, y, wide = int(dice.integers(0, 900)), int(dice.integers(0, 1_600)), int(dice.integers(2, 6))
        draw.ellipse((x, y, x + wide, y + wide), fill=(252, 252, 255))
    return np.asarray(picture)


PICTURES: dict[str, Callable[[], Frame]] = {
    "office": office_at_night,
    "banquet": banquet_hall,
    "street": old_street,
    "gate": palace_gate,
}
