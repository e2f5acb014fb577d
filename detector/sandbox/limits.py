"""What a process that opens strangers' files may take of this machine (Linux only, but for the threads)."""

import ctypes
import os
import signal
import sys
from dataclasses import dataclass

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """``memory_mb`` of data, ``cpu_s`` seconds of a processor for a task, files of ``file_mb`` at most.

    ``nice`` is how much it gives way to whoever answers requests on the same cores. ``None``: no limit.
    """

    memory_mb: int
    cpu_s: int | None = None
    file_mb: int | None = 256
    nice: int = 10
    has_network: bool = False


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def end_with_parent() -> None:
    """Let the system kill this process once the thread that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def apply(limits: Limits) -> bool:
    """Limit this process; whether its network is closed, which a system may not allow.

    To be called by the first thread, before there are others (only then may a process leave its network)
    and before the libraries are loaded.
    """
    # One thread each: the workers already fill the cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"):
        os.environ[name] = "1"
    if sys.platform != "linux":
        return False
    import resource  # noqa: PLC0415  (this system only)

    os.nice(limits.nice)
    # Of data, not of addresses: libraries reserve more addresses than they ever fill.
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_mb << 20, limits.memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.file_mb is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_mb << 20, limits.file_mb << 20))
    if limits.has_network:
        return False
    libc = ctypes.CDLL(None)
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def allow_cpu(seconds: int) -> None:
    """Let the system kill this process once it has used so many more seconds of a processor."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415  (this system only)

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
