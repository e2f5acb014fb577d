"""An opening and a day in, the law's verdict out."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from detector.law.case import Case
from detector.law.evidence.aggregate import aggregate_sightings
from detector.law.evidence.required_category import decisive_day
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.law.tables.loader import shipped
from detector.law.tables.queries import Provisions
from detector.law.verdict.assumptions import assumptions
from detector.law.verdict.gates import gates
from detector.law.verdict.outcome import outcome_of
from detector.records import Episode, Opening, Policy, Verdict


def build_case(
    episode: Episode,
    opening: Opening,
    as_of: date,
    policy: Policy,
    provisions: Provisions | None = None,
) -> Case:
    """All that a rule may look at: every sighting parsed, one marker for each number.

    ``provisions`` are the tables of the law, by default the shipped ones.
    """
    tables = provisions or shipped()
    markers, near_misses = aggregate_sightings(opening, tables, policy.min_confidence)
    return Case(episode, opening, markers, near_misses, as_of, policy, tables)


def decide(case: Case, rules: Iterable[Rule] = RULES) -> Verdict:
    """The findings of the rules in force on the case's day, by code and message, and what follows."""
    online, asked = decisive_day(case), tuple(rules)
    findings = sorted(
        (
            finding
            for rule in _in_force(asked, case.provisions, case.as_of)
            if not rule.by_publication or rule.is_in_force(case.provisions, online)
            for finding in rule.check(case)
        ),
        key=lambda finding: (finding.code, finding.message),
    )
    outcome = outcome_of(findings, case.policy.fail_on)
    unknown = assumptions(case)
    return Verdict(outcome, tuple(findings), gates(case, outcome, findings, unknown, asked), unknown)


@lru_cache(maxsize=8)  # a stored catalogue is judged again by one day
def _in_force(rules: tuple[Rule, ...], law: Provisions, as_of: date) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.is_in_force(law, as_of))
