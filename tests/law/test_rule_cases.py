"""Every case of every rule, as the case files tell it."""

import pytest

from detector.law.rules import RULES, rule
from detector.law.verdict import decide
from tests.law.cases import RULE_CASES, Described, described_cases

CASES = described_cases()


@pytest.mark.parametrize("described", CASES, ids=lambda case: f"{case.code}: {case.why}")
def test_case(described: Described) -> None:
    codes = {finding.code for finding in decide(described.case).findings}
    assert (described.code in codes) is described.fires, f"{described.why}: {sorted(codes)}"


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
@pytest.mark.parametrize("fires", [True, False], ids=["fires", "silent"])
def test_every_rule_has_at_least_three_cases_of_each_kind(code: str, *, fires: bool) -> None:
    assert sum(case.code == code and case.fires is fires for case in CASES) >= 3


def test_every_case_file_belongs_to_a_rule_and_is_named_after_it() -> None:
    for file in RULE_CASES.glob("*.toml"):
        code, _, name = file.stem.partition("_")
        found = rule(code)
        assert found is not None
        assert found.name.replace("-", "_") == name
