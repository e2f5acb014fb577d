"""The limits of a worker process, each tried in a process of its own."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detector.sandbox.limits import cores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of processes are those of Linux")


def run(code: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", f"from detector.sandbox.limits import *\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_more_memory_than_allowed_is_refused() -> None:
    done = run("apply(Limits(200))\nbytearray(100 << 20)\nbytearray(300 << 20)")
    assert done.returncode == 1
    assert "MemoryError" in done.stderr


def test_more_processor_time_than_allowed_ends_the_process() -> None:
    assert run("allow_cpu(1)\nwhile True: pass").returncode == -signal.SIGXCPU
    assert run("allow_cpu(1)\nallow_cpu(5)\nsum(range(2 * 10**7))").returncode == 0


def test_a_limited_process_reaches_no_server_and_writes_no_large_file() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ask = f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)"
        assert run(ask).returncode == 0
        closed = run("print(apply(Limits(4_096)))").stdout == "True\n"
        if not closed:
            pytest.skip("this system lets no process close its own network")
        assert "OSError" in run(f"apply(Limits(4_096))\n{ask}").stderr
    large = "import tempfile\nfile = tempfile.TemporaryFile()\nfile.truncate(300 << 20)"
    assert run(f"apply(Limits(4_096))\n{large}").returncode != 0
    assert run(f"apply(Limits(4_096, file_mb=None, has_network=True))\n{large}").returncode == 0


def test_a_process_ends_with_its_parent() -> None:
    inner = (
        "from detector.sandbox.limits import *; end_with_parent(); print(1, flush=True)\n"
        "import time; time.sleep(60)"
    )
    outer = (
        "import subprocess, sys, os, signal\n"
        f"child = subprocess.Popen([sys.executable, '-c', {inner!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", outer], capture_output=True, text=True, check=False)
    state = Path(f"/proc/{int(done.stdout)}/stat")
    for _ in range(100):
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError("the child lives on")


def test_there_is_a_core() -> None:
    assert cores() >= 1
