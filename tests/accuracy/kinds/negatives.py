"""Kinds without a marker: look-alikes, malformed ones, nothing at all."""

from dataclasses import replace

from tests.accuracy.kinds.stage import Spot, fitted, plain, with_text
from tests.accuracy.numbers import look_alikes, malformed
from tests.accuracy.spec import Kind, Spec, Take, Truth
from tests.accuracy.surroundings import COMPANIES, around


def _decoys(take: Take) -> Spec:
    dice = take.dice
    middle = Spot((0.5, 0.55), "middle")
    spec = plain(take, (middle, Spot((0.5, 0.97), "bottom")), at_720=(20, 30))
    lines = look_alikes(dice, dice.randint(1, 5))
    if len(lines) > 1:
        lines.insert(dice.randrange(len(lines)), dice.choice(COMPANIES))
    block = with_text(spec, take, "\n".join(lines))
    marker = replace(block.markers[0], row_spacing=dice.uniform(1.4, 2.0), align="centre")
    return replace(block, markers=(fitted(marker, spec.size),), truth=Truth(printed=tuple(lines)))


def _malformed(take: Take) -> Spec:
    text = malformed(take.dice)
    spec = with_text(plain(take, at_720=(22, 34)), take, text)
    return replace(spec, truth=Truth(printed=(text,), malformed=True))


def _nothing(take: Take) -> Spec:
    spec = plain(take)
    texts = around(take.dice, spec.size, spec.seconds, ())
    return replace(spec, markers=(), around=texts, truth=Truth())


NEGATIVES = (
    Kind("decoys", _decoys),
    Kind("malformed", _malformed),
    Kind("nothing", _nothing),
)
