"""Further layouts, written once the import was tuned on those of ``layouts``: 7 of the 10 came out right."""

import json
from datetime import date
from pathlib import Path

import xlsxwriter

from tests.registry.importing.layouts import (
    LIST,
    A,
    B,
    C,
    Layout,
    cells,
    grid,
    page,
    text,
    word,
    workbook,
)


def _offset(file: Path) -> None:
    """The table begins in C4, its headings have spaces and line breaks, dates are cells with a format."""
    with xlsxwriter.Workbook(file) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write("C2", "某平台2026年度微短剧台账")
        sheet.write_row("C4", ["备 案 号", "剧\n名", "总集数\n（集）", "单集平均时长（分钟）", "核发日期"])
        for place, (number, name) in enumerate(LIST, 4):
            sheet.write_row(place, 2, [number, name, 80, 1.5])
            sheet.write_datetime(place, 6, date(2024, 3, 1), day)
        sheet.write("C9", "统计日期：2026年4月1日")


def _three_rows(file: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("台账")
        sheet.merge_range("A1:F1", "微短剧台账")
        for area, content in (
            ("A2:A4", "序号"),
            ("B2:B4", "微短剧名称"),
            ("C2:F2", "备案审核情况"),
            ("C3:D3", "登记备案"),
            ("E3:F3", "制作单位"),
        ):
            sheet.merge_range(area, content)
        for place, content in ((2, "编号"), (3, "时间"), (4, "全称"), (5, "所在省份")):
            sheet.write(3, place, content)
        for place, (number, name) in enumerate(LIST, 4):
            sheet.write_row(place, 0, [place - 3, name, number, "2024-03-01", "样例影业", "浙江省"])


_REPEATED = "".join(
    cells("序号", "剧名", "许可证号", "发证机关", tag="th") + cells(n, name, number, "某省局")
    for n, (number, name) in enumerate(LIST, 1)
)

HELD_OUT = (
    Layout(
        "offset.xlsx",
        _offset,
        facts={"episodes": 80, "episode_ms": 90_000, "issued_on": date(2024, 3, 1)},
        left_out=("某平台2026年度微短剧台账", "统计日期"),
    ),
    Layout(
        "three-rows.xlsx",
        _three_rows,
        facts={"institution": "样例影业", "province": "浙", "issued_on": date(2024, 3, 1)},
    ),
    Layout(
        "every-page.html",
        text(page(f"<table><caption>名单</caption>{_REPEATED}</table>"), "gb18030"),
        facts={"source": "某省局"},
    ),
    Layout(
        "utf-16.txt",
        text(
            "剧名\t备案编号\t播放平台\r\n"
            + "".join(f"{name}\t{number}\t番茄小说\r\n" for number, name in LIST),
            "utf-16-le",
        ),
        facts={"platforms": ("番茄",)},
    ),
    Layout(
        "status.xlsx",
        workbook(
            (
                "有效",
                grid(
                    ["节目名称", "批准文件编号", "备案状态"],
                    ["一号难求", B, "有效"],
                    ["山河故人来", C, "有效"],
                ),
            ),
            ("已注销", grid(["节目名称", "批准文件编号", "备案状态"], ["春风不渡", A, "已注销"])),
        ),
        entries=(LIST[1], LIST[2], LIST[0]),
        facts={"status": "valid"},
    ),
    Layout(
        "minutes.docx",
        word(
            [["联系人", "电话"], ["张三", "010"]],
            [
                ["序号", "|申报机构", "短剧片名", "规划备案号（总局）", "集数/时长"],
                ["1", "样例影业", "春风不渡", A, "80/2"],
                ["2", "^", "一号难求", B, "60/2"],
                ["3", "某某", "山河故人来", C, "24/5"],
                ["合计", "", "3部", "", ""],
            ],
        ),
        facts={"episodes": None},
        left_out=("合计",),
        ignored=("集数/时长",),
    ),
    Layout(
        "nested.jsonl",
        text(
            "".join(
                json.dumps({"备案号": number, "微短剧名称": name, "发证日期": "2024-03-01T00:00:00", "id": 7})
                + "\n"
                for number, name in LIST
            )
        ),
        facts={"issued_on": date(2024, 3, 1)},
        ignored=("id",),
    ),
    Layout(
        "two-tables.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    ["表一：省局备案"],
                    ["序号", "剧名", "备案号", "备案日期"],
                    [1, "春风不渡", A, "2024-03-01"],
                    ["合计", "1部"],
                    [],
                    ["表二：平台备案"],
                    ["序号", "播出平台", "剧名", "备案号"],
                    [1, "红果", "一号难求", B],
                    [2, "红果", "山河故人来", C],
                ),
            )
        ),
        facts={"issued_on": date(2024, 3, 1)},
        left_out=("表一", "合计", "表二"),
    ),
    Layout(
        "turned.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    ["剧名", *(name for _, name in LIST)],
                    ["备案号", *(number for number, _ in LIST)],
                    ["集数", 80, 60, 24],
                ),
            )
        ),
        facts={"episodes": 80},
    ),
    Layout(
        "two-numbers.csv",
        text(
            "剧名,规划备案号,许可证号,集数\n" + "".join(f"{name},{A},{number},80\n" for number, name in LIST)
        ),
        refused="'规划备案号' and '许可证号' both are number",
    ),
)
