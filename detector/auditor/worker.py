"""How an episode of an audit is scanned: pictures are kept only of what a person will look at."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from detector.auditor.engine_local import EpisodeScanner, ScanOutcome
from detector.errors import DetectorError
from detector.evidence import kept_pictures
from detector.records import Episode, ScanFailure, ScanResult
from detector.scanner import Scanner
from detector.settings import Settings


def needs_attention(result: ScanResult | ScanFailure) -> bool:
    """Whether a person will want to see it: it did not pass, or something is more than a note."""
    if isinstance(result, ScanFailure):
        return False
    return result.outcome != "pass" or any(finding.severity != "note" for finding in result.findings)


def without_unneeded_evidence(result: ScanResult | ScanFailure) -> ScanResult | ScanFailure:
    """The result without pictures where nobody will look at them, so that earlier runs leave no trace."""
    if isinstance(result, ScanFailure) or needs_attention(result) or not kept_pictures(result):
        return result
    opening = result.opening
    if coverage := opening.coverage:
        regions = tuple(replace(region, evidence=None) for region in coverage.unread_regions)
        opening = replace(opening, coverage=replace(coverage, unread_regions=regions, evidence=()))
    return replace(
        result,
        opening=opening,
        markers=tuple(replace(marker, evidence=None) for marker in result.markers),
        near_misses=tuple(replace(miss, evidence=None) for miss in result.near_misses),
    )


class EvidenceScanner:
    """Scans, and saves pictures of the results that are shown."""

    def __init__(self, scanner: Scanner, folder: Path | None) -> None:
        """Without a ``folder`` nothing is saved."""
        self._scanner, self._folder = scanner, folder

    def try_scan(self, episode: Episode, as_of: date | None = None) -> ScanOutcome:
        """Scan one episode; an input that cannot be read is a ``ScanFailure``."""
        result = self._scanner.try_scan(episode, as_of)
        if isinstance(result, ScanFailure) or not needs_attention(result):
            return result
        try:
            return self.with_pictures(result)
        except DetectorError:  # the verdict stands without its picture
            return result

    def with_pictures(self, result: ScanResult) -> ScanResult:
        """The result with its pictures; nothing is read again. Raises ``DetectorError``."""
        return self._scanner.with_evidence(result, self._folder) if self._folder else result


def open_audit_scanner(settings: Settings, evidence: Path | None) -> EpisodeScanner:
    """Pictures of what is shown. Raises ``SetupError`` where a model or library is absent."""
    return EvidenceScanner(Scanner(settings), evidence)
