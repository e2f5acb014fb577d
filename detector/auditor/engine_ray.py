"""Many episodes on a Ray cluster, with the same results as on one machine.

Ray Data gives rows to actors; each actor scans in a process of its own, exactly as the local engine does, so
a file that crashes, hangs or exhausts memory affects only its own result. Decoding and reading stay in that
one process, so no pixels cross the network. Rows go in stages; Ray's checkpoint keeps what a stage has done,
so a killed run repeats at most what was in progress.
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

from detector.auditor.engine_local import ScanConfig, ScanOutcome, open_pool, scan_in
from detector.errors import ExtraMissing, SetupError, WorkerLost
from detector.records import Episode, Failure, ScanFailure
from detector.wire import dumps, result_from_json, result_to_stored

_LOCAL_ONLY = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"


def scan_on_ray(episodes: Iterable[Episode], config: ScanConfig, workers: int) -> Iterator[ScanOutcome]:
    """Scan ``episodes`` with ``workers`` actors. Raises ``SetupError`` for Ray."""
    rows = iter(episodes)
    stage = list(islice(rows, config.settings.ray.rows_a_stage))
    if not stage:
        return
    ray = _connected(config, workers)
    try:
        while stage:
            yield from _scan_stage(stage, config, workers)
            stage = list(islice(rows, config.settings.ray.rows_a_stage))
    finally:
        ray.shutdown()


def _connected(config: ScanConfig, workers: int) -> Any:  # noqa: ANN401  (a module without types)
    address = config.settings.ray.address
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    if not address:
        # Our own cluster must listen on 127.0.0.1 alone. This variable does it, and Ray reads it when it is
        # imported; an address given to init is overwritten.
        if "ray" in sys.modules and os.environ.get(_LOCAL_ONLY) != "0":
            message = "Ray was imported before the audit began, and would listen to other machines"
            hint = f"set {_LOCAL_ONLY}=0 before Ray is imported, or give the setting ray.address"
            raise SetupError(message, hint)
        os.environ[_LOCAL_ONLY] = "0"
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


def _scan_stage(stage: list[Episode], config: ScanConfig, workers: int) -> Iterator[ScanOutcome]:
    """One stage: what the cluster did, then a failure for each row that it lost."""
    from pyarrow.dataset import dataset  # noqa: PLC0415

    # The folder's name depends on the rows, so a killed run finds it again.
    name = hashlib.sha256(pickle.dumps((stage, config))).hexdigest()[:32]
    folder = (config.scratch or Path(mkdtemp(prefix="detector-ray-"))) / name
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    _run(stage, folder, config, workers)
    missing = {episode.id: episode for episode in stage}
    files = sorted(str(file) for file in (folder / "done").glob("*.parquet"))
    for batch in dataset(files, format="parquet").to_batches(columns=["result"]) if files else ():
        for text in batch.column("result").to_pylist():
            outcome = result_from_json(json.loads(text))
            if missing.pop(outcome.episode.id, None):
                yield outcome
    for episode in missing.values():
        message = f"{episode.video}: the process that scanned it was lost with its machine"
        yield ScanFailure(episode, Failure(WorkerLost.__name__, message, "--retry-failed tries it again"))
    shutil.rmtree(folder, ignore_errors=True)


def _run(stage: list[Episode], folder: Path, config: ScanConfig, workers: int) -> None:
    import pyarrow as arrow  # noqa: PLC0415
    import ray.data  # noqa: PLC0415
    from pyarrow.parquet import write_table  # noqa: PLC0415
    from ray.data.checkpoint import CheckpointConfig  # noqa: PLC0415

    plan = config.settings.ray
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.checkpoint_config = CheckpointConfig(id_column="id", checkpoint_path=str(folder / "checkpoint"))
    context.max_errored_blocks = -1  # lost rows are found and reported by _scan_stage
    rows = [{"id": episode.id, "episode": pickle.dumps(episode)} for episode in stage]
    write_table(arrow.Table.from_pylist(rows), folder / "rows.parquet")
    dataset = ray.data.read_parquet(str(folder / "rows.parquet"))
    dataset = dataset.repartition(target_num_rows_per_block=plan.rows_a_block)
    scanned = dataset.map_batches(
        _ScanActor,
        fn_constructor_args=(config,),
        batch_size=plan.rows_a_block,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
        num_cpus=1,
        num_gpus=plan.gpus_per_worker or None,
        max_restarts=plan.retries,
        max_task_retries=plan.retries,
    )
    scanned.write_parquet(str(folder / "done"))


class _ScanActor:
    """An actor: scans batches in a process that it keeps between them."""

    def __init__(self, config: ScanConfig) -> None:
        self._open = ExitStack()
        self._pool = self._open.enter_context(open_pool(config, 1))

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        episodes = [pickle.loads(pickled) for pickled in batch["episode"]]  # noqa: S301  (written by the driver)
        outcomes = list(scan_in(self._pool, episodes, 1))
        return {
            "id": [outcome.episode.id for outcome in outcomes],
            "result": [dumps(result_to_stored(outcome)) for outcome in outcomes],
        }
