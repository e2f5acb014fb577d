"""Cases for the desk, made the way in which the service makes them: jobs that end with a result."""

import json
import secrets
from dataclasses import replace

import sqlalchemy as sa

from detector.records import ScanFailure, ScanResult
from detector.review.cases import Cases, Reviewer
from detector.review.intake import open_case
from detector.service.jobs.job_queue import Completion, Job, JobQueue
from detector.service.storage.database import Store
from detector.service.storage.schema import JOB
from detector.settings.service import ServiceSettings
from detector.wire import dumps, episode_to_json, result_to_stored

ANN, BOB, CYD = Reviewer("a", "Ann"), Reviewer("b", "Bob"), Reviewer("c", "Cyd")


def made(store: Store, result: ScanResult | ScanFailure, **names: object) -> str:
    """A case of a result; ``names`` are fields of its episode. Its id."""
    episode = replace(result.episode, **names)  # type: ignore[arg-type]
    result = replace(result, episode=episode)
    job = _held(store, result)
    rules = () if isinstance(result, ScanFailure) else tuple(one.code for one in result.findings)
    stored = dumps(result_to_stored(result))
    assert JobQueue(store, 1, open_case).complete(
        job, Completion("done", result.outcome, None, stored, rules)
    )
    return job.id


def _held(store: Store, result: ScanResult | ScanFailure) -> Job:
    """A job that is under way here: a service on the same database must not take it."""
    episode, source = result.episode, json.dumps(["file", result.episode.video])
    job = Job(secrets.token_hex(16), episode, source, "2026-11-01", "held", 1, 0, 0)
    row = {
        "id": job.id, "token": "local", "lane": 0, "state": "running", "lease": job.lease, "source": source,
        "lease_until_ms": 2**52, "episode": episode_to_json(episode), "platform": episode.platform,
        "as_of": job.as_of, **dict.fromkeys(("created_ms", "not_before_ms", "begun_ms"), 1),
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(sa.insert(JOB).values(row))
    return job


def cases_of(store: Store, **settings: object) -> Cases:
    return Cases(store, ServiceSettings.model_validate(settings))
