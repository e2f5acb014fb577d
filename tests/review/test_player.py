"""The opening in a real browser: it plays, and places in it are found; where it cannot, that is said."""

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from detector.service.sources.fetch import Source
from detector.service.storage.schema import JOB
from tests.review import screen_times
from tests.review.browser import (
    NEEDS_BROWSER,
    PATIENCE_MS,
    DeskRunning,
    open_case,
    shown,
    shows,
    signed_in,
)
from tests.review.staged_cases import made
from tests.service.running import SAMPLES

pytestmark = NEEDS_BROWSER
PLAYS = "() => { const one = document.querySelector('#video'); return one && one.videoWidth > 0 && %s; }"


def uploaded(desk: DeskRunning) -> str:
    """A case of an upload that was kept."""
    job = made(desk.store, desk.result, id="uploaded")
    with desk.store.writing() as connection:
        is_uploaded = sa.update(JOB).where(JOB.c.id == job)
        connection.execute(is_uploaded.values(source=Source("upload", job).to_text()))
    (desk.folder / "kept").mkdir(exist_ok=True)
    shutil.copy(SAMPLES / "malformed_no_di.mp4", desk.folder / "kept" / job)
    return job


def test_an_upload_plays_by_key_and_from_a_mark(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    open_case(page, desk, uploaded(desk))
    page.wait_for_selector(".film img")
    page.keyboard.press("o")
    page.wait_for_function(PLAYS % "one.currentTime > 0.2 && !one.paused", timeout=PATIENCE_MS)
    page.keyboard.press("o")
    page.wait_for_function(PLAYS % "one.paused")
    frame = page.locator("[data-frame]").nth(2)
    frame.click()
    at = float(frame.get_attribute("data-at"))
    page.wait_for_function(PLAYS % f"!one.seeking && Math.abs(one.currentTime - {at}) < 0.05")
    assert float(page.locator(".strip .now").first.get_attribute("x")) > 0
    mark = page.get_by_role("button", name="▶").first
    mark.click()
    begins = float(mark.get_attribute("data-play"))
    page.wait_for_function(PLAYS % f"!one.paused && one.currentTime >= {begins}")
    page.locator(".strip").first.click(position={"x": 2, "y": 5})
    page.wait_for_function(PLAYS % "one.currentTime < 1")


def test_a_mark_opens_the_player_at_its_time(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    open_case(page, desk, desk.scanned)
    place = page.locator(".strip").first.bounding_box()
    page.locator(".strip").first.click(position={"x": place["width"] * 0.05, "y": 5})
    page.wait_for_function(PLAYS % "one.currentTime > 0.5", timeout=PATIENCE_MS)


def test_a_video_that_is_gone_is_said_so(browser: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    with signed_in(browser, desk, "Bob") as page:
        open_case(page, desk, desk.fresh())  # a result that was brought here without its video
        shown(page, "only the pictures kept as evidence can be shown")
        page.keyboard.press("o")
        shown(page, "The opening cannot be played: uri: no file in a folder that may be read")
        page.keyboard.press("o")
        shown(page, "The opening cannot be played")
        told = page.goto(f"{desk.url}cases/{desk.fresh()}/opening.mp4")
        assert told.status == 403
        shown(page, "The action failed")


def test_enhanced_pictures_are_made_by_the_service(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    open_case(page, desk, desk.scanned)
    raw = page.evaluate("document.querySelector('.crop img').naturalWidth")
    with page.expect_response(lambda told: "crop.png?look=enhanced" in told.url) as told:
        page.keyboard.press("v")
    assert told.value.status == 200
    page.wait_for_function(f"() => document.querySelector('.crop img').naturalWidth >= {raw}")
    shows(page, r"/pictures/\w+\.frame\.jpg\?look=enhanced$")
    page.wait_for_selector(".film img")
    page.keyboard.press("ArrowRight")
    shows(page, r"/film/\d+\.jpg\?look=enhanced$")
    page.keyboard.press("v")
    shows(page, r"/film/\d+\.jpg$")


def test_ranges_are_served_to_who_is_signed_in(desk: DeskRunning) -> None:
    address = f"/desk/cases/{desk.scanned}/opening.mp4"
    with httpx.Client(base_url=desk.address, timeout=60) as client:
        assert client.get(address).headers["location"] == "/desk/sign-in"
        client.post("/desk/sign-in", data={"token": desk.tokens["Bob"]})
        whole = client.get(address)
        assert (whole.status_code, whole.headers["content-type"]) == (200, "video/mp4")
        assert whole.content[4:8] == b"ftyp"
        part = client.get(address, headers={"Range": "bytes=100-199"})
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
        assert part.content == whole.content[100:200]
        assert client.get(address, headers={"Range": "bytes=99999999-"}).status_code == 416
        page = client.get(f"/desk/cases/{desk.scanned}")
        assert "media-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.slow
def test_the_drill_measures_each_way_to_a_case(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    found = screen_times.measured(browser, tmp_path, cases=6, rows=300, times=1)
    assert len(found) == 5
    for one in found:
        assert one.spans["shown"][0] > 0, one
