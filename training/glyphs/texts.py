"""What the lines say: markers whose letters are often others that look like them, and letters in no order.

What stands beside a glyph must not tell what it is: so a misprint is as common as what it stands for.
"""

from random import Random

from training.reader import texts
from training.reader.alphabet import ALIKE
from training.reader.texts import Text

KNOWN = tuple(
    sorted({*"".join(ALIKE), *"".join(name for names in texts.issuers() for name in names)} - {" "})
)
"""The characters that a glyph may be: those of markers and what looks like them. All others are one class."""
_ALIKE = {letter: group for group in ALIKE if len(group) > 1 for letter in group}
_SPOILED = (0.0, 0.1, 0.3)
"""Shares of the letters of a marker that are exchanged for one that looks like it."""
_OF_DIGITS = 0.6
"""Digits are by chance already, so that fewer of them are exchanged."""


def text(dice: Random) -> Text:
    """A line's text."""
    chance = dice.random()
    if chance < 0.68:
        return Text(_spoiled(dice), "marker")
    if chance < 0.8:
        return Text(texts.numerals(dice), "numerals")
    if chance < 0.92:
        return Text("".join(dice.choices(KNOWN, k=dice.randint(3, 18))), "salad")
    return texts.text(dice)


def _spoiled(dice: Random) -> str:
    share = dice.choice(_SPOILED)
    letters = list(texts.marker(dice))
    for place, letter in enumerate(letters):
        due = share * (_OF_DIGITS if letter.isdigit() else 1.0)
        if letter in _ALIKE and dice.random() < due:
            letters[place] = dice.choice(_ALIKE[letter])
    return "".join(letters)
