"""Every layout is understood as it is, or refused with the right reason."""

from datetime import date
from pathlib import Path

import pytest

from detector.errors import InputError
from detector.registry.importing.readers import open_tables
from detector.registry.protocol import EntryRow, RejectedRow
from tests.registry.importing.further_layouts import FURTHER
from tests.registry.importing.held_out import HELD_OUT
from tests.registry.importing.layouts import TUNED, Layout
from tests.registry.importing.office_layouts import OFFICES
from tests.registry.importing.test_entries import reader_of


@pytest.mark.parametrize("layout", [*TUNED, *HELD_OUT, *FURTHER, *OFFICES], ids=lambda layout: layout.name)
def test_a_layout_is_understood(tmp_path: Path, layout: Layout) -> None:
    file = tmp_path / layout.name
    layout.write(file)
    reader = reader_of(file)
    if layout.refused:
        with open_tables(file) as tables, pytest.raises(InputError) as caught:
            list(reader.rows(tables))
        assert caught.match(layout.refused)
        return
    with open_tables(file) as tables:
        rows = list(reader.rows(tables))
    found = [row for row in rows if isinstance(row, EntryRow)]
    assert found == rows
    assert [(row.entry.number, row.entry.title) for row in found] == list(layout.entries)
    assert {name: getattr(found[0].entry, name) for name in layout.facts} == layout.facts
    left_out = "\n".join(f"{one.sheet} {one.text}" for one in reader.left_out)
    assert [words for words in layout.left_out if words not in left_out] == []
    assert [heading for heading in layout.ignored if heading not in reader.ignored] == []


def test_all_rows_have_what_stands_above_them(tmp_path: Path) -> None:
    layout = next(one for one in FURTHER if one.name == "as-above.csv")
    layout.write(tmp_path / layout.name)
    with open_tables(tmp_path / layout.name) as tables:
        found = [
            row.entry for row in reader_of(tmp_path / layout.name).rows(tables) if isinstance(row, EntryRow)
        ]
    assert [(one.institution, one.personnel, one.issued_on) for one in found] == [
        ("样例影业", ("甲某",), date(2026, 3, 1)),
        ("样例影业", ("甲某",), date(2026, 3, 1)),
        ("样例影业", ("甲某",), date(2026, 4, 1)),
    ]


def test_nothing_stands_above_the_first_row(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("剧名,备案号,制作机构\n春风不渡,（浙）网微剧备字（2024）第00123号,同上\n", "utf-8")
    with open_tables(file) as tables:
        (row,) = reader_of(file).rows(tables)
    assert isinstance(row, RejectedRow)
    assert (row.column, row.reason) == ("制作机构", "'同上': nothing stands above it")


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("[{", "line 1: no JSON"),
        ('{"a": [{"b": 1}], "c": [{"d": 1}]}', "2 lists of objects in it"),
        ("[1, 2]", "0 lists of objects in it"),
        ("[" * 100_000, "brackets too deep"),
    ],
)
def test_json_without_one_list_is_refused(tmp_path: Path, content: str, refused: str) -> None:
    file = tmp_path / "list.json"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError, match=refused), open_tables(file):
        pass
