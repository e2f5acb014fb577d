"""Photographs and scans of lists, read into a draft."""

from datetime import date
from pathlib import Path
from unicodedata import normalize

import cv2
import pytest

from detector.errors import InputError
from detector.law.tables.loader import shipped
from detector.registrar import ListFile
from detector.registry_draft.draft import CutOff, Draft, read_draft
from detector.settings import Settings
from detector.vision.engines.factory import open_engine
from detector.vision.engines.protocol import Engine
from tests.registry_draft.pictures import (
    FONTS,
    ROWS,
    drawn,
    held,
    interfered,
    photographed,
    scanned_pdf,
)
from tests.slow import slow

DAY = date(2026, 11, 1)

pytestmark = pytest.mark.skipif(not FONTS[0].exists(), reason="Noto CJK is not installed: fonts-noto-cjk")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(Settings())


def read(file: Path, content: bytes, engine: Engine) -> Draft:
    file.write_bytes(content)
    return read_draft(ListFile(file, DAY), engine, shipped())


def plain(text: str) -> str:
    """Brackets of one width: the reader takes both forms for one."""
    return normalize("NFKC", text)


@pytest.mark.parametrize(
    ("font", "degrees", "noise"), [(0, 1.0, 6.0), pytest.param(1, -1.7, 10.0, marks=pytest.mark.slow)]
)
def test_a_photograph_of_a_list_is_read_row_by_row(
    tmp_path: Path, engine: Engine, font: int, degrees: float, noise: float
) -> None:
    picture = photographed(drawn(font=FONTS[font]), degrees, noise)
    found = read(tmp_path / "photo.jpg", picture, engine)
    assert found.headings == ROWS[0][1:]  # a row's own number belongs to no field
    for row, expected in zip(found.rows, ROWS[1:], strict=True):
        assert [plain(cell) for cell in row.cells.values()] == [plain(cell) for cell in expected[1:]]
        assert (row.page, row.problem) == (1, "")
        assert 0.9 < row.confidence <= 1
        assert row.picture.shape[1] > 1_000


@pytest.mark.parametrize(
    ("rules", "quarters", "degrees"),
    [
        ("colour", 2, 8.0),
        ("none", 0, 2.0),
        pytest.param("all", 1, 0.0, marks=pytest.mark.slow),
        pytest.param("rows", 0, 0.0, marks=pytest.mark.slow),
    ],
)
def test_pages_as_cameras_see_them(
    tmp_path: Path, engine: Engine, rules: str, quarters: int, degrees: float
) -> None:
    page = drawn(rules=rules)
    picture = photographed(page if rules == "none" else held(page, quarters), degrees)
    found = read(tmp_path / "photo.jpg", picture, engine)
    assert [[plain(cell) for cell in row.cells.values()] for row in found.rows] == [
        [plain(cell) for cell in row[1:]] for row in ROWS[1:]
    ]
    assert all(row.confidence > 0.5 and not row.problem for row in found.rows)
    assert "2026年第三季度" in found.left_out[0].text


def test_a_table_without_rules_whose_cells_go_over_lines_is_refused(tmp_path: Path, engine: Engine) -> None:
    # Which line belongs to which row can only be guessed.
    broken = [[cell if len(cell) < 8 else f"{cell[:6]}\n{cell[6:]}" for cell in row] for row in ROWS]
    picture = photographed(drawn(broken, rules="none", letter_px=22), 0.0)
    with pytest.raises(InputError, match="no table on it"):
        read(tmp_path / "photo.jpg", picture, engine)


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("all", "in no cell of the table"),
        pytest.param("none", "no heading above it", marks=pytest.mark.slow),
    ],
)
def test_a_column_cut_off_by_the_edge_of_the_picture_is_told(
    tmp_path: Path, engine: Engine, rules: str, reason: str
) -> None:
    page = drawn(rules=rules)
    found = read(tmp_path / "photo.jpg", photographed(page[:, : page.shape[1] - 350], 0.0), engine)
    assert [row.cells["剧名"] for row in found.rows] == [row[1] for row in ROWS[1:]]
    assert [row.confidence for row in found.rows] == [0.0] * 4
    lost = {one.line: one.text for one in found.left_out if one.reason == reason}
    assert "虚构" in lost[found.rows[1].row]
    assert found.cut == (CutOff(1, "right"),)


