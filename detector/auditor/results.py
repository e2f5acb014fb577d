"""From stored rows to results: with the row's own episode, and the findings across the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from detector.auditor.ledger import StoredRow
from detector.auditor.worker import without_unneeded_evidence
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.law.tables.queries import Provisions
from detector.law.verdict.gates import gates
from detector.law.verdict.outcome import outcome_of
from detector.records import Finding, Policy, ScanFailure, ScanResult
from detector.report.rows import Row
from detector.rule_plugins import active_rules
from detector.scanner import policy_of
from detector.settings import Settings
from detector.wire import result_from_json

__all__ = ["Row"]

_FINDINGS: TypeAdapter[tuple[Finding, ...]] = TypeAdapter(tuple[Finding, ...])


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """What an episode is judged with, apart from the catalogue and the registry."""

    policy: Policy
    provisions: Provisions
    rules: tuple[Rule, ...] = RULES


def judging_rules(settings: Settings, provisions: Provisions) -> JudgingRules:
    """Policy and rules that the settings name, and the tables. Raises ``SettingsError``, ``SetupError``."""
    return JudgingRules(policy_of(settings, provisions), provisions, active_rules(settings))


def own_result(stored: StoredRow) -> ScanResult | ScanFailure | None:
    """The result of a row by itself, under its own name; ``None`` for one that was not scanned yet."""
    if stored.failure:
        return ScanFailure(stored.episode, stored.failure)
    if stored.result is None:
        return None
    return replace(result_from_json(stored.result), episode=stored.episode)


def full_result(stored: StoredRow, rules: JudgingRules) -> ScanResult | ScanFailure | None:
    """The result of a row with the findings across the catalogue, and the outcome of all findings."""
    result = own_result(stored)
    if not stored.catalogue_findings or not isinstance(result, ScanResult):
        return result
    more = _FINDINGS.validate_json(stored.catalogue_findings)
    findings = tuple(sorted((*result.findings, *more), key=lambda one: (one.code, one.message)))
    outcome = outcome_of(findings, rules.policy.fail_on)
    allowed = gates(case_of(result, rules), outcome, findings, result.assumptions, rules.rules)
    return replace(result, outcome=outcome, findings=findings, gates=allowed)


def audited_row(stored: StoredRow, rules: JudgingRules) -> Row | None:
    """A row with its full result, without pictures that nobody will look at; ``None`` if not scanned yet."""
    result = full_result(stored, rules)
    if result is None:
        return None
    bare = without_unneeded_evidence(result)
    return Row(stored.line, bare, stored.notes, stored.own, seconds=stored.seconds)


def case_of(result: ScanResult, rules: JudgingRules) -> Case:
    """The case that a result was decided on, without the registry's answers."""
    seen = result.episode, result.opening, result.markers, result.near_misses
    return Case(*seen, result.as_of, rules.policy, rules.provisions)


def findings_to_text(findings: Iterable[Finding]) -> str:
    """Findings as the ledger stores them."""
    return _FINDINGS.dump_json(tuple(findings)).decode()
