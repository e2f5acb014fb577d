"""Catalogues of every kind: the same episodes, and bad rows that stay rows."""

import gc
import warnings
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as arrow
import pyarrow.parquet
import pytest

from detector.auditor.catalogue import CatalogueRow, catalogue_columns, encoding_of, read_catalogue
from detector.auditor.episode_fields import nearest_heading
from detector.errors import InputError, InputNotFound, SettingsError
from detector.records import Episode
from detector.report.csv_table import Cell
from detector.report.spreadsheet import write_xlsx

HEADINGS = ("id", "video", "剧名", "集号", "平台", "投资额（万元）", "是否特殊题材", "上线日期")
FIRST = ("a1", "v/1.mp4", "春风，不渡", "第3集", "红果", "30", "否", "2026年5月1日")
SECOND = ("a2", "s3://bucket/2.mp4", "一号难求", "4", "红果", "120.5", "公安", "2026-05-02")
EXPECTED = [
    Episode(
        "a1", "v/1.mp4", series="春风，不渡", number=3, platform="红果", investment_cny=300_000,
        special_theme=False, published_on=date(2026, 5, 1),
    ),
    Episode(
        "a2", "s3://bucket/2.mp4", series="一号难求", number=4, platform="红果", investment_cny=1_205_000,
        special_theme=True, published_on=date(2026, 5, 2),
    ),
]  # fmt: skip


