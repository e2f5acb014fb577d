"""Every setting: type, unit, range, default, and where its value came from."""

from detector.settings.loading import (
    JudgeSettings,
    RegistrySettings,
    ReportSettings,
    Settings,
    WorkerSettings,
    check_settings,
    chosen_settings,
    load,
    read_text,
)
from detector.settings.service import RaySettings, ServiceSettings
from detector.settings.vision import (
    AbsenceSettings,
    DecodeSettings,
    DetectorSettings,
    EngineSettings,
    FastDetectorSettings,
    FusionSettings,
    PrefilterSettings,
    RecognizerSettings,
    TrackerSettings,
)

__all__ = [
    "AbsenceSettings",
    "DecodeSettings",
    "DetectorSettings",
    "EngineSettings",
    "FastDetectorSettings",
    "FusionSettings",
    "JudgeSettings",
    "PrefilterSettings",
    "RaySettings",
    "RecognizerSettings",
    "RegistrySettings",
    "ReportSettings",
    "ServiceSettings",
    "Settings",
    "TrackerSettings",
    "WorkerSettings",
    "check_settings",
    "chosen_settings",
    "load",
    "read_text",
]
