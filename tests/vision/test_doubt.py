"""A zero that may be the letter O says so; nothing else is touched, and no letter is made of a zero."""

import pytest

from detector.vision.doubt import doubted


@pytest.mark.parametrize(
    ("share_of_o", "least", "most"), [(1e-7, 0.98, 0.99), (1e-3, 0.8, 0.9), (0.03, 0.4, 0.6)]
)
def test_the_doubt_follows_the_readers_own(share_of_o: float, least: float, most: float) -> None:
    zero, letter, *_ = doubted((("0", 0.99), ("O", share_of_o)), share_of_o)
    assert zero[0] == "0"
    assert letter[0] == "O"
    assert least <= zero[1] <= most
    assert zero[1] >= letter[1]


@pytest.mark.parametrize("character", [(), (("8", 0.6), ("0", 0.4)), (("O", 0.9),)])
def test_only_zeros_are_doubted(character: tuple[tuple[str, float], ...]) -> None:
    assert doubted(character, 0.3) == character
