"""Runs a command and prints what it cost as JSON: ``python -m tests.speed.launch COMMAND ARGUMENT...``.

It imports little, because a process inherits the peak memory of the one that started it.
"""

import json
import os
import subprocess
import sys
from time import perf_counter


def main(command: list[str]) -> None:
    """Run it; the peak of its memory is in the unit of ``getrusage``."""
    begin_s = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = perf_counter() - begin_s
    process.returncode = os.waitstatus_to_exitcode(status)
    cost = {
        "exit_code": process.returncode,
        "wall_s": wall_s,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "max_rss": usage.ru_maxrss,
    }
    sys.stdout.write(json.dumps(cost))


if __name__ == "__main__":
    main(sys.argv[1:])
