"""Every row gets its result: what was seen in an earlier run is judged anew, only the rest is scanned."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice

from detector.auditor.config import AuditConfig
from detector.auditor.engine_local import ScanConfig, ScanJob, Scanned, ScanOutcome, scan_any_order
from detector.auditor.ledger import Judgement, Ledger, PendingRow, Seen
from detector.auditor.ledger_keys import RunKeys, run_keys
from detector.auditor.rejudging import Rejudge
from detector.auditor.results import JudgingRules, full_result, own_result
from detector.auditor.worker import needs_attention
from detector.errors import InputError, InputNotFound, WorkerLost
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.registry.lookup import ask
from detector.scanner import JudgingContext, recipe
from detector.video.container import open_file
from detector.video.decoder import digest
from detector.video.remote_io import is_remote, stamp_of

_STAMP_REQUESTS = 64
"""Objects on the network whose tags are asked for at the same time."""


@dataclass(slots=True)
class ReuseCounts:
    """What of a run is known from earlier ones.

    ``as_is``: verdicts that still hold; ``judged``: openings judged anew; ``too_short``: openings that do not
    answer the new question, so that their videos are scanned again; ``absent``: files that are not there.
    """

    as_is: int = 0
    judged: int = 0
    too_short: int = 0
    absent: int = 0


@dataclass(frozen=True, slots=True)
class _ScanRow:
    """A row that is to be scanned. ``stamp`` is the state of the file at ``path``, ``None`` if not seen."""

    place: int
    episode: Episode
    path: str
    stamp: str | None

    @property
    def size(self) -> int:
        """The file's length in bytes, 0 where it is not known."""
        return int(self.stamp.partition(":")[0]) if self.stamp else 0


@dataclass(slots=True)
class _UnderWay:
    """The rows that are being scanned, and those that wait for a file of the same content."""

    rows: dict[int, _ScanRow] = field(default_factory=dict)
    waiting: dict[int, list[_ScanRow]] = field(default_factory=dict)
    left: list[_ScanRow] = field(default_factory=list)

    def waits(self, row: _ScanRow) -> bool:
        """Whether an equal file is being scanned, so that ``row`` waits for it."""
        twins = (other for other in self.rows.values() if row.size and other.size == row.size)
        for other in twins:
            content = _digest(row.path)
            if content and content == _digest(other.path):
                self.waiting.setdefault(other.place, []).append(row)
                return True
        self.rows[row.place] = row
        return False


