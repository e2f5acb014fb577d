"""Results as a table for analysts."""

import sys

import pytest

from detector.errors import ExtraMissing, UsageError
from detector.report.dataframe import COLUMNS, to_arrow, to_pandas
from detector.wire import dumps, result_to_json
from tests.report.samples import PASSED, UNREADABLE


def test_a_table_has_a_row_for_each_result_in_both_libraries() -> None:
    table, frame = to_arrow([PASSED, UNREADABLE]), to_pandas([PASSED, UNREADABLE])
    assert tuple(table.column_names) == tuple(frame.columns) == COLUMNS
    first = table.to_pylist()[0]
    known = {name: cell for name, cell in first.items() if cell is not None}
    assert frame.loc[0, list(known)].to_dict() == known
    assert [name for name in COLUMNS if name not in known] == [*frame.columns[frame.loc[0].isna()]]
    assert frame["outcome"].tolist() == ["pass", "error"]
    assert frame["markers"][0] == [marker.number for marker in PASSED.markers]
    assert frame["result"][1] == dumps(result_to_json(UNREADABLE))


def test_an_empty_table_has_its_columns() -> None:
    assert tuple(to_pandas([]).columns) == COLUMNS
    assert to_arrow([]).num_rows == 0


def test_columns_have_the_same_types_whatever_is_not_known() -> None:
    kinds = {tuple(map(str, to_pandas(results).dtypes)) for results in ([], [PASSED], [UNREADABLE])}
    assert len(kinds) == 1


@pytest.mark.parametrize("wrong", [PASSED, None, [None], [PASSED, {}]])
def test_what_is_no_result_is_refused(wrong: object) -> None:
    for table in (to_pandas, to_arrow):
        with pytest.raises(UsageError, match="is no result of a scan"):
            table(wrong)  # type: ignore[arg-type]


def test_an_absent_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, table in (("pandas", to_pandas), ("pyarrow", to_arrow)):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ExtraMissing, match=module) as missing:
            table([])
        assert "micro-drama-detector[" in missing.value.hint
