"""Every row gets its result: from an earlier run where nothing has changed, else from a scan."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from detector.auditor.config import AuditConfig, OpenScanner
from detector.auditor.engine_local import ScanConfig, ScanOutcome, scan_any_order
from detector.auditor.ledger import Ledger, PendingRow, RunInputs, result_key
from detector.auditor.results import JudgingRules, audited_row
from detector.auditor.worker import needs_attention, open_evidence_scanner
from detector.errors import InputError
from detector.records import Episode, Marker, NearMiss, ScanFailure, ScanResult
from detector.registry.lookup import ask
from detector.scanner import JudgingContext, recipe
from detector.video.decoder import digest
from detector.video.remote_io import is_remote, stamp_of

_STAMP_REQUESTS = 16
"""Objects on the network whose tags are asked for at the same time."""


@dataclass(frozen=True, slots=True)
class _ScanRow:
    """A row that is to be scanned. ``stamp`` is the state of the file at ``path``, ``None`` if not seen."""

    place: int
    episode: Episode
    path: str
    stamp: str | None


class IncrementalScan:
    """One run over the ledger's rows."""

    def __init__(self, ledger: Ledger, config: AuditConfig, context: JudgingContext) -> None:
        """Asks the registry for its state, which is part of the recipe."""
        self._ledger, self._config = ledger, config
        state = None
        if context.registry:
            max_age_days = config.settings.registry.max_age_days
            state = ask(context.registry, (), config.as_of, max_age_days).state
        made = replace(recipe(config.settings, context.provisions.added), registry=state)
        self._inputs = RunInputs(made, config.as_of, config.pictures)
        self._has_results = bool(ledger.base.execute("SELECT EXISTS (SELECT 1 FROM result)").fetchone()[0])

    def reuse_results(self) -> int:
        """Give rows the results that equal ones had in an earlier run; the number of rows without one."""
        return sum(1 for _ in self._rows_to_scan())

    def scan(self) -> Iterator[ScanOutcome]:
        """Scan the rows that have no result, and store each result as it comes."""
        yield from self._run(self._rows_to_scan(), self._config.open_scanner)

    def scan_for_pictures(self, rules: JudgingRules) -> Iterator[ScanOutcome]:
        """Scan again, for pictures, the rows that passed by themselves and are shown because of others."""
        if self._config.pictures:
            # The verdict of the first scan stands, so a failure is not stored.
            yield from self._run(
                self._rows_without_picture(rules), open_evidence_scanner, stores_failures=False
            )

    def _run(
        self, rows: Iterator[_ScanRow], open_scanner: OpenScanner, *, stores_failures: bool = True
    ) -> Iterator[ScanOutcome]:
        config, under_way = self._config, dict[str, _ScanRow]()
        folder = config.pictures_folder if config.pictures else None
        scan_config = ScanConfig(config.settings, config.as_of, folder, open_scanner, config.out / "ray")
        scan = scan_any_order
        if config.engine == "ray":
            from detector.auditor.engine_ray import scan_on_ray  # noqa: PLC0415  (an extra)

            scan = scan_on_ray

        def episodes() -> Iterator[Episode]:
            for row in rows:
                under_way[row.episode.id] = row
                yield replace(row.episode, video=row.path)

        for outcome in scan(episodes(), scan_config, config.workers):
            row = under_way.pop(outcome.episode.id)
            if stores_failures or isinstance(outcome, ScanResult):
                self._store(row, outcome)
            yield outcome

    def _rows_to_scan(self) -> Iterator[_ScanRow]:
        """The rows without a result; one that an earlier run had is given to its row on the way."""
        pending = self._ledger.pending()
        with ThreadPoolExecutor(_STAMP_REQUESTS) as pool:
            while some := list(islice(pending, 4 * _STAMP_REQUESTS)):
                # A server takes its time to answer, a disk does not.
                each = pool.map if any(is_remote(row.episode.video) for row in some) else map
                for row in each(self._with_stamp, some):
                    if not self._reuse(row):
                        yield row

    def _rows_without_picture(self, rules: JudgingRules) -> Iterator[_ScanRow]:
        for place in self._ledger.places_with_findings():
            row = audited_row(self._ledger.row_at(place), rules)
            if row and isinstance(row.result, ScanResult) and needs_attention(row.result):
                texts: tuple[Marker | NearMiss, ...] = (*row.result.markers, *row.result.near_misses)
                coverage = None if texts else row.result.opening.coverage
                has_none = coverage is not None and not coverage.evidence
                if has_none or any(text.quad and not text.evidence for text in texts):
                    yield self._with_stamp(PendingRow(place, row.result.episode))

    def _with_stamp(self, row: PendingRow) -> _ScanRow:
        path = path_of(row.episode.video, self._config.catalogue.parent)
        return _ScanRow(row.place, row.episode, path, stamp_of(path))

    def _reuse(self, row: _ScanRow) -> bool:
        """Whether an earlier run had a result for this row, which it then gets."""
        if row.stamp is None or not self._has_results:
            return False
        content = self._ledger.digest(row.path, row.stamp) or _digest(row.path)
        if content is None:
            return False
        key = result_key(content, row.episode, self._inputs)
        if self._ledger.link(row.place, key, with_errors=False):
            return True
        failed = result_key(_failure_content(content, row.path), row.episode, self._inputs)
        return not self._config.retry_failed and self._ledger.link(row.place, failed, with_errors=True)

    def _store(self, row: _ScanRow, outcome: ScanOutcome) -> None:
        if isinstance(outcome, ScanFailure):
            content, inputs = _digest(row.path), self._inputs
            key = result_key(_failure_content(content, row.path), row.episode, inputs)
        else:
            content = outcome.opening.video_sha256
            # If the registry was silent meanwhile, the recipe says so, and the next run scans the row again.
            key = result_key(content, row.episode, self._inputs._replace(recipe=outcome.recipe))
        if row.stamp and content:
            self._ledger.note_file(row.path, row.stamp, content)
        self._ledger.store(row.place, key, outcome)


def path_of(video: str, folder: Path) -> str:
    """A relative path is taken from the catalogue's folder; where nothing is there, from the current one."""
    if is_remote(video):
        return video
    beside = folder / video
    return str(beside) if os.path.exists(beside) else video  # noqa: PTH110  (False for names that no file can have)


def _failure_content(content: str | None, path: str) -> str:
    """What a failure depends on: its message names the path."""
    return f"{content} {path}"


def _digest(path: str) -> str | None:
    if is_remote(path):
        return None  # it would be read whole
    try:
        return digest(path)
    except InputError:
        return None
