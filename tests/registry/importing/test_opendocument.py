"""OpenDocument workbooks: what LibreOffice and WPS write, and what nobody should."""

import resource
from datetime import date
from pathlib import Path

import pytest

from detector.errors import InputError, UsageError
from detector.registry.importing import archives
from detector.registry.importing.readers import open_tables
from detector.registry.protocol import EntryRow, LeftOut
from tests.registry.entries import entry
from tests.registry.importing.opendocuments import (
    COVERED,
    cell,
    hostile_opendocuments,
    merged,
    opendocument,
    packed,
    row,
)
from tests.registry.importing.test_entries import A, read, reader_of

B = "（浙）网微剧备字（2024）第00123号"
HEADINGS = row("编号", "剧名", "集数", "制作机构")


def test_merged_cells_stand_in_each_row(tmp_path: Path) -> None:
    file = tmp_path / "list.ods"
    under = "<table:covered-table-cell><text:p>遮住的字</text:p></table:covered-table-cell>"
    rows = (
        row(merged("公示表", 4), '<table:covered-table-cell table:number-columns-repeated="3"/>'),
        HEADINGS,
        row(A, "甲", cell("80", 'office:value="80"', "float"), merged("样例影业", 1, 2)),
        row(B, "乙", cell("60集", 'office:value="60"', "float"), under),
        row("V123456788888888", cell("1911", 'office:value="1911"', "float"), "", COVERED),
    )
    file.write_bytes(opendocument({"公示": rows}))
    assert read(file)[0] == [
        EntryRow(3, entry(A, "甲", episodes=80, institution="样例影业"), "公示"),
        EntryRow(4, entry(B, "乙", episodes=60, institution="样例影业"), "公示"),
        EntryRow(5, entry("V123456788888888", "1911"), "公示"),
    ]


def test_a_cell_merged_over_rows_and_columns_ends_where_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "list.ods"
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    rows = (
        row("编号", "剧名", "制作机构", "出品方"),
        row(A, "甲", merged("样例", 2, 2), COVERED),
        row(B, "乙", covered),
        row("V123456788888888", "丙", covered),
    )
    file.write_bytes(opendocument({"一": rows}))
    found = [one.entry.institution for one in read(file)[0] if isinstance(one, EntryRow)]
    assert found == ["样例", "样例", None]


def test_what_a_cell_says_is_its_value_and_its_text_without_comments(tmp_path: Path) -> None:
    file = tmp_path / "list.ods"
    title = (
        '<table:table-cell office:value-type="string">'
        "<office:annotation><text:p>批注</text:p></office:annotation>"
        "<text:p>春<text:span>风</text:span><text:s/><text:ruby><text:ruby-base>不</text:ruby-base>"
        "<text:ruby-text>bù</text:ruby-text></text:ruby>渡</text:p></table:table-cell>"
    )
    people = "<text:p>甲某</text:p><text:p>乙某<text:line-break/>丙某</text:p>"
    rows = (
        row("编号", "剧名", "主创人员", "备案日期", "单集时长", "投资额"),
        row(
            A,
            title,
            f"<table:table-cell>{people}</table:table-cell>",
            cell("26年3月1日", 'office:date-value="2026-03-01T08:00:00"', "date"),
            cell("00:01:30", 'office:time-value="PT00H01M30S"', "time"),
            cell("￥30万", 'office:currency="CNY" office:value="300000"', "currency"),
        ),
    )
    file.write_bytes(opendocument({"一": rows}))
    facts = entry(
        A,
        "春风 不渡",
        personnel=("甲某", "乙某", "丙某"),
        issued_on=date(2026, 3, 1),
        episode_ms=90_000,
        investment_cny=300_000,
    )
    assert read(file)[0] == [EntryRow(2, facts, "一")]


def test_rows_that_are_alike_and_empty_ones_count_as_lines(tmp_path: Path) -> None:
    file = tmp_path / "list.ods"
    file.write_bytes(
        opendocument({"一": (row(times=3), HEADINGS, row(A, "甲", times=2), row(times=2_000), row(B, "乙"))})
    )
    found = read(file)[0]
    assert [(one.line, one.entry.title) for one in found if isinstance(one, EntryRow)] == [
        (5, "甲"),
        (6, "甲"),
        (2_007, "乙"),
    ]


@pytest.mark.parametrize("suffix", [".ods", ".xlsx"])
def test_visible_sheets_are_read_or_the_chosen_ones(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"list{suffix}"
    sheets = {"说明": [row("填表说明")], "一": [HEADINGS, row(A, "甲")], "旧": [HEADINGS, row(B, "乙")]}
    file.write_bytes(opendocument(sheets, hidden=["旧"]))
    reader = reader_of(file)
    with open_tables(file) as tables:
        (found,) = reader.rows(tables)
    assert isinstance(found, EntryRow)
    assert (found.sheet, found.entry.number) == ("一", A)
    assert reader.left_out == [LeftOut("旧", 0, "hidden sheet"), LeftOut("说明", 0, "no list", "填表说明")]
    with open_tables(file, ["旧"]) as tables:
        (found,) = reader_of(file).rows(tables)
    assert isinstance(found, EntryRow)
    assert found.entry.number == B
    with pytest.raises(UsageError, match="'二' is no sheet") as caught, open_tables(file, ["二"]):
        pass
    assert caught.value.hint == "it has 说明, 一, 旧"


REFUSED = {
    "rows.ods": "rows in 一: more than 1,048,576",
    "cells.ods": "cells in 一: more than 60,000,000",
    "columns.ods": "cells of a row in 一: more than 16,384",
    "covered.ods": "no rows below the headings",
    "merged.ods": "cells of a row in 一: more than 16,384",
    "digits.ods": "no readable workbook",
    "texts.ods": "bytes of text in 一: more than 1,073,741,824",
    "text.ods": "characters of a cell: more than 1,048,576",
    "spaces.ods": "no table in it",
    "deep.ods": "elements within each other: more than 200",
    "file.ods": "a workbook with a document type",
    "entities.ods": "a workbook with a document type",
    "within.ods": "a table within a cell",
    "coding.ods": "no readable workbook",
    "coded.ods": "is encrypted",
    "cut.ods": "no readable",
    "text-in-a-workbook.ods": "no readable workbook",
}


@pytest.mark.parametrize(
    ("name", "content"),
    list(hostile_opendocuments(A)),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_workbook_is_refused_in_little_memory(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError, match=REFUSED[name]) as caught, open_tables(file) as tables:
        list(reader_of(file).rows(tables))
    assert caught.value.hint
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1 << 20)
    file = tmp_path / "list.ods"
    file.write_bytes(packed(" " * (1 << 22)))
    with pytest.raises(InputError, match="bytes unpacked: more than 1,048,576"), open_tables(file):
        pass
