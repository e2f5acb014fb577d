"""The networks' files: where they are, whether they are the right ones, and a session to run one."""

import hashlib
import logging
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.errors import ModelChanged, ModelMissing
from detector.plugins import PREFIX
from detector.settings.vision import Device
from detector.vision.runtime.device import DeviceInUse, device_in_use, providers
from detector.vision.runtime.onnx_library import onnxruntime

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_LOG = logging.getLogger(__name__)
_REINSTALL = "install the program again; `detector doctor` checks every model"


@dataclass(frozen=True, slots=True)
class Model:
    """One row of ``models/manifest.toml``."""

    name: str
    stage: str
    version: str
    file: str
    sha256: str
    engines: tuple[str, ...]
    input_shape: tuple[str, ...]
    licence: str
    source: str

    @property
    def identity(self) -> str:
        """``name@sha256``, as a recipe states it."""
        return f"{self.name}@{self.sha256}"

    def path(self) -> Path:
        """Where the file should lie on this machine."""
        return models_folder() / self.file


def models_folder() -> Path:
    """The folder with all models: in an installed package inside it, in a checkout beside it."""
    package = Path(__file__).parents[2]
    installed = package / "models"
    return installed if installed.is_dir() else package.parent / "models"


@cache
def manifest() -> tuple[Model, ...]:
    """All models in use, in the order of the manifest. Raises ``ModelMissing``, ``ModelChanged``."""
    file = models_folder() / "manifest.toml"
    lists = ("engines", "input_shape")
    try:
        rows = tomllib.loads(file.read_text("utf-8"))["model"]
        return tuple(Model(**row | {name: tuple(row[name]) for name in lists}) for row in rows)
    except OSError as error:
        raise ModelMissing(f"{file}: {error.strerror}", _REINSTALL) from None
    except (LookupError, TypeError, ValueError) as error:
        raise ModelChanged(f"{file}: is no manifest of models: {error}", _REINSTALL) from None


def models_of(engine: str) -> tuple[Model, ...]:
    """The models of an engine, in the order of the manifest; a plug-in has those of ``rapidocr``."""
    known = "rapidocr" if engine.startswith(PREFIX) else engine
    return tuple(model for model in manifest() if known in model.engines)


def model_for(stage: str, engine: str = "rapidocr") -> Model:
    """The model that serves a stage of an engine."""
    return next(model for model in models_of(engine) if model.stage == stage)


def check(model: Model) -> None:
    """Raise ``ModelMissing`` or ``ModelChanged`` unless the model's file is the one of the manifest."""
    path = model.path()
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelMissing(f"model {model.name}: {path}: {error.strerror}", _REINSTALL) from None
    if digest != model.sha256:
        raise ModelChanged(f"model {model.name}: {path} has sha256 {digest}, not {model.sha256}", _REINSTALL)


class Network:
    """A checked model: call it with its input, get its first output. It is loaded when it is first used."""

    def __init__(self, model: Model, threads: int, device: Device = "cpu") -> None:
        """Raises ``ModelMissing``, ``ModelChanged``, and ``DeviceMissing`` where no library has it."""
        check(model)
        self._model = model
        self._threads = threads
        self._wanted = device
        self._providers = providers(device, onnxruntime().get_available_providers())

    @cached_property
    def _session(self) -> "InferenceSession":
        _LOG.debug("loading the network %s", self._model.identity)
        library = onnxruntime()
        options = library.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A spinning thread burns the core that the neighbouring worker needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # onnxruntime falls back to the CPU by itself, but says so on standard output, where results go.
        opened = partial(
            library.InferenceSession, str(self._model.path()), sess_options=options, enable_fallback=0
        )
        with suppress(Exception):  # onnxruntime's have no class in common
            return opened(providers=self._providers)
        try:
            return opened(providers=self._providers[-1:])
        except Exception as error:
            told = f"model {self._model.name}: {self._model.path()} cannot be loaded: {error}"
            raise ModelChanged(told, _REINSTALL) from error

    @property
    def device(self) -> DeviceInUse:
        """What it runs on. Raises ``DeviceMissing`` where what was asked for does not work."""
        return device_in_use(self._wanted, self._session.get_providers())

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Run the network on one batch of its input shape."""
        output: NDArray[np.float32] = self._session.run(None, {self._input: batch})[0]
        return output

    @cached_property
    def _input(self) -> str:
        name: str = self._session.get_inputs()[0].name
        return name

    @property
    def line_shape(self) -> tuple[int, int]:
        """A recogniser's channels and the height (px) of the lines that it reads."""
        _, channels, height_px, _ = self._session.get_inputs()[0].shape
        return channels, height_px

    def alphabet(self) -> tuple[str, ...]:
        """A recogniser's classes as characters: blank first, space last, between them the file's own list."""
        listed = self._session.get_modelmeta().custom_metadata_map["character"]
        return ("", *listed.splitlines(), " ")