class IncrementalScan:
    """One run over the ledger's rows."""

    def __init__(
        self, ledger: Ledger, config: AuditConfig, context: JudgingContext, rules: JudgingRules
    ) -> None:
        """Asks the registry for its state, on which verdicts depend. ``config`` has the day."""
        self._ledger, self._config, self._rules = ledger, config, rules
        state = None
        if context.registry:
            max_age_days = config.settings.registry.max_age_days
            state = ask(context.registry, (), config.day, max_age_days).state
        made = replace(recipe(config.settings, context.added), registry=state)
        self.keys: RunKeys = run_keys(config.settings, made, config.day)
        self._rejudge = Rejudge(config, context, rules)

    def reuse_results(self) -> ReuseCounts:
        """Give rows the verdicts that earlier runs let them have; the others stay to be scanned."""
        counts = ReuseCounts()
        for _ in self._rows_to_scan(counts):
            pass
        return counts

    def scan(self) -> Iterator[ScanOutcome]:
        """Scan the rows that have no result, and store each result as it comes."""
        if self._config.engine == "local":
            yield from self._scan_here(self._rows_to_scan(ReuseCounts()))
            return
        # What the cluster lost is given to it again, then it is a failure.
        for _ in range(1 + self._config.settings.ray.retries):
            yield from self._scan_on_ray()
            if not self._ledger.count("result IS NULL AND failure IS NULL"):
                return
        for place, episode in self._ledger.pending():
            message = f"{episode.video}: the process that scanned it was lost with its machine"
            lost = Failure(WorkerLost.__name__, message, "--retry-failed tries it again")
            yield self._store(
                _ScanRow(place, episode, episode.video, None), Scanned(place, ScanFailure(episode, lost))
            )

    def save_pictures(self) -> Iterator[ScanOutcome]:
        """Save the pictures of rows that need attention and have none yet; nothing is read again."""
        if not self._config.pictures:
            return
        for place, outcome, *_ in self._engine(self._jobs_for_pictures()):
            self._ledger.add_pictures(place, outcome if isinstance(outcome, ScanResult) else None)
            yield outcome

    def _scan_here(self, rows: Iterator[_ScanRow]) -> Iterator[ScanOutcome]:
        under_way = _UnderWay()

        def jobs() -> Iterator[ScanJob]:
            for row in rows:
                if not under_way.waits(row):
                    yield _job(row)

        for scanned in self._engine(jobs()):
            yield self._store(under_way.rows.pop(scanned.place), scanned)
            for row in under_way.waiting.pop(scanned.place, ()):
                if self._reuse(row, ReuseCounts()):
                    yield scanned.outcome
                else:
                    under_way.left.append(row)
        if under_way.left:
            yield from self._scan_here(iter(under_way.left))

    def _scan_on_ray(self) -> Iterator[ScanOutcome]:
        # Millions of rows are under way at once: what is needed of one is read when its result comes.
        for scanned in self._engine(map(_job, self._rows_to_scan(ReuseCounts()))):
            row = self._ledger.row_at(scanned.place)
            path = scanned.outcome.episode.video
            yield self._store(_ScanRow(scanned.place, row.episode, path, scanned.stamp), scanned)

    def _engine(self, jobs: Iterator[ScanJob]) -> Iterator[Scanned]:
        config = self._config
        folder = config.pictures_folder if config.pictures else None
        url = config.pictures_url if config.pictures and config.engine == "ray" else ""
        scan_config = ScanConfig(
            config.settings, config.day, folder, config.open_scanner, evidence_url=url or None
        )
        scan = scan_any_order
        if config.engine == "ray":
            from detector.auditor.engine_ray import scan_on_ray  # noqa: PLC0415  (an extra)

            scan = scan_on_ray
        return scan(jobs, scan_config, config.workers)

    def _rows_to_scan(self, counts: ReuseCounts) -> Iterator[_ScanRow]:
        """The rows without a result; one that an earlier run lets them have is given to them on the way."""
        pending = self._ledger.pending()
        with ThreadPoolExecutor(_STAMP_REQUESTS) as pool:
            while some := [self._located(row) for row in islice(pending, 4 * _STAMP_REQUESTS)]:
                # A server takes its time to answer, a disk does not.
                each = pool.map if any(is_remote(row.path) for row in some) else map
                # The tag of an object that was never read tells nothing: its worker asks for it.
                asked = [not is_remote(row.path) or self._ledger.is_file_known(row.path) for row in some]
                for row in each(_with_stamp, some, asked):
                    if not (self._is_absent(row, counts) or self._reuse(row, counts)):
                        yield row

    def _located(self, row: PendingRow) -> _ScanRow:
        path = path_of(row.episode.video, self._config.catalogue_folder)
        return _ScanRow(row.place, row.episode, path, None)

    def _is_absent(self, row: _ScanRow, counts: ReuseCounts) -> bool:
        """Whether the file is not there, which needs no worker to be found."""
        if row.stamp or is_remote(row.path):
            return False
        try:
            open_file(row.path).close()
        except InputNotFound as error:
            counts.absent += 1
            failure = ScanFailure(row.episode, Failure(type(error).__name__, error.message, error.hint))
            self._store(row, Scanned(row.place, failure))
            return True
        except InputError:
            return False
        return False

    def _reuse(self, row: _ScanRow, counts: ReuseCounts) -> bool:
        """Whether earlier runs let this row have a verdict, which it then gets."""
        if row.stamp is None:
            return False
        content = self._ledger.digest(row.path, row.stamp)
        if content is None and self._ledger.is_size_known(row.size):
            content = _digest(row.path)  # it may have been moved, or touched
        if content is None:
            return False
        if self._ledger.link(row.place, self.keys.judgement(content, row.episode), with_errors=False):
            counts.as_is += 1
            return True
        if seen := self._ledger.seen(self.keys.seen(content)):
            return self._judge(row, content, seen, counts)
        failed = self.keys.failure(content, row.path)
        if self._config.retry_failed or not self._ledger.link(row.place, failed, with_errors=True):
            return False
        counts.as_is += 1
        return True

    def _judge(self, row: _ScanRow, content: str, seen: Seen, counts: ReuseCounts) -> bool:
        result = self._rejudge.result(row.episode, seen)
        if result is None:
            counts.too_short += 1
            return False
        counts.judged += 1
        self._ledger.judge(
            row.place, self._judgement(content, row.episode, result, seen), self.keys.seen(content)
        )
        return True

    def _judgement(self, content: str, episode: Episode, result: ScanResult, seen: Seen) -> Judgement:
        # If the registry was silent meanwhile, the recipe says so, and the next run judges the row anew.
        keys = run_keys(self._config.settings, result.recipe, self._config.day)
        key = keys.judgement(content, episode)
        return Judgement(key, keys.judged, result, needs_attention(result), seen.pictured)

    def _store(self, row: _ScanRow, scanned: Scanned) -> ScanOutcome:
        outcome, stamp = scanned.outcome, scanned.stamp or row.stamp
        seen = None
        if isinstance(outcome, ScanFailure):
            content = _digest(row.path)
            judgement = Judgement(self.keys.failure(content, row.path), b"", outcome, attention=False)
        else:
            content = outcome.opening.video_sha256
            is_pictured = self._config.pictures and needs_attention(outcome)
            read = Seen(outcome, self._rejudge.asked_of(outcome), scanned.seconds, is_pictured)
            seen = self.keys.seen(content), read
            judgement = self._judgement(content, row.episode, outcome, read)
        if stamp and content:
            self._ledger.note_file(row.path, stamp, content)
        self._ledger.store(row.place, judgement, seen)
        return outcome

    def _jobs_for_pictures(self) -> Iterator[ScanJob]:
        for stored in self._ledger.rows_without_picture():
            full = full_result(stored, self._rules)
            result = own_result(stored)
            if isinstance(full, ScanResult) and isinstance(result, ScanResult) and needs_attention(full):
                path = path_of(stored.episode.video, self._config.catalogue_folder)
                yield ScanJob(stored.place, replace(stored.episode, video=path), result)


def path_of(video: str, folder: str) -> str:
    """A relative path is taken from the catalogue's folder; where nothing is there, from the current one."""
    if is_remote(video):
        return video
    if is_remote(folder):
        return f"{folder}/{video}"
    beside = os.path.join(folder, video)  # noqa: PTH118  (a million times, and any name)
    return beside if os.path.exists(beside) else video  # noqa: PTH110  (False for names that no file can have)


def _with_stamp(row: _ScanRow, is_asked: bool) -> _ScanRow:  # noqa: FBT001  (for map)
    return replace(row, stamp=stamp_of(row.path)) if is_asked else row


def _job(row: _ScanRow) -> ScanJob:
    return ScanJob(row.place, replace(row.episode, video=row.path))


def _digest(path: str) -> str | None:
    if is_remote(path):
        return None  # it would be read whole
    try:
        return digest(path)
    except InputError:
        return None
