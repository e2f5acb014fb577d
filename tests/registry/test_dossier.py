"""The nine fields that a platform keeps of each of its own dramas."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from detector.registry.dossier import FIELDS, HEADINGS, Scope, gaps, report_rows
from tests.registry.entries import entry

WHOLE = entry(
    episode_ms=100_000,
    episodes=80,
    institution="样例影业（虚构）有限公司",
    personnel=("甲某", "乙某"),
    summary="梗概" * 250,
    review_opinion="同意",
    cost_allocation="演员 35 %",
    commitment="承诺书.pdf",
    platforms=("红果",),
    province="浙",
    issued_on=date(2026, 3, 1),
)


def test_the_nine_fields_are_those_of_the_notice() -> None:
    assert len(FIELDS) == 9
    assert gaps(WHOLE) == ()


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "title"])
def test_every_field_that_is_missing_is_named(name: str) -> None:
    empty: Any = () if name == "personnel" else None
    assert gaps(replace(WHOLE, **{name: empty})) == (name,)


@pytest.mark.parametrize(("letters", "missing"), [(500, ()), (499, ("summary (499 of 500 characters)",))])
def test_a_summary_has_500_characters_and_spaces_are_none(letters: int, missing: tuple[str, ...]) -> None:
    assert gaps(replace(WHOLE, summary="梗 \n" * letters)) == missing


def test_the_table_has_what_the_province_wants_and_says_what_is_missing() -> None:
    whole, poor = report_rows([WHOLE, replace(WHOLE, summary="短", episodes=None, province=None)])
    shown = dict(zip(HEADINGS, whole, strict=True))
    assert shown["单集时长（分钟）"] == "1.667"
    assert (shown["集数"], shown["主创人员"], shown["缺项"]) == ("80", "甲某、乙某", "")
    assert dict(zip(HEADINGS, poor, strict=True))["缺项"] == "集数、内容梗概"


@pytest.mark.parametrize(
    ("scope", "holds"),
    [
        (Scope(), True),
        (Scope("浙"), True),
        (Scope("粤"), False),
        (Scope(first=date(2026, 3, 1)), True),
        (Scope(first=date(2026, 3, 2)), False),
        (Scope(last=date(2026, 3, 1)), True),
        (Scope(last=date(2026, 2, 28)), False),
        (Scope("浙", date(2026, 1, 1), date(2026, 12, 31)), True),
    ],
)
def test_a_report_is_about_a_province_and_a_time(scope: Scope, *, holds: bool) -> None:
    assert scope.holds(WHOLE) is holds


def test_what_the_record_does_not_say_is_not_known() -> None:
    unknown = replace(WHOLE, province=None, issued_on=None)
    assert Scope().holds(unknown) is True
    assert Scope("浙").holds(unknown) is None
    assert Scope(first=date(2026, 1, 1)).holds(unknown) is None
    assert Scope("粤", date(2026, 1, 1)).holds(replace(WHOLE, issued_on=None)) is False
