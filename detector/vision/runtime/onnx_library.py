"""The library onnxruntime, imported on first use, without its reports on usage."""

import os
from typing import Any

_NO_REPORTS = ("ORT_DISABLE_TELEMETRY", "1")
"""From 1.32 on, importing it writes an id of this machine and a database for reports to its maker into the
user's cache. ``disable_telemetry_events`` comes too late: both are there by then."""


def onnxruntime() -> Any:  # noqa: ANN401  (a module without types)
    """The library. Raises ``ImportError`` and ``OSError`` where it cannot be loaded."""
    os.environ.setdefault(*_NO_REPORTS)
    import onnxruntime as library  # noqa: PLC0415  (0.1 s that doctor and recipe need not pay)

    return library
