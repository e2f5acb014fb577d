"""Kinds that differ in what is printed: odd serials, letters for digits, other issuers, no brackets."""

from dataclasses import replace
from random import Random

import cv2
import numpy as np

from tests.accuracy.extended.clip import Clip, Kind, Take, Truth
from tests.accuracy.extended.stage import staged
from tests.accuracy.numbers import PLATFORMS, RECORD, REVIEW, Number, number, printed
from tests.accuracy.stock import Stock
from tests.drawing.faces import lacking, load

_MAX_LIKENESS = 0.72
"""Share of their ink that a letter and a digit may have in common before no one tells them apart
(chosen by eye)."""
_LETTERS = {"O": "0", "l": "1", "I": "1", "B": "8", "S": "5"}
_ISSUERS = {
    "tuned": (("晋", "普"), ("皖", "院"), ("粤", "奥"), ("吉", "古"), ("贵", "责")),
    "held-out": (
        ("鲁", "鱼"),
        ("青", "清"),
        ("宁", "丁"),
        ("津", "律"),
        ("豫", "预"),
        ("苏", "办"),
        ("云", "去"),
    ),
}
_UNKNOWN = ("青石", "墙外", "夜航", "老街")


def _odd_serial(take: Take) -> Clip:
    serial = {
        "1-digit": str(take.dice.randint(1, 9)),
        "8-digits": str(take.dice.randrange(10**7, 10**8)),
        "0101010": "0101010",
        "000888": "000888",
        "2-digits": str(take.dice.randint(10, 99)),
        "repeated": take.dice.choice("1234567890")[0] * take.dice.randint(4, 6),
    }[take.variant]
    serial = serial if serial.strip("0") else "1" * len(serial)
    given = replace(number(take.dice), serial=serial)
    return staged(take, given=given).honest()


def _printed_letter(take: Take) -> Clip:
    dice, letter = take.dice, take.variant
    given = number(dice)
    # Six digits, so that the letter has digits on both sides to be held against.
    digits = list(f"{dice.randrange(10**5, 10**6)}")
    place = dice.randrange(1, 5)
    digits[place] = _LETTERS[letter]
    digits[place - 1 if place > 2 else place + 1] = _LETTERS[letter]
    text = printed(
        dice, replace(given, serial="".join(digits[:place]) + letter + "".join(digits[place + 1 :]))
    )
    told = tuple(face for face in take.stock.faces if not lacking(face, text) and differ(face, letter))
    stage = staged(
        replace(take, stock=Stock(told, take.stock.footage)), text=text, given=given, at_720=(26, 38)
    )
    return stage.honest(truth=Truth("misprint", None, text))


def differ(face: str, letter: str) -> bool:
    """Whether a face draws a letter so that it is known from the digit that is like it."""
    shapes = []
    for character in (letter, _LETTERS[letter]):
        mask = load(face, 64).getmask(character)
        drawn = np.asarray(mask, np.float32).reshape(mask.size[1], mask.size[0]) / 255
        field = np.zeros((96, 96), np.float32)
        height, width = min(96, drawn.shape[0]), min(96, drawn.shape[1])
        field[:height, (96 - width) // 2 : (96 - width) // 2 + width] = drawn[:height, :width]
        shapes.append(cv2.GaussianBlur(field, (0, 0), 1.5))
    one, other = shapes
    return bool(np.minimum(one, other).sum() < _MAX_LIKENESS * np.maximum(one, other).sum())


def _misprinted_issuer(take: Take) -> Clip:
    right, wrong = take.dice.choice(_ISSUERS[take.variant])
    given = replace(number(take.dice), issuer=right, series=take.dice.choice((RECORD, REVIEW)))
    text = printed(take.dice, replace(given, issuer=wrong))
    stage = staged(take, text=text, given=given, at_720=(26, 38))
    return stage.honest(truth=Truth("misprint", replace(given, issuer=wrong).normal, text))


def _unbracketed(take: Take) -> Clip:
    dice = take.dice
    given = number(dice)
    if take.variant == "platform":
        given = replace(given, issuer=dice.choice(list(PLATFORMS)), series=RECORD)
    elif take.variant == "unknown":
        given = replace(given, issuer=dice.choice(_UNKNOWN), series=RECORD)
    else:
        given = _of_authority(dice)
    text = _without_brackets(printed(dice, given))
    stage = staged(take, text=text, given=given, at_720=(24, 36))
    known = None if take.variant == "unknown" else given.normal
    return stage.honest(truth=Truth("unbracketed", known, text))


def _of_authority(dice: Random) -> Number:
    while (given := number(dice)).issuer in PLATFORMS:
        pass
    return given


def _without_brackets(text: str) -> str:
    """The same without the pair round the issuer."""
    close = min(text.index(sign) for sign in "）)〕]】］" if sign in text)
    return text[1:close] + text[close + 1 :].lstrip()


NUMERALS = (
    Kind(
        "odd-serial",
        "numbers",
        _odd_serial,
        ("1-digit", "8-digits"),
        ("0101010", "000888", "2-digits", "repeated"),
    ),
    Kind("printed-letter", "numbers", _printed_letter, ("O", "l"), ("I", "B", "S")),
    Kind("misprinted-issuer", "numbers", _misprinted_issuer, ("tuned",), ("held-out",)),
    Kind("unbracketed", "numbers", _unbracketed, ("platform",), ("authority", "unknown")),
)
