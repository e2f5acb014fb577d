"""The nine fields that a platform keeps of each of its own dramas."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from detector.registry.dossier import FIELDS, HEADINGS, DossierFilter, missing_fields, report_rows
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
    assert missing_fields(WHOLE) == ()


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "title"])
def test_every_field_that_is_missing_is_named(name: str) -> None:
    empty: Any = () if name == "personnel" else None
    assert missing_fields(replace(WHOLE, **{name: empty})) == (name,)


@pytest.mark.parametrize(("letters", "missing"), [(500, ()), (499, ("summary (499 of 500 characters)",))])
def test_a_summary_has_500_characters_and_spaces_are_none(letters: int, missing: tuple[str, ...]) -> None:
    assert missing_fields(replace(WHOLE, summary="梗 \n" * letters)) == missing


def test_the_table_has_what_the_province_wants_and_says_what_is_missing() -> None:
    whole, poor = report_rows([WHOLE, replace(WHOLE, summary="短", episodes=None, province=None)])
    shown = dict(zip(HEADINGS, whole, strict=True))
    assert shown["单集时长（分钟）"] == "1.667"
    assert (shown["集数"], shown["主创人员"], shown["缺项"]) == ("80", "甲某、乙某", "")
    assert dict(zip(HEADINGS, poor, strict=True))["缺项"] == "集数、内容梗概"


@pytest.mark.parametrize(
    ("scope", "matches"),
    [
        (DossierFilter(), True),
        (DossierFilter("浙"), True),
        (DossierFilter("粤"), False),
        (DossierFilter(first=date(2026, 3, 1)), True),
        (DossierFilter(first=date(2026, 3, 2)), False),
        (DossierFilter(last=date(2026, 3, 1)), True),
        (DossierFilter(last=date(2026, 2, 28)), False),
        (DossierFilter("浙", date(2026, 1, 1), date(2026, 12, 31)), True),
    ],
)
def test_a_report_is_about_a_province_and_a_time(scope: DossierFilter, *, matches: bool) -> None:
    assert scope.matches(WHOLE) is matches


def test_what_the_record_does_not_say_is_not_known() -> None:
    unknown = replace(WHOLE, province=None, issued_on=None)
    assert DossierFilter().matches(unknown) is True
    assert DossierFilter("浙").matches(unknown) is None
    assert DossierFilter(first=date(2026, 1, 1)).matches(unknown) is None
    assert DossierFilter("粤", date(2026, 1, 1)).matches(replace(WHOLE, issued_on=None)) is False
