"""Every row gets its result: from an earlier run where nothing has changed, else from a scan."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Literal

from detector.auditor.engine_local import EpisodeScanner, Order, Outcome, scan_any_order
from detector.auditor.ledger import Ledger, RunInputs, result_key
from detector.auditor.results import JudgingRules, row_of
from detector.auditor.worker import is_shown, open_examiner, open_picturer
from detector.errors import InputError
from detector.records import Episode, Marker, NearMiss, Recipe, ScanFailure, ScanResult
from detector.registry.lookup import ask
from detector.scanner import judging_context, policy_of, recipe
from detector.settings import Settings
from detector.video.decoder import digest
from detector.video.remote_io import is_remote, stamp_of

_ASKED = 16
"""Objects on the network whose tags are asked for at the same time."""

EngineName = Literal["local", "ray"]
OpenScanner = Callable[[Settings, Path | None], EpisodeScanner]
Engine = Callable[[Iterable[Episode], Order, int], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Task:
    """How the rows are to be examined.

    ``base`` is the catalogue's folder, from which paths are taken. ``pictures`` is the folder for pictures.
    ``retry_failed``: files that failed before are tried again, though they are the same. ``open_scanner`` is
    called in each worker; ``scratch`` is for an engine that needs a folder.
    """

    settings: Settings
    as_of: date
    base: Path
    pictures: Path | None
    workers: int
    retry_failed: bool = False
    engine: EngineName = "local"
    open_scanner: OpenScanner = open_examiner
    scratch: Path | None = None


@dataclass(frozen=True, slots=True)
class _Under:
    """A row that is being scanned."""

    place: int
    episode: Episode
    path: str
    stamp: str | None


def judging_rules(settings: Settings) -> JudgingRules:
    """What the settings name for judging. Raises ``SettingsError``."""
    tables = judging_context(settings).provisions
    return JudgingRules(policy_of(settings, tables), tables)


class IncrementalScan:
    """One run over the ledger's rows."""

    def __init__(self, ledger: Ledger, task: Task) -> None:
        """Asks the registry for its state. Raises ``SettingsError`` or ``UsageError`` for what is named."""
        self._ledger, self._task = ledger, task
        self._grounds = RunInputs(_recipe(task), task.as_of, task.pictures is not None)
        self._has_results = bool(ledger.base.execute("SELECT EXISTS (SELECT 1 FROM result)").fetchone()[0])
        self._under: dict[str, _Under] = {}

    def link_known(self) -> Iterator[int]:
        """Give each row the result that an equal one had in an earlier run; the places that have none."""
        for under in self._started():
            if not self._link(under):
                yield under.place

    def scan(self) -> Iterator[Outcome]:
        """Scan the rows that have no result, and keep each result as it comes."""
        task = self._task
        order = Order(task.settings, task.as_of, task.pictures, task.open_scanner, task.scratch)
        yield from self._kept(self._unknown(), order)

    def picture(self, bench: JudgingRules) -> Iterator[Outcome]:
        """Scan again, for pictures, the rows that passed by themselves and are shown because of others."""
        task = self._task
        if task.pictures:
            order = Order(task.settings, task.as_of, task.pictures, open_picturer, task.scratch)
            yield from self._kept(self._unpictured(bench), order, failures=False)  # the verdict stands

    def _kept(self, episodes: Iterator[Episode], order: Order, *, failures: bool = True) -> Iterator[Outcome]:
        scan = _engine(self._task.engine)
        for outcome in scan(episodes, order, self._task.workers):
            under = self._under.pop(outcome.episode.id)
            if failures or isinstance(outcome, ScanResult):
                self._keep(under, outcome)
            yield outcome

    def _unknown(self) -> Iterator[Episode]:
        for under in self._started():
            if not self._link(under):
                yield self._begun(under)

    def _started(self) -> Iterator[_Under]:
        """The rows without a result; what their servers tell of their objects is asked for side by side."""
        pending = self._ledger.pending()
        with ThreadPoolExecutor(_ASKED) as asking:
            while some := list(islice(pending, 4 * _ASKED)):
                is_far = any(is_remote(row.episode.video) for row in some)
                yield from (asking.map if is_far else map)(lambda row: self._start(*row), some)

    def _unpictured(self, bench: JudgingRules) -> Iterator[Episode]:
        for place in self._ledger.across_places():
            row = row_of(self._ledger.kept_at(place), bench)
            if (
                row
                and isinstance(row.result, ScanResult)
                and is_shown(row.result)
                and _lacks_picture(row.result)
            ):
                yield self._begun(self._start(place, row.result.episode))

    def _begun(self, under: _Under) -> Episode:
        self._under[under.episode.id] = under
        return replace(under.episode, video=under.path)

    def _start(self, place: int, episode: Episode) -> _Under:
        path = path_of(episode.video, self._task.base)
        return _Under(place, episode, path, stamp_of(path))

    def _link(self, under: _Under) -> bool:
        """Whether an earlier run had a result for this row, which it then gets."""
        if under.stamp is None or not self._has_results:
            return False
        content = self._ledger.digest(under.path, under.stamp) or _digest(under.path)
        if content is None:
            return False
        if self._ledger.link(
            under.place, result_key(content, under.episode, self._grounds), with_errors=False
        ):
            return True
        failed = result_key(_of_failure(content, under.path), under.episode, self._grounds)
        return not self._task.retry_failed and self._ledger.link(under.place, failed, with_errors=True)

    def _keep(self, under: _Under, outcome: Outcome) -> None:
        if isinstance(outcome, ScanFailure):
            content = _digest(under.path)
            grounds, told = self._grounds, _of_failure(content, under.path)
        else:
            content = told = outcome.opening.video_sha256
            # A registry that was silent meanwhile is another ground: the row is scanned again next time.
            grounds = self._grounds._replace(recipe=outcome.recipe)
        if under.stamp and content:
            self._ledger.note_file(under.path, under.stamp, content)
        self._ledger.store(under.place, result_key(told, under.episode, grounds), outcome)


def _of_failure(content: str | None, path: str) -> str:
    """What a failure depends on: its message names the path."""
    return f"{content} {path}"


def _digest(path: str) -> str | None:
    if is_remote(path):
        return None  # it would be read whole
    try:
        return digest(path)
    except InputError:
        return None


def path_of(video: str, base: Path) -> str:
    """A relative path is taken from the catalogue's folder; where nothing is there, from the current one."""
    if is_remote(video):
        return video
    beside = base / video
    return str(beside) if beside.exists() else video


def _lacks_picture(result: ScanResult) -> bool:
    texts: tuple[Marker | NearMiss, ...] = (*result.markers, *result.near_misses)
    return any(text.quad and not text.evidence for text in texts)


def _recipe(task: Task) -> Recipe:
    grounds = judging_context(task.settings)
    state = None
    if grounds.registry:
        state = ask(grounds.registry, (), task.as_of, task.settings.registry.max_age_days).state
    return replace(recipe(task.settings, grounds.provisions.added), registry=state)


def _engine(name: EngineName) -> Engine:
    if name == "local":
        return scan_any_order
    from detector.auditor.engine_ray import scan_on_ray  # noqa: PLC0415  (an extra)

    return scan_on_ray
