"""Findings in, the outcome out, and which of the findings it rests on."""

from collections.abc import Iterable

from detector.records import FailOn, Finding, Outcome


def outcome_of(findings: Iterable[Finding], fail_on: FailOn = "block") -> Outcome:
    """``fail`` with a finding as grave as ``fail_on``, else ``undecided`` with a 9xx one, else ``pass``."""
    found = tuple(findings)
    if any(_fails(finding, fail_on) for finding in found):
        return "fail"
    return "undecided" if any(map(_says_not_known, found)) else "pass"


def deciding_codes(findings: Iterable[Finding], outcome: Outcome, fail_on: FailOn) -> tuple[str, ...]:
    """The codes of the findings on which the outcome rests, in their order; none for a ``pass``."""
    if outcome == "fail":
        return tuple(sorted({finding.code for finding in findings if _fails(finding, fail_on)}))
    return tuple(sorted({finding.code for finding in findings if _says_not_known(finding)}))


def _fails(finding: Finding, fail_on: FailOn) -> bool:
    return finding.severity in ("block", fail_on) and not _says_not_known(finding)


def _says_not_known(finding: Finding) -> bool:
    """Whether it is of family 9xx, which says "not known" and never "unlawful"."""
    return finding.code.startswith("NMD9")
