"""What a near miss looks like, told and never repaired."""

import pytest

from detector.law.text.lookalikes import lookalike


@pytest.mark.parametrize(
    ("printed", "text", "read", "lawful"),
    [
        ("（浙）网徽剧备字（2024）第00123号", "网微剧备字", "徽", "微"),
        ("网微剧各字(2026)第001号", "网微剧备字", "各", "备"),
        ("（番茄）网微居审字（2026）第1号", "网微剧审字", "居", "剧"),
        ("（浙）网微剧备字（2024）第O0123号", "00123", "O", "0"),
    ],
)
def test_a_near_miss_is_told_by_its_one_strange_character(
    printed: str, text: str, read: str, lawful: str
) -> None:
    like = lookalike(printed)
    assert like is not None
    assert (like.text, like.read, like.lawful) == (text, read, lawful)


@pytest.mark.parametrize(
    "printed",
    ["（番茄）网微剧备案字（2026）第597301号", "网徽居备字（2024）第1号", "沪网微剧备字〔2026〕0123号", ""],
)
def test_what_differs_otherwise_is_not_explained(printed: str) -> None:
    assert lookalike(printed) is None