def csv_of(*rows: tuple[str, ...], sign: str = ",") -> str:
    return "".join(sign.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def rows(file: Path, mapping: str = "") -> list[CatalogueRow]:
    return list(read_catalogue(file, catalogue_columns(mapping)))


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding(tmp_path: Path, encoding: str, sign: str) -> None:
    text = csv_of(HEADINGS, FIRST, ("",) * 8, SECOND, sign=sign)
    file = written(tmp_path, "c.csv", text.encode(encoding))
    assert [(row.line, row.episode, row.failure) for row in rows(file)] == [
        (2, EXPECTED[0], None),
        (4, EXPECTED[1], None),
    ]


def json_lines(folder: Path) -> Path:
    lines = (
        '{"id": "a1", "video": "v/1.mp4", "series": "春风，不渡", "number": 3, "platform": "红果", '
        '"investment_cny": 300000, "special_theme": false, "published_on": "2026-05-01", "title": null}',
        "",
        '{"id": "a2", "video": "s3://bucket/2.mp4", "series": "一号难求", "number": "4", "platform": "红果", '
        '"投资额": "120.5万", "special_theme": true, "published_on": "2026/5/2", "unknown": [1]}',
    )
    return written(folder, "c.jsonl", "\n".join(lines).encode())


def parquet(folder: Path) -> Path:
    table = arrow.table(
        {
            "id": ["a1", "a2"],
            "video": ["v/1.mp4", "s3://bucket/2.mp4"],
            "series": ["春风，不渡", "一号难求"],
            "number": arrow.array([3, 4], arrow.int32()),
            "platform": ["红果", "红果"],
            "investment_cny": [300_000.0, 1_205_000.0],
            "theme": [False, True],
            "published_on": [datetime(2026, 5, 1), datetime(2026, 5, 2)],
            "duration_s": [None, float("nan")],
        }
    )
    arrow.parquet.write_table(table, folder / "c.parquet")
    return folder / "c.parquet"


def workbook(folder: Path) -> Path:
    numbers: list[list[Cell]] = [list(FIRST), [], list(SECOND)]
    numbers[0][3:6:2] = [3, 30]
    numbers[2][7] = date(2026, 5, 2)
    write_xlsx(HEADINGS, numbers, folder / "c.xlsx")
    return folder / "c.xlsx"


@pytest.mark.parametrize("make", [json_lines, parquet, workbook])
def test_other_formats_give_the_same_episodes(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert [row.episode for row in rows(make(tmp_path))] == EXPECTED


def test_what_names_no_video_is_a_bad_row_and_a_fact_that_cannot_be_read_a_note(tmp_path: Path) -> None:
    bad = ("b", "v/3.mp4", "戏", "许多", "红果", "约30万", "否", "昨天")
    file = written(tmp_path, "c.csv", csv_of(HEADINGS, FIRST, bad, SECOND, ("x", "", *FIRST[2:])).encode())
    found = rows(file)
    assert [row.failure is None for row in found] == [True, True, True, False]
    assert found[1].episode == Episode("b", "v/3.mp4", series="戏", platform="红果", special_theme=False)
    assert [note.partition("' ")[0] for note in found[1].notes] == [
        "column 集号: '许多",
        "column 投资额（万元）: '约30万",
        "column 上线日期: '昨天",
    ]
    failure = found[3].failure
    assert failure
    assert failure.type == "BadRow"
    assert "c.csv, line 5: column video: is empty" in failure.message


def test_other_columns_are_the_users_own_and_told(tmp_path: Path) -> None:
    text = "video,播放平台,备注,plattform\na.mp4,红果,急,x\nb.mp4,,,\n"
    columns = catalogue_columns()
    found = list(read_catalogue(written(tmp_path, "c.csv", text.encode()), columns))
    assert [row.own for row in found] == [{"播放平台": "红果", "备注": "急", "plattform": "x"}, {}]
    assert list(columns.ignored) == ["播放平台", "备注", "plattform"]
    assert [nearest_heading(name) for name in columns.ignored] == ["播出平台", None, "platform"]


def test_rows_of_another_shape_and_foreign_bytes_cost_no_other_row(tmp_path: Path) -> None:
    good, other = csv_of(HEADINGS, FIRST).encode(), csv_of(SECOND).encode()
    wide = csv_of((*SECOND, "one more")).encode()
    broken = other.replace("红果".encode(), b"\xff\xfe")
    found = rows(written(tmp_path, "c.csv", good + wide + broken + other))
    assert [row.failure is None for row in found] == [True, False, True, True]
    assert found[1].failure
    assert "has 9 cells, the headings are 8" in found[1].failure.message
    assert found[2].notes == ("column 平台: holds the control character U+DCFF",)


def test_a_heading_that_stands_twice_loses_no_cell(tmp_path: Path) -> None:
    text = "video,备注,备注,备注\na.mp4,x,y,z\n"
    (row,) = rows(written(tmp_path, "c.csv", text.encode()))
    assert row.own == {"备注": "x", "备注 2": "y", "备注 3": "z"}
    with pytest.raises(InputError, match="two columns are headed 'video'"):
        rows(written(tmp_path, "c.csv", b"video,video\na.mp4,b.mp4\n"))


def test_a_quotation_mark_that_is_not_closed_is_no_name_of_a_video(tmp_path: Path) -> None:
    (row,) = rows(written(tmp_path, "c.csv", b'video,id\n"a.mp4,a\nb.mp4,b\n'))
    assert row.failure
    assert "line 2: column video: holds a line break; check the quotation marks" in row.failure.message


@pytest.mark.parametrize(
    "content",
    [
        b"sep=|\nid|video\na|a.mp4\n",
        "\ufeffsep=;\r\nid;video\r\na;a.mp4\r\n".encode(),
        "id,video\na,a.mp4\n".encode("utf-16-le"),
        "2026年11月片单,\n\n制表人：甲\nid,video\na,a.mp4\n".encode(),
        "2026年11月片单\nid;video\na;a.mp4\n".encode(),
        "id\tvideo\na\ta.mp4\n".encode("utf-16-be"),
    ],
)
def test_what_spreadsheets_save_as_text_is_read(tmp_path: Path, content: bytes) -> None:
    (row,) = rows(written(tmp_path, "c.csv", content))
    assert row.episode == Episode("a", "a.mp4")


def test_titles_without_headings_below_are_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no column for the video; found a\.mp4"):
        rows(written(tmp_path, "c.csv", b"a.mp4\nb.mp4\n"))


def test_more_columns_than_can_pass_through_are_refused(tmp_path: Path) -> None:
    names = ",".join(f"c{number}" for number in range(10_000))
    with pytest.raises(InputError, match="10,001 columns; at most 10,000"):
        rows(written(tmp_path, "c.csv", f"video,{names}\n".encode()))


def test_json_that_is_none_is_a_bad_row(tmp_path: Path) -> None:
    text = '{"video": "a.mp4"}\n{"video": \n[1]\n{"video": "b.mp4", "number": {"a": 1}}\n'
    found = rows(written(tmp_path, "c.jsonl", text.encode()))
    assert [row.failure is None for row in found] == [True, False, False, True]
    assert found[3].notes[0].startswith("column number: {'a': 1}")
    assert found[0].episode == Episode("a.mp4", "a.mp4")
    assert found[1].failure
    assert "line 2: no JSON" in found[1].failure.message


def test_a_quotation_mark_that_never_ends_is_one_bad_row(tmp_path: Path) -> None:
    text = "video,title\na.mp4,one\n" + '"b.mp4,' + "x" * (1 << 21)
    found = rows(written(tmp_path, "c.csv", text.encode()))
    assert next(row.episode.video for row in found) == "a.mp4"
    assert all(row.failure for row in found[1:])
    assert len(found) >= 2


def test_a_mapping_names_the_columns_of_others(tmp_path: Path) -> None:
    file = written(tmp_path, "c.csv", "素材,drama name\na.mp4,戏\n".encode())
    with pytest.raises(InputError, match="no column for the video; found 素材, drama name"):
        rows(file)
    mapping = '[columns]\nvideo = "素材"\nseries = ["drama name"]\n'
    assert [row.episode for row in rows(file, mapping)] == [Episode("a.mp4", "a.mp4", series="戏")]
    with pytest.raises(SettingsError, match="colour: is no field"):
        rows(file, '[columns]\ncolour = "素材"\n')


@pytest.mark.parametrize("unit", ["duration_ms", "duration_seconds", "时长（秒）", "时长（分钟）", "时长"])
def test_a_length_is_in_the_unit_of_its_heading(tmp_path: Path, unit: str) -> None:
    cell = {"duration_ms": "90000", "duration_seconds": "90", "时长（秒）": "90"}.get(unit, "1.5")
    file = written(tmp_path, "c.csv", f"video,{unit}\na.mp4,{cell}\n".encode())
    assert rows(file)[0].episode.duration_ms == 90_000


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound):
        rows(tmp_path / "absent.csv")
    with pytest.raises(InputError, match=r"known are \.csv"):
        rows(written(tmp_path, "c.docx", b""))
    with pytest.raises(InputError, match="no readable workbook"):
        rows(written(tmp_path, "c.xlsx", b"PK none"))
    with pytest.raises(InputError, match="no readable Parquet"):
        rows(written(tmp_path, "c.parquet", b"PAR1 none"))


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    chinese = "红果,一号难求\n"
    assert encoding_of((chinese * 5).encode() + b"\xff\xfe\n") == "utf-8-sig"
    assert encoding_of((chinese * 5).encode("gb18030")) == "gb18030"
    assert encoding_of(b"a,b\n") == "utf-8-sig"
    half = chinese.encode() + chinese.encode("gb18030")
    assert encoding_of(half) == "utf-8-sig"
    assert encoding_of(half + chinese.encode("gb18030")) == "gb18030"


def test_a_catalogue_that_was_read_is_closed(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    warnings.simplefilter("always")
    assert rows(written(tmp_path, "a.csv", csv_of(HEADINGS, FIRST).encode()))
    gc.collect()
    assert [one.message for one in recwarn if one.category is ResourceWarning] == []
