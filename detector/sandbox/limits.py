"""What a process that looks at strangers' files may take of this machine."""

import ctypes
import os
import signal
import sys

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_FILE_MB = 256
_NICE = 10
"""How much a worker gives way to whoever answers requests on the same cores."""


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def prepare_worker(memory_mb: int) -> None:
    """Limit this process: one thread for each library, ``memory_mb`` megabytes of data (Linux only).

    To be called before the libraries are loaded.
    """
    # One thread each, before the libraries are loaded: the workers already fill the cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"):
        os.environ[name] = "1"
    # A worker holds nothing that needs tidying, and a C library that hangs would not let Python tidy it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  (this system only)

        # Of data, not of addresses: libraries reserve more addresses than they ever fill.
        resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))


def confine() -> bool:
    """Give way to others, end with the parent thread, write no large file, have no network (Linux only).

    Returns whether the network is closed; a system may not allow that. To be called by the first thread,
    before there are others.
    """
    if sys.platform != "linux":
        return False
    import resource  # noqa: PLC0415  (this system only)

    os.nice(_NICE)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_MB << 20, _FILE_MB << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def allow_cpu(seconds: int) -> None:
    """Let the system kill this process once it has used so many more seconds of a processor (Linux only)."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415  (this system only)

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
