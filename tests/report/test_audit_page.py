"""An audit's page in a real browser: off-line, it filters, sorts, shows findings, runs nothing foreign."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from detector import errors
from detector.errors import InputError
from detector.i18n import Lang
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.report.audit_messages import ERROR_KINDS
from detector.report.audit_page import Overview, RunFacts, write_page
from detector.report.audit_table import FILES_FOLDER, ResultPictures
from detector.report.charts import Cell
from detector.report.labels import Glossary
from detector.report.rows import Result, Row
from detector.report.summary import AuditSummary
from tests.report.samples import FAILED, NOTHING, PASSED
from tests.review.browser import NEEDS_BROWSER, faults
from tests.review.conftest import browser

__all__ = ["browser"]
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
EVIL = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


class Shown:
    is_used = False

    def __init__(self, folder: Path = Path("absent")) -> None:
        self.folder = folder

    def pictures_of(self, result: Result) -> ResultPictures:
        if isinstance(result, ScanResult) and result.opening.coverage:
            return ResultPictures(frames=(PIXEL, PIXEL), unread=(PIXEL, ""))
        return ResultPictures(PIXEL, PIXEL) if result.outcome == "fail" else ResultPictures()


def results() -> list[Result]:
    evil = Episode(EVIL, f"{EVIL}.mp4", series=EVIL, platform=EVIL, number=2, published_on=date(2026, 5, 1))
    return [
        replace(PASSED, episode=Episode("b", "b.mp4", series="戏", number=10, platform="红果")),
        replace(FAILED, episode=evil),
        replace(NOTHING, episode=Episode("c", "c.mp4", series="戏", number=9)),
        ScanFailure(Episode("d", "d.mp4"), Failure("NotAVideo", EVIL, "fetch it again")),
    ]


def page_of(lang: Lang = "en") -> str:
    digest, out = AuditSummary(), StringIO()
    counted = digest.counted(Row(line, result) for line, result in enumerate(results(), 2))
    rows = [(place, row.result) for place, row in enumerate(counted, 1)]
    finding = FAILED.findings[0]
    overview = Overview(
        digest,
        date(2026, 11, 23),
        dramas=[("戏", [Cell("9", "undecided", 3), Cell("10", "pass", 1)]), (EVIL, [Cell("2", "fail", 2)])],
        manuals={finding.code: f"the manual {EVIL}"},
        sample=(1.0, 7, {"fail": (0.1, 0.2)}),
        run=RunFacts("片单.csv", date(2026, 11, 24), "1.2.3", date(2026, 11, 1), {"c": "Block (Ann)"}),
    )
    write_page(rows, overview, out, Glossary(lang), Shown())
    return out.getvalue()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:  # noqa: ANN401
    file = tmp_path / "report.html"
    file.write_text(page_of(), "utf-8")
    with opened_page(browser, file) as opened:
        yield opened


@contextmanager
def opened_page(browser: Any, file: Path) -> Iterator[Any]:  # noqa: ANN401
    """A page from the disk in a browser: it asks no server for anything, and nothing goes wrong."""
    wrong: list[str] = []
    opened = browser.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: wrong.append(asked.url) if "http" in asked.url[:5] else None)
    opened.goto(file.as_uri())
    opened.wait_for_selector(".tabulator-row")
    yield opened
    assert opened.evaluate("window.hacked") is None
    opened.close()
    assert wrong == []


def ids(page: Any) -> list[str]:  # noqa: ANN401
    return [text[:6] for text in page.locator(".tabulator-row [tabulator-field=id]").all_inner_texts()]


@NEEDS_BROWSER
def test_the_table_filters_and_sorts(page: Any) -> None:  # noqa: ANN401
    assert ids(page) == ["b", "</scri", "c", "d"]
    page.select_option("#outcome", "undecided")
    assert ids(page) == ["c"]
    page.select_option("#outcome", "")
    page.fill("#search", "NotAVideo")
    assert ids(page) == ["d"]
    page.fill("#search", "")
    page.fill("[tabulator-field=drama] input", "戏")
    page.press("[tabulator-field=drama] input", "End")  # the table listens to keys
    playwright.expect(page.locator(".tabulator-row")).to_have_count(2)
    page.click(".tabulator-col[tabulator-field=number] .tabulator-col-title")
    assert ids(page) == ["c", "b"]  # 9 before 10: as numbers


@NEEDS_BROWSER
def test_a_finding_opens_with_picture_and_manual(page: Any) -> None:  # noqa: ANN401
    page.locator(".tabulator-row").nth(1).click()
    detail = page.locator("dialog[open]")
    assert FAILED.findings[0].code in detail.inner_text()
    assert detail.locator("img").count() == 2
    detail.locator("summary").first.click()
    assert f"the manual {EVIL}" in detail.locator("pre").first.inner_text()
    detail.locator("button").click()
    page.locator(".heat i").first.click()
    assert "戏 · 9 · c" in page.locator("dialog[open]").inner_text()


@NEEDS_BROWSER
def test_where_no_number_is_the_page_shows_what_was_seen(page: Any) -> None:  # noqa: ANN401
    row = page.locator(".tabulator-row").nth(2)
    assert row.locator("img").count() == 1
    row.click()
    detail = page.locator("dialog[open]")
    told = detail.inner_text()
    assert "no marker seen: 0 to 15.0 s seen, 30 of 30 samples sound" in told
    assert detail.locator("figure").all_inner_texts() == ["1.9 s", "5.6 s", "not surely read, 3.2–4.0 s"]
    page.locator("dialog button").first.click()
    page.fill("#search", "not surely read")
    assert ids(page) == ["c"]


@NEEDS_BROWSER
def test_on_a_phone_nothing_is_cut_off_and_nobody_is_kept_out(page: Any) -> None:  # noqa: ANN401
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector(".tabulator-responsive-collapse")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = page.locator(".tabulator-tableholder")
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth + 1")


@NEEDS_BROWSER
def test_texts_from_outside_stand_there_as_text(page: Any) -> None:  # noqa: ANN401
    assert EVIL in page.locator(".heat").inner_text()
    assert page.locator(".bars").count() == 4


def test_the_page_needs_nothing_else_and_speaks_both_languages() -> None:
    for lang, heading in (("en", "Audit of a catalogue"), ("zh", "片单编号核查报告")):
        text = page_of(lang)  # type: ignore[arg-type]
        assert f"<h1>{heading}</h1>" in text
        assert "<script src" not in text
        assert "<link" not in text
        assert EVIL not in text
    told = page_of()
    assert "1 of 4 episodes pass (25.0%). Most often: malformed-marker (1)." in told
    assert "catalogue 片单.csv · audited on 2026-11-24 · detector 1.2.3 · registry as of 2026-11-01" in told
    assert "Block (Ann)" in told
    assert "A sample of 1 %, drawn with seed 7" in page_of()
    assert "10.0% to 20.0%" in page_of()


def test_why_inputs_could_not_be_read_is_told_in_words() -> None:
    assert "<dt>不是视频文件</dt>" in page_of("zh")
    assert "不是视频文件 · 无法读取 1" in page_of("zh")
    assert "<dt>not a video</dt>" in page_of()
    kinds = {
        name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, InputError)
    }
    assert kinds | {"DetectorError"} == set(ERROR_KINDS)


MANY = 30_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of 30,000 rows: 10,000 inside, the others in files beside it."""
    folder = tmp_path_factory.mktemp("large")
    digest = AuditSummary()
    failed = Failure("NotAVideo", "no video", "fetch it again")

    def result(place: int) -> Result:
        episode = Episode(f"e{place:05}", f"{place}.mp4", series=f"戏{place // 80}")
        if place % 3 == 2:
            return ScanFailure(episode, failed)
        return replace(NOTHING if place % 3 else FAILED, episode=episode)

    counted = digest.counted(Row(place, result(place)) for place in range(1, MANY + 1))
    rows = ((row.line, row.result) for row in list(counted))
    dramas = [("戏362", [Cell("1", "fail", 29_000)])]
    files = Shown(folder / FILES_FOLDER)
    with (folder / "report.html").open("w", encoding="utf-8") as out:
        write_page(rows, Overview(digest, date(2026, 11, 23), dramas=dramas), out, Glossary(), files)
    return folder / "report.html"


