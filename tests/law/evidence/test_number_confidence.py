"""Which doubts about a text put its number in doubt."""

from dataclasses import replace

import pytest

from detector.law.evidence.aggregate import aggregate_sightings
from detector.records import Alternative, Opening
from tests.law.cases import sighting

NUMBER = "（浙）网微剧备字（2024）第00123号"
SURE = 0.99


def confidence_of(doubtful: str, share: float, *others: str) -> float:
    """The marker's, where the first such character is read with a share and the others get the rest of it."""
    place = NUMBER.index(doubtful)
    characters = tuple(share if i == place else SURE for i in range(len(NUMBER)))
    alternatives = tuple(Alternative(other, (1 - share) / len(others)) for other in others)
    seen = replace(sighting(NUMBER, 1), characters=characters, alternatives=alternatives)
    ((marker,), _) = aggregate_sightings(Opening("0" * 64, 15_000, 720, 1280, 31, 0, 31, (seen,)))
    assert marker.confidence is not None
    return marker.confidence


@pytest.mark.parametrize("other", ["（浙）网微剧备字（2024）第00128号", "（浙）网微剧备字（2024）第0012I号"])
def test_that_another_digit_or_a_letter_may_stand_there_counts(other: str) -> None:
    assert confidence_of("3", 0.8, other) == pytest.approx(0.8)


def test_doubt_of_a_digit_counts_where_nobody_says_what_else_it_may_be() -> None:
    assert confidence_of("3", 0.8) == pytest.approx(0.8)


@pytest.mark.parametrize("other", ["渐", "湘"])
def test_doubt_of_an_issuer_counts_whether_the_other_one_is_known_or_not(other: str) -> None:
    assert confidence_of("浙", 0.7, NUMBER.replace("浙", other)) == pytest.approx(0.7)


@pytest.mark.parametrize(("bracket", "place"), [("（", 0), ("）", 2)])
def test_that_a_bracket_of_the_issuer_may_be_missing_makes_no_other_number(bracket: str, place: int) -> None:
    lost = NUMBER[:place] + NUMBER[place + 1 :]
    assert confidence_of(bracket, 0.6, lost) == pytest.approx(SURE, abs=0.001)


def test_a_misprinted_word_is_rare_unless_the_pictures_show_it_clearly() -> None:
    other = NUMBER.replace("备", "各")
    assert confidence_of("备", 0.75, other) > 0.9
    assert confidence_of("备", 0.6, other) < 0.9
    assert confidence_of("备", 0.05, other) < 0.5


def test_another_series_is_another_number() -> None:
    assert confidence_of("备", 0.8, NUMBER.replace("备", "审")) == pytest.approx(0.8)
