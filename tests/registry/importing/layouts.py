"""Lists laid out as offices and programs lay them out. All titles, numbers and institutions are invented."""

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from pyarrow import parquet
from xlsxwriter.worksheet import Worksheet

A = "（浙）网微剧备字（2024）第00123号"
B = "（番茄）网微剧备字（2026）第847205号"
C = "（总局）网微剧审字（2025）第007号"
LIST = ((A, "春风不渡"), (B, "一号难求"), (C, "山河故人来"))
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BODY = (
    [1, "样例影业（虚构）有限公司", "春风不渡", 80, A, "2024年3月1日"],
    [2, "某某文化（虚构）公司", "一号难求", 60, B, "2026年3月1日"],
    [3, "样例影业（虚构）有限公司", "山河故人来", 24, C, "2025年3月1日"],
)


@dataclass(frozen=True)
class Layout:
    """A file and what is to come of it: numbers with titles, or a refusal that says why.

    ``facts`` are of the first entry; ``left_out`` are words of what is left out, ``ignored`` of headings.
    """

    name: str
    write: Callable[[Path], None]
    entries: Sequence[tuple[str, str]] = LIST
    facts: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    refused: str = ""


def workbook(*sheets: tuple[str, Callable[[Worksheet], None]]) -> Callable[[Path], None]:
    """A workbook with these sheets."""

    def write(file: Path) -> None:
        with xlsxwriter.Workbook(file) as book:
            for name, fill in sheets:
                fill(book.add_worksheet(name))

    return write


def grid(*rows: Sequence[object], merged: Sequence[tuple[str, str]] = ()) -> Callable[[Worksheet], None]:
    """A sheet with these rows, then with merged cells."""

    def fill(sheet: Worksheet) -> None:
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        for area, content in merged:
            sheet.merge_range(area, content)

    return fill


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    """A file with this text."""

    def write(file: Path) -> None:
        file.write_bytes(content.encode(encoding))

    return write


def page(body: str) -> str:
    """A page as offices publish it."""
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>'
        f"<table><tr><td>首页 &gt; 公告公示</td></tr><tr><td>{body}</td></tr></table></body></html>"
    )


def cells(*row: object, tag: str = "td") -> str:
    """A row of a page."""
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>"


def word(*tables: Sequence[Sequence[str]]) -> Callable[[Path], None]:
    """A document; a cell ``<3`` goes over 3 columns, ``|`` begins one over rows, ``^`` goes on with it."""

    def cell(content: str) -> str:
        about = ""
        if content[:1] == "<":
            about, content = f'<w:gridSpan w:val="{content[1]}"/>', content[2:]
        elif content[:1] == "|":
            about, content = '<w:vMerge w:val="restart"/>', content[1:]
        elif content == "^":
            about, content = "<w:vMerge/>", ""
        run = f"<w:p><w:r><w:t>{content}</w:t></w:r></w:p>"
        return f"<w:tc><w:tcPr>{about}</w:tcPr>{run}</w:tc>"

    def write(file: Path) -> None:
        body = "".join(
            "<w:p><w:r><w:t>附件</w:t></w:r></w:p><w:tbl>"
            + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in table)
            + "</w:tbl>"
            for table in tables
        )
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(
                "word/document.xml",
                f'<?xml version="1.0"?><w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
            )

    return write


def _parquet(file: Path) -> None:
    plain = {"number": [A, B, C], "title": [name for _, name in LIST], "issued_on": [date(2024, 3, 1)] * 3}
    parquet.write_table(pa.table(plain), file)


