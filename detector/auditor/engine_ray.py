"""Many episodes on a Ray cluster, with the same results as on one machine.

One dataset for the whole run: rows stream to a fixed pool of actors, results stream back and are stored at
once, so nothing waits for a slow file but its own block. Each actor scans in a process of its own, exactly as
the local engine does, so a file that crashes, hangs or exhausts memory affects only its own result. Decoding
and reading stay in that one process, so no pixels cross the network.
"""

import json
import logging
import pickle
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from detector.auditor import remote_folder
from detector.auditor.engine_local import ScanConfig, ScanJob, Scanned, open_pool, scan_in
from detector.auditor.ray_cluster import connected
from detector.errors import DetectorError, SetupError
from detector.wire import dumps, result_from_json, result_to_stored

_ROWS_A_TABLE = 1_000
"""Rows that travel to the cluster at a time; actors take ``ray.rows_a_block`` of them."""


def scan_on_ray(jobs: Iterable[ScanJob], config: ScanConfig, workers: int) -> Iterator[Scanned]:
    """Do ``jobs`` with ``workers`` actors; what the cluster loses has no result.

    Raises ``SetupError`` for Ray, or where no episode can be scanned.
    """
    rows = iter(jobs)
    first = list(islice(rows, _ROWS_A_TABLE))
    if not first:
        return
    if config.evidence:  # the actors are somewhere else
        config = replace(config, evidence=config.evidence.resolve())
    ray = connected(config.settings.ray, workers)
    try:
        tables = [ray.put(_table(first))]
        while some := list(islice(rows, _ROWS_A_TABLE)):
            tables.append(ray.put(_table(some)))
        for batch in _dataset(ray, tables, config, workers).iter_batches(
            batch_size=None, batch_format="pyarrow", prefetch_batches=1
        ):
            for text in batch.column("done").to_pylist():
                yield _scanned(json.loads(text))
    except ray.exceptions.RayError as error:
        told = str(error).strip().splitlines() or [type(error).__name__]
        raise SetupError(f"Ray: {told[-1]}", "what was scanned is kept; run the audit again") from None
    finally:
        ray.shutdown()


def _table(jobs: list[ScanJob]) -> Any:  # noqa: ANN401  (a library without types)
    import pyarrow as arrow  # noqa: PLC0415  (comes with Ray)

    return arrow.Table.from_pylist([{"job": pickle.dumps(job)} for job in jobs])


def _dataset(ray: Any, tables: list[Any], config: ScanConfig, workers: int) -> Any:  # noqa: ANN401  (as above)
    import ray.data as ray_data  # noqa: PLC0415

    logging.getLogger("ray.data").setLevel(logging.ERROR)
    plan = config.settings.ray
    context = ray_data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    context.max_errored_blocks = -1  # rows without a result are given to the cluster again
    # One core is left to read with: a pool of actors on all cores would wait for ever.
    actors = min(workers, max(1, int(ray.cluster_resources().get("CPU", 1)) - 1))
    dataset = ray_data.from_arrow_refs(tables).repartition(target_num_rows_per_block=plan.rows_a_block)
    # An actor may be lost with its machine any number of times, a block so often that a file is the cause.
    restarts = {"max_restarts": -1, "max_task_retries": plan.retries}
    with warnings.catch_warnings():
        # There is no other way to say it; Ray 2.64, which takes it no more, is above the bound of the extra.
        warnings.filterwarnings("ignore", "`ray_remote_args_fn` is deprecated")
        return dataset.map_batches(
            ScanActor,
            fn_constructor_args=(config,),
            batch_size=None,
            batch_format="pyarrow",
            compute=ray_data.ActorPoolStrategy(min_size=actors, max_size=max(actors, workers)),
            num_cpus=1,
            num_gpus=plan.gpus_per_worker or None,
            ray_remote_args_fn=lambda: restarts,
        )


class ScanActor:
    """Scans blocks in a process that it keeps between them; pictures for a URL are sent there."""

    def __init__(self, config: ScanConfig) -> None:
        """``config`` is that of the run."""
        self._open = ExitStack()
        self._evidence_url = config.evidence_url
        if config.evidence_url:
            aside = self._open.enter_context(TemporaryDirectory(prefix="detector-evidence-"))
            config = replace(config, evidence=Path(aside))
        self._folder = config.evidence
        self._pool = self._open.enter_context(open_pool(config, 1))

    def __call__(self, batch: Any) -> Any:  # noqa: ANN401  (a library without types)
        """What became of the jobs in a block."""
        import pyarrow as arrow  # noqa: PLC0415  (comes with Ray)

        jobs = [pickle.loads(pickled) for pickled in batch.column("job").to_pylist()]  # noqa: S301  (the driver's)
        try:
            done = [_told(one) for one in scan_in(self._pool, jobs, 1)]
            if self._evidence_url and self._folder:
                remote_folder.move(self._folder, self._evidence_url)
        except SetupError as error:
            done = [dumps({"setup": [type(error).__name__, error.message, error.hint]})]
        return arrow.table({"done": arrow.array(done, arrow.large_string())})


def _told(one: Scanned) -> str:
    plain = {"place": one.place, "seconds": one.seconds, "stamp": one.stamp}
    return dumps({**plain, "result": result_to_stored(one.outcome)})


def _scanned(plain: dict[str, Any]) -> Scanned:
    """Raises the error that hinders every actor."""
    if "setup" in plain:
        name, message, hint = plain["setup"]
        raise next((kind for kind in _kinds(SetupError) if kind.__name__ == name), SetupError)(message, hint)
    return Scanned(plain["place"], result_from_json(plain["result"]), plain["seconds"], plain["stamp"])


def _kinds(kind: type[DetectorError]) -> Iterator[type[DetectorError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
