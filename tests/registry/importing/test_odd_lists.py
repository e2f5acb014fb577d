"""Lists as people and programs really write them: odd, sloppy, broken."""

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from detector.errors import InputError
from detector.registry.importing.readers import open_tables
from detector.registry.protocol import EntryRow, RejectedRow
from tests.registry.entries import entry
from tests.registry.importing.opendocuments import cell, opendocument, row
from tests.registry.importing.test_entries import A, csv_of, read, reader_of

B = "（浙）网微剧备字（2024）第00123号"
DATA = Path(__file__).parent / "data"


def entries(rows: list[EntryRow | RejectedRow]) -> list[tuple[str, str]]:
    """Number and title of the rows, all of which were taken."""
    found = [row for row in rows if isinstance(row, EntryRow)]
    assert len(found) == len(rows), rows
    return [(row.entry.number, row.entry.title) for row in found]


def why(rows: list[EntryRow | RejectedRow]) -> list[str]:
    """The reasons of the rows, none of which was taken."""
    found = [row for row in rows if isinstance(row, RejectedRow)]
    assert len(found) == len(rows), rows
    return [row.reason for row in found]


def test_a_workbook_of_1997_is_read() -> None:
    """``list.xls`` was written with xlwt: a title over all columns, the institution over both rows."""
    facts: dict[str, Any] = {
        "episodes": 80, "issued_on": date(2026, 3, 1), "institution": "样例影业"
    }  # fmt: skip
    numbers = ("（浙）网微剧备字（2026）第00123号", "（浙）网微剧备字（2026）第00124号")
    rows, _ = read(DATA / "list.xls")
    assert rows == [
        EntryRow(3, entry(numbers[0], "春风不渡", **facts), "公示"),
        EntryRow(4, entry(numbers[1], "一号难求", **facts), "公示"),
    ]