@NEEDS_BROWSER
def test_of_30_000_rows_every_one_is_found(browser: Any, large: Path) -> None:  # noqa: ANN401
    with opened_page(browser, large) as page:
        shown = page.locator("#shown")
        playwright.expect(shown).to_have_text("30000 / 30000")
        assert ids(page)[0] == "e00001"
        page.click(".tabulator-page[data-page=last]")
        playwright.expect(page.locator(".tabulator-row").first).to_contain_text("e29501")
        page.fill("#search", "e29998")
        playwright.expect(shown).to_have_text("1 / 30000")
        assert ids(page) == ["e29998"]
        page.locator(".tabulator-row").click()
        assert NOTHING.findings[0].code in page.locator("dialog[open]").inner_text()
        page.locator("dialog button").first.click()
        page.fill("#search", "")
        page.select_option("#outcome", "error")
        playwright.expect(shown).to_have_text("10000 / 30000")
        page.fill("[tabulator-field=drama] input", "戏374")
        page.press("[tabulator-field=drama] input", "End")
        playwright.expect(shown).to_have_text("27 / 30000")
        page.click(".tabulator-col[tabulator-field=id] .tabulator-col-title")
        page.click(".tabulator-col[tabulator-field=id] .tabulator-col-title")
        playwright.expect(page.locator(".tabulator-row").first).to_contain_text("e29999")
        page.locator(".heat i").first.click()
        playwright.expect(page.locator("dialog[open]")).to_contain_text("e29000")


@NEEDS_BROWSER
def test_a_page_without_its_files_says_which_is_absent(browser: Any, large: Path, tmp_path: Path) -> None:  # noqa: ANN401
    alone = tmp_path / "report.html"
    alone.write_bytes(large.read_bytes())
    page = browser.new_page()
    page.goto(alone.as_uri())
    playwright.expect(page.locator(".tabulator-row").first).to_contain_text("e00001")
    page.fill("#search", "e29998")
    playwright.expect(page.locator("#shown")).to_have_text("report_files/rows-0001.js: cannot be read")
    page.close()
