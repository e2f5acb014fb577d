"""All kinds of the extended benchmark, and how a clip of one comes about."""

from random import Random

from tests.accuracy.extended.clip import Clip, Kind, Split, Take
from tests.accuracy.extended.kinds.appearing import APPEARING
from tests.accuracy.extended.kinds.files import FILES
from tests.accuracy.extended.kinds.hidden import HIDDEN
from tests.accuracy.extended.kinds.looks import LOOKS
from tests.accuracy.extended.kinds.numerals import NUMERALS
from tests.accuracy.extended.legibility import is_legible
from tests.accuracy.stock import Stock

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*LOOKS, *FILES, *NUMERALS, *HIDDEN, *APPEARING)}
_MAX_TRIES = 40


def draw(kind: Kind, split: Split, seed: int, number: int, stock: Stock) -> Clip:
    """The clip with this number of a kind's split: the first legible one that the seed's dice give.

    Raises ``LookupError`` where none is legible.
    """
    variants = kind.variants(split)
    variant = variants[number % len(variants)]
    name = f"{kind.name}.{variant}-{seed}-{number:02}"
    take = Take(name, kind.name, variant, number, Random(name), stock)
    for _ in range(_MAX_TRIES):
        clip = kind.make(take)
        if is_legible(clip):
            return clip
    raise LookupError(f"{name}: no legible clip in {_MAX_TRIES} tries")
