"""A draft from a photograph to the registry: only confirmed rows get there."""

import csv
import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import Run
from tests.registry_draft.pictures import FONTS, drawn, photographed

pytestmark = pytest.mark.skipif(not FONTS[0].exists(), reason="Noto CJK is not installed: fonts-noto-cjk")


def test_only_confirmed_rows_of_a_draft_are_imported(run: Run, tmp_path: Path) -> None:
    photo, draft, place = tmp_path / "photo.jpg", tmp_path / "draft.csv", str(tmp_path / "registry.db")
    photo.write_bytes(photographed(drawn(), 0.8))
    made = run("registry", "draft", photo, "--out", draft, "--dated", "2026-11-01")
    assert (made.code, f"\n{draft}: 4 rows to be confirmed, 0 with a problem\n" in made.out) == (0, True)
    assert "left out, above the headings: page 1, line 1: 2026年第三季度" in made.out
    imported = ("registry", "import", draft, "--registry", place, "--dated", "2026-11-01")
    none = run(*imported)
    assert (none.code, "no row of the draft is confirmed" in none.err) == (4, True)
    rows = list(csv.reader(io.StringIO(draft.read_text("utf-8-sig"))))
    for row in rows[1:3]:
        row[0] = "是"
    with draft.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    complete = run(*imported, "--complete", "浙:2024-01-01")
    assert (complete.code, "is not complete" in complete.err) == (2, True)
    some = run(*imported)
    assert some.code == 0
    assert "rows of the draft that are not confirmed: 2\n" in some.out
    assert f"{draft}: 2 rows, 2 added, 0 changed, 0 ended\n" in some.out
    rows[3][0] = "maybe"
    with draft.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    assert "confirmed: 'maybe' is none of yes" in run(*imported).out


def test_a_workbook_shows_the_picture_of_each_row(run: Run, tmp_path: Path) -> None:
    photo, draft = tmp_path / "photo.jpg", tmp_path / "draft.xlsx"
    photo.write_bytes(photographed(drawn(), 0.3))
    assert run("registry", "draft", photo, "--out", draft).code == 0
    with ZipFile(draft) as workbook:
        assert sum("media/" in name for name in workbook.namelist()) == 4
    refused = run("registry", "draft", photo, "--out", tmp_path / "draft.txt")
    assert (refused.code, "no table by its suffix" in refused.err) == (2, True)
