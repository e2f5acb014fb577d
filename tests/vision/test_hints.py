"""Where a closer look pays."""

import pytest

from detector.vision.hints import is_whole, may_be_part, promise


@pytest.mark.parametrize(
    "text",
    ["（浙）网微剧备字（2024）第00123号", "〔总局〕网微剧审字[2024] 第1号", "(浙)网徽剧备字(2024)第1号"],
)
def test_a_whole_marker_needs_no_second_look(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize(
    "text", ["（2026）第654号", "网微剧备字（2024）第00123号", "（浙）网微剧备字（2024）第0012", "（浙）"]
)
def test_a_fragment_needs_one(text: str) -> None:
    assert not is_whole(text)


def test_hints_count_chinese_characters_and_english_words() -> None:
    assert promise("（浙）网微剧备字（2024）第00123号") == 7
    assert promise("Net Micro Drama Record No.(2024)") == 5
    assert promise("你怎么来了") == 0
    assert may_be_part("（浙）")
    assert not may_be_part("你怎么来了")
