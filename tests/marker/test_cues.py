"""Which texts are worth a closer look."""

import pytest

from detector.marker.cues import (
    count_cues,
    has_series_or_tail,
    is_likely_marker,
    looks_complete,
    may_be_marker,
)

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


@pytest.mark.parametrize(
    ("text", "cues"), [("", 0), ("剧情", 1), ("網微劇", 3), ("Net Mlcro Drama", 2), ("№ 7, no. 7", 1)]
)
def test_cues_are_counted_in_every_form(text: str, cues: int) -> None:
    assert count_cues(text) == cues


@pytest.mark.parametrize(
    ("text", "may"), [("微", False), ("微网", False), ("网微", True), ("剧本备考字", False)]
)
def test_two_cues_that_stand_together_may_be_a_marker(text: str, may: bool) -> None:
    assert may_be_marker(text) == may


@pytest.mark.parametrize(
    ("text", "likely"),
    [("网微", True), ("网微上的", False), ("网微剧上的故事说来话长", True), ("网微上的故事说来话长", False)],
)
def test_a_likely_marker_has_three_cues_or_little_else(text: str, likely: bool) -> None:
    assert is_likely_marker(text) == likely


@pytest.mark.parametrize(("text", "has"), [("网微剧", False), ("网微剧字", True), ("审备字号", False)])
def test_of_the_series_one_character_may_be_misread(text: str, has: bool) -> None:
    assert has_series_or_tail(text) == has


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("（浙）网微居备字（2024）第1号", True),
        ("（浙）网徽居备字（2024）第1号", False),
        ("浙网微剧备字（2024）第1号", False),
        ("（浙）网微剧备字（2024）第1", False),
        ("(Zhejiang) Net Mlcro Drama Record No.(2024) No.00123", True),
        ("(Zhejiang) Net Mlcro Orama Record No.(2024) No.00123", False),
        ("(Zhejiang) Net Micro Drama Record No.(2024) No.12", False),
    ],
)
def test_a_complete_marker_lacks_hardly_a_word(text: str, complete: bool) -> None:
    assert looks_complete(text) == complete
