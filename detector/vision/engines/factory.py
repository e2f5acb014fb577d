"""The engine that the settings name, and what it consists of."""

from importlib.util import find_spec

from detector.errors import ExtraMissing, SetupError
from detector.plugins import PREFIX
from detector.settings import Settings
from detector.settings.vision import EngineSettings
from detector.vision.engines.easyocr_files import user_models
from detector.vision.engines.plugin_engine import PluginEngine, plugin_of
from detector.vision.engines.protocol import Engine
from detector.vision.runtime import model_files
from detector.vision.runtime.model_files import Model

_EXTRA = "pip install 'micro-drama-detector[easyocr]'"


def open_engine(settings: Settings) -> Engine:
    """The engine, loaded and ready. Raises ``SetupError`` for what it needs and does not find."""
    # Each engine brings libraries of its own, up to seconds of imports and hundreds of megabytes.
    if settings.engine.name == "easyocr":
        try:
            from detector.vision.engines.easyocr import EasyOcrEngine  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise _missing(error.name) from None
        except (ImportError, OSError, RuntimeError) as error:
            hint = f"a torch and a torchvision of two kinds do not work together; else {_EXTRA}"
            raise SetupError(f"EasyOCR cannot be loaded: {error}", hint) from error
        return EasyOcrEngine(settings)
    if settings.engine.name.startswith(PREFIX):
        return PluginEngine(settings)
    from detector.vision.engines.onnx import OnnxEngine  # noqa: PLC0415

    return OnnxEngine(settings)


def models(engine: EngineSettings) -> tuple[Model, ...]:
    """The files that an engine is made of: those of the manifest, or the user's own.

    Raises ``ModelMissing``, and ``ModelChanged`` for files of the user's that are others than EasyOCR's.
    """
    if engine.name == "easyocr" and engine.easyocr_folder:
        prefilter = (model for model in model_files.models_of(engine.name) if model.stage == "prefilter")
        return (*user_models(engine.easyocr_folder), *prefilter)
    if engine.name.startswith(PREFIX):
        prefilter = (model for model in model_files.models_of(engine.name) if model.stage == "prefilter")
        return (*plugin_of(engine).models(engine), *prefilter)
    return model_files.models_of(engine.name)


def check(engine: EngineSettings) -> None:
    """Raise ``SetupError`` unless all that an engine needs is there and unchanged. Nothing is loaded."""
    if engine.name == "easyocr" and find_spec("easyocr") is None:
        raise _missing("easyocr")
    for model in models(engine):
        model_files.check(model)


def _missing(package: str | None) -> ExtraMissing:
    return ExtraMissing(f"the engine easyocr needs the package {package}", _EXTRA)
