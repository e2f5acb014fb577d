"""The trace tells how a result came about, and changes none."""

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.errors import NotAVideo
from detector.records import Episode, ScanResult
from detector.scan_trace import OFF, RecordedTrace
from detector.wire import dumps, result_to_json, result_to_stored
from tests import broken_clips
from tests.cli.conftest import Run, run
from tests.scanners import scanner

__all__ = ["run"]

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_videos"
AS_OF = date(2026, 11, 23)
CLIPS = ("card", "absent", "two_lines", "malformed_no_issuer", "late")
RARE = {"failed", "rescoring_dropped", "duration", "hidden_digit", "mirror", "strip", "unread"}
"""Events that these clips need not have."""
Event = dict[str, Any]


def sample(clip: str) -> Episode:
    return Episode(clip, str(SAMPLES / f"{clip}.mp4"))


@cache
def traced(clip: str) -> tuple[ScanResult, list[Event]]:
    events: list[Event] = []
    return scanner().scan(sample(clip), AS_OF, trace=events.append), events


def documented() -> dict[str, list[str]]:
    """The fields of each event by the table of the reference; ``?`` at the end: not always there."""
    section = (ROOT / "docs" / "reference.md").read_text("utf-8").partition("## The trace")[2]
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", section.partition("\n## ")[0], re.MULTILINE)
    return {event: re.findall(r"`(\w+\??)`", fields) for event, fields in rows}


@pytest.mark.parametrize("clip", CLIPS)
def test_every_event_has_the_documented_fields(clip: str) -> None:
    rows = documented()
    for event in traced(clip)[1]:
        fields = rows[event["event"]]
        always = {"event", "video", *(field for field in fields if not field.endswith("?"))}
        assert always <= event.keys() <= always | {field.rstrip("?") for field in fields}
        assert json.loads(dumps(event)) == event
        if "threshold" in event:
            assert event["threshold"].keys() == {"name", "value"}


def test_every_documented_event_happens() -> None:
    seen = {event["event"] for clip in CLIPS for event in traced(clip)[1]}
    assert documented().keys() - RARE <= seen <= documented().keys()


@pytest.mark.parametrize("clip", CLIPS)
def test_a_trace_changes_no_byte(clip: str) -> None:
    plain = scanner().scan(sample(clip), AS_OF)
    assert dumps(result_to_stored(plain)) == dumps(result_to_stored(traced(clip)[0]))
    assert "_s" not in {field[-2:] for field in result_to_json(plain)}


def test_only_the_last_event_has_times_and_the_first_says_what_is_scanned() -> None:
    result, (first, *events, last) = traced("card")
    assert (first["event"], first["schema"], first["episode"]) == ("scan", "detector.trace/1", "card")
    assert (first["settings"], first["as_of"]) == (result.recipe.settings, "2026-11-23")
    assert last["event"] == "timings"
    assert {"decode", "compare", "detect", "recognize", "early_stop", "judge"} <= last["stages_s"].keys()
    assert sum(last["stages_s"].values()) <= last["total_s"]
    assert {event["event"] for event in events}.isdisjoint({"scan", "timings"})


def test_the_events_tell_which_box_became_the_marker() -> None:
    result, events = traced("card")
    (marker,) = result.markers
    (text,) = events[-2]["texts"]
    assert (events[-2]["event"], text["number"]) == ("verdict", marker.number)
    vote = next(e for e in reversed(events) if e["event"] == "vote" and e["quad"] == text["quad"])
    (track,) = {reading["track"] for reading in vote["votes"]}
    of_track = [event for event in events if event.get("track") == track]
    assert {event["event"] for event in of_track} >= {"box", "prefilter", "reading"}
    (prefilter,) = (event for event in of_track if event["event"] == "prefilter")
    assert prefilter["chance"] == "likely"
    assert prefilter["score"] >= prefilter["threshold"]["value"]
    box = next(event for event in of_track if event["event"] == "box")
    assert box["at_ms"] == marker.first_ms
    assert marker.quad is not None
    assert np.abs(np.subtract(box["quad"], marker.quad)).max() < 20
    others = {e["track"] for e in events if e["event"] == "box"} - {track}
    deferred, read = ({e["track"] for e in events if e["event"] == name} for name in ("deferred", "reading"))
    assert deferred
    assert others == deferred | (read - {track})
    stop = [event for event in events if event["event"] == "stop_check"][-1]
    assert (stop["stopped"], stop["at_ms"]) == (True, result.opening.stopped_ms)


def test_an_unreadable_input_says_why(tmp_path: Path) -> None:
    events: list[Event] = []
    with pytest.raises(NotAVideo):
        scanner().scan(Episode("a", str(broken_clips.empty(tmp_path / "a.mp4"))), AS_OF, trace=events.append)
    assert [event["event"] for event in events] == ["scan", "pass", "failed", "timings"]
    assert events[2]["type"] == "NotAVideo"


def test_values_become_what_json_has() -> None:
    events: list[Event] = []
    trace = RecordedTrace("a", events.append).bound(track=1)
    trace.add("told", corners=np.array([[0.125, 1]], np.float32), share=np.float64(0.1234567), worst=-np.inf)
    assert events == [
        {
            "event": "told",
            "video": "a",
            "track": 1,
            "corners": [[0.12, 1.0]],
            "share": 0.123457,
            "worst": None,
        }
    ]


def test_a_trace_that_is_off_gives_back_what_it_gets() -> None:
    items = [1, 2]
    assert OFF.timed("decode", items) is items
    assert OFF.bound(track=1) is OFF
    assert not OFF.is_on


def test_many_videos_stand_one_after_the_other_whatever_the_workers(run: Run, tmp_path: Path) -> None:
    inputs = [SAMPLES / "late.mp4", tmp_path / "text.mp4", SAMPLES / "card.mp4"]
    inputs[1].write_text("no video")
    file = tmp_path / "trace.jsonl"
    results, videos = [], []
    for workers in ("1", "2"):
        ended = run("scan", "-j", workers, *inputs, "--as-of", "2026-11-23", "--trace", file)
        assert ended.code == 4
        results.append(ended.out)
        events = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        videos.append([event["video"] for event in events])
        assert [e["video"] for e in events if e["event"] == "scan"] == [str(path) for path in inputs]
    assert videos[0] == videos[1]
    changes = [a for a, b in zip(videos[0], videos[0][1:], strict=False) if a != b]
    assert changes == [str(path) for path in inputs[:-1]]
    assert results[0] == results[1]
