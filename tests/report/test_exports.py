"""An audit's results for analysts and pipelines, read back by other programs."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet
import pytest
import python_calamine

from detector.records import Episode, Failure, ScanFailure
from detector.report.exports import EXPORTS
from detector.report.labels import Glossary
from detector.report.summary import Result
from tests.report.samples import FAILED, PASSED, UNDECIDED

BROKEN = ScanFailure(Episode("=1+1", "d<&>.mp4"), Failure("NotAVideo", "d<&>.mp4: no video", "fetch it"))
RESULTS: list[Result] = [PASSED, FAILED, UNDECIDED, BROKEN]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for name, write in EXPORTS.values():
        write(iter(RESULTS), tmp_path / name, Glossary())
    return tmp_path


def test_parquet_has_a_row_a_result_with_types(written: Path) -> None:
    rows = pyarrow.parquet.read_table(written / "results.parquet").to_pylist()
    assert [row["outcome"] for row in rows] == [result.outcome for result in RESULTS]
    assert rows[1]["findings"] == [finding.code for finding in FAILED.findings]
    assert rows[3]["error"] == "NotAVideo"
    assert json.loads(rows[0]["result"])["schema"] == "detector.result/1"


def test_xlsx_and_csv_have_a_row_a_result_and_no_formula(written: Path) -> None:
    sheet = python_calamine.load_workbook(written / "results.xlsx").get_sheet_by_index(0).to_python()
    assert len(sheet) == 5
    assert sheet[4][0] == "'=1+1"
    with (written / "results.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.reader(lines))) == 5


def test_junit_tells_failure_from_error_and_skip(written: Path) -> None:
    cases = ElementTree.parse(written / "junit.xml").getroot().iter("testcase")
    assert [[child.tag for child in case] for case in cases] == [[], ["failure"], ["skipped"], ["error"]]


def test_sarif_names_every_finding_and_its_rule(written: Path) -> None:
    (run,) = json.loads((written / "results.sarif").read_text("utf-8"))["runs"]
    codes = [finding.code for result in (PASSED, FAILED, UNDECIDED) for finding in result.findings]
    assert [result["ruleId"] for result in run["results"]] == [*codes, "NotAVideo"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(codes)
