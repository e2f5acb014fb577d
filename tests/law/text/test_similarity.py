"""How similar a text is to a title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.law.text.similarity import similarity

TITLE = "逆流之上的我"


@pytest.mark.parametrize("text", [TITLE, "《逆流之上的我》", "逆 流 之 上\n的 我", "短剧逆流之上的我第1集"])
def test_a_title_that_stands_there_is_found(text: str) -> None:
    assert similarity(TITLE, text) == 1.0


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("逆流之土的我", 0.8, 0.9),
        ("看逆流之土的我", 0.8, 0.9),
        ("逆流", 0.4, 0.6),
        ("春日迟迟", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_a_title_that_is_misread_is_nearly_found(text: str, least: float, most: float) -> None:
    assert least <= similarity(TITLE, text) <= most


@given(st.text(max_size=20), st.text(max_size=40))
def test_similarity_is_a_share(word: str, text: str) -> None:
    assert 0.0 <= similarity(word, text) <= 1.0
    assert similarity(word, f"{text}{word}") == 1.0


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("My River", "ＭＹ ＲＩＶＥＲ"),
        ("网剧", "網劇"),
        ("ß", "SS"),
        ("No7", "№７"),
        ("éa", "ÉA"),
        ("七", "「七」"),
    ],
)
def test_letters_that_fold_alike_are_alike(word: str, text: str) -> None:
    assert similarity(word, text) == similarity(text, word) == 1.0