def _hidden(file: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        grid(["备案号", "剧名"], *LIST)(book.add_worksheet("清单"))
        old = book.add_worksheet("旧表")
        grid(["备案号", "剧名"], [A, "旧剧名"])(old)
        old.hide()


_HEADS = ["序号", "报备机构", "剧名", "集数（集）", "备案登记号", "备案时间"]
_FACTS = {"episodes": 80, "institution": "样例影业（虚构）有限公司", "issued_on": date(2024, 3, 1)}

TUNED = (
    Layout(
        "title-total-note.xlsx",
        workbook(
            (
                "公示",
                grid(
                    ["2026年3月全国网络微短剧备案公示目录"],
                    ["填报单位：某省广播电视局", "", "", "", "单位：集"],
                    _HEADS,
                    *_BODY,
                    ["合计", "", "", 164],
                    ["注：以上剧目信息以备案系统为准"],
                    merged=[("A1:F1", "2026年3月全国网络微短剧备案公示目录")],
                ),
            ),
        ),
        facts=_FACTS,
        left_out=("合计", "注：以上", "填报单位"),
        ignored=("序号",),
    ),
    Layout(
        "notes-first.xlsx",
        workbook(
            ("说明", grid(["填表说明"], ["一、本表由省局填写"], ["二、备案号应填写完整"])),
            ("清单", grid(_HEADS, *_BODY)),
            ("Sheet3", grid()),
        ),
        facts=_FACTS,
        left_out=("填表说明",),
    ),
    Layout(
        "two-rows-merged.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    ["微短剧备案情况汇总表"],
                    ["序号", "片名", "备案信息", "", "制作机构", "", "集数"],
                    ["", "", "编号", "日期", "名称", "所在地", ""],
                    *(
                        [n, name, number, "2024.3.1", "样例影业", "浙江省杭州市", 80]
                        for n, (number, name) in enumerate(LIST, 1)
                    ),
                    merged=[
                        ("A1:G1", "微短剧备案情况汇总表"),
                        ("A2:A3", "序号"),
                        ("B2:B3", "片名"),
                        ("C2:D2", "备案信息"),
                        ("E2:F2", "制作机构"),
                        ("G2:G3", "集数"),
                    ],
                ),
            ),
        ),
        facts={"episodes": 80, "institution": "样例影业", "province": "浙", "issued_on": date(2024, 3, 1)},
    ),
    Layout(
        "two-rows-plain.csv",
        text(
            "序号,剧名,备案信息,,制作机构,\n,,备案编号,备案时间,名称,所在地\n"
            + "".join(
                f"{n},{name},{number},2024-03-01,样例影业,浙江\n" for n, (number, name) in enumerate(LIST, 1)
            ),
            "gb18030",
        ),
        facts={"institution": "样例影业", "province": "浙", "issued_on": date(2024, 3, 1)},
    ),
    Layout(
        "spans.html",
        text(
            page(
                "<h1>公告</h1><table border=1><tr><td colspan=5>附件：备案名单</td></tr>"
                "<tr><th rowspan=2>序号<th rowspan=2>微短剧名称<th colspan=2>备案<th rowspan=2>制作单位</tr>"
                "<tr><th>编号<th>时间</tr>"
                f"<tr><td>1<td>春风不渡<td>{A}<td>2024-03-01<td rowspan=3>样例影业</tr>"
                + cells(2, "一号难求", B, "2026-03-01")
                + cells(3, "山河故人来", C, "2025-03-01")
                + "<tr><td colspan=5>（来源：某省广播电视局）</td></tr></table>"
            ),
            "gb18030",
        ),
        facts={"institution": "样例影业", "issued_on": date(2024, 3, 1)},
        left_out=("来源",),
    ),
    Layout(
        "page.xls",
        text(
            "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table>"
            + cells("许可证编号", "节目名称", tag="th")
            + "".join(cells(number, name) for number, name in LIST)
            + "</table></body></html>"
        ),
    ),
    Layout(
        "text.xls",
        text(
            "备案号\t剧名\t发证日期\r\n"
            + "".join(f"{number}\t{name}\t20240301\r\n" for number, name in LIST),
            "gb18030",
        ),
        facts={"issued_on": date(2024, 3, 1)},
    ),
    Layout(
        "months.xlsx",
        workbook(("1月", grid(_HEADS, _BODY[0])), ("2月", grid(["2月"], _HEADS, *_BODY[1:]))),
        facts=_FACTS,
    ),
    Layout(
        "unknown-heading.csv",
        text(
            "序号,我局核准的号,剧名\n"
            + "".join(f"{n},{number},{name}\n" for n, (number, name) in enumerate(LIST, 1))
        ),
    ),
    Layout(
        "counted-as-number.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    ["编号", "节目名称", "登记备案号"],
                    *([n, name, number] for n, (number, name) in enumerate(LIST, 1)),
                ),
            )
        ),
        ignored=("编号 (no cell is a number in full form)",),
    ),
    Layout(
        "form.xlsx",
        workbook(
            (
                "上报表",
                grid(
                    ["附件2"],
                    ["微短剧上线备案登记表"],
                    _HEADS,
                    *_BODY,
                    [4],
                    [5],
                    [6],
                    [],
                    ["填表人：张三", "", "审核人：李四", "", "联系电话：010-12345678"],
                    ["", "", "", "", "", "2026年4月1日"],
                ),
            ),
        ),
        facts=_FACTS,
        left_out=("填表人", "4", "2026年4月1日"),
    ),
    Layout(
        "document.docx",
        word(
            [
                ["<5备案公示"],
                ["|序号", "|剧名", "<2备案", "|出品公司"],
                ["^", "^", "号", "时间", "^"],
                ["1", "春风不渡", A, "2024-03-01", "|样例影业"],
            ],
            [["2", "一号难求", B, "2026-03-01", "某某"], ["3", "山河故人来", C, "2025-03-01", "某某"]],
        ),
        facts={"institution": "样例影业", "issued_on": date(2024, 3, 1)},
    ),
    Layout(
        "lines.jsonl",
        text(
            "".join(
                json.dumps({"剧名": name, "备案登记号": number, "报备机构": "样例"}, ensure_ascii=False)
                + "\n"
                for number, name in LIST
            )
        ),
        facts={"institution": "样例"},
    ),
    Layout("columns.parquet", _parquet, facts={"issued_on": date(2024, 3, 1)}),
    Layout(
        "sections.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    _HEADS,
                    ["一、普通微短剧"],
                    _BODY[0],
                    ["小计", "", "1部", 80],
                    ["二、其他微短剧"],
                    _BODY[1],
                    ["小计", "", "1部", 60],
                    ["三、重点微短剧"],
                    _BODY[2],
                    ["小计", "", "1部", 24],
                    ["总计", "", "3部", 164],
                    merged=[
                        ("A2:F2", "一、普通微短剧"),
                        ("A5:F5", "二、其他微短剧"),
                        ("A8:F8", "三、重点微短剧"),
                    ],
                ),
            ),
        ),
        facts=_FACTS,
        left_out=("一、普通微短剧", "小计", "总计"),
    ),
    Layout(
        "column-numbers.csv",
        text(
            "序号,剧目名称,备案编号,投资总额（万元）,首播平台\n甲,乙,1,2,3\n"
            + "".join(f"{n},{name},{number},29.9,红果\n" for n, (number, name) in enumerate(LIST, 1))
        ),
        facts={"investment_cny": 299_000, "platforms": ("红果",)},
        left_out=("甲 乙 1 2 3",),
    ),
    Layout(
        "second-choices.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    [
                        "序号",
                        "制作机构",
                        "报备机构",
                        "剧名",
                        "题材",
                        "类型",
                        "备案号",
                        "备案时间",
                        "公示时间",
                    ],
                    *(
                        [n, "样例影业", "某平台", name, "都市", "甜宠", number, "2024-03-01", "2024-04-01"]
                        for n, (number, name) in enumerate(LIST, 1)
                    ),
                ),
            )
        ),
        facts={"institution": "样例影业", "issued_on": date(2024, 3, 1), "production": None},
        ignored=("报备机构 (制作机构 is taken for it)", "类型 (no cell is a production)", "题材"),
    ),
    Layout(
        "no-numbers.xlsx",
        workbook(("Sheet1", grid(["序号", "剧名", "集数", "制作机构"], [1, "春风不渡", 80, "样例"]))),
        refused="no column for number; headings understood: 剧名, 集数, 制作机构; not: 序号 ",
    ),
    Layout(
        "withdrawn.xlsx",
        workbook(("清单", grid(_HEADS, *_BODY[1:])), ("注销名单", grid(_HEADS, _BODY[0]))),
        refused="注销 stands above the list",
    ),
    Layout("hidden.xlsx", _hidden, left_out=("旧表",)),
)
