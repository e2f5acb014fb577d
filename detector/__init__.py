"""Reads and judges the licence marker that every Chinese online micro-short drama must show.

>>> import detector
>>> detector.parse("（浙）网微剧备字（2024）第00123号")[0].category
'ordinary'

Everything is imported on first use, so that ``import detector`` costs next to nothing.
"""

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

from detector.version import __version__

if TYPE_CHECKING:
    from detector import errors as errors
    from detector import settings as settings
    from detector.auditor.audit import audit
    from detector.auditor.results import Row
    from detector.errors import DetectorError
    from detector.law.text.parser import parse
    from detector.records import Episode, Marker, NearMiss, Opening, ScanFailure, ScanResult
    from detector.registry.protocol import RegistryLookup, RegistryState
    from detector.registry_replies import Absent, Entry
    from detector.report.dataframe import to_arrow, to_pandas
    from detector.scanner import Scanner, scan
    from detector.scanning import scan_async, scan_many
    from detector.settings import Settings
    from detector.video.source import Frames

__all__ = [
    "Absent",
    "DetectorError",
    "Entry",
    "Episode",
    "Frames",
    "Marker",
    "NearMiss",
    "Opening",
    "RegistryLookup",
    "RegistryState",
    "Row",
    "ScanFailure",
    "ScanResult",
    "Scanner",
    "Settings",
    "__version__",
    "audit",
    "parse",
    "scan",
    "scan_async",
    "scan_many",
    "to_arrow",
    "to_pandas",
]

_HOMES = {
    "Absent": "registry_replies",
    "DetectorError": "errors",
    "Entry": "registry_replies",
    "Frames": "video.source",
    "RegistryLookup": "registry.protocol",
    "RegistryState": "registry.protocol",
    "Row": "auditor.results",
    "Scanner": "scanner",
    "Settings": "settings",
    "audit": "auditor.audit",
    "parse": "law.text.parser",
    "scan": "scanner",
    "scan_async": "scanning",
    "scan_many": "scanning",
    "to_arrow": "report.dataframe",
    "to_pandas": "report.dataframe",
}
_MODULES = ("errors", "settings")
"""What a program reaches as ``detector.errors.InputError`` without an import of its own."""


def __getattr__(name: str) -> Any:  # noqa: ANN401  (the type checker reads the imports above)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Modules leave no garbage as they load; to look for it took a tenth of the time of a scan's imports.
    collects = gc.isenabled()
    gc.disable()
    try:
        return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'records')}"), name)
    finally:
        if collects:
            gc.enable()


def __dir__() -> list[str]:
    return sorted({*__all__, *_MODULES, *(name for name in globals() if name.startswith("__"))})
