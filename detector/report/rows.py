"""A row of a catalogue with its result: what an audit's outputs are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from detector.i18n import Lang
from detector.records import Finding, Outcome, ScanFailure, ScanResult
from detector.wire import result_to_json

Result = ScanResult | ScanFailure


@dataclass(frozen=True, slots=True)
class Suppression:
    """A finding, or a kind of failure, that is not reported, and why.

    ``code`` is a rule's, or the type of an error. ``by``: whether an earlier run had it already, or a list
    of what is to be ignored names it, with its ``reason`` and the last day on which that holds.
    """

    code: str
    by: Literal["baseline", "ignore-list"]
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a catalogue and its result. ``line`` is where it stands in the file, from 1.

    ``notes``: which of its facts could not be read. ``own``: the user's own columns, heading → text.
    ``suppressed``: what of the result is not reported; ``reported``: the outcome without it. ``seconds``: how
    long the scan took, 0 where that is not known.
    """

    line: int
    result: Result
    notes: tuple[str, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    suppressed: tuple[Suppression, ...] = ()
    reported: Outcome | None = None
    seconds: float = 0.0

    @property
    def outcome(self) -> Outcome | Literal["error"]:
        """The outcome that is reported."""
        return self.reported or self.result.outcome

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that are reported."""
        if isinstance(self.result, ScanFailure):
            return ()
        hidden = {one.code for one in self.suppressed}
        return tuple(finding for finding in self.result.findings if finding.code not in hidden)

    @property
    def failure(self) -> ScanFailure | None:
        """The failure, if the row has one that is reported."""
        return self.result if isinstance(self.result, ScanFailure) and self.outcome == "error" else None

    def reported_result(self) -> Result | None:
        """The result with what is reported alone; ``None`` for a failure that is not."""
        result, outcome = self.result, self.reported
        if isinstance(result, ScanFailure):
            return self.failure
        return result if outcome is None else replace(result, outcome=outcome, findings=self.findings)

    def to_json(self, lang: Lang) -> dict[str, Any]:
        """The result's object (see ``detector.wire``), with what else the row has."""
        plain = result_to_json(self.result, lang)
        if self.own:
            plain["columns"] = dict(self.own)
        if self.notes:
            plain["notes"] = list(self.notes)
        if self.suppressed:
            plain["suppressed"] = [
                {"code": one.code, "by": one.by, "reason": one.reason, "until": one.until and str(one.until)}
                for one in self.suppressed
            ]
        return plain
