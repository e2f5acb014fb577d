"""What was stored, read back."""

import json
from pathlib import Path

import pytest

from detector.auditor.stored_results import stored_results
from detector.errors import InputError, InputNotFound
from detector.records import ScanFailure, ScanResult
from detector.wire import dumps, result_to_json, result_to_stored
from tests.report.samples import UNREADABLE
from tests.test_rejudge import BEFORE, judged


def stored(folder: Path, *results: ScanResult | ScanFailure) -> Path:
    file = folder / "openings.jsonl"
    lines = [dumps(result_to_stored(result)) + "\n" for result in results]
    file.write_text("".join(lines), "utf-8")
    return file


def test_what_was_stored_comes_back_whole(tmp_path: Path) -> None:
    results = (judged(BEFORE), UNREADABLE)
    file = stored(tmp_path, *results)
    assert tuple(stored_results([file])) == tuple(stored_results([tmp_path])) == results


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: no JSON"),
        ("[]", "line 1: no result"),
        (json.dumps(result_to_json(judged(BEFORE))), "line 1: stored without what was sighted"),
        (json.dumps(result_to_json(UNREADABLE) | {"error": 7}), "line 1: .* error"),
    ],
)
def test_what_cannot_be_judged_again_is_named(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "openings.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(InputError, match=message):
        list(stored_results([file]))


def test_nothing_to_judge_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.jsonl"):
        with pytest.raises(InputNotFound):
            list(stored_results([path]))
