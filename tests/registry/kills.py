"""Numbers issued by many threads of several processes that are killed in between: none twice, none lost."""

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from detector.registry.address import open_registry
from detector.registry.protocol import IssueRequest
from detector.registry_replies import Entry

DAY = date(2026, 11, 1)
_CHILD = (
    "import sys; from tests.registry.kills import issue_all; issue_all(sys.argv[1], *map(int, sys.argv[2:]))"
)


def request() -> IssueRequest:
    """The next numbers of a platform."""
    return IssueRequest(
        "番茄", "网微剧备字", 2026, DAY, lambda n: (f"（番茄）网微剧备字（2026）第{n:06}号", f"{n:06}")
    )


def issue_all(address: str, first: int, end: int, threads: int) -> None:
    """Give each drama from ``first`` to before ``end`` a number, one a call; those that have one keep it."""
    registry = open_registry(address, wait_s=600)
    with ThreadPoolExecutor(threads) as pool:
        dramas = (Entry("", "", "", f"第{place}部", institution="样例") for place in range(first, end))
        for done in pool.map(lambda drama: registry.issue([drama], request()), dramas):
            sys.stdout.write(f"{done.entries[0].number}\n")
            sys.stdout.flush()


def run(address: str, numbers: int, processes: int, threads: int, kills: int) -> list[str]:
    """Issue the numbers with processes of several threads, and kill ``kills`` of them; what is wrong then."""
    choose = random.Random(7)
    open_registry(address).issue([], request())
    share = -(-numbers // processes)
    spans = [(begin, min(begin + share, numbers)) for begin in range(0, numbers, share)]

    def start(span: tuple[int, int]) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", _CHILD, address, *map(str, span), str(threads)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    told: list[str] = []
    running = {span: start(span) for span in spans}
    for _ in range(kills):
        span = choose.choice(spans)
        process = running[span]
        assert process.stdout
        lines = choose.randrange(1, max(2, share // (kills + 1)))
        told += [process.stdout.readline().strip() for _ in range(lines)]
        time.sleep(choose.random() / 50)
        process.kill()
        rest, _ = process.communicate()
        told += rest.split("\n")[:-1]
        running[span] = start(span)
    for process in running.values():
        told += process.communicate()[0].split()
    return wrong(address, numbers, [number for number in told if number])


def wrong(address: str, numbers: int, told: Sequence[str]) -> list[str]:
    """What is not as it must be: each drama has one number, each number is given once, none told is lost."""
    held = {entry.title: entry.number for entry in open_registry(address).entries(DAY)}
    found = [f"{numbers} dramas, {len(held)} entered"] if len(held) != numbers else []
    if len(set(held.values())) != len(held):
        found.append("a number is given twice")
    serials = sorted(int(number.partition("第")[2][:-1]) for number in held.values())
    if serials != list(range(1, numbers + 1)):
        found.append("the serials have gaps")
    lost = set(told) - set(held.values())
    return [*found, *(f"{number} was told and is lost" for number in sorted(lost))]
