"""From what the ledger keeps to results: a row's own episode, and the findings across the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from detector.auditor.ledger import StoredRow
from detector.auditor.worker import unshown
from detector.law.case import Case
from detector.law.tables.queries import Provisions
from detector.law.verdict.gates import gates
from detector.law.verdict.outcome import grounds, outcome_of
from detector.records import Finding, Policy, ScanFailure, ScanResult
from detector.wire import result_from_json

_FINDINGS: TypeAdapter[tuple[Finding, ...]] = TypeAdapter(tuple[Finding, ...])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a catalogue and what became of it. ``line`` is where it stands in the file, from 1."""

    line: int
    result: ScanResult | ScanFailure


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """What an episode is judged with beside its neighbours."""

    policy: Policy
    provisions: Provisions


def record_of(kept: StoredRow) -> ScanResult | ScanFailure | None:
    """What was found of a row by itself, under its own name; ``None`` for one that was not examined yet."""
    if kept.failure:
        return ScanFailure(kept.episode, kept.failure)
    if kept.stored is None:
        return None
    return replace(result_from_json(kept.stored), episode=kept.episode)


def case_of(result: ScanResult, bench: JudgingRules) -> Case:
    """The case that a result was decided on, without the registry's answers."""
    seen = result.episode, result.opening, result.markers, result.near_misses
    return Case(*seen, result.as_of, bench.policy, bench.provisions)


def findings_to_text(findings: Iterable[Finding]) -> str:
    """Findings as the ledger keeps them."""
    return _FINDINGS.dump_json(tuple(findings)).decode()


def row_of(kept: StoredRow, bench: JudgingRules) -> Row | None:
    """A row with all that is known of it; ``None`` for one that was not examined yet."""
    result = whole_of(kept, bench)
    return None if result is None else Row(kept.line, unshown(result))


def whole_of(kept: StoredRow, bench: JudgingRules) -> ScanResult | ScanFailure | None:
    """What was found of a row, across the catalogue too, with all that was sighted."""
    result = record_of(kept)
    if kept.across and isinstance(result, ScanResult):
        return _with(result, _FINDINGS.validate_json(kept.across), bench)
    return result


def _with(result: ScanResult, more: tuple[Finding, ...], bench: JudgingRules) -> ScanResult:
    """The result with further findings, and the outcome that follows from all of them."""
    findings = tuple(sorted((*result.findings, *more), key=lambda one: (one.code, one.message)))
    outcome = outcome_of(findings, bench.policy.fail_on)
    reasons = grounds(findings, outcome, bench.policy.fail_on)
    return replace(
        result,
        outcome=outcome,
        findings=findings,
        gates=gates(case_of(result, bench), outcome, reasons),
    )
