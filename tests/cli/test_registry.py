"""``detector registry`` from the command line to the exit code."""

import csv
import io
import json
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from detector.registry.address import default_path
from tests.cli.conftest import Run
from tests.registry.sql.old_schema import downgrade

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "registry.csv"
A = "（番茄）网微剧备字（2026）第847205号"


def written(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "list.csv"
    file.write_text("\n".join(lines), "utf-8")
    return file


@pytest.fixture
def place(run: Run, tmp_path: Path) -> str:
    """A registry that holds the sample list."""
    address = str(tmp_path / "sample.db")
    ended = run("registry", "import", SAMPLE, "--registry", address, "--dated", "2026-11-01")
    assert (ended.code, ended.err) == (0, "")
    assert "22 rows, 22 added, 0 changed, 0 ended\nsnapshot " in ended.out
    return address


def test_the_same_list_twice_is_nothing_new(run: Run, place: str) -> None:
    again = run("registry", "import", SAMPLE, "--registry", place, "--dated", "2026-11-01")
    assert (again.code, again.out) == (0, f"{SAMPLE}: 22 rows, nothing new\n")


def test_without_an_address_it_is_the_file_in_the_data_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    absent = run("registry", "stats")
    assert absent.code == 6
    assert "hint: `detector registry import FILE` makes it" in absent.err
    assert run("registry", "import", SAMPLE).code == 0
    assert default_path().is_relative_to(tmp_path)
    assert run("registry", "stats").out.startswith("22 entries\n")
    assert run("registry", "stats", "--registry", "none").code == 2


def test_bad_rows_are_listed_and_nothing_is_imported(run: Run, tmp_path: Path, place: str) -> None:
    file = written(tmp_path, "编号,剧名,集数,备注", f"{A},x,80,", f"{A},y,80,", "x,z,80,", f"{A},x,many,")
    ended = run("registry", "import", file, "--registry", place)
    assert ended.code == 4
    assert ended.out.splitlines() == [
        "line 3: the number stands in an earlier row, with other data",
        "line 4, 编号: 'x' is no number in full form",
        "line 5, 集数: 'many' is no whole number from 0 to 100000",
        "columns ignored: 备注",
    ]
    assert "3 rows cannot be taken, so nothing was imported" in ended.err
    assert run("registry", "lookup", A, "--registry", place).code == 1
    kept = run("registry", "import", file, "--registry", place, "--skip-rejected", "--format", "json")
    assert kept.code == 0
    assert json.loads(kept.out)["snapshot"]["skipped"] == 3
    assert run("registry", "lookup", A, "--registry", place).code == 0


def test_a_number_is_looked_up_with_all_that_is_known(run: Run, place: str) -> None:
    found = run("registry", "lookup", "(京)网微剧备字[2025]第99241号", "--registry", place)
    assert found.code == 0
    assert "title            青草渡口\n" in found.out
    assert "aliases          渡口青青（2026-03-01起）\n" in found.out


def test_an_absent_number_is_told_with_its_neighbours_and_periods(run: Run, tmp_path: Path) -> None:
    place = str(tmp_path / "whole.db")
    complete = ("--complete", "抖音:2025-01-01", "--dated", "2026-11-01")
    assert run("registry", "import", SAMPLE, "--registry", place, *complete).code == 0
    absent = run("registry", "lookup", "（抖音）网微剧备字（2026）第990518号", "--registry", place)
    assert absent.code == 1
    assert absent.out.splitlines()[1:] == [
        "one character off (8 → 3): （抖音）网微剧备字（2026）第990513号 火箭少年",
        "it has all numbers of 抖音 from 2025-01-01 to 2026-11-01",
    ]


def test_a_title_is_looked_up_with_the_difference(run: Run, place: str) -> None:
    found = run("registry", "lookup", "神喵归来", "--registry", place)
    assert found.code == 0
    assert found.out.splitlines()[0] == " 75%  （红果）网微剧备字（2026）第998204号  神[-喵][+猫]归来"
    plain = json.loads(run("registry", "lookup", "神喵归来", "--registry", place, "--format", "json").out)
    best = plain["candidates"][0]
    assert (best["entry"]["title"], best["likeness"], best["difference"]) == (
        "神猫归来", 0.75, "神[-喵][+猫]归来",
    )  # fmt: skip
    nothing = run("registry", "lookup", "龘", "--registry", place)
    assert (nothing.code, nothing.out) == (1, "龘: no similar title\n")


def test_stats_count_and_name_the_imports(run: Run, place: str) -> None:
    plain = json.loads(run("registry", "stats", "--registry", place, "--format", "json").out)
    assert plain["entries"] == 22
    assert plain["by_status"] == {"changed": 1, "taken-down": 1, "valid": 19, "withdrawn": 1}
    assert [snapshot["dated"] for snapshot in plain["snapshots"]] == ["2026-11-01"]
    assert "  status    taken-down   1\n" in run("registry", "stats", "--registry", place).out


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
def test_what_is_exported_is_imported_as_the_same(run: Run, tmp_path: Path, place: str, suffix: str) -> None:
    file = tmp_path / f"export.{suffix}"
    assert run("registry", "export", "--registry", place, "-o", file).code == 0
    again = run("registry", "import", file, "--registry", place, "--dated", "2026-11-01")
    assert (again.code, again.out) == (0, f"{file}: 22 rows, nothing new\n")


def test_no_export_holds_a_formula(run: Run, tmp_path: Path, place: str) -> None:
    hostile = '=HYPERLINK(""http://x"")'
    file = written(tmp_path, "编号,剧名,制作机构", f'{A},"{hostile}",@SUM(A1)')
    assert run("registry", "import", file, "--registry", place).code == 0
    out = run("registry", "export", "--registry", place).out
    row = next(row for row in csv.reader(io.StringIO(out)) if row[0] == A)
    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert '\'=HYPERLINK("http://x")' in row
    back = written(tmp_path, *out.removeprefix("\ufeff").splitlines())
    assert "nothing new" in run("registry", "import", back, "--registry", place).out


def test_a_workbook_needs_a_file(run: Run, place: str) -> None:
    assert run("registry", "export", "--registry", place, "--format", "xlsx").code == 2


def test_a_dossier_with_gaps_is_named_with_them(run: Run, place: str) -> None:
    ended = run("registry", "dossier", "check", "--registry", place)
    assert ended.code == 1
    assert ended.out.splitlines()[-1] == "10 dossiers, 3 with gaps"
    assert "神猫归来: summary (15 of 500 characters), cost_allocation\n" in ended.out
    whole = run("registry", "dossier", "check", "--registry", place, "--until", "2025-12-31")
    assert (whole.code, whole.out) == (0, "2 dossiers, 0 with gaps\n")
    assert run("registry", "dossier", "check", "--registry", place, "--province", "某地").code == 2


def test_the_table_for_the_province_is_written(run: Run, tmp_path: Path, place: str) -> None:
    file = tmp_path / "report.xlsx"
    facts = ("--province", "浙江省", "--from", "2026-01-01", "--until", "2026-12-31")
    assert run("registry", "dossier", "export", "--registry", place, *facts, "-o", file).code == 0
    rows = list(CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows())
    assert [row[1] for row in rows] == ["剧名", "掌柜今天不打烊", "火箭少年", "掌柜今天不打烊"]
    assert rows[1][-1] == "主创人员"
    assert run("registry", "dossier", "export", "--registry", place, "-o", tmp_path / "x.pdf").code == 2


def test_what_cannot_be_placed_is_left_out_by_name(run: Run, tmp_path: Path) -> None:
    place, file = str(tmp_path / "r.db"), tmp_path / "report.csv"
    assert run("registry", "import", written(tmp_path, "编号,剧名", f"{A},x"), "--registry", place).code == 0
    ended = run("registry", "dossier", "export", "--registry", place, "--from", "2026-01-01", "-o", file)
    assert ended.code == 0
    assert ended.err == f"left out, day or province not known: {A} x\n"
    assert len(file.read_text("utf-8").splitlines()) == 1


SUMMARY = "讲" * 500
DOSSIER = f"春风不渡,80,1.5,样例影业,甲某,{SUMMARY},同意,演员三成,承诺书.pdf"
HEADS = "剧名,集数,单集时长（分钟）,制作机构,主创人员,内容梗概,审核意见,成本配置,承诺书"


def test_a_platform_issues_its_numbers_once_and_reports_them(run: Run, tmp_path: Path) -> None:
    place, file, report = str(tmp_path / "own.db"), written(tmp_path, HEADS, DOSSIER), tmp_path / "r.xlsx"
    issue = ("registry", "issue", file, "--registry", place, "--issuer", "番茄", "--dated", "2026-03-01")
    first = run(*issue, "--report", report)
    number = "（番茄）网微剧备字（2026）第00001号"
    assert (first.code, first.err) == (0, "")
    assert first.out == f"{number} 春风不渡\n1 numbers issued, 0 had one\n"
    again = run(*issue)
    assert again.out == f"{number} 春风不渡 (had it already)\n0 numbers issued, 1 had one\n"
    rows = list(CalamineWorkbook.from_path(report).get_sheet_by_index(0).iter_rows())
    assert (rows[1][0], rows[1][1], rows[1][-1]) == (number, "春风不渡", "")
    assert run("registry", "lookup", number, "--registry", place).code == 0
    gaps = run("registry", "issue", written(tmp_path, "剧名", "缺"), "--registry", place, "--issuer", "番茄")
    assert gaps.code == 2
    assert "缺: its dossier has gaps" in gaps.err
    province = run("registry", "issue", file, "--registry", place, "--issuer", "浙", "--incomplete")
    assert "is no platform of the law's tables" in province.err


def test_an_import_is_undone(run: Run, tmp_path: Path, place: str) -> None:
    file = written(tmp_path, "编号,剧名", f"{A},错")
    imported = run("registry", "import", file, "--registry", place, "--format", "json")
    name = json.loads(imported.out)["snapshot"]["id"]
    undone = run("registry", "revert", name, "--registry", place)
    assert undone.code == 0
    assert undone.out.startswith(f"{name} is undone: 0 added, 0 changed, 1 ended\n")
    assert run("registry", "revert", name, "--registry", place).code == 2
    assert run("registry", "lookup", A, "--registry", place).code == 1


def test_what_cannot_be_right_is_listed(run: Run, tmp_path: Path) -> None:
    place = str(tmp_path / "r.db")
    twins = (
        "（番茄）网微剧备字（2026）第1号",
        "（番茄）网微剧备字（2026）第001号",
        "（番茄）网微剧备字（2026）第2号",
    )
    lines = ["编号,剧名", f"{twins[0]},甲", f"{twins[1]},乙", f"{twins[2]},甲"]
    assert run("registry", "import", written(tmp_path, *lines), "--registry", place).code == 0
    dramas = tmp_path / "dramas.csv"
    dramas.write_text("剧名\n甲\n丙\n", "utf-8")
    found = run("registry", "check", "--registry", place, "--dramas", dramas)
    assert found.code == 1
    assert [line.partition(":")[0] for line in found.out.splitlines()] == [
        "one number on two dramas",
        "two numbers of one issuer for one drama",
        "no number for the drama",
        "3 problems found",
    ]


def test_a_list_is_checked_without_being_imported(run: Run, tmp_path: Path, place: str) -> None:
    file = written(tmp_path, "公示表", "剧名,备案登记号,备注", f"甲,{A},", "合计,,1部")
    checked = run("registry", "import", file, "--registry", place, "--check")
    assert checked.code == 0
    assert "left out, total: line 4: 合计 1部\n" in checked.out
    assert "columns ignored: 备注\nline 3:\n  number " in checked.out
    assert checked.out.endswith("list.csv: 1 rows read, 0 rejected; nothing was imported\n")
    assert run("registry", "lookup", A, "--registry", place).code == 1


def test_the_history_names_each_change_the_newest_first(run: Run, place: str) -> None:
    assert (
        "  import  registry.csv\n  22 rows, 0 left out: 22 added"
        in run("registry", "history", "--registry", place).out
    )
    (first,) = json.loads(run("registry", "history", "--registry", place, "--format", "json").out)[
        "snapshots"
    ]
    assert run("registry", "revert", first["id"], "--registry", place).code == 0
    told = run("registry", "history", "--registry", place).out.splitlines()
    assert [line.split("  ", 2)[2] for line in told[::3]] == [
        f"revert  {first['id']}",
        "import  registry.csv  (undone)",
    ]
    newest, oldest = json.loads(run("registry", "history", "--registry", place, "--format", "json").out)[
        "snapshots"
    ]
    assert (newest["kind"], newest["ended"], newest["undone"]) == ("revert", 22, False)
    assert (oldest["id"], oldest["undone"]) == (first["id"], True)


def test_the_history_names_who_did_it_and_the_sheets_of_the_list(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, file = str(tmp_path / "registry.db"), tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as book:
        for number in range(1, 8):
            serial = f"（浙）网微剧备字（2026）第{number}号"
            sheet = book.add_worksheet(f"{number}月")
            sheet.write_row(0, 0, ("备案号", "剧名"))
            sheet.write_row(1, 0, (serial, "甲"))
    monkeypatch.setenv("LOGNAME", "li.hua")
    assert run("registry", "import", str(file), "--registry", place).code == 0
    told = run("registry", "history", "--registry", place).out.splitlines()
    assert told[2] == "  by: li.hua  sheets: 1月, 2月, 3月, 4月, 5月 and 2 more"
    (one,) = json.loads(run("registry", "history", "--registry", place, "--format", "json").out)["snapshots"]
    assert (one["by"], one["sheets"]) == ("li.hua", [f"{number}月" for number in range(1, 8)])
    assert run("registry", "revert", one["id"], "--by", "王某", "--registry", place).code == 0
    monkeypatch.setenv("DETECTOR_REPORT__LANG", "zh")
    told = run("registry", "history", "--registry", place).out.splitlines()
    assert (told[2], told[5].split("  ")[1]) == ("  操作人：王某", "操作人：li.hua")
    downgrade(place, "0004")
    monkeypatch.delenv("DETECTOR_REPORT__LANG")
    told = run("registry", "history", "--registry", place).out.splitlines()
    assert told[2] == told[5] == "  by: not known  sheets: not known"


@pytest.mark.parametrize("output", [(), ("-o", "-")])
def test_a_workbook_is_not_written_to_standard_output(run: Run, place: str, output: tuple[str, ...]) -> None:
    ended = run("registry", "export", "--format", "xlsx", "--registry", place, *output)
    assert (ended.code, ended.out) == (2, "")
    assert "a workbook needs a file" in ended.err
