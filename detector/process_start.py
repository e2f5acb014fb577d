"""What a process of ours sets before it loads libraries, so that it starts quickly."""

import gc
import os

_COLLECT_EVERY = 10_000
"""Objects after which cycles are collected: with the usual 700 a tenth of a start went into collecting among
the objects of imported modules, which are no garbage."""
_NO_PLUGINS_OF_PYDANTIC = ("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""To look for them among all installed packages took 10 ms of each start, and no setting needs them."""
_ONE_THREAD_OF_BLAS = ("OPENBLAS_NUM_THREADS", "1")
"""Of numpy: that more of them waited busily took 0.2 of the 1.3 s of processor time that one scan needs."""


def set_up_process() -> None:
    """Set it for this process; the environment's own values stand. To be called before numpy is imported."""
    gc.set_threshold(_COLLECT_EVERY)
    os.environ.setdefault(*_NO_PLUGINS_OF_PYDANTIC)
    os.environ.setdefault(*_ONE_THREAD_OF_BLAS)
