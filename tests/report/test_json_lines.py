"""JSON, read back."""

import json

from detector import wire
from tests.report.samples import ALL, PASSED
from tests.report.test_formats import written


def test_jsonl_has_one_object_a_line_that_reads_back() -> None:
    lines = written("jsonl", *ALL).splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == ["pass", "fail", "undecided", "error"]
    assert [json.loads(line)["schema"] for line in lines] == ["detector.result/1"] * 4
    assert wire.result_from_json(json.loads(lines[0])).episode == PASSED.episode


def test_json_is_one_document_with_the_same_objects() -> None:
    document = json.loads(written("json", *ALL))
    assert document["schema"] == "detector.results/1"
    assert document["results"] == [json.loads(line) for line in written("jsonl", *ALL).splitlines()]


def test_json_without_results_is_a_document_too() -> None:
    assert json.loads(written("json")) == {"schema": "detector.results/1", "results": []}
