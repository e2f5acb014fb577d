"""What a process of ours sets before it loads libraries."""

import os
import subprocess
import sys

import pytest

CODE = """
import gc, os
from detector.process_start import set_up_process
set_up_process()
import numpy
print(gc.get_threshold()[0] > 700, os.environ["OPENBLAS_NUM_THREADS"], len(os.listdir("/proc/self/task")))
"""
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is no /proc")


def told(**environment: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-c", CODE]
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=inherited | environment
    ).stdout


@on_linux
def test_numpy_starts_no_threads_that_wait_busily() -> None:
    assert told() == "True 1 1\n"


@on_linux
def test_what_the_environment_says_stands() -> None:
    assert told(OPENBLAS_NUM_THREADS="2").startswith("True 2 ")
