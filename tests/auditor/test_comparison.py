"""What changed between two audits is said with its reason."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detector.auditor.comparison import differences
from detector.errors import InputError, InputNotFound
from tests.auditor.papers import NUMBER, OTHER, audit_config, audited, catalogue


def test_every_change_has_its_reason(tmp_path: Path) -> None:
    rows = [
        {"text": NUMBER, "series": "春风不渡"},
        {"text": OTHER, "series": "一号难求"},
        {"text": "你好", "series": "某剧"},
        {"text": NUMBER, "series": "走了"},
        {"text": "no video", "series": "坏的"},
    ]
    audited(audit_config(catalogue(tmp_path, *rows)))
    assert list(differences(tmp_path / "out", tmp_path / "out")) == []
    shutil.move(tmp_path / "out", tmp_path / "before")
    rows[2]["text"] = OTHER
    rows[3:4] = [
        {"text": "no video", "series": "坏的", "id": "e4"},
        {"text": OTHER, "series": "新的", "id": "new"},
    ]
    del rows[-1]
    audited(audit_config(catalogue(tmp_path, *rows)))
    found = {change.id: change for change in differences(tmp_path / "before", tmp_path / "out")}
    assert {name: change.reasons for name, change in found.items()} == {
        "e0": ("neighbours",),
        "e1": ("neighbours",),
        "e2": ("video", "neighbours"),
        "e3": ("gone",),
        "new": ("new",),
    }
    assert (found["e0"].gone, found["e0"].come) == (("NMD501",), ())
    assert found["e2"].gone == ("NMD101",)


def test_the_day_and_the_readability_are_reasons(tmp_path: Path) -> None:
    file = catalogue(tmp_path, {"text": NUMBER, "series": "戏"}, {"text": "no video", "series": "戏"})
    audited(audit_config(file, out=tmp_path / "a"))
    (tmp_path / "1.txt").write_text(NUMBER, "utf-8")
    audited(replace(audit_config(file, out=tmp_path / "b"), as_of=date(2026, 11, 1)))
    found = list(differences(tmp_path / "a", tmp_path / "b"))
    assert [change.reasons for change in found] == [("day",), ("reading",)]


def test_folders_without_results_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match=r"results\.jsonl"):
        list(differences(tmp_path, tmp_path))
    (tmp_path / "results.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(InputError, match="line 1"):
        list(differences(tmp_path, tmp_path))
    (tmp_path / "results.jsonl").write_bytes(b"\x90\xff")
    with pytest.raises(InputError, match="not encoded in UTF-8"):
        list(differences(tmp_path, tmp_path))
