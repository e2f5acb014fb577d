"""Layouts of ten written down before the import was touched; 4 of the ten were right at first.

Right were tables below one another with other columns, a sheet that goes on without headings, two numbers in
a cell and serials without the rest (both rejected). Wrong were ``同上``, which became an institution, labels
within cells, headings in two languages or in traditional letters, a form for each drama, and columns of
spaces, which were refused. With those that are understood now stand lists side by side, turned tables, JSON
as services answer, and other names within the title, of an earlier list.
"""

import json
from datetime import date

from detector.registry_replies import Alias
from tests.registry.importing.layouts import LIST, A, B, C, Layout, grid, text, workbook

_NAMES = [name for _, name in LIST]
_OBJECTS = [{"剧名": name, "备案号": number} for number, name in LIST]

FURTHER = (
    Layout(
        "side-by-side.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    ["微短剧备案公示"],
                    ["序号", "剧名", "备案号", "", "序号", "剧名", "备案号"],
                    [1, _NAMES[0], A, "", 2, _NAMES[1], B],
                    [3, _NAMES[2], C],
                ),
            )
        ),
        left_out=("公示",),
    ),
    Layout(
        "as-above.csv",
        text(
            f"剧名,备案号,制作机构,主创人员,备案时间\n{_NAMES[0]},{A},样例影业,甲某,2026-03-01\n"
            f"{_NAMES[1]},{B},同上,〃,同上\n{_NAMES[2]},{C},〃,同上,2026-04-01\n"
        ),
        facts={"institution": "样例影业", "issued_on": date(2026, 3, 1)},
    ),
    Layout(
        "two-languages.xlsx",
        workbook(
            (
                "Sheet1",
                grid(
                    ["序号\nNo.", "剧名\nTitle", "备案号\nRecord No.", "集数 Episodes"],
                    *([n, name, number, 80] for n, (number, name) in enumerate(LIST, 1)),
                ),
            )
        ),
        facts={"episodes": 80},
    ),
    Layout(
        "traditional.csv",
        text(
            "劇名,備案號,集數,製作機構,備案日期\n" + "".join(f"{n},{m},80,樣例,2026-03-01\n" for m, n in LIST)
        ),
        facts={"episodes": 80, "institution": "樣例", "issued_on": date(2026, 3, 1)},
    ),
    Layout("array.json", text(json.dumps(_OBJECTS, ensure_ascii=False))),
    Layout("answer.json", text(json.dumps({"code": 0, "data": {"total": 3, "list": _OBJECTS}}))),
    Layout(
        "other-names.csv",
        text(f"剧名,备案号\n{_NAMES[0]}（原名：春雨）,{A}\n{_NAMES[1]},{B}\n{_NAMES[2]}(又名 归人),{C}\n"),
        facts={"aliases": (Alias("春雨"),)},
    ),
)
