"""From files of every kind to entries, or to the reason why not."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.errors import InputError, InputNotFound, SettingsError
from detector.law.tables.loader import shipped
from detector.registrar import LawNameResolver
from detector.registry.importing.columns import list_columns
from detector.registry.importing.entries import EntryReader
from detector.registry.importing.lists import ListReader
from detector.registry.importing.readers import SUFFIXES, open_tables
from detector.registry.protocol import EntryRow, RejectedRow
from detector.registry_replies import Entry
from detector.report.spreadsheet import write_xlsx
from tests.registry.entries import DAY, entry, marker

A = "（番茄）网微剧备字（2026）第847205号"
HEADINGS = ("备案号", "剧名", "集数", "投资额（万元）", "备案日期", "备注")
CELLS = (A, "一号难求", "80集", "29.9", "2026年3月1日", "无")
READ = entry(A, episodes=80, investment_cny=299_000, issued_on=date(2026, 3, 1))


def reader_of(file: Path, mapping: str = "") -> ListReader:
    columns = list_columns("mapping.toml", mapping or None)
    return ListReader(str(file), columns, EntryReader(LawNameResolver(shipped()), DAY))


def read(file: Path, mapping: str = "") -> tuple[list[EntryRow | RejectedRow], list[str]]:
    reader = reader_of(file, mapping)
    with open_tables(file) as tables:
        rows = list(reader.rows(tables))
        assert tables.done() == 1
    return rows, list(reader.ignored)


def csv_of(tmp_path: Path, *lines: tuple[str, ...], encoding: str = "utf-8", sign: str = ",") -> Path:
    file = tmp_path / "list.csv"
    file.write_bytes("".join(sign.join(line) + "\r\n" for line in lines).encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding(tmp_path: Path, encoding: str, sign: str) -> None:
    rows, ignored = read(csv_of(tmp_path, HEADINGS, CELLS, encoding=encoding, sign=sign))
    assert rows == [EntryRow(2, READ)]
    assert ignored == ["备注"]


def test_cells_that_repeat_their_own_heading_are_read_without_it(tmp_path: Path) -> None:
    cells = (f"备案号：{A}", "剧名: 一号难求", *CELLS[2:])
    rows, _ = read(csv_of(tmp_path, HEADINGS, cells, sign="\t"))
    assert rows == [EntryRow(2, READ)]


def test_one_late_byte_of_gb18030_decides_for_the_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    head = "number,title\r\n" + f"V123456788888888,{'x' * 70}\r\n" * 30_000
    file.write_bytes(head.encode() + f"{A},一号难求\r\n".encode("gb18030"))
    rows, _ = read(file)
    assert rows[-1] == EntryRow(30_002, entry(A))


def test_what_is_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"number,title\n\xff\xff\xff,x\n")
    with pytest.raises(InputError, match="neither UTF-8 nor GB 18030"):
        read(file)


def test_a_workbook_is_read_with_the_rows_that_it_shows(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    title = ("2026年备案公示表",) + ("",) * 5
    write_xlsx(title, [HEADINGS, CELLS, ("",) * 6, (A, "", "", "", "", "")], file)
    assert read(file)[0] == [
        EntryRow(3, READ, "results"),
        RejectedRow(5, "剧名", "is empty", "results"),
    ]


@pytest.mark.parametrize("name", ["list.xlsx", "list.xls"])
def test_a_broken_workbook_is_refused_by_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(InputError, match=r"list\.xlsx?: no readable workbook"):
        read(file)


def test_the_tables_of_a_page_are_read_with_cells_over_several_rows(tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    file.write_text(
        f"""<html><table><tr><td>menu</td></tr></table><h1>公示</h1><table>
        <tr><th colspan=3>2026年</th></tr>
        <tr><th>编号<th>剧名<th>制作机构</tr>
        <tr><td>{A}</td><td>一号&amp;难求</td><td rowspan="2">样例影业</td></tr>
        <tr><td>V123456788888888</td><td><b>春风</b>不渡</td></tr>
        </table>""",
        "utf-8",
    )
    rows, _ = read(file)
    assert rows == [
        EntryRow(4, entry(A, "一号&难求", institution="样例影业")),
        EntryRow(5, entry("V123456788888888", "春风 不渡", institution="样例影业")),
    ]


def test_json_lines_are_read_by_their_names(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    full = {"number": A, "title": "一号难求", "platforms": ["红果免费短剧", "红果"], "episode_ms": 90_000}
    file.write_text("\n".join([json.dumps(full), "", '{"编号": "x", "剧名": "y"}']), "utf-8")
    rows, _ = read(file)
    assert rows[0] == EntryRow(1, entry(A, platforms=("红果",), episode_ms=90_000))
    assert rows[1] == RejectedRow(3, "编号", "'x' is no number in full form")


@pytest.mark.parametrize(
    ("line", "says"), [("{", "no JSON"), ("[1]", "no JSON object"), ("[" * 9_000, "too deep")]
)
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "list.jsonl"
    file.write_text(f'{{"number": "{A}", "title": "x"}}\n{line}\n', "utf-8")
    with pytest.raises(InputError, match=f"line 2: .*{says}"):
        read(file)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (("网微剧备字(2026)第001号", "x"), "备案号", "no number in full form (no-issuer)"),
        (("（番茄）网微剧备字（2026）第000号", "x"), "备案号", "(zero-serial)"),
        ((f"{A} {A.replace('番茄', '七猫')}", "x"), "备案号", "more than one number"),
        (("", "x"), "备案号", "is empty"),
        ((A, ""), "剧名", "is empty"),
        ((A, "x", "许多"), "集数", "no whole number"),
        ((A, "x", "80", "x万"), "投资额（万元）", "no amount of money"),
        ((A, "x", "80", "1", "2026-02-30"), "备案日期", "no date"),
        ((A, "x", "80", "1", "2026-02-03", "", "y"), "", "7 cells, the headings are 6"),
        ((A, "x\x07", "80"), "剧名", "control character U+0007"),
    ],
)
def test_a_bad_row_is_told_with_line_column_and_reason(
    tmp_path: Path, cells: tuple[str, ...], column: str, reason: str
) -> None:
    rows, _ = read(csv_of(tmp_path, HEADINGS, CELLS, cells))
    rejected = rows[1]
    assert isinstance(rejected, RejectedRow)
    assert (rejected.line, rejected.column) == (3, column)
    assert reason in rejected.reason


def test_a_line_is_counted_where_a_cell_has_several(tmp_path: Path) -> None:
    rows, _ = read(csv_of(tmp_path, ("编号", "剧名"), (A, '"一号\r\n难求"'), ("x", "y")))
    assert [row.line for row in rows] == [2, 4]


def test_headings_are_found_below_titles_and_once_more_on_the_next_page(tmp_path: Path) -> None:
    top = (("公示表",), ("单位：省局", "2026年3月"))
    rows, _ = read(csv_of(tmp_path, *top, ("编号", "剧名"), (A, "x"), ("编号", "剧名"), ("", "")))
    assert [row.line for row in rows] == [4]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no row with headings"),
        ("\n\n", "no row with headings"),
        ("剧名,集数,备注\nx,3,y\n", "no column for number; headings understood: 剧名, 集数; not: 备注"),
        (f"{A},一号难求\n", "no row with headings for number and title"),
    ],
)
def test_a_list_without_headings_is_refused_with_what_is_missing(
    tmp_path: Path, content: str, says: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read(file)
    assert "--mapping" in caught.value.hint


@pytest.mark.parametrize(("notes", "are_found"), [(199, True), (200, False)])
def test_headings_stand_within_the_first_200_rows(tmp_path: Path, notes: int, *, are_found: bool) -> None:
    file = csv_of(tmp_path, *[("说明", "公示")] * notes, HEADINGS, CELLS)
    if are_found:
        assert read(file)[0] == [EntryRow(notes + 2, READ)]
    else:
        with pytest.raises(InputError, match="no row with headings"):
            read(file)


def test_two_columns_for_one_field_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'剧名' and '片名' both are title"):
        read(csv_of(tmp_path, ("编号", "剧名", "片名"), (A, "x", "y")))


def test_a_mapping_names_columns_and_settles_doubt(tmp_path: Path) -> None:
    file = csv_of(tmp_path, ("号码", "剧名", "片名"), (A, "x", "y"))
    rows, ignored = read(file, '[columns]\nnumber = "号码"\ntitle = ["片名"]\n')
    assert rows == [EntryRow(2, entry(A, "y"))]
    assert ignored == ["剧名"]


@pytest.mark.parametrize(
    ("text", "says"),
    [("[columns", "TOML"), ("x = 1", "no table"), ("[columns]\nname = 'x'", "name: is no field"),
     ("[columns]\ntitle = 3", "3 is no heading")],
)  # fmt: skip
def test_a_wrong_mapping_is_refused(text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"mapping.toml: .*{says}"):
        list_columns("mapping.toml", text)


def test_a_status_has_a_day_only_if_it_is_one(tmp_path: Path) -> None:
    headings = ("编号", "剧名", "状态", "状态日期")
    rows, _ = read(csv_of(tmp_path, headings, (A, "x", "撤销", "2026-05-01"), (A, "x", "", "2026-05-01")))
    assert isinstance(rows[0], EntryRow)
    assert rows[0].entry.status_since == date(2026, 5, 1)
    assert rows[1] == RejectedRow(3, "状态日期", "is given for a number that is valid")


def test_names_are_those_of_the_law(tmp_path: Path) -> None:
    headings = ("编号", "剧名", "属地", "播出平台", "类别")
    line = (
        "(Tomato) Net Micro Drama Record No. (2026) No. 847205",
        "x",
        "浙江省杭州市",
        "红果短剧、某某",
        "三类",
    )
    (row,), _ = read(csv_of(tmp_path, headings, line))
    assert isinstance(row, EntryRow)
    found = row.entry
    assert (found.number, found.province, found.platforms) == (A, "浙", ("红果", "某某"))
    assert (found.category, found.regime) == ("other", "order-16")


@given(
    serial=st.from_regex(r"[0-9]{1,7}", fullmatch=True), head=st.sampled_from(["（番茄）", "(浙)", "[云] "])
)
def test_the_shortcut_for_numbers_gives_what_the_parser_gives(serial: str, head: str) -> None:
    text = f"{head}网微剧备字〔2026〕第{serial}号"
    if serial.strip("0"):
        known, read = LawNameResolver(shipped()).number(text), marker(text)
        assert (known.number, known.printed, known.serial) == (read.number, read.printed, read.serial)
        assert (known.series, known.year, known.issuer) == (read.series, read.year, read.issuer.abbreviation)
    else:
        with pytest.raises(ValueError, match="zero-serial"):
            LawNameResolver(shipped()).number(text)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound):
        read(tmp_path / "none.csv")
    with pytest.raises(InputError, match="no list that can be read") as caught:
        read(tmp_path / "list.doc")
    assert all(suffix in caught.value.hint for suffix in SUFFIXES)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match=r"folder\.csv"):
        read(tmp_path / "folder.csv")


def test_an_entry_has_what_its_number_says() -> None:
    assert isinstance(READ, Entry)
    assert (READ.issuer, READ.series, READ.year, READ.serial) == ("番茄", "网微剧备字", 2026, "847205")
