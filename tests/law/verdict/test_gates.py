"""What may be done with an episode."""

from datetime import date

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
def test_a_front_page_is_for_key_dramas(number: str) -> None:
    allowed = ("allowed", ())
    assert permissions(case_of(*screen_of(number))) == [allowed, allowed, ("blocked", ("no-key-number",))]


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
    assert (launch.permission == "allowed") is (verdict.outcome == "pass")
    assert promote.permission == launch.permission
    assert front_page.permission != "allowed"
    assert all(gate.reasons for gate in verdict.gates if gate.permission != "allowed")
