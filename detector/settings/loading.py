"""Every knob: type, unit, range, default, and where its value came from.

Precedence: flag > environment > TOML file > default. In the environment a knob is
``DETECTOR_<STAGE>__<KNOB>`` (``DETECTOR_DECODE__WINDOW_MS=20000``), in the file ``[stage] knob = …``.
Each stage gets its own frozen object and sees no other.
"""

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from detector.errors import SettingsError, UsageError
from detector.plain_values import plain_path
from detector.records import FailOn
from detector.settings.service import RaySettings, ServiceSettings
from detector.settings.stage import HINT, Stage, wrong_setting
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


class JudgeSettings(Stage):
    """Opening → verdict."""

    min_frames: int = Field(default=3, ge=1, description="frames that must be seen before absence is absence")
    min_confidence: float = Field(
        default=0.9,
        ge=0,
        le=1,
        description="markers below are not settled: undecided, 0 to 1; measured on 304 clips: up to here"
        " hardly an honest one is lost, above no wrong one is caught (docs/accuracy.md)",
    )
    policy: str = Field(
        default="default", description="profile that gives each of the next five that is not set"
    )
    number_on_first: int | None = Field(
        default=None, ge=0, description="the first so many episodes need the number, 0 = every one"
    )
    min_marker_ms: int | None = Field(
        default=None,
        ge=0,
        le=60_000,
        description="ms from first to last sight below which a marker is too brief",
    )
    late_after_ms: int | None = Field(
        default=None, ge=0, le=3_600_000, description="ms after which a marker that first appears is late"
    )
    min_text_height_px: int | None = Field(
        default=None,
        ge=0,
        le=720,
        description="px of a row, short side 720, below which a marker is too small",
    )
    unbracketed_issuer: FailOn | None = Field(
        default=None, description="severity of a number whose issuer stands without brackets"
    )
    fail_on: FailOn = Field(
        default="block", description="least severity of a finding that makes an episode fail"
    )
    rule_plugins: tuple[str, ...] = Field(
        default=(), description="names of rules that other installed packages bring and that hold too"
    )
    provisions: str = Field(
        default="",
        description="path of a TOML file with rows that extend or replace those of the law's tables",
    )

    @field_validator("rule_plugins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """A list may be given as a comma-separated text, as in environment variables."""
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


class ReportSettings(Stage):
    """Results → what a reader gets."""

    lang: Literal["auto", "en", "zh"] = Field(
        default="auto",
        description="language of messages; auto: the locale's in reports for people, else English",
    )


class RegistrySettings(Stage):
    """What was really issued: who is asked."""

    url: str = Field(
        default="",
        repr=False,
        description="path or URL of the registry; empty: the default file if it is there; none",
    )
    max_age_days: int | None = Field(
        default=None, ge=0, description="days after which the newest list is too old to be asked"
    )


class WorkerSettings(Stage):
    """The processes that share a run of many files."""

    deadline_s: float = Field(
        default=120,
        gt=0,
        le=86_400,
        description="s after which a worker's file is given up (one worker: never)",
    )
    memory_mb: int = Field(
        default=4_096,
        ge=512,
        le=1_048_576,
        description="MB of data that a worker may hold (Linux; one worker: no limit)",
    )


_OF_THE_MACHINE = (
    ("decode", "threads"),
    ("engine", "threads"),
    ("engine", "device"),
    ("engine", "easyocr_folder"),
)


class Settings(Stage):
    """All stages. ``Settings()`` is the defaults; :func:`load` asks the surroundings."""

    decode: DecodeSettings = DecodeSettings()
    fast_detector: FastDetectorSettings = FastDetectorSettings()
    detector: DetectorSettings = DetectorSettings()
    prefilter: PrefilterSettings = PrefilterSettings()
    recognizer: RecognizerSettings = RecognizerSettings()
    tracker: TrackerSettings = TrackerSettings()
    fusion: FusionSettings = FusionSettings()
    absence: AbsenceSettings = AbsenceSettings()
    judge: JudgeSettings = JudgeSettings()
    engine: EngineSettings = EngineSettings()
    report: ReportSettings = ReportSettings()
    registry: RegistrySettings = RegistrySettings()
    worker: WorkerSettings = WorkerSettings()
    ray: RaySettings = RaySettings()
    service: ServiceSettings = ServiceSettings()

    def __hash__(self) -> int:
        """By one stage alone: every result of a run asks for it, and few settings are about."""
        return hash(self.judge)

    def digest(self, provisions: str = "") -> str:
        """Sha256 over all that can change a result (threads, device, workers and language cannot).

        The device is the machine's, like the make of its CPU: either may change the last bits of a
        confidence, and neither is what was asked for. What ``easyocr_folder`` holds is told by a recipe's
        models. ``provisions`` is the text of the file that ``judge.provisions`` names: what either says
        counts, not where it lies.
        """
        values = self._values("report", "worker", "ray", "service")
        del values["registry"]["url"]
        values["judge"]["provisions"] = provisions
        return _sha256_of(values)

    def reader_digest(self) -> str:
        """Sha256 over all that can change what is seen in a video: no judging, no registry."""
        return _sha256_of(self._values("report", "worker", "ray", "service", "registry", "judge"))

    def _values(self, *left_out: str) -> dict[str, Any]:
        """The knobs without some stages, and without those that are the machine's."""
        values = self.model_dump(mode="json", exclude=set(left_out))
        for stage, knob in _OF_THE_MACHINE:
            del values[stage][knob]
        return values


def _sha256_of(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


_PREFIX = "DETECTOR_"


def _read_environment() -> dict[str, Any]:
    """What the environment says of each stage, as text."""
    if not any(name.upper().startswith(_PREFIX) for name in os.environ):
        return {}
    # 70 ms of a start, and most have no such variable.
    from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict  # noqa: PLC0415

    class Environment(BaseSettings, Settings):
        model_config = SettingsConfigDict(enable_decoding=False)  # a list has commas, no JSON

    return EnvSettingsSource(Environment, env_prefix=_PREFIX, env_nested_delimiter="__")()


def load(
    file: str | PathLike[str] | None = None, flags: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Settings, dict[str, str]]:
    """Settings from all sources, and the origin of each one that is not the default.

    ``flags`` is ``{stage: {knob: value}}``. The origins map ``"stage.knob"`` to ``"flag"``,
    ``"environment"`` or the file's path. Raises ``SettingsError`` naming source and knob.
    """
    sources: list[tuple[str, Mapping[str, Any]]] = [
        ("environment", _read_environment()),
        ("flag", flags or {}),
    ]
    if file:
        sources.insert(0, (str(file), _read_toml(Path(file))))
    values: dict[str, dict[str, Any]] = {}
    origins: dict[str, str] = {}
    for origin, stages in sources:
        for stage, knobs in stages.items():
            if not isinstance(knobs, Mapping):
                raise SettingsError(f"{origin}: {stage!r} is no table of settings", HINT)
            values.setdefault(stage, {}).update(knobs)
            origins.update({f"{stage}.{knob}": origin for knob in knobs})
    try:
        return Settings.model_validate(values), origins
    except ValidationError as error:
        raise wrong_setting(Settings, error, origins) from None


def chosen_settings(settings: Settings | None, registry: str | PathLike[str] | None) -> Settings:
    """The settings that a program gives, else those of the environment; with a registry, if one is named.

    Raises ``SettingsError``, ``UsageError`` for what is neither.
    """
    address = _address(registry)
    if settings is None:
        return load(flags={"registry": {"url": address}} if address else None)[0]
    check_settings(settings)
    if address is None:
        return settings
    named = settings.registry.model_copy(update={"url": address})
    return settings.model_copy(update={"registry": named})


def check_settings(settings: object) -> None:
    """Raise a ``UsageError`` for settings that are given as something else, such as a dict."""
    if not isinstance(settings, Settings):
        hint = "give detector.Settings; detector.settings.load(FILE) reads them from a file"
        raise UsageError(f"settings: {type(settings).__name__} is no Settings", hint)


def _address(registry: object) -> str | None:
    if not isinstance(registry, str | PathLike | None):
        hint = "give a path or URL here; what looks numbers up itself goes to detector.Scanner"
        raise UsageError(f"registry: {type(registry).__name__} is no address", hint)
    return None if registry is None else plain_path(registry)


def read_text(file: Path, option: str) -> str:
    """The text of a file that an option names. Raises ``SettingsError`` naming file and option."""
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}", f"give {option} a readable file") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: no valid TOML: {error}", "write it in UTF-8") from None


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(file, "--config"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: no valid TOML: {error}", HINT) from None
