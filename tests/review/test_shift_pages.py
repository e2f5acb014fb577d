"""Claims and training at the desk, in a real browser."""

import re
from typing import Any

import pytest

from detector.review.cases import Decision
from tests.report.samples import FAILED, UNDECIDED
from tests.review.browser import NEEDS_BROWSER, DeskRunning, faults, open_case, shown, signed_in
from tests.review.staged_cases import CYD, cases_of, made

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = NEEDS_BROWSER
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


@pytest.mark.parametrize(
    ("options", "claimed", "theirs", "left"),
    [
        ({}, "Claimed: 1.", "Ann has claimed", "Give back 1 cases"),
        ({**PHONE, "locale": "zh-CN"}, "已认领1件。", "Ann已认领", "退还未办的1件"),
    ],
    ids=["en", "zh phone"],
)
def test_a_shift_is_claimed_shown_and_given_back(  # noqa: PLR0917  (fixtures and what the pages say)
    browser: Any,  # noqa: ANN401
    desk: DeskRunning,
    options: dict[str, Any],
    claimed: str,
    theirs: str,
    left: str,
) -> None:
    drama = f"shift {len(options)}"
    first, second = (made(desk.store, FAILED, series=drama, number=number) for number in (1, 2))
    with signed_in(browser, desk, **options) as page:
        page.goto(f"{desk.url}?drama={drama}")
        page.check(f"input[name=job][value='{second}']")
        page.click("#claim button")
        page.wait_for_url(re.compile(r"mine=1&claimed=1"))
        shown(page, claimed)
        shown(page, left)
        assert page.locator(".queue tbody tr").count() == 1
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        with signed_in(browser, desk, "Bob", **options) as colleague:
            colleague.goto(f"{desk.url}?drama={drama}")
            shown(colleague, theirs)
            open_case(colleague, desk, second)
            assert colleague.locator("#decide button.act").count() == 0
            shown(colleague, theirs)
            open_case(colleague, desk, f"{first}?drama={drama}")
            colleague.keyboard.press("n")  # there is no other that is free
            colleague.wait_for_url(re.compile(r"/desk/\?drama="))
        page.click("form[action$='give-back'] button")
        page.wait_for_url(desk.url)
    assert desk.case(second)["claimed_by"] is None


@pytest.mark.parametrize(
    ("options", "hint", "wrong", "score"),
    [
        (
            {},
            "your answer decides nothing",
            "You chose “Release”; the right answer is “Block”.",
            "answered rightly: 0 of",
        ),
        (
            {**PHONE, "locale": "zh-CN"},
            "不影响任何决定",
            "答错：您选择“放行”，应为“拦截”。",
            "培训题答对：0/",
        ),
    ],
    ids=["en", "zh phone"],
)
def test_a_training_case_is_answered_and_explained(  # noqa: PLR0917  (fixtures and what the pages say)
    browser: Any,  # noqa: ANN401
    desk: DeskRunning,
    options: dict[str, Any],
    hint: str,
    wrong: str,
    score: str,
) -> None:
    cases, job = cases_of(desk.store, desk_second=False), made(desk.store, UNDECIDED, series="known")
    assert cases.lease(job, CYD)
    cases.decide(job, CYD, Decision("block", "misprint", "ask Cyd"))
    with signed_in(browser, desk, **options) as page, signed_in(browser, desk, "Bob", **options) as chooser:
        open_case(chooser, desk, job)
        chooser.locator("details:has(#training-note) summary").click()
        chooser.fill("#training-note", "no 第")
        chooser.press("#training-note", "Enter")
        chooser.wait_for_selector("form[action$='/unmark']")
        page.goto(f"{desk.url}training")
        page.wait_for_url(re.compile(job))
        shown(page, hint)
        assert faults(page) == []
        page.keyboard.press("r")
        page.wait_for_selector("#answered")
        shown(page, wrong)
        shown(page, "no 第")
        shown(page, "ask Cyd")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("n")
        page.wait_for_url(f"{desk.url}training")
        shown(page, score)
        assert faults(page) == []
        page.goto(f"{desk.url}figures")
        shown(page, score)
        chooser.click("form[action$='/unmark'] button")
        chooser.wait_for_selector("#training-note", state="attached")
        page.goto(f"{desk.url}training/{'0' * 32}")
        assert page.locator("main a[href='/desk/']").count() == 1
    assert [entry.name for entry in cases.get(job, CYD).history] == ["Cyd"]
