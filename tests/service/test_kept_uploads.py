"""A video uploaded at the desk: scanned as any other, and kept by the service until its case is decided."""

import base64
import time
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from detector.service.storage.database import Store
from detector.service.storage.schema import CASE
from tests.review.browser import NEEDS_BROWSER, PATIENCE_MS, faults
from tests.review.conftest import browser
from tests.service.conftest import Callers
from tests.service.running import SAMPLES

__all__ = ["browser"]
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = NEEDS_BROWSER
CLIP = SAMPLES / "malformed_no_di.mp4"
WORDS = {"en-GB": ("larger than 8 MB", "fail"), "zh-CN": ("文件超过8 MB", "不通过")}
DROP = """([content, name]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0)), files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const told = { dataTransfer: files, bubbles: true, cancelable: true };
  const main = document.querySelector("main");
  for (const kind of ["dragover", "drop"]) main.dispatchEvent(new DragEvent(kind, told));
}"""


def uploaded(browser: Any, callers: Callers, locale: str) -> str:  # noqa: ANN401
    """The scan of a clip dropped onto the desk, after one that is too large was chosen by keys."""
    too_large, failed = WORDS[locale]
    page = browser.new_context(locale=locale).new_page()
    page.goto(f"{callers.service.url}/desk/")
    page.fill("#token", callers.admin)
    page.press("#token", "Enter")
    page.press("#upload summary", "Enter")
    assert faults(page) == []
    big = {"name": "big.mp4", "mimeType": "video/mp4", "buffer": bytes(9 << 20)}
    page.set_input_files("input[name=video]", big)
    page.press("#upload input[name=series]", "Enter")
    playwright.expect(page.locator("#uploads")).to_contain_text(too_large)
    page.fill("#upload input[name=series]", f"dropped {locale}")
    page.evaluate(DROP, [base64.b64encode(CLIP.read_bytes()).decode(), CLIP.name])
    link = page.locator("#uploads a")
    playwright.expect(link).to_have_text(CLIP.name, timeout=PATIENCE_MS)
    playwright.expect(page.locator("#uploads .badge")).to_contain_text(failed)
    assert faults(page) == []
    forged = {"csrf": "no", "video": {"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"a"}}
    assert page.request.post(f"{callers.service.url}/desk/uploads", multipart=forged).status == 401
    link.click()
    page.wait_for_selector("#decide")
    playwright.expect(page.locator("h1")).to_contain_text(f"dropped {locale}")
    job = str(page.url).rpartition("/")[2]
    page.click("header strong a")
    playwright.expect(link).to_have_text(CLIP.name)
    page.context.close()
    return job


def test_an_upload_is_gone_once_it_is_decided(browser: Any, callers: Callers) -> None:  # noqa: ANN401
    service = callers.service
    job = uploaded(browser, callers, "zh-CN" if "database" in service.settings else "en-GB")
    kept = service.folder / "kept" / job
    assert kept.is_file()
    store = Store(str(service.settings.get("database", service.folder / "service.db")))
    with store.writing() as connection:
        decided = sa.update(CASE).where(CASE.c.job == job)
        connection.execute(decided.values(is_open=False, verdict="fail", lease_until_ms=1))
    store.close()
    until = time.monotonic() + 90
    while kept.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert not kept.exists()


def test_who_may_only_review_uploads_nothing(callers: Callers) -> None:
    with httpx.Client(base_url=callers.service.url) as client:
        client.post("/desk/sign-in", data={"token": callers.review})
        assert 'id="upload"' not in client.get("/desk/").text
        assert client.post("/desk/uploads", files={"video": CLIP.read_bytes()}).status_code == 403
