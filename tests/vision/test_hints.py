"""Which texts are worth a closer look."""

import pytest

from detector.vision.hints import is_whole, may_be_marker

WHOLE = [
    "（浙）网微剧备字（2024）第00123号",
    "备案号：(番茄)网微剧审字[2025] 第1号",
    "(Zhejiang) Net Micro Drama Record No.(2024) No.00123",
]
PARTS = [
    "网微剧备字（2024）第00123号",
    "（浙）网微剧备字",
    "字（2024）第123",
    "Net Micro Drama Record No.(2024",
]
OTHERS = ["七猫短剧号：99012345", "本故事纯属虚构", "你拿什么备课", "No. I will not", "2024"]


@pytest.mark.parametrize("text", [*WHOLE, *PARTS])
def test_a_marker_and_its_better_part_are(text: str) -> None:
    assert may_be_marker(text)
    assert is_whole(text) == (text in WHOLE)


@pytest.mark.parametrize("text", OTHERS)
def test_everyday_words_are_not(text: str) -> None:
    assert not may_be_marker(text)
    assert not is_whole(text)
