"""Law and registry together: imports, look-ups, what a platform owes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detector.errors import UsageError
from detector.law.tables.loader import extended, shipped
from detector.registrar import (
    ListFile,
    import_list,
    is_reviewed_by_platform,
    look_up,
    parse_period,
)
from detector.registry.memory import MemoryRegistry
from detector.registry_replies import Absent, Period
from tests.registry.entries import DAY, entry, small_registry

A = entry()


def test_a_list_goes_in_with_what_its_mapping_says(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    file, mapping = tmp_path / "list.csv", tmp_path / "map.toml"
    file.write_text(f"号码,剧名,备注\n{A.number},{A.title},x\n", "utf-8")
    mapping.write_text('[columns]\nnumber = "号码"\n', "utf-8")
    imported = import_list(registry, ListFile(file, DAY, mapping=mapping), shipped(), lambda rows, _: rows)
    assert imported.result.snapshot
    assert imported.result.snapshot.file == "list.csv"
    assert imported.findings.ignored == ("备注",)
    assert list(registry.entries(DAY)) == [A]


def test_a_list_with_rows_left_out_is_not_complete(tmp_path: Path) -> None:
    order = ListFile(tmp_path / "x.csv", DAY, (Period("番茄", DAY, DAY),), skip_rejected=True)
    with pytest.raises(UsageError, match="not complete"):
        import_list(MemoryRegistry(), order, shipped(), lambda rows, _: rows)


def test_a_new_platform_of_the_users_tables_is_known(tmp_path: Path) -> None:
    rows = '[[app]]\napp = "星光"\nother_names = ["星光短剧"]\n'
    file = tmp_path / "list.csv"
    file.write_text(f"编号,剧名,平台\n{A.number},x,星光短剧\n", "utf-8")
    registry = MemoryRegistry()
    import_list(registry, ListFile(file, DAY), extended("mine.toml", rows), lambda rows, _: rows)
    assert next(registry.entries(DAY)).platforms == ("星光",)


def test_a_period_is_read() -> None:
    assert parse_period("番茄:2026-01-01:2026-10-31", shipped(), DAY) == Period(
        "番茄", date(2026, 1, 1), date(2026, 10, 31)
    )
    assert parse_period("Zhejiang:2026-01-01", shipped(), DAY) == Period("浙", date(2026, 1, 1), DAY)


@pytest.mark.parametrize(
    "text",
    [
        "番茄",
        "某某:2026-01-01",
        "番茄:2026",
        "番茄:2026-02-01:2026-01-01",
        "番茄:2026-01-01:2026-11-02",
        "a:b:c:d",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--complete"):
        parse_period(text, shipped(), DAY)


def test_numbers_and_titles_are_told_apart() -> None:
    registry = small_registry([A])
    assert look_up(registry, f"备案号：{A.number}", DAY, shipped(), 5).entry == A
    absent = look_up(registry, "（浙）网微剧备字（2024）第00123号", DAY, shipped(), 5).absent
    assert absent == Absent()
    assert look_up(registry, "一号难球", DAY, shipped(), 5).candidates[0].entry == A
    with pytest.raises(UsageError, match="no-第"):
        look_up(registry, "沪网微剧备字〔2026〕0123号", DAY, shipped(), 5)


def test_a_platform_owes_the_dossiers_of_its_own_dramas() -> None:
    assert is_reviewed_by_platform(A, shipped())
    assert not is_reviewed_by_platform(replace(A, category="key"), shipped())
    province = entry("（浙）网微剧备字（2024）第00123号")
    assert not is_reviewed_by_platform(province, shipped())
    assert is_reviewed_by_platform(replace(province, category="other"), shipped())
    assert not is_reviewed_by_platform(entry("V123456788888888"), shipped())