def test_merged_cells_of_a_workbook_stand_in_each_row(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:E2", "公示表")
        sheet.write_row("B3", ["编号", "剧名", "集数", "制作机构"])
        sheet.write_row("B4", [A, "甲", 80])
        sheet.write_row("B5", [B, "乙", 60])
        sheet.merge_range("E4:E5", "样例影业")
        sheet.write_row("B6", ["V123456788888888", 1911, ""])
    rows, _ = read(file)
    assert rows == [
        EntryRow(4, entry(A, "甲", episodes=80, institution="样例影业"), "Sheet1"),
        EntryRow(5, entry(B, "乙", episodes=60, institution="样例影业"), "Sheet1"),
        EntryRow(6, entry("V123456788888888", "1911"), "Sheet1"),
    ]


def test_the_sign_between_cells_is_that_of_most_lines(tmp_path: Path) -> None:
    hostile = "'); DROP TABLE entry; --"
    assert entries(read(csv_of(tmp_path, ("编号", "剧名"), (A, hostile)))[0]) == [(A, hostile)]
    rows, _ = read(csv_of(tmp_path, ("编号", "剧名"), (A, "甲,乙,丙")[:2], (B, "丁,戊"), sign=";"))
    assert entries(rows) == [(A, "甲,乙,丙"), (B, "丁,戊")]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"list\.csv, line 3: ") as caught:
        read(csv_of(tmp_path, ("编号", "剧名"), (A, "甲"), (B, '"乙'), (A, "丙")))
    assert "quotation marks" in caught.value.hint


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_every_line_end_is_one(tmp_path: Path, end: str, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(end.join(["编号,剧名", f"{A},甲", f"{B},𠮷", ""]).encode(encoding))
    assert entries(read(file)[0]) == [(A, "甲"), (B, "𠮷")]


def test_headings_without_rows_are_no_list(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rows below the headings"):
        read(csv_of(tmp_path, ("编号", "剧名")))


@pytest.mark.parametrize(
    "number", ["网微剧备字(2026)第001号", "浙网微剧备字2024第00123号", "(浙)网微剧备案字(2026)第597301号"]
)
def test_what_is_no_number_is_quoted_as_it_stands(tmp_path: Path, number: str) -> None:
    (reason,) = why(read(csv_of(tmp_path, ("编号", "剧名"), (number, "甲")))[0])
    assert reason.startswith(f"{number!r} is no number")


def test_one_heading_over_two_columns_may_not_say_two_things(tmp_path: Path) -> None:
    headings = ("编号", "剧名", "剧名")
    rows, _ = read(csv_of(tmp_path, headings, (A, "甲", "甲"), (B, "甲", "乙"), (B, "", "乙")))
    assert rows == [
        EntryRow(2, entry(A, "甲")),
        RejectedRow(3, "剧名", "stands in two columns, with different data"),
        EntryRow(4, entry(B, "乙")),
    ]


@pytest.mark.parametrize(
    ("told", "found"),
    [("2026-03-05T12:00:00Z", date(2026, 3, 5)), ("2026-03-05 00:00:00.000+08:00", date(2026, 3, 5)),
     ("２０２６年３月５日", date(2026, 3, 5)), ("46086", date(2026, 3, 5))],
)  # fmt: skip
def test_dates_of_programs_are_read(tmp_path: Path, told: str, found: date) -> None:
    rows, _ = read(csv_of(tmp_path, ("编号", "剧名", "备案日期"), (A, "甲", told)))
    assert rows == [EntryRow(2, entry(A, "甲", issued_on=found))]


@pytest.mark.parametrize(
    ("told", "reason"),
    [("0001-01-01", "no day of a drama"), ("9999-12-31", "no day of a drama"), ("2026-13-01", "is no date"),
     ("2026年3月", "is no date"), ("2026-11-02", "after the list's own day, 2026-11-01")],
)  # fmt: skip
def test_impossible_days_are_rejected(tmp_path: Path, told: str, reason: str) -> None:
    assert reason in why(read(csv_of(tmp_path, ("编号", "剧名", "备案日期"), (A, "甲", told)))[0])[0]


def test_a_number_of_a_year_to_come_is_rejected(tmp_path: Path) -> None:
    rows, _ = read(csv_of(tmp_path, ("编号", "剧名"), (A.replace("2026", "2027"), "甲")))
    assert rows == [RejectedRow(2, "编号", "is of a year after the list's own day, 2026-11-01")]


def test_counts_with_a_point_and_zero_are_whole(tmp_path: Path) -> None:
    rows, _ = read(csv_of(tmp_path, ("编号", "剧名", "集数"), (A, "甲", "80.0"), (B, "乙", "８０")))
    assert rows == [EntryRow(2, entry(A, "甲", episodes=80)), EntryRow(3, entry(B, "乙", episodes=80))]


@pytest.mark.parametrize(
    "field",
    [{"title": True}, {"title": {"x": 1}}, {"title": ["x"]}, {"personnel": [["a"]]}, {"episodes": [80]},
     {"aliases": {"title": "x"}}, {"episodes": float("nan")}, {"investment_cny": float("inf")}],
)  # fmt: skip
def test_json_of_another_kind_is_rejected(tmp_path: Path, field: dict[str, Any]) -> None:
    file = tmp_path / "list.jsonl"
    file.write_text(json.dumps({"number": A, "title": "甲"} | field) + "\n", "utf-8")
    assert "neither text nor number" in why(read(file)[0])[0]


def test_tables_round_the_list_are_left_alone(tmp_path: Path) -> None:
    """Old pages place everything with tables, and have others above and below."""
    file = tmp_path / "list.html"
    contacts = "<table><tr><th>联系人</th><th>电话</th></tr><tr><td>甲某</td><td>1</td></tr></table>"
    lists = [
        f"<table><tr><th>编号</th><th>剧名</th></tr><tr><td>{A}</td><td>甲</td></tr></table>",
        f"<table><tr><th>剧名</th><th>编号</th></tr><tr><td>乙</td><td>{B}</td></tr></table>",
    ]
    file.write_text(
        f"<table><tr><td>{contacts}{lists[0]}{contacts}{lists[1]}{contacts}</td></tr></table>", "utf-8"
    )
    assert entries(read(file)[0]) == [(A, "甲"), (B, "乙")]


def test_a_cell_that_is_a_book_is_refused(tmp_path: Path) -> None:
    rows, _ = read(csv_of(tmp_path, ("编号", "剧名", "内容梗概"), (A, "甲", "长" * 20_001)))
    assert why(rows) == ["has 20001 characters, more than 20000"]
    with pytest.raises(InputError, match="line 2: field larger than field limit"):
        read(csv_of(tmp_path, ("编号", "剧名", "内容梗概"), (A, "甲", "长" * 1_100_000)))


def test_a_printed_table_is_read() -> None:
    """``list.pdf`` was printed by Chromium, whose text has the radicals ⽹ and ⻛ for 网 and 风."""
    rows, ignored = read(DATA / "list.pdf")
    assert [(row.sheet, row.line) for row in rows] == [("page 1", line) for line in (2, 3, 4)]
    assert entries(rows) == [(f"（浙）网微剧备字（2024）第0000{n}号", f"春风{n}") for n in (1, 2, 3)]
    assert ignored == ["序号"]


def test_lines_of_pages_and_groups_between_the_rows_are_left_out_and_named(tmp_path: Path) -> None:
    head, first, second = ("剧名", "编号"), ("春风不渡", A), ("一号难求", B)
    lines = (head, ("一、番茄（1部）", ""), first, ("第1页 共2页", ""), head, second, ("- 2 -", ""))
    reader = reader_of(file := csv_of(tmp_path, *lines))
    with open_tables(file) as tables:
        assert entries(list(reader.rows(tables))) == [(A, "春风不渡"), (B, "一号难求")]
    group, page = "heading of a group", "page number"
    assert [(one.line, one.reason) for one in reader.left_out] == [(2, group), (4, page), (7, page)]
    rows, _ = read(csv_of(tmp_path, head, first, ("一号难求", "")))
    assert why(rows[1:]) == ["is empty"]


def test_a_document_whose_elements_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:p/>" * (12 << 20))
    with pytest.raises(InputError, match="bytes of the document: more than 67,108,864"), open_tables(file):
        pass


@pytest.mark.parametrize("remark", ["2026年5月已注销", "该编号作废"])
def test_a_number_whose_remark_says_that_it_was_withdrawn_does_not_count_as_valid(
    tmp_path: Path, remark: str
) -> None:
    rows, _ = read(csv_of(tmp_path, ("备案号", "剧名", "备注"), (A, "甲", ""), (B, "乙", remark)))
    assert rows[0] == EntryRow(2, entry(A, "甲"))
    assert isinstance(rows[1], RejectedRow)
    assert (rows[1].line, rows[1].column) == (3, "备注")
    assert "would count as valid" in rows[1].reason
    headings = ("备案号", "剧名", "备注", "状态")
    assert entries(read(csv_of(tmp_path, headings, (B, "乙", remark, "注销")))[0]) == [(B, "乙")]
    file = tmp_path / "list.json"
    file.write_text(json.dumps([{"备案号": B, "剧名": "乙", "备注": remark}]), "utf-8")
    assert why(read(file)[0]) == [rows[1].reason]


def test_a_title_that_a_spreadsheet_took_for_a_date_is_rejected(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "剧名"])
        sheet.write_row(1, 0, [A])
        sheet.write_datetime(1, 1, datetime(2026, 3, 8), book.add_format({"num_format": 'm"月"d"日"'}))
    opened = tmp_path / "list.ods"
    title = cell("3月8日", 'office:date-value="2026-03-08"', "date")
    opened.write_bytes(opendocument({"一": [row("编号", "剧名"), row(A, title)]}))
    for given in (file, opened):
        assert why(read(given)[0]) == ["2026-03-08 is a date or a time; write the title as text"]


@pytest.mark.parametrize(
    "number", ["（浙）网微剧备字（2024）第00123-00125号", "（浙）网微剧备字（2024）第00123号、第00124号"]
)
def test_several_numbers_in_one_cell_are_none(tmp_path: Path, number: str) -> None:
    (reason,) = why(read(csv_of(tmp_path, ("编号", "剧名"), (number, "甲"), sign="\t"))[0])
    assert "is no number in full form" in reason


def test_a_group_of_withdrawn_numbers_needs_a_status(tmp_path: Path) -> None:
    headings, group = ("序号", "剧名", "编号"), ("二、本月撤销备案的",)
    begin = (("一、本月通过备案的",), headings, ("1", "甲", A), group)
    for rows in ([("2", "乙", B)], [headings, ("2", "乙", B)]):
        with pytest.raises(InputError, match="撤销 stands above the list"):
            read(csv_of(tmp_path, *begin, *rows))
    told = ((*headings, "状态"), ("1", "甲", A, "正常"), group, ("2", "乙", B, "撤销"))
    assert entries(read(csv_of(tmp_path, *told))[0]) == [(A, "甲"), (B, "乙")]


def test_a_total_may_stand_below_the_heading_of_the_numbers(tmp_path: Path) -> None:
    assert entries(read(csv_of(tmp_path, ("剧名", "编号"), ("甲", A), ("合计", "1部")))[0]) == [(A, "甲")]
