"""What every service does, on SQLite and on PostgreSQL: over a real socket, with real workers."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from detector.client import Client
from detector.errors import NoSuchResource, ScopeMissing, StateConflict
from detector.records import ScanFailure, ScanResult
from tests.service.conftest import Callers
from tests.service.receiver import Received
from tests.service.running import SAMPLES

CARD = SAMPLES / "card.mp4"
NO_VIDEO = SAMPLES / "truth.toml"
"""Costs next to nothing where the verdict does not matter: an error."""

Hook = dict[str, str]
FAULTY = SAMPLES / "malformed_no_di.mp4"


def test_an_upload_ends_with_the_verdict_of_a_scan(callers: Callers) -> None:
    with callers.client() as client:
        done = client.upload(CARD, data_id="a-1", platform="红果", published_on=date(2026, 3, 1))
    assert (done.state, done.data_id, done.suggestion) == ("done", "a-1", "pass")
    assert isinstance(done.result, ScanResult)
    assert [marker.number for marker in done.result.markers] == ["（浙）网微剧备字（2026）第99012号"]
    assert abs((done.result.as_of - datetime.now(UTC).date()).days) <= 1
    assert (done.result.episode.id, done.result.episode.video) == ("card", "card.mp4")
    assert done.result.episode.published_on == date(2026, 3, 1)


def test_every_outcome_has_its_suggestion(callers: Callers) -> None:
    with callers.client() as client:
        failed = client.scan(str(FAULTY))
        unreadable = client.upload(SAMPLES / "truth.toml")
    assert (failed.suggestion, failed.result and failed.result.outcome) == ("block", "fail")
    assert unreadable.suggestion == "review"
    assert isinstance(unreadable.result, ScanFailure)
    assert unreadable.result.error.type == "NotAVideo"
    assert unreadable.result.error.message.startswith("truth.toml: is a text file")


def test_without_a_wait_it_says_where_the_result_will_be(callers: Callers) -> None:
    with callers.http() as http:
        accepted = http.post("/v1/scans", files={"video": CARD.read_bytes()})
        assert accepted.status_code == 202
        assert accepted.headers["Retry-After"] == "1"
        assert http.get(accepted.headers["Location"]).json()["id"] == accepted.json()["id"]
        waited = http.get(accepted.headers["Location"], headers={"X-Request-Id": "mine-1"})
        assert waited.headers["X-Request-Id"] == "mine-1"


def test_the_same_key_is_the_same_scan_and_another_body_is_refused(callers: Callers) -> None:
    with callers.http() as http:
        asked = {"uri": str(NO_VIDEO), "platform": "红果"}
        key = {"Idempotency-Key": "key-1"}
        first, again = (http.post("/v1/scans", json=asked, headers=key) for _ in range(2))
        assert first.json()["id"] == again.json()["id"]
        other = http.post("/v1/scans", json=asked | {"platform": "抖音"}, headers=key)
        assert (other.status_code, other.json()["type"]) == (422, "urn:detector:error:KeyReused")
        with callers.http(callers.admin) as someone_else:
            theirs = someone_else.post("/v1/scans", json=asked, headers=key)
        assert theirs.json()["id"] != first.json()["id"]
        file = {"video": ("a.mp4", b"no video")}
        uploads = [http.post("/v1/scans", files=file, headers={"Idempotency-Key": "key-2"}) for _ in "12"]
        assert uploads[0].json()["id"] == uploads[1].json()["id"]


def test_scans_are_filtered_and_come_page_by_page(callers: Callers) -> None:
    with callers.client() as client:
        made = [client.scan(str(NO_VIDEO), data_id="page").id for _ in range(3)]
        found = client.scans(data_id="page", outcome="error", state="done")
        assert [scan.id for scan in found] == made[::-1]
        failed = client.scan(str(FAULTY), data_id="ruled").id
        assert [scan.id for scan in client.scans(data_id="ruled", rule="NMD102", outcome="fail")] == [failed]
        assert list(client.scans(data_id="ruled", rule="NMD999")) == []
    with callers.http() as http:
        page = http.get("/v1/scans", params={"data_id": "page", "limit": 2}).json()
        assert [scan["id"] for scan in page["scans"]] == made[:0:-1]
        rest = http.get("/v1/scans", params={"data_id": "page", "cursor": page["cursor"]}).json()
        assert ([scan["id"] for scan in rest["scans"]], rest["cursor"]) == (made[:1], None)


def test_a_batch_is_taken_whole_and_gives_its_results_in_order(callers: Callers) -> None:
    with callers.client() as client:
        batch = client.hand_in([{"uri": str(CARD), "lane": "audit"}, {"uri": str(NO_VIDEO), "data_id": "2"}])
        callers.receiver.wait(lambda: client.batch(batch.id).has_ended, 30)
        results = list(client.results(batch.id))
        assert [scan.suggestion for scan in results] == ["pass", "review"]
        assert client.batch(batch.id).states == {"done": 2}
    with callers.http() as http:
        wrong = http.post("/v1/batches", json={"scans": [{"uri": str(CARD)}, {"uri": "/etc/passwd"}]})
        assert wrong.status_code == 403
        assert wrong.json()["detail"].startswith("scans.1.uri: ")
        assert http.post("/v1/batches", json={"scans": [{"uri": str(CARD)}] * 6}).status_code == 422


@contextmanager
def queue(client: Client) -> Iterator[list[str]]:
    """Scans, the last of which waits for seconds behind the others; what is left of them is cancelled."""
    ids = [client.scan(str(SAMPLES / "absent.mp4"), wait_s=0, lane="audit").id for _ in range(8)]
    yield ids
    for waiting in reversed(ids):
        with suppress(StateConflict, NoSuchResource):
            client.cancel(waiting)


def test_a_scan_that_waits_can_be_cancelled_and_one_that_ended_cannot(callers: Callers) -> None:
    with callers.client() as client, queue(client) as ids:
        assert client.cancel(ids[-1]).state == "cancelled"
        for waiting in reversed(ids[1:-1]):
            with suppress(StateConflict):
                client.cancel(waiting)
        assert client.wait(ids[0]).state == "done"
        with pytest.raises(StateConflict):
            client.cancel(ids[0])
        assert client.look_up(ids[-1]).result is None


def test_pictures_are_kept_of_what_does_not_pass(callers: Callers) -> None:
    with callers.client() as client:
        failed = client.scan(str(FAULTY))
        pictures = dict(client.pictures(failed.id))
        frame, crop, *others = (content[:4] for content in pictures.values())
        assert (frame, crop) == (b"\xff\xd8\xff\xe0", b"\x89PNG")
        assert set(others) <= {frame, crop}  # of the opening as such, and of what stayed unread
        other = client.scan(str(CARD))
        assert dict(client.pictures(other.id)) == {}
    with callers.http() as http:
        assert http.get(f"/v1/scans/{other.id}/evidence/{next(iter(pictures))}").status_code == 404
        shown = http.get(f"/v1/scans/{failed.id}/evidence").json()["pictures"][0]
        assert (shown["kind"], shown["at_ms"], shown["why"]) == ("frame", 0, None)
        assert shown["of"].startswith("沪网微剧备字")


def test_the_law_of_another_day(callers: Callers) -> None:
    with callers.client() as client:
        made = client.scan(str(FAULTY))
        with pytest.raises(ScopeMissing):
            client.rejudge(made.id, date(2024, 1, 1))
    with callers.client(callers.review) as client:
        result, change = client.rejudge(made.id, date(2024, 1, 1))
    assert isinstance(result, ScanResult)
    assert (result.outcome, result.as_of) == ("undecided", date(2024, 1, 1))
    assert "fail → undecided" in change


def test_what_others_submitted_is_not_there_but_for_reviewers(callers: Callers) -> None:
    with callers.client(callers.admin) as client:
        theirs = client.scan(str(NO_VIDEO), data_id="theirs", wait_s=0).id
    with callers.client() as client:
        with pytest.raises(NoSuchResource):
            client.look_up(theirs)
        assert list(client.scans(data_id="theirs")) == []
    with callers.client(callers.review) as client:
        assert client.look_up(theirs).id == theirs


def test_texts_rules_platforms_and_no_registry(callers: Callers) -> None:
    with callers.http() as http:
        text = {"text": "（浙）网微剧备字（2024）第00123号 沪网微剧备字〔2026〕0123号"}
        marker, miss = http.post("/v1/texts:parse", json=text).json()["texts"]
        assert (marker["serial"], miss["reason"]) == ("00123", "no-第")
        assert len(http.get("/v1/rules").json()["rules"]) > 40
        assert "检查内容" in http.get("/v1/rules/NMD101", params={"lang": "zh"}).json()["manual"]
        assert http.get("/v1/rules/NMD000").status_code == 404
        assert "番茄" in {row["prefix"] for row in http.get("/v1/platforms").json()["platforms"]}
        assert http.get("/v1/registry/entries", params={"q": "神喵"}).status_code == 404


@pytest.fixture
def webhook(callers: Callers) -> Iterator[dict[str, str]]:
    """An endpoint of this caller alone, at a path of its own."""
    with callers.http() as http:
        path = f"/hook{len(callers.receiver.received)}"
        made = http.post("/v1/webhooks", json={"url": callers.receiver.url + path}).json()
        yield made | {"path": path}
        http.delete(f"/v1/webhooks/{made['id']}")


def verified(secret: str, one: Received) -> dict[str, Any]:
    found: dict[str, Any] = Webhook(secret).verify(one.body, one.headers)
    return found


def test_a_webhook_is_signed_tried_again_with_its_id_and_told_once(callers: Callers, webhook: Hook) -> None:
    receiver, path = callers.receiver, webhook["path"]
    receiver.statuses[path] = [500, 503]
    with callers.client() as client:
        done = client.scan(str(NO_VIDEO), data_id="hooked")
    receiver.wait(lambda: len(receiver.at(path)) == 3)
    got = receiver.at(path)
    assert len({one.headers["webhook-id"] for one in got}) == 1
    event = verified(webhook["secret"], got[-1])
    assert (event["type"], event["data"]["id"], event["data"]["data_id"]) == ("scan.ended", done.id, "hooked")
    assert event["data"]["result"]["suggestion"] == "review"


def test_a_webhook_given_up_can_be_sent_again(callers: Callers, webhook: Hook) -> None:
    receiver, path = callers.receiver, webhook["path"]
    receiver.statuses[path] = [500] * 3
    with callers.client() as client, callers.http() as http:
        scan = client.scan(str(NO_VIDEO)).id

        def dead() -> list[Any]:
            found = http.get("/v1/deliveries", params={"state": "dead"}).json()["deliveries"]
            return [one for one in found if one["scan"] == scan]

        receiver.wait(lambda: bool(dead()))
        (one,) = dead()
        assert (one["attempts"], one["status"]) == (3, 500)
        assert http.post(f"/v1/deliveries/{one['id']}:redeliver").status_code == 202
        receiver.wait(lambda: len(receiver.at(path)) == 4)
        assert receiver.at(path)[-1].headers["webhook-id"] == one["id"]


def test_after_a_rotation_both_secrets_sign(callers: Callers, webhook: Hook) -> None:
    receiver, path = callers.receiver, webhook["path"]
    with callers.client() as client, callers.http() as http:
        new = http.post(f"/v1/webhooks/{webhook['id']}:rotate").json()["secret"]
        assert new != webhook["secret"]
        client.scan(str(NO_VIDEO))
    receiver.wait(lambda: bool(receiver.at(path)))
    for secret in (webhook["secret"], new):
        assert verified(secret, receiver.at(path)[0])["type"] == "scan.ended"


def test_wrong_requests_are_problems_that_name_the_field(callers: Callers) -> None:
    cases: list[tuple[Callable[[httpx.Client], httpx.Response], int, str]] = [
        (lambda http: http.post("/v1/scans", content=b"{"), 415, "Content-Type"),
        (lambda http: http.post("/v1/scans", json={"uri": str(CARD), "number": 0}), 422, "number: "),
        (lambda http: http.post("/v1/scans", json={"uri": str(CARD), "nmuber": 1}), 422, "nmuber: "),
        (lambda http: http.post("/v1/scans", json={"uri": "a\0b"}), 422, "uri: "),
        (lambda http: http.post("/v1/scans", data={"number": "1"}, files={"x": b""}), 422, "x: "),
        (lambda http: http.post("/v1/scans", files={"video": b"0" * (9 << 20)}), 413, ""),
        (lambda http: http.post("/v1/scans", json={"uri": str(SAMPLES / "gone.mp4")}), 404, "uri: "),
        (lambda http: http.get("/v1/scans/zz"), 422, "scan_id: "),
        (lambda http: http.get("/v1/scans", params={"limit": 0}), 422, "limit: "),
        (lambda http: http.get("/v1/scans", params={"cursor": "!"}), 422, "cursor: "),
        (lambda http: http.get("/v1/none"), 404, "Not Found"),
        (lambda http: http.put("/v1/scans"), 405, "Method Not Allowed"),
    ]
    with callers.http() as http:
        for ask, status, told in cases:
            answer = ask(http)
            assert answer.status_code == status, answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            problem = answer.json()
            assert told in problem["detail"]
            assert problem["type"].startswith("urn:detector:error:")
            assert problem["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("de, zh", "zh"), ("en, zh", "en"), ("de", "en"), ("", "en")],
)
def test_a_problem_is_in_the_language_that_the_caller_accepts(
    callers: Callers, accepted: str, lang: str
) -> None:
    with callers.http() as http:
        for address in ("/v1/none", "/v1/scans?limit=0&state=x", "/v1/scans?cursor=!", "/%00"):
            answer = http.get(address, headers={"Accept-Language": accepted})
            problem = answer.json()
            texts = [problem["title"], problem["detail"], problem["hint"]]
            texts += [one["message"] for one in problem["errors"]]
            chinese = {bool(re.search(r"[\u4e00-\u9fff]", text)) for text in texts}
            assert chinese == {lang == "zh"}, texts
            assert all(one["message"] in problem["detail"] for one in problem["errors"])
            assert answer.headers["content-language"] == lang


def test_metrics_log_and_no_secret_in_them(callers: Callers) -> None:
    with callers.http() as http:
        http.post("/v1/scans", json={"uri": str(NO_VIDEO)}, headers={"Prefer": "wait=30"})
        http.post("/v1/scans", json={"uri": "https://user:hidden@example.com/?sig=hidden"})
        text = http.get("/metrics").text
        assert re.search(r'detector_scans_total{outcome="error",platform="none",token="scan \d+"}', text)
        assert 'detector_queue_scans{lane="ingest"}' in text
        health = http.get("/readyz").json()
    assert (health["status"], health["parts"]["models"]["workers"]) == ("ok", 1)
    log = callers.service.log.read_text("utf-8")
    assert "hidden" not in log
    for secret in (callers.scan, callers.admin):
        assert secret not in log
    assert any((line.get("token") or "").startswith("scan ") for line in callers.service.lines())
    events = {line["event"] for line in callers.service.lines()}
    assert {"listening", "worker ready", "scan ended", "request"} <= events
    assert "bug" not in events


def test_the_day_of_the_law_is_that_of_the_request(callers: Callers) -> None:
    with callers.client() as client:
        dated = client.scan(str(FAULTY), as_of=date(2024, 1, 1))
        assert isinstance(dated.result, ScanResult)
        assert (dated.result.as_of, dated.result.outcome) == (date(2024, 1, 1), "undecided")


def test_a_video_is_fetched_from_an_allowed_host(callers: Callers) -> None:
    receiver = callers.receiver
    receiver.files["/v/card.mp4"] = CARD.read_bytes()
    with callers.client() as client:
        direct = client.scan(f"{receiver.url}/v/card.mp4")
        redirected = client.scan(f"{receiver.url}/to//v/card.mp4")
        endless = client.scan(f"{receiver.url}/endless")
    assert (direct.suggestion, redirected.suggestion) == ("pass", "pass")
    assert isinstance(endless.result, ScanFailure)
    assert endless.result.error.type == "UploadTooLarge"


def test_a_video_is_fetched_again_where_that_may_help(callers: Callers) -> None:
    receiver, signature = callers.receiver, "?X-Amz-Signature=hidden"
    receiver.files["/v/flaky.mp4"] = CARD.read_bytes()
    flaky, down, wrong = (f"/v/{name}.mp4{signature}" for name in ("flaky", "down", "wrong"))
    receiver.statuses |= {flaky: [503, 0], down: [500] * 9, wrong: [400] * 9}
    with callers.client() as client, callers.http() as http:
        fetched, failed, refused = (client.scan(f"{receiver.url}{path}") for path in (flaky, down, wrong))
        shown = http.get(f"/v1/scans/{fetched.id}").text + http.get("/v1/scans").text
    assert fetched.suggestion == "pass"
    assert isinstance(failed.result, ScanFailure)
    assert (failed.result.error.type, "answers 500" in failed.result.error.message) == (
        "RemoteUnreachable",
        True,
    )
    assert isinstance(refused.result, ScanFailure)
    assert [receiver.asked.count(path) for path in (flaky, down, wrong)] == [3, 3, 1]
    assert fetched.result
    assert fetched.result.episode.video == f"{receiver.url}/v/flaky.mp4"
    assert "X-Amz" not in shown + callers.service.log.read_text("utf-8")


def test_a_scan_is_deleted_with_all_that_is_kept_of_it(callers: Callers) -> None:
    evidence = Path(callers.service.folder, "evidence")
    with callers.client() as client, callers.client(callers.admin) as admin:
        first, second = (client.upload(FAULTY, data_id="twice").id for _ in range(2))
        pictures = dict(client.pictures(first))
        theirs = admin.scan(str(NO_VIDEO)).id
        with pytest.raises(NoSuchResource):
            client.delete(theirs)
        client.delete(first)
        assert dict(client.pictures(second)) == pictures  # equal pictures are one file
        admin.delete(second)
        assert list(client.scans(data_id="twice")) == []
        with pytest.raises(NoSuchResource):
            client.delete(second)
        with queue(client) as ids:
            waiting = ids[-1]
            with pytest.raises(StateConflict):
                client.delete(waiting)
            with pytest.raises(StateConflict):
                admin.decide(waiting, "release")
            client.cancel(waiting)
            client.delete(waiting)
    kept = Path(callers.service.folder, "kept")
    assert not {first, second} & {file.name for file in kept.iterdir()}
    assert [line["scan"] for line in callers.service.lines() if line["event"] == "scan deleted"][-3:] == [
        first,
        second,
        waiting,
    ]
    assert evidence.is_dir()


def test_uploads_are_gone_once_they_are_scanned(callers: Callers) -> None:
    with callers.client() as client:
        client.upload(NO_VIDEO)
    left = list(Path(callers.service.folder, "uploads").iterdir())
    assert len(left) <= 1, left  # another test's may wait


def test_the_openapi_description_is_whole(callers: Callers) -> None:
    with callers.http() as http:
        described = http.get("/openapi.json").json()
    assert json.dumps(described["paths"]["/v1/scans"]["post"]["requestBody"]).count('"examples"') >= 1
    for path, methods in described["paths"].items():
        for method, about in methods.items():
            assert about["summary"], (method, path)
            assert about["description"], (method, path)
