"""What an audit writes: limits of its page."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.auditor import outputs, thumbnails
from detector.auditor.thumbnails import Thumbnails
from detector.auditor.worker import without_unneeded_evidence
from detector.evidence import kept_pictures, save
from tests.auditor.papers import NUMBER, audit_config, audited, catalogue
from tests.report.samples import FAILED, NOTHING


def table(folder: Path) -> list[dict[str, Any]]:
    """The rows of the table in the page."""
    page = (folder / "out" / "report.html").read_text("utf-8")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data
    rows: list[dict[str, Any]] = json.loads(data[1])["rows"]
    return rows


@pytest.mark.parametrize(("limit", "shown"), [(4, ["e0", "e1", "e2", "e3"]), (3, ["e2", "e3"])])
def test_beyond_its_limit_the_table_has_only_the_rows_to_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, shown: list[str]
) -> None:
    monkeypatch.setattr(outputs, "ROWS_INSIDE", limit)
    texts = (NUMBER, NUMBER, "你好", "no video")
    rows, _ = audited(audit_config(catalogue(tmp_path, *({"text": text} for text in texts))))
    assert [row.result.outcome for row in rows] == ["pass", "pass", "fail", "error"]
    assert [row["id"] for row in table(tmp_path)] == shown


def test_pictures_beyond_the_limit_are_files_beside_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "MAX_INLINE", 2)
    pixels = np.zeros((640, 360, 3), np.uint8)
    name = save(tmp_path / "evidence", pixels, ((10, 10), (90, 10), (90, 40), (10, 40)))
    miss = replace(FAILED.near_misses[0], evidence=name)
    result = replace(FAILED, near_misses=(miss,))
    pictures = Thumbnails(tmp_path / "evidence", tmp_path / "report_files")
    first = pictures.pictures_of(result)
    assert first.frame.startswith("data:image/jpeg;base64,")
    assert (pictures.is_used, (tmp_path / "report_files").exists()) == (False, False)
    second = pictures.pictures_of(result)
    assert second.frame == f"report_files/{name}.small.jpg"
    assert (tmp_path / second.frame).is_file()
    assert (tmp_path / second.crop).is_file()
    assert pictures.is_used
    monkeypatch.setattr(thumbnails, "MAX_SMALL", 4)
    third = pictures.pictures_of(result)
    assert third.frame == f"evidence/{name}"
    assert (tmp_path / third.crop).is_file()


def test_where_no_number_is_the_pictures_are_of_what_was_seen(tmp_path: Path) -> None:
    evidence, pixels = tmp_path / "evidence", np.zeros((640, 360, 3), np.uint8)
    line = save(evidence, pixels, ((10, 10), (90, 10), (90, 40), (10, 40)))
    frame = save(evidence, pixels, None)
    assert NOTHING.opening.coverage
    region, unseen = NOTHING.opening.coverage.unread_regions
    coverage = replace(
        NOTHING.opening.coverage,
        unread_regions=(replace(region, evidence=line), unseen),
        evidence=((0, frame), (900, frame)),
    )
    result = replace(NOTHING, opening=replace(NOTHING.opening, coverage=coverage))
    pictures = Thumbnails(evidence, tmp_path / "report_files").pictures_of(result)
    assert (pictures.frame, pictures.crop) == ("", "")
    assert [bool(one) for one in pictures.unread] == [True, False]
    assert [one.startswith("data:image/jpeg;base64,") for one in pictures.frames] == [True, True]


def test_what_passes_names_no_pictures_that_nobody_will_look_at() -> None:
    passed = replace(NOTHING, outcome="pass", findings=())
    kept, bare = without_unneeded_evidence(NOTHING), without_unneeded_evidence(passed)
    assert kept == NOTHING
    assert kept_pictures(bare) == []
