"""What may be done with an episode."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.law.case import Case
from detector.law.verdict.decision import decide
from tests.law.cases import case_of, policy_named, screen_of
from tests.properties.test_verdict import cases, recorded_cases

KEY = "（浙）网微剧审字（2024）第00123号"
ORDINARY = "（浙）网微剧备字（2024）第00123号"
OTHER = "（番茄）网微剧备字（2026）第847205号"
LABEL = "本剧由AI生成"
ALLOWED = ("allowed", ())
STATED: dict[str, Any] = {"platform": "红果", "investment_cny": 200_000, "production": "live-action"}
"""The facts without which nothing is allowed."""


def permissions(case: Case) -> list[tuple[str, tuple[str, ...]]]:
    gates = decide(case).gates
    assert [gate.name for gate in gates] == ["launch", "promote", "front_page"]
    return [(gate.permission, gate.reasons) for gate in gates]


def missing(*texts: str, **facts: Any) -> tuple[str, ...]:  # noqa: ANN401  (fields of Episode)
    """The facts that launch and promotion wait for."""
    launch, promote, _ = permissions(case_of(*screen_of(*texts), **facts))
    assert launch == promote
    assert launch[0] == ("needs-review" if launch[1] else "allowed")
    return launch[1]


def test_a_key_drama_may_do_all_after_the_recheck() -> None:
    case = case_of(*screen_of(KEY), production="live-action")
    assert permissions(case) == [ALLOWED, ALLOWED, ("needs-review", ("nrta-recheck",))]


@pytest.mark.parametrize("number", [ORDINARY, OTHER])
@pytest.mark.parametrize(
    ("as_of", "front_page"),
    [
        (date(2026, 12, 31), ("needs-review", ("nrta-recheck",))),
        (date(2026, 1, 1), ("needs-review", ("nrta-recheck",))),
        (date(2025, 12, 31), ("blocked", ("no-key-number",))),
    ],
)
def test_a_front_page_was_for_key_dramas_until_2025(
    number: str, as_of: date, front_page: tuple[str, tuple[str, ...]]
) -> None:
    year = str(as_of.year)
    case = case_of(*screen_of(number.replace("2026", year)), as_of=as_of, **STATED)
    assert permissions(case) == [ALLOWED, ALLOWED, front_page]


@pytest.mark.parametrize("fact", ["front_page", "promotion"])
def test_placement_and_promotion_stop_no_launch_since_2026(fact: str) -> None:
    facts: dict[str, Any] = {fact: True, **STATED}
    case = case_of(*screen_of(ORDINARY), as_of=date(2026, 1, 1), **facts)
    assert permissions(case) == [ALLOWED, ALLOWED, ("needs-review", ("nrta-recheck",))]
    before = permissions(replace(case, as_of=date(2025, 12, 31)))
    assert before == [("blocked", ("NMD401",))] * 3


@pytest.mark.parametrize(
    ("joint_review", "launch"),
    [
        (True, ALLOWED),
        (None, ("needs-review", ("joint-review-unknown",))),
        (False, ("blocked", ("NMD405",))),
    ],
)
def test_a_special_theme_is_launched_after_joint_review(
    joint_review: bool | None, launch: tuple[str, tuple[str, ...]]
) -> None:
    case = case_of(*screen_of(KEY), special_theme=True, joint_review=joint_review, **STATED)
    assert permissions(case)[:2] == [launch, launch]
    assert permissions(case_of(*screen_of(KEY), joint_review=joint_review, **STATED))[0] == ALLOWED


@pytest.mark.parametrize(
    "case",
    [
        case_of(policy="notice-minimum", number=2, production="live-action"),
        case_of(
            *screen_of("(沪)网剧审字(2023)第001号"),
            published_on=date(2023, 8, 1),
            production="live-action",
        ),
    ],
)
def test_an_episode_that_passes_without_a_number_does_not_tell_the_category(case: Case) -> None:
    assert permissions(case) == [ALLOWED, ALLOWED, ("needs-review", ("no-number-seen",))]


@pytest.mark.parametrize(
    ("number", "asked"),
    [
        (OTHER, ("platform-unknown", "investment-unknown", "production-unknown")),
        (ORDINARY, ("investment-unknown", "production-unknown")),
        (KEY, ("production-unknown",)),
    ],
)
def test_a_bare_scan_asks_for_the_facts_that_this_number_leaves_open(
    number: str, asked: tuple[str, ...]
) -> None:
    assert missing(number) == asked


@pytest.mark.parametrize("fact", STATED)
def test_each_of_the_three_facts_is_waited_for_alone(fact: str) -> None:
    others = {name: value for name, value in STATED.items() if name != fact}
    assert missing(OTHER, **others) == (f"{fact.removesuffix('_cny')}-unknown",)
    assert missing(OTHER, **STATED) == ()


def test_the_production_does_not_matter_where_a_label_stands_or_none_is_asked_for() -> None:
    assert missing(KEY, LABEL) == ()
    assert missing(KEY, "AI漫剧") == (), "deficient wording is a warning"
    assert missing(KEY, as_of=date(2025, 8, 31)) == ()
    assert missing(KEY, as_of=date(2025, 9, 1)) == ("production-unknown",)
    assert missing(ORDINARY, LABEL, investment_cny=0) == ()


@pytest.mark.parametrize(
    ("published_on", "asked"),
    [(date(2025, 8, 31), ()), (date(2025, 9, 1), ("production-unknown",))],
)
def test_the_production_does_not_matter_where_the_drama_was_online_before_the_labels(
    published_on: date, asked: tuple[str, ...]
) -> None:
    assert missing(KEY, published_on=published_on) == asked


def test_no_cost_is_asked_for_where_the_number_is_of_the_highest_category() -> None:
    claimed: dict[str, Any] = {"category": "other", "production": "live-action"}
    assert missing(KEY, **claimed) == ()
    assert missing(ORDINARY, **claimed) == ("investment-unknown",)
    strict = replace(case_of(*screen_of(KEY), **claimed), policy=policy_named("default", "warn"))
    assert permissions(strict)[0] == ("needs-review", ("investment-unknown",)), "a claim too low would fail"


def test_the_production_matters_while_the_label_may_end_too_soon() -> None:
    (label,) = screen_of(LABEL)
    brief = replace(label, last_ms=1_500)
    for case, asked in [
        (case_of(*screen_of(KEY), brief, stopped_ms=1_600), ("production-unknown",)),
        (case_of(*screen_of(KEY), label, stopped_ms=4_000), ()),
    ]:
        assert permissions(case)[0][1] == asked


def test_the_production_matters_where_a_warning_of_the_label_fails() -> None:
    case = case_of(*screen_of(KEY, LABEL))
    strict = replace(case, policy=policy_named("default", "warn"))
    assert permissions(strict)[0] == ("needs-review", ("production-unknown",))


def test_a_missing_label_lets_an_episode_pass_and_waits_for_a_person() -> None:
    facts = STATED | {"production": "ai"}
    case = case_of(*screen_of(OTHER), **facts)
    assert decide(case).outcome == "pass"
    waiting = ("needs-review", ("NMD108",))
    assert permissions(case)[:2] == [waiting, ALLOWED], "the label is asked for before the launch"
    clip = replace(case, episode=replace(case.episode, kind="promo"))
    assert permissions(clip)[:2] == [waiting, waiting], "a clip is launched by being promoted"
    for label in (LABEL, "AI漫剧"):
        assert permissions(case_of(*screen_of(OTHER, label), **facts))[:2] == [ALLOWED, ALLOWED]


def test_a_breach_blocks_all_and_warnings_are_no_reason() -> None:
    case = case_of(*screen_of("本故事纯属虚构"), title="逆流之上的我")
    assert permissions(case) == [("blocked", ("NMD101",))] * 3


def test_what_is_not_known_needs_a_person() -> None:
    assert permissions(case_of(frames_seen=1)) == [("needs-review", ("NMD901",))] * 3


@given(cases())
def test_nothing_is_allowed_without_a_pass(case: Case) -> None:
    verdict = decide(case)
    launch, promote, front_page = verdict.gates
    assert verdict.outcome == "pass" or launch.permission != "allowed"
    assert (launch.permission == "blocked") is (verdict.outcome == "fail")
    assert set(promote.reasons) <= set(launch.reasons) <= {*promote.reasons, "NMD108"}
    assert (promote.permission == "blocked") is (launch.permission == "blocked")
    assert front_page.permission != "allowed"
    assert all(gate.reasons for gate in verdict.gates if gate.permission != "allowed")


@given(
    st.one_of(cases(), recorded_cases()),
    st.sampled_from(["红果", "快手", "某短剧"]),
    st.sampled_from([0, 300_000, 800_000, 1_000_000, 3_000_000]),
    st.sampled_from(["live-action", "ai", "animation"]),
)
def test_where_launch_is_allowed_none_of_the_three_facts_could_change_it(
    case: Case, platform: str, cost: int, production: str
) -> None:
    if decide(case).gates[0].permission != "allowed":
        return
    stated: dict[str, Any] = {"platform": platform, "investment_cny": cost, "production": production}
    for field, value in stated.items():
        if getattr(case.episode, field) is None:
            fuller = replace(case, episode=replace(case.episode, **{field: value}))
            assert decide(fuller).gates[0].permission == "allowed", field
