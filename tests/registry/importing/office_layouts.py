"""Layouts of twelve written down before they were tried; 8 of the twelve were right at first.

Right were groups with subtotals, headings in a table of their own, an export of a back office, a table that
goes on below 续表; refused with a reason were ranges of numbers, two institutions on one number, words for a
status that are not known, lists side by side of other widths. Wrong were lines broken within a title (it kept
the break), a title that the spreadsheet took for a date, a remark that the number was withdrawn (it counted
as valid), and a second column of numbers (it was passed over like any other column).
"""

from tests.registry.importing.layouts import LIST, A, B, C, Layout, cells, grid, text, word, workbook

_NAMES = [name for _, name in LIST]
_HEADINGS = ("序号", "剧名", "备案号", "制作机构")

OFFICES = (
    Layout(
        "subtotals.xlsx",
        workbook(
            (
                "一",
                grid(
                    ["制作机构", "剧名", "备案号", "集数"],
                    ["", _NAMES[0], A, 80],
                    ["", _NAMES[1], B, 60],
                    ["小计", "2部", "", 140],
                    ["某某文化", _NAMES[2], C, 24],
                    ["合计", "3部", "", 164],
                    merged=[("A2:A3", "样例影业")],
                ),
            )
        ),
        facts={"institution": "样例影业", "episodes": 80},
        left_out=("小计", "合计"),
    ),
    Layout(
        "broken-lines.xlsx",
        workbook(
            (
                "一",
                grid(
                    ["剧　名", "备 案 号\n（全称）", "制作\n机构"],
                    [
                        "春风\n不渡",
                        "（浙）网微剧备字\n（2024）第00123号",
                        "Sample\r\nPictures 样例\n有限公司",
                    ],
                    [_NAMES[1], "（番茄）网微剧备字（2026）\n第847205号", ""],
                    ["山河\n故人来", C, ""],
                ),
            )
        ),
        facts={"institution": "Sample Pictures 样例有限公司", "printed": A},
    ),
    Layout(
        "headings-apart.html",
        text(
            f"<meta charset=utf-8><table><thead>{cells(*_HEADINGS, tag='th')}</thead></table><table>"
            + "".join(
                cells(n, f"<a><span>{name}</span></a>", m, "样例") for n, (m, name) in enumerate(LIST, 1)
            )
            + "</table>"
        ),
        facts={"institution": "样例"},
    ),
    Layout(
        "back-office.csv",
        text(
            '\ufeff"剧集ID","剧集名称","备案号","备案状态","创建时间"\r\n'
            + "".join(
                f'="0{n}","{name}\t","{number.replace("00123", "００１２３")}\t","已备案","2026-03-01"\r\n'
                for n, (number, name) in enumerate(LIST)
            )
        ),
        facts={"status": "valid"},
    ),
    Layout(
        "goes-on.docx",
        word(
            [["<4附件：备案公示"], [*_HEADINGS], ["1", _NAMES[0], A, "样例"], ["<4（转下页）"]],
            [["<4续表"], [*_HEADINGS], ["2", _NAMES[1], B, ""], ["3", _NAMES[2], C, ""], ["<4以上3部"]],
        ),
        facts={"institution": "样例"},
    ),
    Layout(
        "two-numbers.xlsx",
        workbook(
            (
                "一",
                grid(
                    ["剧名", "规划备案号", "成片上线备案号"],
                    [_NAMES[0], A, "（浙）网微剧审字（2024）第00001号"],
                    [_NAMES[1], B, ""],
                    [_NAMES[2], C, ""],
                ),
            )
        ),
        ignored=("成片上线备案号 (its numbers are not imported)",),
    ),
)
