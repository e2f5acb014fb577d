"""What may be done with an episode."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from detector.law.case import Case
from detector.law.verdict.decision import decide
from tests.law.cases import case_of, screen_of
from tests.properties.test_verdict import cases

KEY = "（浙）网微剧审字（2024）第00123号"
ORDINARY = "（浙）网微剧备字（2024）第00123号"
OTHER = "（番茄）网微剧备字（2026）第847205号"


def permissions(case: Case) -> list[tuple[str, tuple[str, ...]]]:
    gates = decide(case).gates
    assert [gate.name for gate in gates] == ["launch", "promote", "front_page"]
    return [(gate.permission, gate.reasons) for gate in gates]


def test_a_key_drama_may_do_all_after_the_recheck() -> None:
    allowed = ("allowed", ())
    assert permissions(case_of(*screen_of(KEY))) == [allowed, allowed, ("needs-review", ("nrta-recheck",))]


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
    case = case_of(*screen_of(number.replace("2026", year)), as_of=as_of)
    assert permissions(case) == [("allowed", ()), ("allowed", ()), front_page]


@pytest.mark.parametrize("fact", ["front_page", "promotion"])
def test_placement_and_promotion_stop_no_launch_since_2026(fact: str) -> None:
    facts: dict[str, Any] = {fact: True}
    allowed, recheck = ("allowed", ()), ("needs-review", ("nrta-recheck",))
    case = case_of(*screen_of(ORDINARY), as_of=date(2026, 1, 1), **facts)
    assert permissions(case) == [allowed, allowed, recheck]
    before = permissions(replace(case, as_of=date(2025, 12, 31)))
    assert before == [("blocked", ("NMD401",))] * 3


@pytest.mark.parametrize(
    ("joint_review", "launch"),
    [
        (True, ("allowed", ())),
        (None, ("needs-review", ("joint-review-unknown",))),
        (False, ("blocked", ("NMD405",))),
    ],
)
def test_a_special_theme_is_launched_after_joint_review(
    joint_review: bool | None, launch: tuple[str, tuple[str, ...]]
) -> None:
    case = case_of(*screen_of(KEY), special_theme=True, joint_review=joint_review)
    assert permissions(case)[:2] == [launch, launch]
    assert permissions(case_of(*screen_of(KEY), joint_review=joint_review))[0] == ("allowed", ())


@pytest.mark.parametrize(
    "case",
    [
        case_of(policy="notice-minimum", number=2),
        case_of(*screen_of("(沪)网剧审字(2023)第001号"), published_on=date(2023, 8, 1)),
    ],
)
def test_an_episode_that_passes_without_a_number_does_not_tell_the_category(case: Case) -> None:
    allowed = ("allowed", ())
    assert permissions(case) == [allowed, allowed, ("needs-review", ("no-number-seen",))]


def test_a_breach_blocks_all_and_warnings_are_no_reason() -> None:
    case = case_of(*screen_of("本故事纯属虚构"), title="逆流之上的我")
    assert permissions(case) == [("blocked", ("NMD101",))] * 3


def test_what_is_not_known_needs_a_person() -> None:
    assert permissions(case_of(frames_seen=1)) == [("needs-review", ("NMD901",))] * 3


@given(cases())
def test_nothing_is_allowed_without_a_pass(case: Case) -> None:
    verdict = decide(case)
    launch, promote, front_page = verdict.gates
    awaits = bool(case.episode.special_theme) and case.episode.joint_review is None
    assert (launch.permission == "allowed") is (verdict.outcome == "pass" and not awaits)
    assert promote.permission == launch.permission
    assert front_page.permission != "allowed"
    assert all(gate.reasons for gate in verdict.gates if gate.permission != "allowed")
