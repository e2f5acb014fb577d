"""All kinds of clips, and how a clip of a kind comes about."""

from random import Random

from tests.accuracy.kinds.files import FILES
from tests.accuracy.kinds.looks import LOOKS
from tests.accuracy.kinds.negatives import NEGATIVES
from tests.accuracy.legibility import contrast
from tests.accuracy.spec import Kind, Spec, Take
from tests.accuracy.stock import Stock

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*LOOKS, *FILES, *NEGATIVES)}
_MAX_TRIES = 60


def draw(kind: Kind, seed: int, number: int, stock: Stock) -> Spec:
    """The clip with this number of a kind: the first legible one that the seed's dice give.

    It does not depend on how many clips are asked for. Raises ``LookupError`` where none is legible.
    """
    name = f"{kind.name}-{seed}-{number:02}"
    take = Take(name, number, Random(name), stock)
    for _ in range(_MAX_TRIES):
        spec = kind.make(take)
        if contrast(spec) >= spec.min_contrast:
            return spec
    raise LookupError(f"{name}: no legible clip in {_MAX_TRIES} tries")
