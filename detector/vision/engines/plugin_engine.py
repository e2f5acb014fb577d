"""The engine of a plug-in, of which each answer is checked where it comes in, so that its maker is told."""

from collections.abc import Sequence

import numpy as np

from detector import plugins
from detector.errors import SetupError
from detector.plugins import PREFIX
from detector.settings import Settings
from detector.settings.vision import EngineSettings
from detector.video.frame import Picture
from detector.vision.data import Corners, Region, TextBox
from detector.vision.engines.protocol import Engine, EnginePlugin
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.device import DeviceInUse


def plugin_of(engine: EngineSettings) -> EnginePlugin:
    """The plug-in that the settings name. Raises ``UsageError``, ``SetupError``."""
    name = engine.name.removeprefix(PREFIX)
    plugin: EnginePlugin = plugins.load("engines", name)
    plugins.promised(name, plugin, EnginePlugin)
    return plugin


class PluginEngine:
    """The engine that a plug-in opens."""

    def __init__(self, settings: Settings) -> None:
        """Raises ``SetupError`` where the plug-in gives none."""
        self._name = settings.engine.name.removeprefix(PREFIX)
        self._engine = plugin_of(settings.engine).open(settings)
        plugins.promised(self._name, self._engine, Engine)
        plugins.promised(self._name, self._engine.recognizer, Recognizer)

    @property
    def device(self) -> DeviceInUse:
        """What its recogniser runs on."""
        return self._engine.device

    @property
    def recognizer(self) -> Recognizer:
        """Boxes and level rows to text."""
        return self._engine.recognizer

    def detect(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> Sequence[TextBox]:
        """The boxes in a region. Raises ``SetupError`` for what is none."""
        boxes = self._engine.detect(picture, region, known, fine=fine)
        for box in boxes:
            plugins.promised(self._name, box, TextBox)
            if np.shape(box.corners) != (4, 2) or not np.isfinite(box.corners).all():
                corners = np.asarray(box.corners).tolist()
                told = f"the plug-in {self._name} gave a box whose corners are no 4 points: {corners}"
                raise SetupError(told, "give four finite x and y, in px of the whole picture")
        return boxes
