"""Whether more need be seen: what could change a verdict, and what cannot."""

from collections.abc import Iterable

from detector.law.rule import Lifting
from detector.law.rules import RULES
from detector.records import Finding, ScanResult

_LIFTED_BY: dict[str, Lifting] = {rule.code: rule.lifted_by for rule in RULES}


def needs_no_frames(result: ScanResult) -> bool:
    """Whether no more need be looked at: the episode passes, and no frame could lift a complaint.

    More frames could bring another number to light; who wants to be sure of none examines all of them.
    """
    return result.outcome == "pass" and _liftings(result.findings) <= {"nothing"}


def needs_no_texts(result: ScanResult) -> bool:
    """Whether texts that are no markers change nothing: the episode passes, and no complaint is of such."""
    return result.outcome == "pass" and "texts" not in _liftings(result.findings)


def _liftings(findings: Iterable[Finding]) -> set[Lifting]:
    return {_LIFTED_BY[finding.code] for finding in findings if finding.severity != "note"}
