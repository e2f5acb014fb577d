"""What is not reported: what a baseline had, and what a list says to ignore."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detector.auditor.suppression import Suppressions, opened_suppressions, read_ignore_list
from detector.errors import InputNotFound, SettingsError
from detector.report.rows import Row
from detector.report.summary import AuditSummary
from detector.wire import dumps, result_to_json
from tests.report.samples import FAILED, PASSED, UNREADABLE

DAY = date(2026, 12, 1)
CODE = FAILED.findings[0].code
LIST = f"""
[[ignore]]
code = "{CODE}"
id = "fail*"
reason = "agreed with legal"
until = 2026-12-31

[[ignore]]
code = "InputNotFound"
reason = "moved"
until = "2026-11-30"

[[ignore]]
code = "NMD999"
reason = "long gone"
"""
ROWS = [Row(2, PASSED), Row(3, FAILED), Row(4, UNREADABLE)]


def codes(row: Row) -> list[str]:
    return [one.code for one in row.suppressed]


def test_an_entry_holds_for_what_it_names_until_its_last_day() -> None:
    suppressions = Suppressions(DAY, entries=read_ignore_list(LIST, "list.toml"))
    passed, failed, unreadable = suppressions.applied(ROWS)
    assert (codes(passed), codes(failed), codes(unreadable)) == ([], [CODE], [])
    assert CODE not in {finding.code for finding in failed.findings}
    assert failed.result.outcome == "fail"
    told = failed.to_json("en")
    assert told["outcome"] == "fail"
    assert told["suppressed"] == [
        {"code": CODE, "by": "ignore-list", "reason": "agreed with legal", "until": "2026-12-31"}
    ]
    assert [one.code for one in suppressions.expired()] == ["InputNotFound"]
    assert [one.code for one in suppressions.unused()] == ["NMD999"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[ignore", "no valid TOML"),
        ("ignore = 1", r"no table \[\[ignore\]\]"),
        ('[[ignore]]\ncode = "NMD101"', "entry 1: the field reason is missing"),
        ('[[ignore]]\ncode = "NMD101"\nreason = "x"\nuntil = "soon"', "'soon' is no day"),
        ('[[ignore]]\ncode = "NMD101"\nreason = "x"\nwho = "me"', "who: is no field"),
    ],
)
def test_a_list_that_is_none_is_refused(text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        read_ignore_list(text, "list.toml")


def written(folder: Path, *results: Any) -> Path:  # noqa: ANN401
    lines = [dumps(result_to_json(result)) + "\n" for result in results]
    (folder / "results.jsonl").write_text("".join(lines), "utf-8")
    return folder


def test_only_what_a_baseline_did_not_have_is_reported(tmp_path: Path) -> None:
    summary = AuditSummary()
    with opened_suppressions(DAY, "block", (), written(tmp_path, PASSED, FAILED)) as suppressions:
        _, failed, unreadable = summary.counted(suppressions.applied(ROWS))
    assert failed.findings == ()
    assert (failed.outcome, failed.result.outcome) == ("pass", "fail")
    assert unreadable.failure == UNREADABLE
    assert summary.findings.total() == 0
    assert summary.outcomes == {"pass": 1, "fail": 1, "error": 1}
    assert {by for _, by in summary.suppressed} == {"baseline"}


def test_a_known_failure_is_not_reported_again(tmp_path: Path) -> None:
    with opened_suppressions(DAY, "block", (), written(tmp_path, UNREADABLE)) as suppressions:
        row = suppressions.applied_to(ROWS[2])
    assert (row.outcome, row.failure, row.reported_result()) == ("pass", None, None)
    assert json.loads(dumps(row.to_json("en")))["outcome"] == "error"


def test_a_baseline_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound), opened_suppressions(DAY, "block", (), tmp_path):
        pass
