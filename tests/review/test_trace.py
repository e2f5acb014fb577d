"""How the scan came to its reading: made from real videos by the real mechanism, and shown without trust."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from detector.errors import InputNotFound, WorkerLost
from detector.records import Episode, ScanResult
from detector.review.media import previews
from detector.review.media.cache import TRACE, MediaCache
from detector.review.messages import CHANCES, STEPS, TEXTS
from detector.review.pages import templates
from detector.review.trace_events import MAX_EVENTS, BoundedTrace, LeftOut, NoTrace, Verdict, read_trace
from detector.review.trace_presenter import present_trace
from detector.service.sources.fetch import Source, Sources
from detector.service.storage.database import Store
from detector.service.storage.retention import RetainedUploads
from detector.settings import Settings
from detector.video.decoder import digest
from tests.report.samples import FAILED
from tests.review.browser import EVIL, NEEDS_BROWSER, DeskRunning, faults, open_case, signed_in
from tests.service.running import SAMPLES

NUMBER = "（浙）网微剧备字（2026）第99012号"
BEGUN = {"event": "scan", "schema": "detector.trace/1", "version": "0", "settings": "0"}
QUAD = [[0, 0], [9, 0], [9, 9], [0, 9]]
SURE = {"name": "tracker.sure", "value": 0.97}


def previews_at(folder: Path, store: Store, **settings: object) -> previews.Previews:
    told = {"service": {"folder": str(folder), "roots": [str(folder)]}, **settings}
    found = Settings.model_validate(told)
    kept = RetainedUploads(folder / "kept", store, found.service)
    cache = MediaCache(folder / "film", 99)
    return previews.Previews(found, Sources(found.service, folder), kept, cache)


def scanned_of(video: Path, name: str = "ep01.mp4") -> tuple[previews.ScannedVideo, ScanResult]:
    opening = replace(FAILED.opening, video_sha256=digest(str(video)))
    result = replace(FAILED, episode=Episode("ep01", name), opening=opening, as_of=date(2026, 11, 1))
    row = {"id": "0", "source": Source("file", str(video)).to_text()}
    return previews.ScannedVideo(row, opening), result


def lines(*events: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(event).encode() + b"\n" for event in (BEGUN, *events))


def rows_of(view: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for group in view["groups"]:
        for row in group.rows:
            yield group.title, row


def test_it_names_the_text_a_threshold_and_the_stop(store: Store, tmp_path: Path) -> None:
    found = previews_at(tmp_path, store)
    shutil.copy(SAMPLES / "card.mp4", tmp_path / "a.mp4")
    scanned, result = scanned_of(tmp_path / "a.mp4", EVIL)
    trace = found.trace(scanned, result)
    (file,) = (tmp_path / "film").rglob(f"*.{TRACE}")
    content = file.read_bytes()
    assert b"/dev/fd" not in content
    assert {json.loads(line)["video"] for line in content.splitlines()} == {EVIL}
    assert trace.unknown == 0
    view = present_trace(trace, result, "en")
    assert [group.title for group in view["groups"]].count(NUMBER) == 1
    steps = {row.step for title, row in rows_of(view) if title == NUMBER}
    assert steps >= {"Detected", "Quick look", "Read", "Vote over all readings"}
    (stop,) = (row for _, row in rows_of(view) if row.result.startswith("Stopped here"))
    assert (stop.at, stop.threshold) == ("1.60 s", "tracker.sure = 0.97")
    assert view["outcome"] == "pass"  # unlike the result of the case


def test_it_is_made_once_for_equal_facts(store: Store, tmp_path: Path) -> None:
    found = previews_at(tmp_path, store)
    shutil.copy(SAMPLES / "card.mp4", tmp_path / "a.mp4")
    scanned, result = scanned_of(tmp_path / "a.mp4")
    first = found.trace(scanned, result)
    (tmp_path / "a.mp4").unlink()
    assert found.trace(scanned, result) == first
    with pytest.raises(InputNotFound, match="no such file"):
        found.trace(scanned, replace(result, as_of=date(2026, 11, 2)))
    shutil.copy(SAMPLES / "corner.mp4", tmp_path / "a.mp4")
    with pytest.raises(InputNotFound, match="not the one that was scanned"):
        found.trace(scanned, replace(result, as_of=date(2026, 11, 2)))
    with pytest.raises(WorkerLost, match="in time"):
        previews_at(tmp_path, store, worker={"deadline_s": 0.01}).trace(*scanned_of(tmp_path / "a.mp4"))


@pytest.mark.parametrize(
    "said", ["no_lines", "no_objects", "other_schema", "many", "huge", "other_name", "none"]
)
def test_a_process_that_was_taken_over_is_not_believed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(previews, "TRACE_PROGRAM", "tests.sandbox.programs:wrong_trace")
    found = previews_at(tmp_path, store, judge={"provisions": said})
    shutil.copy(SAMPLES / "card.mp4", tmp_path / "a.mp4")
    with pytest.raises(WorkerLost):
        found.trace(*scanned_of(tmp_path / "a.mp4"))
    assert not (tmp_path / "film").exists()


def test_wrong_events_are_counted_and_not_shown() -> None:
    box = {"event": "box", "at_ms": 0, "track": 0, "quad": QUAD, "score": 0.9, "is_new": True}
    wrong: list[dict[str, Any]] = [
        {"event": "bribe"}, {}, {"event": ["box"]}, box | {"at_ms": -1}, box | {"track": "x"},
        box | {"quad": QUAD[:3]}, box | {"score": float("nan")}, box | {"score": 10**400},
        {"event": "deferred", "at_ms": 0, "track": 0, "threshold": {"name": "a" * 9_999, "value": 1}},
    ]  # fmt: skip
    trace = read_trace(lines(box, *wrong))
    assert (len(trace.events), trace.unknown) == (1, len(wrong))
    view = present_trace(trace, FAILED, "en")
    assert (view["unknown"], len(list(rows_of(view)))) == (len(wrong), 1)
    for content in (b"", b"\n", b"{}\n", lines()[:-9], b"[" * 99_999 + b"\n", b"9" * 9_999 + b"\n"):
        with pytest.raises(NoTrace):
            read_trace(content)


def test_events_in_any_order_are_shown_within_bounds() -> None:
    deferred = {"event": "deferred", "at_ms": 0, "threshold": SURE}
    many = {"event": "deferred_read", "tracks": [*range(50)] * 200, "unread": [*range(50)] * 200}
    stop = {"event": "stop_check", "at_ms": 0, "stopped": False, "texts": "none", "threshold": SURE}
    orphans: list[dict[str, Any]] = [
        {"event": "mean", "sighting": 7, "text": "a", "characters": [[], [["a", 0.5]]], "threshold": SURE},
        {"event": "rescored", "sighting": 3, "read": "a", "text": "b", "candidates": []},
        {"event": "duration", "sighting": 3, "times_ms": []},
        {"event": "multiline", "text": "a\nb", "confidence": 1, "quad": QUAD},
        {"event": "vote", "sighting": 0, "text": "", "confidence": 1, "first_ms": 9, "last_ms": 0,
         "quad": QUAD, "votes": []},
    ]  # fmt: skip
    events = [stop, stop, *orphans, *(deferred | {"track": track} for track in range(50)), many, many, many]
    rows = [row for _, row in rows_of(present_trace(read_trace(lines(*events)), FAILED, "en"))]
    assert len(rows) == 2 + 50 + 50 + 3 + 50
    assert max(len(row.lines) for row in rows) <= 9
    assert (rows[0].at, rows[0].until) == ("0.00 s", "0.00 s")


def test_tracks_that_voted_together_are_one_text_and_each_pass_has_its_own() -> None:
    reading = {"event": "reading", "at_ms": 0, "quad": QUAD, "text": "一", "confidence": 0.9,
               "dropped": False, "characters": [[["一", 0.6], ["二", 0.4]]], "threshold": SURE}  # fmt: skip
    votes = [{"track": track, "text": "一", "weight": 1} for track in (0, 1)]
    vote = {"event": "vote", "sighting": 0, "text": "一", "confidence": 0.6, "first_ms": 0, "last_ms": 400,
            "quad": QUAD, "votes": votes}  # fmt: skip
    mean = {"event": "mean", "sighting": 0, "text": "二", "characters": [], "threshold": SURE}
    one = [{"event": "pass", "defers": True}, reading | {"track": 0}, reading | {"track": 1, "dropped": True}]
    view = present_trace(read_trace(lines(*one, mean, vote, *one)), FAILED, "en")
    whole, first, second, third = view["groups"]
    assert whole.title == "The scan as a whole"
    assert [row.step for row in first.rows] == [
        "Read", "Read", "Read on a mean picture", "Vote over all readings"
    ]  # fmt: skip
    assert first.rows[0].lines == ["Doubtful: 一 0.60 or 二 0.40"]
    assert first.rows[1].result == "一: dropped, confidence too low"
    assert first.rows[3].lines == ["visible from 0.00 to 0.40 s", "2 × 一 (weight 2.00)"]
    assert (second.title, third.title) == ("一 (pass 2)", "Not read (pass 2)")


def test_of_a_long_trace_the_beginning_and_the_end_are_kept() -> None:
    trace = BoundedTrace()
    trace.add(BEGUN)
    for at_ms in range(MAX_EVENTS + 9):
        trace.add({"event": "frame", "at_ms": at_ms})
    trace.add({"event": "verdict", "outcome": "fail", "findings": []})
    found = read_trace(trace.content())
    assert isinstance(found.events[-1], Verdict)
    assert found.events[-2] == LeftOut(event="left_out", events=10)
    assert present_trace(found, FAILED, "en")["left_out"] == 10
    trace = BoundedTrace()
    for event in (BEGUN, {"event": "failed", "type": "a" * (4 << 20), "message": ""}):
        trace.add(event)
    with pytest.raises(NoTrace):
        read_trace(trace.content() * 2)


def test_both_languages_have_every_label() -> None:
    labels = [*STEPS.values(), *CHANCES.values(), *(TEXTS[key] for key in TEXTS if key.startswith("why"))]
    for label in labels:
        assert not re.search("[一-鿿]", label.en)
        assert not re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", label.zh)), label
        assert sorted(re.findall(r"\{\w+\}", label.en)) == sorted(re.findall(r"\{\w+\}", label.zh))


@NEEDS_BROWSER
def test_the_fragment_is_for_who_is_signed_in_and_in_their_language(desk: DeskRunning) -> None:
    address = f"/desk/cases/{desk.scanned}/why"
    with httpx.Client(base_url=desk.address, timeout=60) as client:
        assert client.get(address).headers["location"] == "/desk/sign-in"
        client.post("/desk/sign-in", data={"token": desk.tokens["Bob"]})
        client.cookies.set(templates.LANG_COOKIE, "zh")
        answer = client.get(address)
        assert (answer.status_code, "unsafe" in answer.headers["content-security-policy"]) == (200, False)
        assert not re.search(r"<script|\son\w+=|\sstyle=|<style|/dev/fd", answer.text)
        words = re.sub(r"<code>.*?</code>", "", answer.text)
        plain = unescape(re.sub("<[^>]+>", " ", words))
        allowed = {"x", "y", "px", *re.findall(r"NMD\d+", plain)}
        assert set(re.findall(r"[A-Za-z][A-Za-z\d]*", plain)) <= allowed
        assert re.search(r"<code>recognizer\.min_confidence = [\d.]+</code>", answer.text)
        gone = client.get(f"/desk/cases/{desk.fresh()}/why").text
        assert "视频无法重新识别" in gone
        assert TEXTS["film_none"].zh in gone
        assert client.get(f"/desk/cases/{'0' * 32}/why").status_code == 404


@NEEDS_BROWSER
@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}])
def test_it_opens_by_key(browser: Any, desk: DeskRunning, options: dict[str, Any]) -> None:  # noqa: ANN401
    with signed_in(browser, desk, **options) as page:
        open_case(page, desk, desk.scanned)
        page.keyboard.press("w")
        page.wait_for_selector("table.why")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
