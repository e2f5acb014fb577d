"""Which known name is told to a user who wrote a wrong one."""

import pytest

from detector.suggestion import suggestion

KNOWN = ("title", "platform", "duration_ms", "NMD101")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("tittle", "title"),
        ("Platform", "platform"),
        ("duration", "duration_ms"),
        ("nmd10", "NMD101"),
        ("cost", None),
        ("", None),
        ("平台", None),
    ],
)
def test_the_nearest_name_is_told_and_none_where_none_is_near(wrong: str, right: str | None) -> None:
    assert suggestion(wrong, KNOWN) == (f"did you mean {right}? " if right else "")
