"""Decisions as pipelines get them: in scans, lists, the export and webhooks, on both kinds of database."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from detector.client import Client
from detector.errors import LeaseLost, RequestInvalid, ScopeMissing, StateConflict
from detector.service.storage.database import Store
from detector.service.storage.schema import DECISION, SCAN_DECISION
from tests.report.samples import FAILED, PASSED
from tests.review.staged_cases import ANN, BOB, cases_of, made
from tests.service import decision_kills
from tests.service.conftest import Callers
from tests.service.test_contract import FAULTY, Hook, verified, webhook

__all__ = ["webhook"]


@pytest.fixture
def reviewers(callers: Callers) -> Iterator[tuple[Client, Client]]:
    """Two reviewers' clients."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(callers.client(callers.token("review"))) for _ in range(2))
        yield first, second


def test_a_decision_reaches_the_pipeline(
    callers: Callers, webhook: Hook, reviewers: tuple[Client, Client]
) -> None:
    ann, bob = reviewers
    with callers.client() as pipeline:
        scan = pipeline.scan(str(FAULTY), data_id="decided")
        assert (scan.suggestion, scan.decision) == ("block", None)
        assert [one.id for one in pipeline.scans(data_id="decided", decision="none")] == [scan.id]
        waiting = ann.decide(scan.id, "block", reason="misprint", note="第 is missing").decision
        assert ann.decide(scan.id, "block", reason="misprint", note="第 is missing").decision == waiting
        assert waiting
        assert (waiting.action, waiting.state, waiting.reason) == ("block", "awaiting-second", "misprint")
        assert list(pipeline.scans(data_id="decided", decision_state="final")) == []
        final = bob.decide(scan.id, "block").decision
        assert final
        assert (final.action, final.state) == ("block", "final")
        assert final.by_id != waiting.by_id
        seen = pipeline.look_up(scan.id)
        assert (seen.decision, seen.suggestion) == (final, "block")
        filters = {"data_id": "decided", "decision": "block", "decision_state": "final"}
        assert list(pipeline.scans(**filters)) == list(pipeline.export(**filters)) == [seen]
        with pytest.raises(StateConflict):
            ann.decide(scan.id, "release")
        assert bob.decide(scan.id, "undo").decision == waiting
    told = callers.receiver
    told.wait(lambda: len(told.at(webhook["path"])) == 4)
    events = [verified(webhook["secret"], one) for one in told.at(webhook["path"])]
    assert len({one.headers["webhook-id"] for one in told.at(webhook["path"])}) == 4
    events.sort(key=lambda event: str(event["timestamp"]))
    assert [event["type"] for event in events] == ["scan.ended"] + ["scan.decided"] * 3
    decisions = [event["data"]["decision"] for event in events]
    assert [one and (one["by_id"], one["state"]) for one in decisions] == [
        None,
        (waiting.by_id, "awaiting-second"),
        (final.by_id, "final"),
        (waiting.by_id, "awaiting-second"),
    ]
    assert {event["data"]["id"] for event in events} == {scan.id}


def test_who_may_decide_and_what(callers: Callers, reviewers: tuple[Client, Client]) -> None:
    with callers.client() as pipeline:
        scan = pipeline.scan(str(FAULTY)).id
        with pytest.raises(ScopeMissing):
            pipeline.decide(scan, "release")
    ann, bob = reviewers
    for action, reason in (("confirm", None), ("release", "because")):
        with pytest.raises(RequestInvalid):
            ann.decide(scan, action, reason=reason)
    with pytest.raises(StateConflict):
        ann.decide(scan, "undo")
    for action in ("return", "rescan", "release"):
        decided = ann.decide(scan, action).decision
        assert decided
        assert (decided.action, decided.state) == (action, "final")
        with pytest.raises(LeaseLost):
            bob.decide(scan, "undo")
        assert ann.decide(scan, "undo").decision is None


def test_a_token_that_may_not_decides_nothing(callers: Callers) -> None:
    with callers.client() as pipeline:
        scan = pipeline.scan(str(FAULTY)).id
    _, _, secret = callers.review.rpartition("_")
    for wrong, status in (("dt_no", 401), (f"dt_000000000000_{secret}", 401), (callers.scan, 403)):
        with callers.http(wrong) as http:
            answer = http.post(f"/v1/scans/{scan}:decide", json={"action": "release"})
            assert answer.status_code == status
            assert answer.headers["content-type"] == "application/problem+json"
    with callers.client(callers.review) as reviewer:
        assert reviewer.look_up(scan).decision is None


def test_a_callback_is_told_of_its_scan_alone(callers: Callers) -> None:
    told = callers.receiver
    path = f"/only{len(told.received)}"
    with callers.http() as http, callers.client() as client:
        asked = {"url": f"{told.url}{path}/base", "only_callbacks": True}
        hook = http.post("/v1/webhooks", json=asked).json()
        assert http.post("/v1/webhooks", json=asked).status_code == 409
        callback = f"{told.url}{path}/17?key=hidden"
        client.scan(str(FAULTY))
        scan = client.scan(str(FAULTY), callback_url=callback)
        told.wait(lambda: bool(told.at(f"{path}/17?key=hidden")))
        (one,) = (one for one in told.received if one.path.startswith(path))
        assert verified(hook["secret"], one)["data"]["id"] == scan.id
        for other in ("https://elsewhere.example/", f"http://x@127.0.0.1:{told.port}/", "ftp://a/", "x"):
            with pytest.raises(RequestInvalid):
                client.scan(str(FAULTY), callback_url=other)
        http.delete(f"/v1/webhooks/{hook['id']}")
    assert "hidden" not in callers.service.log.read_text("utf-8")


def test_kills_of_whoever_decides_lose_and_double_no_decision(tmp_path: Path) -> None:
    done = decision_kills.drill(tmp_path, scans=12, kills=10, seed=1)
    assert done.is_whole, done


def test_decisions_of_an_earlier_version_stand_too(store: Store) -> None:
    cases = cases_of(store)
    released, blocked, undone = (made(store, result) for result in (FAILED, FAILED, PASSED))
    for job in (released, blocked, undone):
        with store.writing() as connection:
            vote = "fail" if job == blocked else "pass"
            fields = {"job": job, "who": ANN.id, "name": ANN.name, "reason": None, "note": ""}
            entry = {
                "action": "confirm" if job == blocked else "reject",
                "before": {},
                "after": {"vote": vote},
            }
            cases.audit_log.append(connection, fields | entry)
            if job == undone:
                cases.audit_log.append(connection, fields | {"action": "undo", "before": {}, "after": {}})
    assert cases.store_missing_decisions() == 3
    assert cases.store_missing_decisions() == 0
    with store.reading() as connection:
        rows = {row["job"]: row for row in connection.execute(sa.select(SCAN_DECISION)).mappings()}
        logged = connection.execute(sa.select(sa.func.count()).select_from(DECISION)).scalar_one()
    assert logged == 4
    assert (rows[released]["action"], rows[released]["state"]) == ("release", "final")
    assert (rows[blocked]["action"], rows[blocked]["state"], rows[blocked]["by"]) == (
        "block",
        "awaiting-second",
        ANN.name,
    )
    assert rows[undone]["action"] is None
    assert cases.lease(blocked, BOB)
