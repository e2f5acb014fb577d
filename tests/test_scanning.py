"""Many videos from a program of one's own, and a scan that is awaited."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import detector
from detector.errors import UsageError
from detector.records import ScanFailure
from detector.settings import DecodeSettings, Settings

SAMPLES = Path(__file__).parents[1] / "sample_videos"
AS_OF = date(2026, 8, 1)


def test_many_come_in_order_with_their_facts_whatever_happens() -> None:
    videos: list[detector.Episode | str | Path] = [
        SAMPLES / "card.mp4",
        "absent.mp4",
        detector.Episode("own", str(SAMPLES / "corner.mp4"), number=3),
    ]
    for workers in (1, 2):
        scanned = detector.scan_many(
            iter(videos), workers=workers, platform="七猫", as_of=AS_OF, registry="none"
        )
        card, absent, corner = scanned
        assert (card.outcome, corner.outcome) == ("pass", "pass")
        assert isinstance(absent, ScanFailure)
        assert absent.error.type == "InputNotFound"
        assert (corner.episode.id, corner.episode.number, corner.episode.platform) == ("own", 3, "七猫")


def test_a_wrong_fact_of_all_is_raised_and_one_of_an_episode_is_its_failure() -> None:
    with pytest.raises(UsageError, match="number"):
        detector.scan_many([], number=0)
    (failed,) = detector.scan_many([detector.Episode("a", "a.mp4", number=0)], workers=1)
    assert isinstance(failed, ScanFailure)
    assert failed.error.message.startswith("number: 0")


@pytest.mark.parametrize(
    ("videos", "options", "told"),
    [
        ("ep01.mp4", {}, "videos: str is no list of videos"),
        (Path("ep01.mp4"), {}, "is no list of videos"),
        (None, {}, "videos: NoneType is no list of videos"),
        ([], {"workers": 0}, "workers: 0 is no whole number"),
        ([], {"workers": "2"}, "workers: '2' is no whole number"),
        ([], {"as_of": "2026-11-01"}, "as_of: '2026-11-01' is no day"),
        ([], {"settings": {}}, "settings: dict is no Settings"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_scanned(
    videos: object, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        detector.scan_many(videos, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [None, b"content", 3])
def test_what_is_no_path_among_the_videos_is_refused(wrong: object) -> None:
    with pytest.raises(UsageError, match=f"{type(wrong).__name__} is no path"):
        list(detector.scan_many([wrong], workers=1))  # type: ignore[list-item]


def test_no_more_is_taken_of_a_stream_than_is_under_way() -> None:
    taken = []

    def stream() -> Iterator[str]:
        for number in range(100_000):
            taken.append(number)
            yield "absent.mp4"

    results = detector.scan_many(stream(), workers=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 20


def test_equal_names_get_ids_of_their_own() -> None:
    results = detector.scan_many(["a/x.mp4", "b/x.mp4"], workers=1)
    assert [result.episode.id for result in results] == ["x", "b/x.mp4"]


def test_an_event_loop_goes_on_while_a_scan_is_awaited() -> None:
    async def both() -> tuple[list[str], int]:
        settings = Settings(decode=DecodeSettings(window_ms=1_000))
        turns, scans = (
            0,
            [
                asyncio.create_task(
                    detector.scan_async(SAMPLES / name, settings=settings, as_of=AS_OF, registry="none")
                )
                for name in ("card.mp4", "corner.mp4")
            ],
        )
        while not all(scan.done() for scan in scans):
            turns += 1
            await asyncio.sleep(0.001)
        return [scan.result().episode.id for scan in scans], turns

    ids, turns = asyncio.run(both())
    assert ids == ["card", "corner"]
    assert turns > 3
