"""Titles by likeness."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.registry import title_index
from detector.registry.title_index import TitleIndex, difference, folded

LETTERS = "重生之我是女王霸总的新娘春风不渡一号难求归来侯府闪婚老街神猫"


def test_an_index_of_nothing_finds_nothing() -> None:
    assert TitleIndex([]).best("春风", 5) == []
    assert TitleIndex([""]).best("春风", 5) == []
    assert TitleIndex(["春风"]).best("！", 5) == []


@settings(deadline=None)  # a loaded machine is slow and right
@given(st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=30), st.data())
def test_a_title_is_found_by_itself(titles: list[str], data: st.DataObject) -> None:
    sought = data.draw(st.sampled_from(titles))
    place, likeness = TitleIndex(titles).best(sought, 5)[0]
    assert (titles[place], likeness) == (sought, 1.0)


@settings(deadline=None)
@given(st.lists(st.text(max_size=8), max_size=10), st.text(max_size=8))
def test_no_text_breaks_the_index(titles: list[str], sought: str) -> None:
    for place, likeness in TitleIndex(titles).best(sought, 5):
        assert 0 <= place < len(titles)
        assert 0 <= likeness <= 1


@pytest.mark.parametrize("length", [2, 3, 5, 8])
def test_one_wrong_letter_still_finds_the_title(length: int) -> None:
    chance = random.Random(length)
    titles = ["".join(chance.choices([chr(0x4E00 + n) for n in range(800)], k=length)) for _ in range(2_000)]
    index = TitleIndex(titles)
    hits = 0
    for title in titles[:200]:
        place = chance.randrange(length)
        spoilt = title[:place] + "龘" + title[place + 1 :]
        hits += any(titles[found] == title for found, _ in index.best(spoilt, 5))
    # Of two letters one is left, which four other titles may have in the same place as well.
    assert hits >= (200 if length > 2 else 160)


def test_the_rarest_pairs_of_letters_are_looked_up_first(monkeypatch: pytest.MonkeyPatch) -> None:
    titles = [*(f"春风{letter}" for letter in LETTERS), "归来龘渡口"]
    assert len(TitleIndex(titles).best("春风龘渡口", 99)) == len(titles)
    monkeypatch.setattr(title_index, "_POSTINGS", 1)
    assert [titles[place] for place, _ in TitleIndex(titles).best("春风龘渡口", 99)] == ["归来龘渡口"]


@pytest.mark.parametrize(("ranked", "places"), [(2, [0, 1]), (1, [0])])
def test_only_the_titles_with_most_pairs_are_compared_letter_by_letter(
    monkeypatch: pytest.MonkeyPatch, ranked: int, places: list[int]
) -> None:
    monkeypatch.setattr(title_index, "RANKED", ranked)
    found = TitleIndex(["春风不渡来", "归渡"]).best("春风不渡", 9)
    assert [place for place, _ in found] == places


def test_a_difference_says_what_is_to_be_done() -> None:
    assert difference("重生乙我", "重生之我") == "重生[-乙][+之]我"
    assert difference("春风", "春风") == "春风"
    assert difference("春", "春风") == "春[+风]"
    assert difference("春风", "风") == "[-春]风"


def test_only_letters_and_digits_are_compared() -> None:
    assert folded("《春风·不渡》 Ⅱ ab") == "春风不渡ⅱab"
