"""Cases for the desk, made the way in which the service makes them: jobs that end with a result."""

import json
from dataclasses import replace

from detector.records import ScanFailure, ScanResult
from detector.service.desk.cases import Cases, Reviewer
from detector.service.jobs import Ending, Jobs, Order, Request
from detector.service.store import Store
from detector.service.tokens import LOCAL
from detector.serving import ServiceSettings
from detector.wire import dumps, result_to_stored

ANN, BOB, CYD = Reviewer("a", "Ann"), Reviewer("b", "Bob"), Reviewer("c", "Cyd")


def made(store: Store, result: ScanResult | ScanFailure, **names: object) -> str:
    """A case of a result; ``names`` are fields of its episode. Its id."""
    episode = replace(result.episode, **names)  # type: ignore[arg-type]
    result = replace(result, episode=episode)
    jobs = Jobs(store, 1_000)
    source = json.dumps(["file", result.episode.video])
    job = jobs.accept([Order(result.episode, source, "2026-11-01")], Request(LOCAL, None, ""), is_batch=False)
    taken = jobs.take(60)
    assert taken
    assert taken.id == job[0]
    rules = () if isinstance(result, ScanFailure) else tuple(one.code for one in result.findings)
    stored = dumps(result_to_stored(result))
    assert jobs.end(taken, Ending("done", result.outcome, None, stored, rules))
    return job[0]


def cases_of(store: Store, **settings: object) -> Cases:
    return Cases(store, ServiceSettings.model_validate(settings))
