"""Every case of every rule, as the case files tell it."""

from datetime import date, timedelta

import pytest

from detector.law.rule import Rule
from detector.law.rules import RULES, rule
from detector.law.tables.loader import shipped
from detector.law.tables.schema import LimitRow
from detector.law.verdict.decision import decide
from tests.law.cases import RULE_CASES, Described, described_cases

CASES = described_cases()


@pytest.mark.parametrize("described", CASES, ids=lambda case: f"{case.code}: {case.why}")
def test_case(described: Described) -> None:
    findings = decide(described.case).findings
    codes = {finding.code for finding in findings}
    assert (described.code in codes) is described.fires, f"{described.why}: {sorted(codes)}"
    if described.finding_confidence is not None:
        sure = [finding.confidence for finding in findings if finding.code == described.code]
        assert sure == [described.finding_confidence]
    if described.severity is not None:
        assert {finding.severity for finding in findings if finding.code == described.code} == {
            described.severity
        }


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
@pytest.mark.parametrize("fires", [True, False], ids=["fires", "silent"])
def test_every_rule_has_at_least_three_cases_of_each_kind(code: str, *, fires: bool) -> None:
    assert sum(case.code == code and case.fires is fires for case in CASES) >= 3


def shown(code: str, *, fires: bool) -> set[date]:
    """The days of a rule's cases of one kind."""
    return {found.case.as_of for found in CASES if found.code == code and found.fires is fires}


BEGIN = [rule for rule in RULES if rule.begins and rule.code != "NMD910"]
"""NMD910 begins with the first limit that differs by production, as the test of the limits shows."""


@pytest.mark.parametrize("rule", BEGIN, ids=lambda rule: rule.code)
def test_the_first_day_of_a_rule_is_shown_and_the_day_before(rule: Rule) -> None:
    first = rule.in_force_from(shipped())
    assert first is not None
    assert first in shown(rule.code, fires=True)
    assert first - timedelta(days=1) in shown(rule.code, fires=False)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.ends], ids=lambda r: r.code)
def test_the_last_day_of_a_rule_is_shown_and_the_day_after(rule: Rule) -> None:
    last = rule.in_force_until(shipped())
    assert last is not None
    assert last in shown(rule.code, fires=True)
    assert last + timedelta(days=1) in shown(rule.code, fires=False)


@pytest.mark.parametrize("row", shipped().limits, ids=lambda row: row.id)
def test_every_limit_is_shown_to_the_yuan_and_to_the_day(row: LimitRow) -> None:
    costs = {found.case.episode.investment_cny: found for found in CASES if found.code == "NMD401"}
    for limit in (row.ordinary_from_cny, row.key_from_cny):
        assert {limit, limit - 1} <= costs.keys()
    days = {found.case.as_of for found in CASES if found.code in ("NMD401", "NMD910")}
    if row.in_force_from > shipped().day("recorded-only-from"):
        assert {row.in_force_from, row.in_force_from - timedelta(days=1)} <= days


def test_every_case_file_belongs_to_a_rule_and_is_named_after_it() -> None:
    for file in RULE_CASES.glob("*.toml"):
        code, _, name = file.stem.partition("_")
        found = rule(code)
        assert found is not None
        assert found.name.replace("-", "_") == name
