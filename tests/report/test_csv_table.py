"""CSV, read back as a spreadsheet would."""

import csv
import io
from dataclasses import replace

import pytest

from detector.records import ScanFailure, ScanResult, Wording
from detector.report import Glossary
from detector.report.csv_table import COLUMNS
from tests.report.samples import ALL, FAILED, MARKER, NOTHING, PASSED, UNREADABLE
from tests.report.test_formats import written


def rows(*results: ScanResult | ScanFailure) -> list[dict[str, str]]:
    text = written("csv", *results).encode().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_row_an_episode_and_every_column() -> None:
    table = rows(*ALL)
    assert [row["id"] for row in table] == ["passed", "failed", "undecided", "gone"]
    assert all(tuple(row) == tuple(COLUMNS) for row in table)


def test_a_byte_order_mark_tells_a_spreadsheet_that_this_is_utf8() -> None:
    assert written("csv", PASSED).encode().startswith(b"\xef\xbb\xbfid,")


def test_the_cells_of_a_pass() -> None:
    row = rows(PASSED)[0]
    assert row["numbers"] == "（浙）网微剧备字（2024）第00123号"
    assert (row["categories"], row["issuers"], row["first_ms"]) == ("ordinary", "Zhejiang", "200")
    assert row["as_of"] == "2026-11-23"


def test_several_markers_share_a_cell() -> None:
    two = replace(
        PASSED, markers=(MARKER, replace(MARKER, number="（沪）网微剧备字（2025）第1号", first_ms=None))
    )
    row = rows(two)[0]
    assert row["numbers"] == "（浙）网微剧备字（2024）第00123号 | （沪）网微剧备字（2025）第1号"
    assert row["first_ms"] == "200 | "


def test_near_misses_and_findings_are_named() -> None:
    row = rows(FAILED)[0]
    assert row["near_misses"] == "沪网微剧备字\n〔2026〕0123号 (no-第)"
    assert row["findings"] == "NMD102 malformed-marker"


def test_what_was_assumed_stands_there() -> None:
    row = rows(replace(PASSED, assumptions=("kind-unknown", "title-unknown")))[0]
    assert row["assumptions"] == "kind-unknown | title-unknown"


def test_what_was_seen_stands_where_no_sure_marker_is() -> None:
    sure, seen = rows(PASSED, NOTHING)
    assert sure["coverage"] == ""
    assert seen["coverage"].startswith("no marker seen: 0 to 15.0 s seen, 30 of 30 samples sound, ")
    chinese = written("csv", NOTHING, glossary=Glossary("zh"))
    (row,) = csv.DictReader(io.StringIO(chinese.removeprefix("\ufeff"), newline=""))
    assert row["检查范围"].startswith("未见编号：已检查0至15.0秒，取样画面30/30帧正常，")


def test_in_chinese_headings_and_codes_are_words() -> None:
    words = Glossary(lang="zh", reasons={"no-第": "缺少“第”字"}, issuers={"浙": "浙江"})
    finding = replace(FAILED.findings[0], zh=Wording("缺少“第”字。", "第一条"))
    text = written("csv", PASSED, replace(FAILED, findings=(finding,)), UNREADABLE, glossary=words)
    passed, failed, unread = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(passed) == tuple(COLUMNS.values())
    assert (passed["结论"], passed["类别"], passed["编号主体"]) == (
        "通过",
        "普通微短剧",
        "省级广播电视主管部门（浙江）",
    )
    assert failed["疑似编号"] == "沪网微剧备字\n〔2026〕0123号（缺少“第”字）"
    assert (failed["检查意见"], failed["说明"]) == ("NMD102 malformed-marker（拦截）", "缺少“第”字。")
    assert unread["结论"] == "无法读取"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    hostile = f'{start}HYPERLINK("https://example.org")'
    failure = replace(UNREADABLE, episode=replace(UNREADABLE.episode, video=hostile, title=hostile))
    row = rows(failure)[0]
    assert row["video"] == row["title"] == "'" + hostile
