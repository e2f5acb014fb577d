"""Every setting: type, unit, range, default, and where its value came from."""

from detector.settings.loading import (
    JudgeSettings,
    RegistrySettings,
    ReportSettings,
    Settings,
    WorkerSettings,
    load,
    read_text,
)

__all__ = [
    "JudgeSettings",
    "RegistrySettings",
    "ReportSettings",
    "Settings",
    "WorkerSettings",
    "load",
    "read_text",
]
