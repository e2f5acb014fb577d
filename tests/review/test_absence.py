"""What the desk shows of a scan without a number: what was seen, and what stayed unread."""

import io
import re
import zipfile
from typing import Any

import httpx
import pytest

from tests.review.absent_cases import absent_case
from tests.review.browser import NEEDS_BROWSER, DeskRunning, faults, open_case, shown, shows, signed_in

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = NEEDS_BROWSER
LOADED = "one => one.complete && one.naturalWidth > 0"


def test_what_was_seen_is_said_and_shown(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    open_case(page, desk, absent_case(desk))
    shown(page, "no marker seen: 0 to 4.0 s seen, 20 of 20 samples sound, text of 10 px legible, ")
    shown(page, "1 line not surely read at 0.6 s (picture), 1 line unreadable at 2.2 s (picture)")
    lines = page.locator("figure.unread")
    playwright.expect(lines).to_have_count(2)
    playwright.expect(lines.first).to_contain_text("not surely read, 0.6–3.8 s")
    for picture in (*lines.locator("img").all(), *page.locator(".kept img").all()):
        picture.scroll_into_view_if_needed()
        page.wait_for_function(LOADED, arg=picture.element_handle())
    assert page.locator(".kept img").count() == 4
    shows(page, "/pictures/")
    lines.nth(1).get_by_role("button", name="Show in the frame").click()
    asked = lines.nth(1).locator("[data-frame]").get_attribute("data-frame")
    shows(page, f"{re.escape(asked)}$")
    page.wait_for_selector(".film img")
    page.keyboard.press("ArrowRight")
    shows(page, "/film/")
    page.locator(".kept button").last.click()
    shows(page, "/pictures/")
    page.keyboard.press("v")
    shows(page, r"/pictures/\w+\.frame\.jpg\?look=enhanced")
    assert faults(page) == []


def test_in_chinese_on_a_phone(browser: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    phone: dict[str, Any] = {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "dark",
        "locale": "zh-CN",
    }
    with signed_in(browser, desk, **phone) as page:
        open_case(page, desk, absent_case(desk))
        shown(page, "未见编号：已检查0至4.0秒，取样画面20/20帧正常，高度10像素以上的文字均可识别，")
        shown(page, "0.6–3.8秒，识别置信度不足")
        page.wait_for_load_state("networkidle")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_where_no_pictures_were_kept_times_and_reasons_stand_there(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    open_case(page, desk, absent_case(desk, with_pictures=False))
    shown(page, "too faint or blurred to read, 2.2–3.4 s")
    shown(page, "No pictures were kept of this scan.")
    assert page.locator("figure.unread img").count() == 0
    assert page.locator(".kept").count() == 0


def test_a_result_of_the_first_edition_says_what_is_not_on_record(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    open_case(page, desk, desk.fresh())
    shown(page, "30 of 30 samples seen, gaps and unread text are not on record")


def test_the_evidence_pack_has_these_pictures_and_no_others_are_served(desk: DeskRunning) -> None:
    job, other = absent_case(desk), absent_case(desk, with_pictures=False)
    with httpx.Client(base_url=desk.address) as client:
        client.post("/desk/sign-in", data={"token": desk.tokens["Bob"]})
        page = client.get(f"/desk/cases/{job}").text
        names = set(re.findall(rf"/desk/cases/{job}/pictures/([\w.]+)", page))
        pack = zipfile.ZipFile(io.BytesIO(client.get(f"/desk/cases/{job}/pack.zip").content))
        packed = {
            name.partition("/")[2] for name in pack.namelist() if name.startswith(("frames/", "crops/"))
        }
        assert len(names) == 8
        assert packed == names
        for name in names:
            assert client.get(f"/desk/cases/{other}/pictures/{name}").status_code == 404
