"""What a registry of very many rows costs: its import twice, and look-ups, each in a process of its own."""

import csv
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from detector.registry.address import open_registry
from tests.registry.entries import marker

DAY = date(2026, 11, 1)
_ISSUERS = ("浙", "沪", "京", "粤", "湘", "川", "番茄", "七猫", "快手", "抖音")
_LETTERS = "春风不渡第二季神猫归来一号难求墙外有雨九封信迟到的人间烟火长安夜雪江湖故事千金重生逆袭总裁"
_HEADINGS = (
    "编号", "剧名", "集数", "单集时长（分钟）", "制作机构", "主创人员", "属地", "类别", "制作方式",
    "投资额（万元）", "播出平台", "备案日期", "来源",
)  # fmt: skip
_ASKED = 400


def run(folder: Path, rows: int) -> Iterator[str]:
    """A line for each step: CPU time and memory at most of its process, or times of look-ups."""
    place, listed = folder / "registry.db", folder / "list.csv"
    _write(listed, rows)
    yield f"{rows} rows, {listed.stat().st_size / 1e6:.0f} MB"
    command = ["detector", "registry", "import", str(listed), "--dated", str(DAY), "--registry", str(place)]
    for step in ("import", "the same again"):
        yield f"{step}: {_cost(command)}"
    yield f"file: {place.stat().st_size / 1e6:.0f} MB"
    code = f"from tests.registry.scale import ask; ask({str(place)!r}, {rows})"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    yield from done.stdout.splitlines()


def ask(place: str, rows: int) -> None:
    """Look numbers and titles up; tell the first time of each, then median and 95th percentile."""
    choose, registry = random.Random(11), open_registry(place)
    there = [marker(_number(choose.randrange(rows))) for _ in range(_ASKED)]
    absent = [marker(_number(rows + choose.randrange(rows))) for _ in range(_ASKED)]
    titles = [_title(choose.randrange(rows)) for _ in range(_ASKED)]
    _tell("number that is there", [partial(registry.find, one, DAY) for one in there])
    _tell("number that is not", [partial(registry.find, one, DAY) for one in absent])
    _tell("title, five best", [partial(registry.similar, one, DAY) for one in titles])


def _tell(what: str, calls: Sequence[Callable[[], object]]) -> None:
    taken = []
    for call in calls:
        begun = time.process_time()
        call()
        taken.append(1000 * (time.process_time() - begun))
    first, *others = taken
    median, late = statistics.median(others), statistics.quantiles(others, n=20)[-1]
    sys.stdout.write(f"{what}: first {first:.1f} ms, median {median:.2f} ms, p95 {late:.2f} ms of CPU\n")


def _cost(command: list[str]) -> str:
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    cpu_s = used.ru_utime + used.ru_stime
    return f"{cpu_s:.0f} s of CPU, {time.monotonic() - begun:.0f} s, {used.ru_maxrss / 1024:.0f} MB at most"


def _write(file: Path, rows: int) -> None:
    with file.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_HEADINGS)
        for place in range(rows):
            issued = date(2026, 1, 1) + timedelta(days=place % 300)
            facts = (
                60 + place % 40,
                "1.5",
                f"样例影业{place % 5000}（虚构）有限公司",
                "甲某（虚构）、乙某（虚构）",
            )
            more = (
                "浙江省",
                "普通",
                "真人",
                30 + place % 60,
                "红果、抖音",
                issued,
                f"样例公告第{place % 300}号",
            )
            writer.writerow((_number(place), _title(place), *facts, *more))


def _number(place: int) -> str:
    return f"（{_ISSUERS[place % len(_ISSUERS)]}）网微剧备字（2026）第{place // len(_ISSUERS) + 1:06}号"


def _title(place: int) -> str:
    choose = random.Random(place)
    return "".join(choose.choices(_LETTERS, k=choose.randint(5, 11)))
