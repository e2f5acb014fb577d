"""A zero that may be the letter O says so, or gives way to it; nothing else is touched."""

import pytest

from detector.vision.recognition.zero_or_letter_o import with_letter_o


@pytest.mark.parametrize(
    ("share_of_o", "least", "most"), [(1e-7, 0.98, 0.99), (3e-4, 0.8, 0.97), (1.5e-3, 0.4, 0.6)]
)
def test_the_doubt_follows_the_readers_own(share_of_o: float, least: float, most: float) -> None:
    shares = dict(with_letter_o((("0", 0.99), ("O", share_of_o)), share_of_o))
    assert least <= shares["0"] <= most
    assert shares["0"] + shares["O"] == pytest.approx(0.99, abs=0.001)


@pytest.mark.parametrize("share_of_o", [5e-3, 0.03, 0.3])
def test_the_likelier_letter_comes_first_and_is_never_sure(share_of_o: float) -> None:
    (letter, sure), (zero, _), *rest = with_letter_o((("0", 0.99), ("8", 0.3), ("O", share_of_o)), share_of_o)
    assert (letter, zero) == ("O", "8")
    assert [option for option, _ in rest] == ["0"]
    assert 0.5 < sure < 0.8


def test_a_zero_that_stands_apart_is_doubted_less() -> None:
    zero = ("0", 0.99), ("O", 0.005)
    assert with_letter_o(zero, 0.005)[0][0] == "O"
    digit, sure = with_letter_o(zero, 0.005, apart=True)[0]
    assert digit == "0"
    assert sure > 0.85


@pytest.mark.parametrize("character", [(), (("8", 0.6), ("0", 0.4)), (("O", 0.9),)])
def test_only_zeros_are_doubted(character: tuple[tuple[str, float], ...]) -> None:
    assert with_letter_o(character, 0.3) == character
