"""What an audit's report shows of all rows together, counted in constant memory."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detector.records import Finding, ScanFailure
from detector.report.rows import Result, Row

_MAX_DRAMAS = 2_000_000  # dramas that are counted

__all__ = ["AuditSummary", "Result"]


@dataclass(slots=True)
class AuditSummary:
    """Counts of results. ``by_…``: name → outcome → results; ``dramas`` counts what did not pass.

    ``findings`` counts the episodes on which a rule fired, ``errors`` the kinds of failures, of what is
    reported; ``suppressed`` counts by code what is not; ``rules`` has one finding of each rule. ``noted``
    counts the rows with a fact that could not be read.
    """

    total: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Finding] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    suppressed: Counter[tuple[str, str]] = field(default_factory=Counter)
    noted: int = 0
    by_platform: dict[str, Counter[str]] = field(default_factory=dict)
    by_month: dict[str, Counter[str]] = field(default_factory=dict)
    dramas: Counter[str] = field(default_factory=Counter)

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted."""
        for row in rows:
            self.total += 1
            outcome, episode = row.result.outcome, row.result.episode
            self.outcomes[outcome] += 1
            self.noted += bool(row.notes)
            self.by_platform.setdefault(episode.platform or "", Counter())[outcome] += 1
            if episode.published_on:
                month = f"{episode.published_on:%Y-%m}"
                self.by_month.setdefault(month, Counter())[outcome] += 1
            drama = episode.series or episode.title
            if drama and row.outcome != "pass" and len(self.dramas) < _MAX_DRAMAS:
                self.dramas[drama] += 1
            if isinstance(row.result, ScanFailure):
                self.errors[row.result.error.type] += row.outcome == "error"
            for finding in {finding.code: finding for finding in row.findings}.values():
                self.findings[finding.code] += 1
                self.rules.setdefault(finding.code, finding)
            for code, by in {(one.code, one.by) for one in row.suppressed}:
                self.suppressed[code, by] += 1
            yield row
