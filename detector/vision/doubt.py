"""Where the reader is surer than it may be: a printed letter O is read as a zero, with hardly a doubt.

Measured on 220 lines in 23 fonts (14 to 34 px): every letter O in a serial, of 118, was read as a zero. What
tells them apart is how many times likelier the reader holds the zero: for printed zeros mostly more than
10,000 times, for letters mostly less than 300 times. In fonts whose O is as narrow as their zero (AR PL,
WenQuanYi Zen Hei) nothing tells them apart.
"""

from math import log10

from detector.vision.frame import Character

ZERO, LETTER_O = "0", "O"
_EVEN = 2.6
"""log10 of how many times likelier a zero is held where both are as likely; few printed zeros are below."""
_STEEPNESS = 2.0
_LEAST = 1e-30
_MOST_DOUBT = 0.5
"""A letter is never made of what is read as a zero: the doubt alone is told."""


def doubted(character: Character, share_of_o: float) -> Character:
    """The character, a zero with the share that the letter O may have in it. All shares are 0 to 1."""
    if not character or character[0][0] != ZERO:
        return character
    zero = character[0][1]
    margin = _STEEPNESS * (log10(zero / max(share_of_o, _LEAST)) - _EVEN)
    doubt = min(_MOST_DOUBT, 1 / (1 + 10**margin)) * zero
    others = tuple(option for option in character[1:] if option[0] != LETTER_O)
    return ((ZERO, zero - doubt), (LETTER_O, max(doubt, share_of_o)), *others)
