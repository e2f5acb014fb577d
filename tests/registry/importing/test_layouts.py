"""Every layout is understood as it is, or refused with the right reason."""

from pathlib import Path

import pytest

from detector.errors import InputError
from detector.registry.importing.readers import open_tables
from detector.registry.protocol import EntryRow
from tests.registry.importing.held_out import HELD_OUT
from tests.registry.importing.layouts import TUNED, Layout
from tests.registry.importing.test_entries import reader_of


@pytest.mark.parametrize("layout", [*TUNED, *HELD_OUT], ids=lambda layout: layout.name)
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
