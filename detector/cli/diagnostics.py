"""What ``detector doctor`` checks: the parts that a scan needs, and the settings in use."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from detector import plugins
from detector.errors import ExtraMissing, SetupError
from detector.extras import need
from detector.registry.address import without_password
from detector.settings import Settings
from detector.settings.stage import choices
from detector.settings.vision import EngineName, EngineSettings

_LIBRARIES: dict[str, str] = {
    "alembic": "alembic",
    "av": "av",
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "opencv-python-headless": "cv2",
    "platformdirs": "platformdirs",
    "pydantic": "pydantic",
    "rapidfuzz": "rapidfuzz",
    "rich": "rich",
    "sqlalchemy": "sqlalchemy",
    "typer": "typer",
}
OPTIONAL = {
    "pandas": "results as a data frame",
    "pdfplumber": "lists in PDF",
    "pypdfium2": "drafts of lists from scanned PDF",
    "pyarrow": "Parquet catalogues and exports",
    "python_calamine": "lists in XLSX and XLS",
    "selectolax": "lists in HTML",
    "xlsxwriter": "export to XLSX",
}
"""Module of a package that is an extra, and what it is for."""
_DECODERS = ("h264", "hevc", "av1", "vp9", "mpeg4", "gif", "mjpeg", "png", "webp", "bmp")
_BOUNDS = (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))


@dataclass(frozen=True, slots=True)
class Part:
    """Something that the program needs. ``detail`` is its version, or why it is not ``ok``.

    ``ok`` is ``None`` for what is absent but not needed with these settings.
    """

    kind: str
    name: str
    ok: bool | None
    detail: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A setting, its value, and where the value came from."""

    name: str
    value: object
    range: str
    description: str
    origin: str


def parts() -> Iterator[Part]:
    """Libraries, decoders and models; each is really imported, opened or hashed."""
    from detector.vision.runtime.onnx_library import onnxruntime

    for package, module in _LIBRARIES.items():
        hint = f"pip install {package}"
        try:
            found = version(package)
            onnxruntime() if module == "onnxruntime" else importlib.import_module(module)
        except PackageNotFoundError:
            yield Part("library", package, ok=False, detail="not installed", hint=hint)
        except (ImportError, OSError) as error:
            yield Part("library", package, ok=False, detail=f"{found}, broken: {error}", hint=hint)
        else:
            yield Part("library", package, ok=True, detail=found)
    yield from _extras()
    yield from _decoders()
    yield from _models()
    for kind, name, package in plugins.installed():
        yield Part("plug-in", f"{kind}: {name}", ok=None, detail=package)


def _extras() -> Iterator[Part]:
    for module, what in OPTIONAL.items():
        package = module.replace("_", "-")
        try:
            need(module, what)
            yield Part("extra", package, ok=True, detail=version(package))
        except ExtraMissing as error:
            yield Part("extra", package, ok=None, detail=f"not installed: {what}", hint=error.hint)


def _decoders() -> Iterator[Part]:
    try:
        import av
    except (ImportError, OSError):
        return  # reported already, as a library
    for name in _DECODERS:
        try:
            codec = av.Codec(name, "r")
        except av.codec.codec.UnknownCodecError:
            hint = "install the av package from its wheel; the codecs are inside"
            yield Part("decoder", name, ok=False, detail="absent", hint=hint)
        else:
            yield Part("decoder", name, ok=True, detail=codec.long_name)


def _models() -> Iterator[Part]:
    from detector.vision.runtime import model_files

    try:
        models = model_files.manifest()
    except SetupError as error:
        yield Part("model", "manifest", ok=False, detail=error.message, hint=error.hint)
        return
    for model in models:
        try:
            model_files.check(model)
        except SetupError as error:
            yield Part("model", model.name, ok=False, detail=error.message, hint=error.hint)
        else:
            yield Part("model", model.name, ok=True, detail=f"{model.version}, sha256 {model.sha256}")


def engines(settings: Settings) -> Iterator[Part]:
    """The chosen engine, really loaded, and the others that could be chosen."""
    from detector.vision.engines.factory import check, open_engine

    for name in dict.fromkeys((*get_args(EngineName), settings.engine.name)):
        try:
            if name == settings.engine.name:
                detail = f"chosen, runs on {open_engine(settings).device}"
            else:
                check(EngineSettings(name=name))
                detail = "can be chosen"
        except SetupError as error:
            ok = False if name == settings.engine.name else None
            yield Part("engine", name, ok=ok, detail=error.message, hint=error.hint)
        except (ImportError, OSError):
            continue  # reported already, as a library
        else:
            yield Part("engine", name, ok=True, detail=detail)


def providers() -> list[str]:
    """What onnxruntime could run the networks on, best first; empty without onnxruntime."""
    from detector.vision.runtime.onnx_library import onnxruntime

    try:
        return list(onnxruntime().get_available_providers())
    except (ImportError, OSError):
        return []


def setting_values(settings: Settings, origins: Mapping[str, str]) -> Iterator[SettingValue]:
    """Every setting, in the order of the stages."""
    for stage in type(settings).model_fields:
        values: BaseModel = getattr(settings, stage)
        for setting, field in type(values).model_fields.items():
            name = f"{stage}.{setting}"
            origin = origins.get(name, "default")
            value = getattr(values, setting)
            if setting in ("url", "database"):
                value = without_password(value)
            yield SettingValue(name, value, _range(field), field.description or "", origin)


def _range(field: FieldInfo) -> str:
    if field.annotation is str and (
        pattern := getattr(field.metadata[0], "pattern", "") if field.metadata else ""
    ):
        return " | ".join(choices(pattern))
    if get_origin(field.annotation) is Literal:
        return " | ".join(get_args(field.annotation))
    limits = (
        f"{sign} {getattr(rule, bound)}"
        for rule in field.metadata
        for bound, sign in _BOUNDS
        if hasattr(rule, bound)
    )
    return ", ".join(limits)
