"""What an audit's report shows of all rows together, counted in constant memory."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detector.records import Finding, ScanFailure, ScanResult

_MAX_DRAMAS = 2_000_000  # dramas that are counted

Result = ScanResult | ScanFailure


@dataclass(slots=True)
class AuditSummary:
    """Counts of results. ``by_…``: name → outcome → results; ``dramas`` counts what did not pass.

    ``findings`` counts the episodes on which a rule fired, ``errors`` the kinds of failures; ``rules`` has
    one finding of each rule.
    """

    total: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Finding] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    by_platform: dict[str, Counter[str]] = field(default_factory=dict)
    by_month: dict[str, Counter[str]] = field(default_factory=dict)
    dramas: Counter[str] = field(default_factory=Counter)

    def counted(self, results: Iterable[Result]) -> Iterator[Result]:
        """The same results, counted."""
        for result in results:
            self.total += 1
            self.outcomes[result.outcome] += 1
            episode = result.episode
            self.by_platform.setdefault(episode.platform or "", Counter())[result.outcome] += 1
            if episode.published_on:
                month = f"{episode.published_on:%Y-%m}"
                self.by_month.setdefault(month, Counter())[result.outcome] += 1
            drama = episode.series or episode.title
            if drama and result.outcome != "pass" and len(self.dramas) < _MAX_DRAMAS:
                self.dramas[drama] += 1
            if isinstance(result, ScanFailure):
                self.errors[result.error.type] += 1
            else:
                for finding in {finding.code: finding for finding in result.findings}.values():
                    self.findings[finding.code] += 1
                    self.rules.setdefault(finding.code, finding)
            yield result
