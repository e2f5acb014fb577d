"""Lines end where a reader of the language expects it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from detector.report.line_breaking import breaks

NUMBER = "（浙）网微剧备字（2024）第00123号"


def lines(text: str, width: int) -> list[str]:
    ends = [*breaks(text, width), len(text)]
    return [text[start:end].rstrip() for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("show the number", 10, ["show the", "number"]),
        ("NMD401 类别偏低", 10, ["NMD401 类", "别偏低"]),
        ("片头未见编号。", 12, ["片头未见编", "号。"]),
        ("按投资额（元）", 10, ["按投资额", "（元）"]),
        (f"编号{NUMBER}过短", 36, ["编号", NUMBER + "过", "短"]),
        (f"折算，{NUMBER}", 38, ["折算，", NUMBER]),
        (f"编号{NUMBER}", 10, ["编号（浙）", "网微剧备字", "（2024）第", "00123号"]),
        ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]),
        ("", 5, [""]),
    ],
)
def test_lines(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@given(st.text(alphabet="编号，。（）“”ab1 ", max_size=60), st.integers(4, 20))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in lines(text, width))
    found = breaks(text, width)
    assert found == sorted(set(found))
    assert all(0 < place < len(text) for place in found)
