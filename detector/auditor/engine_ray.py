"""Many episodes on a Ray cluster, with the same results as on one machine.

Ray Data hands rows to actors; each actor scans in a process of its own, exactly as the local engine does, so
a file that crashes, hangs or eats memory costs that file alone and leaves the actor whole. Decoding and
reading stay in that one process: pixels never travel. Rows go in stages, and what a stage did is kept by
Ray's checkpoint, so that a killed run repeats at most what was under way.
"""

import hashlib
import json
import os
import pickle
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from detector.auditor.engine_local import Order, Outcome, open_pool, scan_in
from detector.errors import ExtraMissing, SetupError, WorkerLost
from detector.records import Episode, Failure, ScanFailure
from detector.wire import dumps, result_from_json, result_to_stored


def scan_on_ray(episodes: Iterable[Episode], order: Order, workers: int) -> Iterator[Outcome]:
    """Scan ``episodes`` with ``workers`` actors. Raises ``SetupError`` for Ray."""
    rows = iter(episodes)
    stage = list(islice(rows, order.settings.ray.rows_a_stage))
    if not stage:
        return
    ray = _connected(order, workers)
    try:
        while stage:
            yield from _stage(stage, order, workers)
            stage = list(islice(rows, order.settings.ray.rows_a_stage))
    finally:
        ray.shutdown()


def _connected(order: Order, workers: int) -> Any:  # noqa: ANN401  (a module without types)
    address = order.settings.ray.address
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    if not address:
        _keep_to_this_machine()
    try:
        import ray  # noqa: PLC0415  (an extra)
    except ImportError:
        raise ExtraMissing("Ray is not installed", "pip install 'micro-drama-detector[ray]'") from None
    quiet = {"include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address:
            ray.init(address, log_to_driver=False, logging_level="ERROR")
        else:
            # One core more than actors: a pool of actors on all cores waits for ever for one to read with.
            ray.init(num_cpus=workers + 1, **quiet)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise SetupError(f"Ray: {error}", "check the setting ray.address") from None
    return ray


def _keep_to_this_machine() -> None:
    """Let our own cluster listen on 127.0.0.1 alone. Raises ``SetupError`` where it is too late for that.

    This variable is the way to it, and read when Ray is imported; an address given to init is replaced.
    """
    if "ray" in sys.modules and os.environ.get(_ALONE) != "0":
        told = "Ray was imported before the audit began, and would listen to other machines"
        raise SetupError(told, f"set {_ALONE}=0 before Ray is imported, or give the setting ray.address")
    os.environ[_ALONE] = "0"


_ALONE = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"


def _stage(stage: list[Episode], order: Order, workers: int) -> Iterator[Outcome]:
    """One stage: what the cluster did, then a failure for each row that it lost."""
    folder = _folder(stage, order)
    _run(stage, folder, order, workers)
    missing = {episode.id: episode for episode in stage}
    for outcome in _outcomes(folder / "done"):
        if missing.pop(outcome.episode.id, None):
            yield outcome
    for episode in missing.values():
        told = f"{episode.video}: the process that scanned it was lost with its machine"
        failure = Failure(WorkerLost.__name__, told, "--retry-failed tries it again")
        yield ScanFailure(episode, failure)
    shutil.rmtree(folder, ignore_errors=True)


def _folder(stage: list[Episode], order: Order) -> Path:
    """The stage's own folder, the same when a killed run comes back to the same rows."""
    told = hashlib.sha256(pickle.dumps((stage, order)))
    root = order.scratch or Path(mkdtemp(prefix="detector-ray-"))
    folder = root / told.hexdigest()[:32]
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _run(stage: list[Episode], folder: Path, order: Order, workers: int) -> None:
    import pyarrow as arrow  # noqa: PLC0415
    import ray.data  # noqa: PLC0415
    from pyarrow.parquet import write_table  # noqa: PLC0415
    from ray.data.checkpoint import CheckpointConfig  # noqa: PLC0415

    plan = order.settings.ray
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.checkpoint_config = CheckpointConfig(id_column="id", checkpoint_path=str(folder / "checkpoint"))
    context.max_errored_blocks = -1  # what is lost is found and named afterwards
    rows = [{"id": episode.id, "episode": pickle.dumps(episode)} for episode in stage]
    write_table(arrow.Table.from_pylist(rows), folder / "rows.parquet")
    dataset = ray.data.read_parquet(str(folder / "rows.parquet"))
    dataset = dataset.repartition(target_num_rows_per_block=plan.rows_a_block)
    scanned = dataset.map_batches(
        _Examining,
        fn_constructor_args=(order,),
        batch_size=plan.rows_a_block,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
        num_cpus=1,
        num_gpus=plan.gpus_per_worker or None,
        max_restarts=plan.retries,
        max_task_retries=plan.retries,
    )
    scanned.write_parquet(str(folder / "done"))


class _Examining:
    """An actor: scans batches in a process that outlives them."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._open = ExitStack()
        self._pool = self._open.enter_context(open_pool(order, 1))

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        episodes = [pickle.loads(told) for told in batch["episode"]]  # noqa: S301  (written by the driver)
        outcomes = list(scan_in(self._pool, episodes, self._order, 1))
        return {
            "id": [outcome.episode.id for outcome in outcomes],
            "result": [dumps(result_to_stored(outcome)) for outcome in outcomes],
        }


def _outcomes(folder: Path) -> Iterator[Outcome]:
    from pyarrow.dataset import dataset  # noqa: PLC0415

    files = sorted(str(file) for file in folder.glob("*.parquet"))
    if files:
        for batch in dataset(files, format="parquet").to_batches(columns=["result"]):
            for told in batch.column("result").to_pylist():
                yield result_from_json(json.loads(told))
