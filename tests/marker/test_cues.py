"""Which texts are worth a closer look."""

import pytest

from detector.marker.cues import has_series_or_tail, looks_complete, may_be_marker

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
    assert looks_complete(text) == (text in WHOLE)


@pytest.mark.parametrize("text", OTHERS)
def test_everyday_words_are_not(text: str) -> None:
    assert not may_be_marker(text)
    assert not looks_complete(text)


@pytest.mark.parametrize(
    "text", [*WHOLE, *PARTS[:2], "网微居备字", "（2O24） 第0O759号", "第28O576号", "No.(2025) No.O0571"]
)
def test_a_series_and_the_rear_of_a_broken_marker_deserve_two_readers(text: str) -> None:
    assert has_series_or_tail(text)


@pytest.mark.parametrize(
    "text",
    [*OTHERS, "粤公网安备82824948583648号", "中财国信审字（2025）第4782号", "网络视听节目许可证：8471111号"],
)
def test_other_numbers_do_not(text: str) -> None:
    assert not has_series_or_tail(text)
