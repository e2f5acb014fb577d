"""What was seen of a video in an earlier run, judged anew, or found to be too little for the new question."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from detector.auditor.config import AuditConfig
from detector.auditor.ledger import Asked, Seen
from detector.auditor.results import JudgingRules, case_of
from detector.law.verdict.early_stop import still_needed
from detector.records import Episode, ScanResult, Verdict
from detector.rejudge import rejudge
from detector.scanner import JudgingContext

_TEXTS: Mapping[str, int] = MappingProxyType({"none": 0, "doubtful": 1, "near": 2, "all": 3})


class Rejudge:
    """Judges by the day, policy, tables and registry of a run."""

    def __init__(self, config: AuditConfig, context: JudgingContext, rules: JudgingRules) -> None:
        """``config`` has the day."""
        self._config, self._context, self._rules = config, context, rules

    def asked_of(self, result: ScanResult) -> Asked:
        """What the look at the opening of a result answered."""
        verdict = Verdict(result.outcome, result.findings, result.gates, result.assumptions)
        needed = still_needed(case_of(result, self._rules), verdict, self._rules.rules)
        return Asked(needed.frames, _TEXTS[needed.texts], self._rules.policy.min_marker_ms)

    def result(self, episode: Episode, seen: Seen) -> ScanResult | None:
        """The verdict on an episode by what was seen of its video; ``None`` where that is too little."""
        stored = replace(seen.result, episode=episode)
        result = rejudge(stored, self._config.settings, self._config.day, self._context)
        return None if self._is_too_little(result, seen.asked) else result

    def _is_too_little(self, result: ScanResult, before: Asked) -> bool:
        asked, opening = self.asked_of(result), result.opening
        if asked.long_ms > before.long_ms and any(
            (marker.last_ms or 0) - (marker.first_ms or 0) < asked.long_ms for marker in result.markers
        ):
            return True  # how long it stood was only measured to the next sample
        if opening.stopped_ms is not None:
            return asked.frames and not before.frames
        return opening.unread > 0 and asked.texts > before.texts
