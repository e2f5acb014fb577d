"""From the cells of a list to values."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from detector.registry.importing import cell_values
from detector.registry_replies import Alias


@pytest.mark.parametrize(
    ("cell", "cny"),
    [
        ("300000", 300_000),
        ("299,999元", 299_999),
        ("￥1,000,000", 1_000_000),
        ("30万元", 300_000),
        ("29.9999万", 299_999),
        ("0.3万", 3_000),
        ("1.2亿", 120_000_000),
        (300000.0, 300_000),
        ("0", 0),
    ],
)
def test_money_is_read_to_the_yuan(cell: object, cny: int) -> None:
    assert cell_values.yuan(cell) == cny


def test_the_unit_of_the_heading_counts_where_the_cell_has_none() -> None:
    assert cell_values.yuan("29.9", "万元") == 299_000
    assert cell_values.yuan(30, "万元") == 300_000
    assert cell_values.yuan("30万", "万元") == 300_000
    assert cell_values.milliseconds("90", "秒") == 90_000
    assert cell_values.milliseconds("90000", "episodems") == 90_000


@pytest.mark.parametrize(
    ("cell", "ms"),
    [
        ("1.5", 90_000),
        (2.0, 120_000),
        ("2分钟", 120_000),
        ("约1分30秒", 90_000),
        ("90秒", 90_000),
        ("1:30", 90_000),
        ("1:00:00", 3_600_000),
        ("1.5min", 90_000),
    ],
)
def test_lengths_are_read_in_every_form(cell: object, ms: int) -> None:
    assert cell_values.milliseconds(cell) == ms


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "2026年11月23日",
        "20261123",
        "2026-11-23 08:00:00",
        "46349",
        46349.0,
        datetime(2026, 11, 23, 8),
        date(2026, 11, 23),
    ],
)
def test_days_are_read_in_every_form(cell: object) -> None:
    assert cell_values.day(cell) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cell_values.day, "2026-13-01"),
        (cell_values.day, "去年"),
        (cell_values.yuan, "很多"),
        (cell_values.yuan, "-5"),
        (cell_values.yuan, "1e9"),
        (cell_values.yuan, "99999999亿"),
        (cell_values.milliseconds, "0"),
        (cell_values.milliseconds, "一分钟"),
        (cell_values.milliseconds, "25:00:00"),
        (cell_values.count, "80.5"),
        (cell_values.count, "-1"),
        (cell_values.count, "1000001"),
        (cell_values.count, "²"),
        (cell_values.choice("status"), "也许"),
        (cell_values.text, "a\x00b"),
        (cell_values.text, "\udcff"),
        (cell_values.text, "长" * 20_001),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_text(read: object, cell: object) -> None:
    with pytest.raises(ValueError, match=r"is no|is none of|is more|holds the|has 20001"):
        read(cell)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("read", "largest", "too_large"),
    [
        (cell_values.count, "100000", "100001"),
        (cell_values.yuan, "10000000000000", "10000000000001"),
        (cell_values.milliseconds, "24:00:00", "24:00:01"),
        (cell_values.text, "长" * 20_000, "长" * 20_001),
        (cell_values.day, "2100-12-31", "2101-01-01"),
        (cell_values.day, "2000-01-01", "1999-12-31"),
    ],
)
def test_a_value_is_taken_up_to_its_limit_and_not_beyond(
    read: Callable[[object], object], largest: str, too_large: str
) -> None:
    assert read(largest)
    with pytest.raises(ValueError, match=r"is no|is more|characters"):
        read(too_large)


def test_choices_are_read_in_the_words_of_lists() -> None:
    category = cell_values.choice("category")
    assert [category(word) for word in ("重点", "一类", "Ordinary", " 其 他 ")] == [
        "key", "key", "ordinary", "other",
    ]  # fmt: skip
    assert (cell_values.regime("一类"), cell_values.regime("重点"), cell_values.regime("key")) == (
        "order-16",
        "notice-2024",
        None,
    )
    assert cell_values.choice("status")("已下架") == "taken-down"
    assert cell_values.choice("production")("漫剧") == "animation"


def test_names_and_aliases_are_taken_apart() -> None:
    assert cell_values.texts("红果、抖音,红果；快手") == ("红果", "抖音", "快手")
    assert cell_values.texts(["甲", "乙"]) == ("甲", "乙")
    found = (Alias("又见春风", date(2026, 5, 1)), Alias("春风2"))
    assert cell_values.aliases("又见春风（2026-05-01起）、春风2") == found
    assert cell_values.aliases([{"title": "又见春风", "since": "2026-05-01"}, "春风2"]) == found


def test_numbers_of_spreadsheets_are_texts_without_a_fraction() -> None:
    assert cell_values.text(80.0) == "80"
    assert cell_values.text(80.5) == "80.5"
    assert cell_values.count("共80集") == 80


def test_a_defused_formula_is_the_text_that_it_was() -> None:
    assert cell_values.text("'=1+1") == "=1+1"
    assert cell_values.text("'Tis") == "'Tis"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("二〇二四年三月五日", date(2024, 3, 5)),
        ("二零二六年十月二十日", date(2026, 10, 20)),
        ("二〇二五年十二月三十一日", date(2025, 12, 31)),
        ("二〇二五年十一月十日", date(2025, 11, 10)),
    ],
)
def test_a_day_in_chinese_numerals_is_a_day(cell: str, expected: date) -> None:
    assert cell_values.day(cell) == expected


def test_a_text_guarded_as_a_formula_is_its_text() -> None:
    assert cell_values.text('="00123"') == "00123"
    assert cell_values.count('="80"') == 80


@pytest.mark.parametrize(
    ("cell", "field", "value"),
    [
        ("剧名：《春风不渡》", "title", "《春风不渡》"),
        ("剧名: 春风不渡", "title", "春风不渡"),
        ("作品名称：归来：终章", "title", "归来：终章"),
        ("归来：终章", "title", "归来：终章"),
        ("短剧：归来", "title", "短剧：归来"),
        ("备案号：归来", "title", "备案号：归来"),
        ("剧名：", "title", "剧名："),
        ("备案号:（浙）网微剧备字（2024）第00123号", "number", "（浙）网微剧备字（2024）第00123号"),
    ],
)
def test_a_cell_loses_its_own_heading_and_nothing_else(cell: str, field: str, value: str) -> None:
    assert cell_values.without_label(cell, field) == value