def test_a_picture_of_the_whole_table_is_not_called_cut_off(tmp_path: Path, engine: Engine) -> None:
    found = read(tmp_path / "photo.jpg", photographed(drawn(), 1.0), engine)
    assert (found.cut, {one.reason for one in found.left_out}) == ((), {"above the headings"})


@pytest.mark.parametrize("kind", ["faint rules on a screen", *slow("light on dark")])
def test_pages_as_screens_show_them(tmp_path: Path, engine: Engine, kind: str) -> None:
    page = 255 - drawn(rules="none") if kind == "light on dark" else interfered(drawn(rules="faint"))
    found = read(tmp_path / "photo.jpg", photographed(page, 0.0, noise=3.0), engine)
    assert [[plain(cell) for cell in row.cells.values()] for row in found.rows] == [
        [plain(cell) for cell in row[1:]] for row in ROWS[1:]
    ]
    assert all(row.confidence > 0.5 and not row.problem for row in found.rows)


def test_a_stroke_through_cells_loses_none_of_their_text_and_makes_them_unsure(
    tmp_path: Path, engine: Engine
) -> None:
    page = drawn()
    cv2.line(page, (270, 206), (300, 340), (160, 60, 60), 4)
    found = read(tmp_path / "photo.jpg", photographed(page, 0.0), engine)
    for row, expected in zip(found.rows, ROWS[1:], strict=True):
        is_whole = row.cells["剧名"] == expected[1]
        assert is_whole or (row.confidence == 0 and set(expected[1]) & set(row.cells["剧名"]))
    assert not all(row.confidence for row in found.rows)


def test_rows_between_which_a_rule_is_lost_are_unsure(tmp_path: Path, engine: Engine) -> None:
    page = drawn()
    page[310:322, 164:356] = 255  # below the title of the second row
    found = read(tmp_path / "photo.jpg", photographed(page, 0.0), engine)
    assert [row.confidence > 0 for row in found.rows] == [True, False, False, True]


@pytest.mark.parametrize("rules", ["none", *slow("rows")])
@pytest.mark.parametrize("font", [0, *slow(1)])
def test_a_row_with_strokes_alone_is_read_or_unsure(
    tmp_path: Path, engine: Engine, font: int, rules: str
) -> None:
    titles = ("丁一", "一二三木头人", "一", "十一")
    rows = [ROWS[0], *((row[0], title, *row[2:]) for row, title in zip(ROWS[1:], titles, strict=True))]
    found = read(tmp_path / "photo.jpg", photographed(drawn(rows, FONTS[font], rules=rules), 0.0), engine)
    for row, title in zip(found.rows, titles, strict=True):
        assert row.cells["剧名"] == title or row.confidence == 0
    assert found.rows[1].cells["剧名"] == titles[1]


def test_letters_that_are_strokes_alone_are_read(tmp_path: Path, engine: Engine) -> None:
    titles = ("二", "三", "一号难求", "十一")
    rows = [ROWS[0], *((row[0], title, *row[2:]) for row, title in zip(ROWS[1:], titles, strict=True))]
    found = read(tmp_path / "photo.jpg", photographed(drawn(rows), 0.4), engine)
    assert tuple(row.cells["剧名"] for row in found.rows) == titles


def test_every_page_of_a_scan_is_read_and_a_number_never_repaired(tmp_path: Path, engine: Engine) -> None:
    bad = ("5", "夜雪归舟", "（浙）网微剧备字（2024）第号", "30", "样例影业（虚构）有限公司")
    pages = [photographed(drawn(rows), 0.5) for rows in (ROWS, (ROWS[0], bad))]
    found = read(tmp_path / "scan.pdf", scanned_pdf(pages), engine)
    # The title is the first row.
    assert [(row.page, row.row) for row in found.rows] == [(1, 3), (1, 4), (1, 5), (1, 6), (2, 3)]
    last = found.rows[-1]
    assert plain(last.cells["备案号"]) == plain(bad[2])
    assert "is no number in full form" in last.problem


def test_a_picture_without_a_ruled_table_is_refused(tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(InputError, match="no table"):
        read(tmp_path / "photo.png", photographed(drawn(())[:150], 0.0), engine)
    with pytest.raises(InputError, match="no readable picture"):
        read(tmp_path / "photo.jpg", b"nothing", engine)
    with pytest.raises(InputError, match="neither a PDF nor a photograph"):
        read(tmp_path / "list.txt", b"nothing", engine)
