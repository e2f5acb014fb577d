"""The truth is true: what the benchmark calls a marker, malformed or a look-alike is that to the law."""

from random import Random

import pytest

from detector.law.text.parser import parse
from detector.records import Marker, NearMiss
from tests.accuracy.kinds import KINDS, draw
from tests.accuracy.numbers import look_alikes, malformed, number, old_number, printed, v_number
from tests.accuracy.stock import Stock

DICE = [Random(seed) for seed in range(200)]


@pytest.mark.parametrize("dice", DICE[:50], ids=range(50))
def test_markers_are_markers(dice: Random) -> None:
    for given in (number(dice), old_number(dice)):
        (found,) = parse(printed(dice, given))
        assert isinstance(found, Marker)
        assert found.number == given.normal


def test_english_and_v_numbers_are_markers() -> None:
    for dice in DICE:
        given, oldest = number(dice), v_number(dice)
        assert [found.number for found in parse(given.english) if isinstance(found, Marker)] == [given.normal]
        assert [found.number for found in parse(oldest) if isinstance(found, Marker)] == [oldest]


def test_malformed_ones_are_near_misses() -> None:
    for dice in DICE:
        text = malformed(dice)
        found = parse(text)
        assert found, text
        assert all(isinstance(record, NearMiss) for record in found), text


def test_look_alikes_are_nothing() -> None:
    for dice in DICE:
        text = "\n".join(look_alikes(dice, 5))
        assert parse(text) == (), text


def test_a_clip_depends_on_its_seed_and_number_alone() -> None:
    first, again, other = (draw(KINDS["tiny"], seed, 0, Stock()) for seed in (5, 5, 6))
    assert first == again
    assert first != other
