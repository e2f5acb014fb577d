"""What is listed as assumed is what the rules would have needed."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.law.case import Case
from detector.law.verdict.assumptions import ASSUMPTIONS, assumptions
from detector.law.verdict.decision import decide
from detector.records import Episode
from tests.law.cases import case_of, policy_named, screen_of
from tests.properties.test_verdict import FACTS, cases, recorded_cases
from tests.registry.entries import entry

NUMBER = "（浙）网微剧备字（2024）第00123号"
FIELDS = {"episode-number-unknown": "number"}
"""The field of an ``Episode`` where it is not the code's own name."""
KNOWN = Episode(
    "ep01", "ep01.mp4", "戏", "戏", 1, "红果", "other", 1, "animation", False, False, False,
    date(2026, 9, 1), NUMBER, "浙江", False, "episode", 60_000, 80, True,
)  # fmt: skip


def field_of(code: str) -> str:
    return FIELDS.get(code, code.removesuffix("-unknown").replace("-", "_"))


def code_of(field: str) -> str:
    codes = {field_of(code): code for code in ASSUMPTIONS} | {"series": "title-unknown"}
    return codes[field] if field in codes else codes[f"{field.removesuffix('_cny').removesuffix('_ms')}"]


def test_an_episode_of_which_all_is_known_needs_no_assumption() -> None:
    assert all(getattr(KNOWN, field.name) is not None for field in fields(Episode))
    case = case_of(*screen_of(NUMBER), policy="notice-minimum")
    assert assumptions(replace(case, episode=KNOWN)) == ()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "production-unknown"),
        ({"production": "live-action", "investment_cny": 1}, "published-on-unknown"),
        ({"as_of": date(2026, 8, 31)}, "category-unknown"),
    ],
)
def test_what_a_rule_would_have_needed_is_listed(facts: dict[str, Any], code: str) -> None:
    assert code in assumptions(case_of(*screen_of(NUMBER), **facts))


@pytest.mark.parametrize(
    ("fact", "value", "code"),
    [
        ("claimed_number", "浙网微剧备字2024第123", "claimed-number-unknown"),
        ("producer_province", "Nowhere Province", "producer-province-unknown"),
    ],
)
def test_a_fact_that_means_nothing_is_not_known(fact: str, value: str, code: str) -> None:
    facts: dict[str, Any] = {fact: value}
    assert code in assumptions(case_of(*screen_of(NUMBER), **facts))


def test_before_order_16_neither_title_nor_duration_is_needed() -> None:
    bare = case_of(*screen_of(NUMBER), as_of=date(2026, 8, 31))
    order = {"title-unknown", "duration-unknown"}
    assert not order & set(assumptions(bare))
    assert order <= set(assumptions(replace(bare, as_of=date(2026, 9, 1))))


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"title": "戏"}, "title-unknown"),
        ({"platforms": ("红果",)}, "platform-unknown"),
        ({"episodes": 80}, "episodes-unknown"),
        ({"episodes": 80}, "episode-number-unknown"),
        ({"episode_ms": 60_000}, "duration-unknown"),
        ({"category": "key"}, "category-unknown"),
    ],
)
def test_what_a_record_could_be_compared_with_is_listed(record: dict[str, Any], code: str) -> None:
    # A key drama before Order 16, on no matter which episode: without a registry nothing of this is asked.
    number = "（浙）网微剧审字（2024）第00123号"
    policy = policy_named("default")
    bare = case_of(*screen_of(number), as_of=date(2026, 8, 31))
    bare = replace(bare, policy=replace(policy, number_on_first=0))
    assert code not in assumptions(bare)
    assert code in assumptions(replace(bare, replies={number: entry(number, **record)}))


def test_the_day_is_asked_for_where_the_law_of_another_could_matter() -> None:
    bare = case_of()
    assert "published-on-unknown" not in assumptions(bare)
    assert "published-on-unknown" in assumptions(case_of(*screen_of(NUMBER)))
    titled = replace(bare, episode=replace(bare.episode, title="戏"))
    assert "published-on-unknown" in assumptions(titled)
    assert "published-on-unknown" not in assumptions(replace(titled, as_of=date(2026, 8, 31)))


def test_a_verdict_lists_them_in_the_order_of_the_list() -> None:
    listed = decide(case_of()).assumptions
    assert listed == tuple(code for code in ASSUMPTIONS if code in listed)
    assert "overlay-unknown" in listed
    assert "category-unknown" not in listed


@given(st.one_of(cases(), recorded_cases()), FACTS, st.sampled_from(["红果", "快手", "某短剧"]))
@settings(max_examples=300)
def test_a_fact_that_is_not_listed_could_not_change_what_is_said(
    case: Case, facts: dict[str, Any], platform: str
) -> None:
    before = decide(case)
    drama = {} if case.episode.title else {"series": "一号难求"}
    for field, value in (facts | drama | {"platform": platform}).items():
        if getattr(case.episode, field) is None and code_of(field) not in before.assumptions:
            after = decide(replace(case, episode=replace(case.episode, **{field: value})))
            assert after.findings == before.findings, field
