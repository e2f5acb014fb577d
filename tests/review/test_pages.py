"""The desk in a real browser, over a real service."""

import hashlib
import io
import json
import re
import zipfile
from typing import Any

import httpx
import pytest

from detector.review.audit_log import AuditLog
from detector.service.storage.schema import DECISION_ACTIONS
from tests.report.samples import FAILED, UNREADABLE
from tests.review.browser import (
    EVIL,
    NEEDS_BROWSER,
    DeskRunning,
    faults,
    open_case,
    shown,
    shows,
    signed_in,
)
from tests.review.staged_cases import made
from tests.slow import slow

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = NEEDS_BROWSER
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "zh-CN"}
COOKIE = "desk_session"


def test_a_wrong_token_and_no_token_do_not_open_the_desk(browser: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{desk.url}cases/{desk.scanned}")
    assert page.url.endswith("/desk/sign-in")
    assert faults(page) == []
    page.fill("#token", "dt_no")
    page.press("#token", "Enter")
    shown(page, "invalid, expired or revoked token")
    page.context.close()


def test_from_the_queue_into_a_case_and_around_its_picture(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    page.locator(f'a[href^="/desk/cases/{desk.scanned}"]').click()
    page.wait_for_selector("#decide")
    shown(page, EVIL.replace("\u202e", "\\u202e"))
    page.wait_for_selector(".film img")
    picture = page.locator("#picture")
    page.keyboard.press("ArrowRight")
    shows(page, "/film/")
    small = picture.bounding_box()["width"]
    page.keyboard.press("+")
    assert picture.bounding_box()["width"] > 1.5 * small
    playwright.expect(page.locator("#zoom-now")).to_have_text("2×")
    page.get_by_role("button", name="Zoom").click()
    playwright.expect(page.locator("#zoom-now")).to_have_text("4×")
    page.keyboard.press("m")
    assert not page.locator("#boxes").is_visible()
    page.keyboard.press("v")
    assert "enhanced" in page.locator(".look").get_attribute("class")
    page.locator("summary", has_text="manual").first.click()
    shown(page, "Stays silent")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("locale", "blocked", "undone", "second"),
    [
        ("en-GB", "Blocked: {} · episode 3", "Undo", "A second reviewer must agree."),
        ("zh-CN", "已拦截《{}》第3集", "撤销", "须第二名审核员复核。"),
    ],
    ids=["en", "zh"],
)
def test_the_whole_way(  # noqa: PLR0917  (fixtures and what the pages say)
    browser: Any,  # noqa: ANN401
    desk: DeskRunning,
    locale: str,
    blocked: str,
    undone: str,
    second: str,
) -> None:
    """Correct, decide by keys, undo, decide after the lease has expired, and let another reviewer agree."""
    drama = f"way {locale}"
    job, other = (made(desk.store, FAILED, series=drama, number=number) for number in (3, 4))
    with signed_in(browser, desk, locale=locale) as page:
        open_case(page, desk, job)
        page.keyboard.press("e")
        page.fill("#edit-number", "(浙)网微剧备字[2024]第00124号")
        page.keyboard.press("Enter")
        playwright.expect(page.locator("ins").first).to_have_text("（浙）网微剧备字（2024）第00124号")
        page.keyboard.press("7")
        page.fill("input[name=note]", "第 is missing")
        page.keyboard.press("Enter")  # in a field of text: nothing is decided by that
        page.keyboard.press("Escape")
        page.check("input[name=mark-NMD102][value=accept]")
        desk.expire(job)
        page.keyboard.press("b")
        page.wait_for_url(re.compile("late=1"))
        assert desk.case(job)["waits_for_other_than"] is None
        playwright.expect(page.locator("input[name=note]")).to_have_value("第 is missing")
        assert page.is_checked("input[name=reason][value=misprint]")
        assert page.is_checked("input[name=mark-NMD102][value=accept]")
        page.keyboard.press("b")
        shown(page, blocked.format(drama))
        shown(page, second)
        page.keyboard.press("z")
        page.wait_for_url(re.compile(f"cases/{job}$"))
        shown(page, undone)
        page.click("button[name=bulk][value=block]")
        page.wait_for_selector("#decided")
        assert {desk.case(one)["waits_for_other_than"] for one in (job, other)} != {None}
        with signed_in(browser, desk, "Bob", locale=locale) as colleague:
            open_case(colleague, desk, job)
            assert colleague.locator("button[value=block]").count() == 0
            desk.expire(job)
            open_case(colleague, desk, job)
            colleague.keyboard.press("b")
            colleague.wait_for_selector("#decided")
    assert desk.case(job)["verdict"] == "fail"
    with desk.store.reading() as connection:
        entries = AuditLog(desk.store).entries_of(connection, job)
        (with_it,) = AuditLog(desk.store).entries_of(connection, other)
    assert [(one.name, one.action, one.reason) for one in entries] == [
        ("Ann", "edit", None),
        ("Ann", "block", "misprint"),
        ("Ann", "undo", None),
        ("Ann", "block", "misprint"),
        ("Bob", "block", None),
    ]
    assert entries[1].after == {"vote": "fail", "findings": {"NMD102": True}}
    assert (with_it.action, with_it.note) == ("block", "第 is missing")


def test_what_could_not_be_judged_has_no_preselected_answer(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    for job in (desk.fresh(), made(desk.store, UNREADABLE)):
        open_case(page, desk, job)
        assert page.locator("input[type=radio]:checked").count() == 0
        answers = page.locator("#decide button.act")
        assert [one.get_attribute("value") for one in answers.all()] == list(DECISION_ACTIONS)
        for key in ("c", "x", "u"):  # what confirmed and rejected in the first edition
            page.keyboard.press(key)
        assert desk.case(job)["verdict"] is None


def test_filters_stand_in_the_address_and_go_along(page: Any, desk: DeskRunning) -> None:  # noqa: ANN401
    jobs = [desk.fresh("fail"), desk.fresh("fail")]
    page.goto(desk.url)
    page.select_option("select[name=outcome]", "fail")
    page.fill("input[name=rule]", "nmd102")
    page.click("button:has-text('Filter')")
    page.wait_for_url(re.compile("outcome=fail.*rule=nmd102"))
    open_case(page, desk, f"{jobs[0]}?outcome=fail&rule=NMD102")
    page.keyboard.press("n")
    page.wait_for_url(lambda url: jobs[0] not in url and "outcome=fail&rule=NMD102" in url)
    assert desk.case(jobs[0])["holder"] is None


@pytest.mark.parametrize("options", [{}, *slow(PHONE)], ids=["desktop", "phone"])
def test_nobody_is_kept_out(browser: Any, desk: DeskRunning, options: dict[str, Any]) -> None:  # noqa: ANN401
    with signed_in(browser, desk, **options) as page:
        for place in ("", "figures", f"cases/{desk.scanned}", f"cases/{'0' * 32}"):
            page.goto(desk.url + place)
            page.wait_for_load_state("networkidle")
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("options", [{}, *slow(PHONE)], ids=["desktop", "phone"])
def test_what_opens_keeps_nobody_out(browser: Any, desk: DeskRunning, options: dict[str, Any]) -> None:  # noqa: ANN401
    with signed_in(browser, desk, **options) as page:
        open_case(page, desk, desk.scanned)
        page.wait_for_selector(".film img")
        page.keyboard.press("o")
        page.wait_for_selector("#video")
        for manual in page.locator("details summary").all():
            manual.click()
        page.wait_for_selector("table.why")
        assert faults(page) == []
        open_case(page, desk, desk.fresh())
        page.keyboard.press("e")
        page.wait_for_selector("#edit-number:focus")
        assert faults(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        page.wait_for_selector("#help[open]")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_pack_has_all_that_a_decision_rests_on(desk: DeskRunning) -> None:
    with httpx.Client(base_url=desk.address) as client:
        client.post("/desk/sign-in", data={"token": desk.tokens["Bob"]})
        desk.expire(desk.scanned)
        page = client.get(f"/desk/cases/{desk.scanned}").text
        assert client.get(f"/desk/cases/{desk.scanned}/film").status_code == 200
        csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
        told = {"action": "release", "csrf": csrf, "reason": "misread", "note": "第 stands there"}
        assert client.post(f"/desk/cases/{desk.scanned}/decide", data=told).status_code == 303
        content = client.get(f"/desk/cases/{desk.scanned}/pack.zip").content
        labels = zipfile.ZipFile(io.BytesIO(client.get("/desk/labels.zip").content))
    pack = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(pack.read("manifest.json"))
    assert manifest["verdict"] == "pass"
    assert set(manifest["files"]) == set(pack.namelist()) - {"manifest.json"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256(pack.read(name)).hexdigest() == digest
    folders = {name.partition("/")[0] for name in pack.namelist()}
    assert folders >= {"result.json", "log.jsonl", "registry.json", "frames", "crops", "film", "rules"}
    (entry,) = map(json.loads, pack.read("log.jsonl").decode().splitlines())
    assert (entry["reason"], entry["note"]) == ("misread", "第 stands there")
    (label,) = (
        one
        for one in map(json.loads, labels.read("labels.jsonl").decode().splitlines())
        if one["case"] == desk.scanned
    )
    assert (label["verdict"], label["is_read_right"]) == ("pass", False)
    assert label["crop"] in labels.namelist()
    tasks = json.loads(labels.read("label_studio.json"))
    assert tasks[0]["data"]["image"].startswith("/data/local-files/?d=crops/")


def test_forms_of_others_and_revoked_tokens_are_refused(desk: DeskRunning) -> None:
    job = desk.fresh()
    with httpx.Client(base_url=desk.address) as client:
        signed = client.post("/desk/sign-in", data={"token": desk.tokens["Bob"]})
        told = signed.headers["set-cookie"]
        assert "HttpOnly" in told
        assert "samesite=strict" in told.lower()
        assert client.get(f"/desk/cases/{job}").status_code == 200
        # The case decided before this one may have been removed meanwhile.
        assert client.get(f"/desk/cases/{job}?undo={'0' * 32}").status_code == 200
        answer = client.post(f"/desk/cases/{job}/decide", data={"action": "release"})
        assert answer.status_code == 401
        csrf = re.findall(r'name="csrf" value="([^"]+)"', client.get(f"/desk/cases/{job}").text)[0]
        for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            data = {"action": "release", "csrf": csrf}
            answer = client.post(f"/desk/cases/{job}/decide", data=data, headers=headers)
            assert answer.status_code == 401
        assert desk.case(job)["verdict"] is None
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        page = client.get(f"/desk/cases/{job}").text
        assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=|<style", page)
        for place in ("/desk/language?to=zh&back=//evil.example", "/desk/language?to=zh&back=/desk/\\evil"):
            assert client.get(place).headers["location"] == "/desk/"
        for wrong in ({"action": "bribe"}, {"bulk": "release"}, {"action": ""}):
            assert client.post(f"/desk/cases/{job}/decide", data={"csrf": csrf, **wrong}).status_code == 422
        assert client.post("/desk/sign-out", data={"csrf": csrf}).status_code == 303
        assert client.get(f"/desk/cases/{job}").status_code == 303
