"""Tables for spreadsheets."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from detector.report import spreadsheet

HOSTILE = [["=1+1", "+1", "-1", "@x", "00123"], ['=HYPERLINK("http://x")', "", "浙", "\t=1", "http://x.y"]]
HEADINGS = ("a", "b", "c", "d", "e")


def test_no_cell_of_csv_is_a_formula() -> None:
    out = io.StringIO()
    spreadsheet.write_csv(HEADINGS, HOSTILE, out)
    first, *rows = csv.reader(io.StringIO(out.getvalue().removeprefix("\ufeff")))
    assert tuple(first) == HEADINGS
    assert rows[0] == ["'=1+1", "'+1", "'-1", "'@x", "00123"]
    assert out.getvalue().startswith("\ufeff")


def test_every_cell_of_xlsx_is_a_text(tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    spreadsheet.write_xlsx(HEADINGS, HOSTILE, file)
    with zipfile.ZipFile(file) as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in content
    assert "hyperlink" not in content
    rows = list(CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows())
    assert rows == [list(HEADINGS), *HOSTILE]


def test_more_rows_than_a_sheet_holds_go_into_further_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 2)
    spreadsheet.write_xlsx(HEADINGS, [[str(number)] for number in range(5)], tmp_path / "x.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    sheets = [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]
    assert [len(sheet) for sheet in sheets] == [3, 3, 2]
    assert all(sheet[0][0] == "a" for sheet in sheets)
    assert [row[0] for sheet in sheets for row in sheet[1:]] == list("01234")


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        spreadsheet.write_xlsx(HEADINGS, [["x"]], tmp_path / "none" / "x.xlsx")
